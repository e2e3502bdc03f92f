/* vote.c - see vote.h. */
#include "data/vote.h"

#include "base/exact.h"

/* part/whole is at least n/d. */
static bool at_least(int64_t part, int64_t whole, int n, int d)
{
    return (Int128)d * part >= (Int128)n * whole;
}

static bool more_than_half(int64_t part, int64_t whole)
{
    return (Int128)2 * part > whole;
}

static bool civil_code(const Vote *vote)
{
    Day from = 0;
    return day_of(2021, 1, 1, &from) && vote->day >= from;
}

bool vote_quorum(const Vote *v)
{
    if (civil_code(v))
        return at_least(v->voted_owners, v->total_owners, 2, 3) &&
               at_least(v->voted_area, v->total_area, 2, 3);
    return more_than_half(v->voted_owners, v->total_owners) &&
           more_than_half(v->voted_area, v->total_area);
}

bool vote_passed(const Vote *v)
{
    if (!vote_quorum(v))
        return false;
    if (civil_code(v)) { /* of those who took part */
        if (v->item >= 6 && v->item <= 8)
            return at_least(v->agree_owners, v->voted_owners, 3, 4) &&
                   at_least(v->agree_area, v->voted_area, 3, 4);
        return more_than_half(v->agree_owners, v->voted_owners) &&
               more_than_half(v->agree_area, v->voted_area);
    }
    if (v->item >= 5 && v->item <= 7) /* of all owners: use and raising of the fund, rebuilding */
        return at_least(v->agree_owners, v->total_owners, 2, 3) &&
               at_least(v->agree_area, v->total_area, 2, 3);
    return more_than_half(v->agree_owners, v->total_owners) &&
           more_than_half(v->agree_area, v->total_area);
}
