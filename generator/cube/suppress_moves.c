/*
 * suppress_moves.c - those who came, went or were corrected between two printings; see
 * suppress_own.h.
 */
#include "cube/suppress_own.h"

/* Two printings: in two months, the second perhaps as the edition before had it (`before`). */
typedef struct {
    size_t slice, other;
    bool before;
} Twice;

static bool is_printed(const Layer *l, size_t slice, int scope)
{
    const Cell *c = cell_at(l, slice, scope);
    return c->ok && !c->hidden;
}

static bool is_printed_twice(const Layer *l, const Twice *p, int scope)
{
    return is_printed(l, p->slice, scope) &&
           (p->before ? cell_at(l, p->other, scope)->seen_before : is_printed(l, p->other, scope));
}

static void add_difference(const Layer *l, const Twice *p, int scope, int sign, Int128 *n,
                           Int128 *d)
{
    const Cell *now = cell_at(l, p->slice, scope), *was = cell_at(l, p->other, scope);
    *n += sign * (number(now) - (p->before ? was->seen_n : number(was)));
    *d += sign * (out_of(now) - (p->before ? was->seen_d : out_of(was)));
}

/* Of a figure that follows a share: the compounds in which that changed; `d` counts them. */
static void add_moved(const Layer *l, const Twice *p, int scope, Int128 *d)
{
    const Cell *now = cell_at(l->leader, p->slice, scope),
               *was = cell_at(l->leader, p->other, scope);
    *d += number(now) != number(was) || out_of(now) != out_of(was) || p->before;
}

static void leave_printed_out(const Layer *l, const Twice *p, int parent, Int128 *n, Int128 *d)
{
    for (int s = l->first_child[parent]; s >= 0; s = l->next_child[s])
        if (is_printed_twice(l, p, s)) {
            add_difference(l, p, s, -1, n, d);
        } else if (l->leader && l->first_child[s] < 0) {
            add_moved(l, p, s, d);
        } else {
            leave_printed_out(l, p, s, n, d);
        }
}

/*
 * Who sits where is public, what each of them is is not: of the people by whom two printed shares
 * differ, neither all nor none may be counted, or it is told of each of them. True where it is.
 */
static bool tells_who_moved(const Layer *l, const Twice *p, int top)
{
    Int128 n = 0, d = 0;
    if (!p->before && cell_whole(l, p->other, top) == 0)
        return false; /* against nobody, the difference is the figure itself */
    if (!is_printed_twice(l, p, top) || !(l->leader || cell_at(l, p->slice, top)->has_denominator))
        return false;
    add_difference(l, p, top, 1, &n, &d);
    leave_printed_out(l, p, top, &n, &d);
    if (l->leader) /* so many more committees with a majority, of those in which somebody moved */
        return n != 0 && (n < 0 ? -n : n) >= d;
    bool nobody = n == 0 && d == 0, some = (0 < n && n < d) || (d < n && n < 0);
    return !nobody && !some;
}

/* The older of two months goes, for the newest is what people read; or what nobody has seen yet. */
static bool close_difference(const Layer *l, const Twice *p, int top)
{
    const size_t order[] = {p->other, p->slice};
    if (!tells_who_moved(l, p, top))
        return false;
    for (size_t i = p->before ? 1 : 0; i < 2; i++) {
        const Cell *c = cell_at(l, order[i], top);
        if (c->told || c->shown_before || cell_whole(l, order[i], top) == 0)
            continue;
        cell_hide(l, order[i], top);
        return true;
    }
    return false;
}

bool moves_close(const Layer *l)
{
    bool changed = false;
    for (size_t t = 0; t < l->slice_count; t++)
        for (size_t u = 0; u < l->slice_count && l->slices[t].window == WINDOW_ASOF; u++) {
            const Twice now = {t, u, false}, before = {t, u, true};
            for (int s = 0; l->slices[u].window == WINDOW_ASOF && s < (int)l->scopes->count; s++) {
                changed = (u < t && close_difference(l, &now, s)) || changed;
                changed = close_difference(l, &before, s) || changed;
            }
        }
    return changed;
}
