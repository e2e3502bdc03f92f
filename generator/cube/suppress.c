/*
 * suppress.c - see suppress.h.
 *
 * One layer holds a metric's cells, [slice * scopes + scope]; a slice is a period in a window. The
 * scopes are a tree and a scope is the sum of its children, so what a reader can compute falls
 * apart into groups: a printed scope with the hidden cells hanging below it, whose sum is what the
 * printed ones leave over. In a group every part lies between 0 and its whole; so a single leaf, or
 * a rest of nothing or of everything, tells the cells, and anything else leaves each a choice.
 */
#include "cube/suppress.h"

#include <stdlib.h>
#include <string.h>

#include "cube/past.h"

typedef struct {
    Int128 n, d;
    Int128 seen_n, seen_d; /* in the edition that is shown */
    size_t figure;         /* its number; what it says stays until all layers are done */
    bool has_denominator;
    bool ok;                          /* has a value that was counted from rows */
    bool hidden;                      /* from now on */
    bool shown_before, hidden_before; /* in the edition that is shown */
    bool seen_before;                 /* there, with another number perhaps */
    bool told;                        /* follows from what is printed */
} Cell;

typedef struct {
    Month period;
    Window window;
} Slice;

typedef struct Layer Layer;
struct Layer {
    const MetricInfo *metric;
    const ScopeSet *scopes;
    const int *first_child, *next_child; /* -1: none */
    Slice *slices;                       /* rising */
    size_t slice_count;
    Cell *cells;
    const Layer *leader; /* of the metric that this one follows; NULL */
    bool leads;
    int k;
};

/* The hidden cells below a printed scope. */
typedef struct {
    Int128 n, d;     /* what the printed ones leave over */
    size_t leaves;   /* hidden cells with nothing hidden below them */
    size_t branches; /* hidden cells right below the printed scope */
    int *leaf;       /* [leaves] */
    size_t capacity;
    int smallest; /* printed scope beside them that could be hidden; -1 */
    bool pinned;  /* one of them was hidden in an edition already */
} Group;

static Cell *cell_at(const Layer *l, size_t slice, int scope)
{
    return &l->cells[slice * l->scopes->count + (size_t)scope];
}

static Int128 number(const Cell *c)
{
    return c->n;
}

static Int128 out_of(const Cell *c)
{
    return c->has_denominator ? c->d : 0;
}

/* How many people the cell is about; 0: nobody is to be protected. */
static Int128 whole(const Layer *l, size_t slice, int scope)
{
    const Cell *c = cell_at(l, slice, scope);
    if (l->leader)
        return out_of(cell_at(l->leader, slice, scope));
    return c->has_denominator ? out_of(c) : 1;
}

static bool is_same(const Layer *l, size_t a, size_t b, int scope)
{
    const Cell *x = cell_at(l, a, scope), *y = cell_at(l, b, scope);
    if (l->leader && !is_same(l->leader, a, b, scope))
        return false;
    return x->ok && y->ok && number(x) == number(y) && out_of(x) == out_of(y);
}

/*
 * The slices [*from, *to) around this one in which the cell is about the same people, as far as
 * numbers tell. Windows overlap: in those of a flow what is hidden once is hidden in all.
 */
static void stretch(const Layer *l, size_t slice, int scope, size_t *from, size_t *to)
{
    *from = slice;
    *to = slice + 1;
    bool all = l->slices[slice].window != WINDOW_ASOF;
    while (*from > 0 && (all || is_same(l, slice, *from - 1, scope)))
        --*from;
    while (*to < l->slice_count && (all || is_same(l, slice, *to, scope)))
        ++*to;
}

static bool can_hide(const Layer *l, size_t slice, int scope)
{
    const Cell *c = cell_at(l, slice, scope);
    size_t from, to;
    if (!c->ok || c->hidden || c->told || whole(l, slice, scope) == 0)
        return false;
    stretch(l, slice, scope, &from, &to);
    for (size_t t = from; t < to; t++)
        if (cell_at(l, t, scope)->seen_before || cell_at(l, t, scope)->told)
            return false;
    return true;
}

static void hide_unseen(const Layer *l, size_t slice, int scope)
{
    Cell *c = cell_at(l, slice, scope);
    c->hidden = c->hidden || (c->ok && !c->shown_before && !c->told && whole(l, slice, scope) > 0);
}

static void hide(const Layer *l, size_t slice, int scope)
{
    size_t from, to;
    stretch(l, slice, scope, &from, &to);
    cell_at(l, slice, scope)->hidden = true;
    for (size_t t = from; t < to; t++) {
        Cell *c = cell_at(l, t, scope);
        c->hidden = c->hidden || (c->ok && !c->shown_before && whole(l, t, scope) > 0);
    }
}

static Int128 distance(Int128 a, Int128 b)
{
    return a < b ? b - a : a - b;
}

/* A share of nearly the same people: but for a few it is the same number. */
static bool is_near(const Layer *l, size_t a, size_t b, int scope)
{
    const Cell *x = cell_at(l, a, scope), *y = cell_at(l, b, scope);
    return !l->leader && x->ok && y->ok && l->slices[a].window == WINDOW_ASOF &&
           l->slices[b].window == WINDOW_ASOF && distance(number(x), number(y)) < l->k &&
           distance(out_of(x), out_of(y)) < l->k;
}

/* Hides the scope in the months around too, as long as few have come or gone from one to the next.
 */
static void hide_long(const Layer *l, size_t slice, int scope)
{
    hide(l, slice, scope);
    for (size_t t = slice; t > 0 && is_near(l, t, t - 1, scope); t--)
        hide_unseen(l, t - 1, scope);
    for (size_t t = slice; t + 1 < l->slice_count && is_near(l, t, t + 1, scope); t++)
        hide_unseen(l, t + 1, scope);
}

static void tell(const Layer *l, size_t slice, int scope)
{
    size_t from, to;
    stretch(l, slice, scope, &from, &to);
    for (size_t t = from; t < to; t++) {
        cell_at(l, t, scope)->hidden = false;
        cell_at(l, t, scope)->told = true;
    }
}

/* --- small numbers -------------------------------------------------------------------------- */

static bool is_small(const Layer *l, size_t slice, int scope)
{
    const Cell *c = cell_at(l, slice, scope);
    if (!c->ok || c->shown_before || c->told || whole(l, slice, scope) == 0)
        return false;
    if (l->leads && l->scopes->scopes[scope].level == LEVEL_COMPOUND)
        return true;
    return number(c) < l->k || (c->has_denominator && out_of(c) - number(c) < l->k);
}

static void hide_small(const Layer *l)
{
    for (size_t t = 0; t < l->slice_count; t++)
        for (int s = 0; s < (int)l->scopes->count; s++) {
            const Cell *c = cell_at(l, t, s);
            if (is_small(l, t, s) || (c->ok && c->hidden_before))
                hide_long(l, t, s);
        }
}

/* --- groups --------------------------------------------------------------------------------- */

static void note_smallest(const Layer *l, size_t slice, Group *g, int scope)
{
    const Cell *c = cell_at(l, slice, scope),
               *least = g->smallest < 0 ? NULL : cell_at(l, slice, g->smallest);
    if (least && (out_of(c) ? out_of(c) >= out_of(least) : number(c) >= number(least)))
        return;
    if (can_hide(l, slice, scope))
        g->smallest = scope;
}

static bool was_hidden(const Layer *l, size_t slice, int scope)
{
    size_t from, to;
    stretch(l, slice, scope, &from, &to);
    for (size_t t = from; t < to; t++)
        if (cell_at(l, t, scope)->hidden_before)
            return true;
    return false;
}

static void gather_below(const Layer *l, size_t slice, int parent, Group *g)
{
    for (int s = l->first_child[parent]; s >= 0; s = l->next_child[s]) {
        const Cell *c = cell_at(l, slice, s);
        if (!c->ok)
            continue;
        if (!c->hidden) {
            g->n -= number(c);
            g->d -= out_of(c);
            note_smallest(l, slice, g, s);
            continue;
        }
        size_t leaves = g->leaves;
        g->pinned = g->pinned || was_hidden(l, slice, s);
        gather_below(l, slice, s, g);
        if (g->leaves > leaves)
            continue;
        GROW(g->leaf, g->capacity, g->leaves + 1);
        g->leaf[g->leaves++] = s;
    }
}

static void gather(const Layer *l, size_t slice, int top, Group *g)
{
    const Cell *c = cell_at(l, slice, top);
    g->n = number(c);
    g->d = out_of(c);
    g->leaves = g->branches = 0;
    g->smallest = -1;
    g->pinned = false;
    for (int s = l->first_child[top]; s >= 0; s = l->next_child[s])
        g->branches += cell_at(l, slice, s)->hidden;
    gather_below(l, slice, top, g);
}

/* --- sums that other periods tell --------------------------------------------------------------
 */

/* Where the group of a hidden cell hangs in another slice (or, there, in the edition shown). */
static int top_of(const Layer *l, size_t slice, int scope, bool before)
{
    for (; scope >= 0; scope = l->scopes->scopes[scope].parent) {
        const Cell *c = cell_at(l, slice, scope);
        if (before ? !c->hidden_before : !c->hidden)
            return before || c->ok ? scope : -1;
    }
    return -1;
}

/* As gather(), in numbers only. */
static size_t leaves_below(const Layer *l, size_t slice, int top, bool before)
{
    size_t leaves = 0;
    for (int s = l->first_child[top]; s >= 0; s = l->next_child[s]) {
        const Cell *c = cell_at(l, slice, s);
        if (before ? !c->hidden_before : !c->ok || !c->hidden)
            continue;
        size_t below = leaves_below(l, slice, s, before);
        leaves += below ? below : 1;
    }
    return leaves;
}

/* Marks the leaves that make up a whole group there. */
static void mark_blocks(const Layer *l, size_t slice, const Group *g, size_t other, bool before,
                        bool *in_block)
{
    for (size_t i = 0; i < g->leaves; i++) {
        int top = top_of(l, other, g->leaf[i], before);
        if (top < 0 || top == g->leaf[i])
            continue;
        bool first = true;
        size_t own = 0;
        for (size_t k = 0; k < g->leaves; k++) {
            if (top_of(l, other, g->leaf[k], before) != top ||
                (!before && !is_same(l, slice, other, g->leaf[k])))
                continue;
            first = first && k >= i;
            own++;
        }
        if (!first || own == g->leaves || own != leaves_below(l, other, top, before))
            continue;
        for (size_t k = 0; k < g->leaves; k++)
            if (top_of(l, other, g->leaf[k], before) == top)
                in_block[k] = true;
    }
}

/*
 * A group whose parts were groups of their own at another time falls apart into them again: what
 * is left must not be one cell alone. Large groups are never so near.
 */
static bool falls_apart(const Layer *l, size_t slice, const Group *g)
{
    enum { LARGE = 64 };
    if (g->leaves > LARGE)
        return false;
    bool in_block[LARGE] = {false};
    size_t left = 0;
    for (size_t t = 0; t < l->slice_count; t++) {
        if (t != slice)
            mark_blocks(l, slice, g, t, false, in_block);
    }
    mark_blocks(l, slice, g, slice, true, in_block);
    for (size_t i = 0; i < g->leaves; i++)
        left += !in_block[i];
    return left == 1;
}

/* --- what a share says of its half ----------------------------------------------------------- */

static Int128 more_than_half(Int128 whole)
{
    return whole / 2 + 1;
}

static Int128 at_least_half(Int128 whole)
{
    return whole - whole / 2;
}

static int by_size(const void *a, const void *b)
{
    const Int128 *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static Int128 *sorted_wholes(const Layer *l, size_t slice, const Group *g)
{
    Int128 *list = memory_alloc((g->leaves + 1) * sizeof *list);
    for (size_t i = 0; i < g->leaves; i++)
        list[i] = whole(l, slice, g->leaf[i]);
    qsort(list, g->leaves, sizeof *list, by_size);
    return list;
}

/* How many parts at most can have `cost` of their whole when there are so many to go round. */
static size_t most(const Int128 *wholes, size_t count, Int128 (*cost)(Int128 whole), Int128 have)
{
    size_t i = 0;
    for (; i < count && cost(wholes[i]) <= have; i++)
        have -= cost(wholes[i]);
    return i;
}

/* The cost of `count` parts, the cheapest; without one of size `without` (0: all may be taken). */
static Int128 least_cost(const Int128 *wholes, size_t all, size_t count, Int128 (*cost)(Int128),
                         Int128 without)
{
    Int128 sum = 0;
    for (size_t i = 0; i < all && count > 0; i++) {
        if (without > 0 && wholes[i] == without) {
            without = 0;
            continue;
        }
        sum += cost(wholes[i]);
        count--;
    }
    return sum;
}

/* What a part needs for a majority besides its one. */
static Int128 besides_one(Int128 whole)
{
    return more_than_half(whole) - 1;
}

/*
 * By how much the leaves changed over time, and one more: what is printed of two months may tell
 * of those who came or went between them.
 */
static Int128 margin_of(const Layer *l, const Group *g)
{
    Int128 margin = 1;
    for (size_t t = 1; t < l->slice_count; t++) {
        Int128 now = 0, was = 0, moved = 0;
        for (size_t i = 0; i < g->leaves; i++) {
            Int128 a = whole(l, t - 1, g->leaf[i]), b = whole(l, t, g->leaf[i]);
            was += a;
            now += b;
            moved += a < b ? b - a : a - b;
        }
        /* Before the first of them, or after the last, there is no number to compare with. */
        if (was > 0 && now > 0)
            margin += moved;
    }
    return margin;
}

/*
 * Each leaf can still have a majority or none, and so can more and fewer of them. One of each leaf
 * may be known by the office that he holds (the secretary of a branch is in the party).
 */
static bool half_is_open(const Layer *l, size_t slice, const Group *g)
{
    Int128 margin = margin_of(l, g), rest = g->d - g->n - margin,
           free_ones = g->n - (Int128)g->leaves - margin;
    if (free_ones <= 0 || rest <= 0)
        return false;
    Int128 *wholes = sorted_wholes(l, slice, g);
    size_t up = most(wholes, g->leaves, besides_one, free_ones),
           down = most(wholes, g->leaves, at_least_half, rest);
    Int128 largest = g->leaves ? wholes[g->leaves - 1] : 0;
    free(wholes);
    return besides_one(largest) <= free_ones && at_least_half(largest) <= rest &&
           up + down > g->leaves;
}

/* So many of the leaves have a majority: each may be one of them or not, and none must be full. */
static bool which_is_open(const Layer *l, size_t slice, const Group *g)
{
    Int128 have = -(Int128)g->leaves, rest = 0;
    if (g->n < (Int128)g->leaves) {
        have -= margin_of(l, g);
        rest -= margin_of(l, g);
    }
    size_t up = (size_t)g->n, down = g->leaves - up, all = g->leaves;
    for (size_t i = 0; i < all; i++) {
        Int128 n = number(cell_at(l->leader, slice, g->leaf[i]));
        have += n;
        rest += whole(l, slice, g->leaf[i]) - n;
    }
    Int128 *wholes = sorted_wholes(l, slice, g);
    Int128 cheap_up = least_cost(wholes, all, up, besides_one, 0),
           cheap_down = least_cost(wholes, all, down, at_least_half, 0);
    bool open = cheap_up < have && cheap_down < rest;
    for (size_t i = 0; open && i < all && down > 0; i++) {
        Int128 own = wholes[i];
        if (i > 0 && own == wholes[i - 1])
            continue;
        open = besides_one(own) + least_cost(wholes, all, up - 1, besides_one, own) <= have &&
               least_cost(wholes, all, up, besides_one, own) <= have &&
               at_least_half(own) + least_cost(wholes, all, down - 1, at_least_half, own) <= rest &&
               least_cost(wholes, all, down, at_least_half, own) <= rest;
    }
    free(wholes);
    return open;
}

static bool is_open(const Layer *l, size_t slice, const Group *g)
{
    if (g->branches < 2 || g->n <= 0 || falls_apart(l, slice, g))
        return false;
    if (l->leader)
        return g->n < (Int128)g->leaves && which_is_open(l, slice, g);
    return g->d == 0 || (g->n < g->d && (!l->leads || half_is_open(l, slice, g)));
}

/* --- neighbours ------------------------------------------------------------------------------ */

static void tell_below(const Layer *l, size_t slice, int parent)
{
    for (int s = l->first_child[parent]; s >= 0; s = l->next_child[s])
        if (cell_at(l, slice, s)->hidden) {
            tell_below(l, slice, s);
            tell(l, slice, s);
        }
}

/*
 * "All of the n": every part has it, and that is what the figure is printed for. Not where that
 * says it of each person of a part.
 */
static bool is_all(const Layer *l, size_t slice, int top, const Group *g)
{
    if (!l->leader || g->n != (Int128)g->leaves || number(cell_at(l, slice, top)) < l->k ||
        g->pinned)
        return false;
    for (size_t i = 0; i < g->leaves; i++)
        if (more_than_half(whole(l, slice, g->leaf[i])) >= whole(l, slice, g->leaf[i]))
            return false;
    return which_is_open(l, slice, g);
}

/* All that have people, hidden or not: who was told before is one of "all" too. */
static void gather_all(const Layer *l, size_t slice, int parent, Group *g)
{
    for (int s = l->first_child[parent]; s >= 0; s = l->next_child[s]) {
        if (l->first_child[s] >= 0) {
            gather_all(l, slice, s, g);
        } else if (cell_at(l, slice, s)->ok && whole(l, slice, s) > 0) {
            GROW(g->leaf, g->capacity, g->leaves + 1);
            g->leaf[g->leaves++] = s;
        }
    }
}

static bool says_all(const Layer *l, size_t slice, int top, const Group *hidden)
{
    Group all = {.n = number(cell_at(l, slice, top)), .pinned = hidden->pinned};
    if (!l->leader || hidden->n != (Int128)hidden->leaves)
        return false;
    gather_all(l, slice, top, &all);
    bool says = is_all(l, slice, top, &all);
    free(all.leaf);
    return says;
}

/* A printed scope tells no cell below it. False where nothing had to be done, or nothing can be. */
static bool close_group(const Layer *l, size_t slice, int top, Group *g)
{
    gather(l, slice, top, g);
    if (g->leaves == 0)
        return false;
    if (says_all(l, slice, top, g)) {
        tell_below(l, slice, top);
        return true;
    }
    if (is_open(l, slice, g))
        return false;
    int neighbour = g->smallest >= 0 ? g->smallest : can_hide(l, slice, top) ? top : -1;
    if (neighbour >= 0)
        hide_long(l, slice, neighbour);
    return neighbour >= 0;
}

/* A hidden scope whose parts are all printed is their sum. */
static bool close_sum(const Layer *l, size_t slice, int top, Group *g)
{
    bool parts = false;
    gather(l, slice, top, g);
    for (int s = l->first_child[top]; s >= 0; s = l->next_child[s])
        parts = parts || cell_at(l, slice, s)->ok;
    if (g->leaves > 0 || !parts)
        return false;
    if (g->smallest >= 0)
        hide_long(l, slice, g->smallest);
    else
        tell(l, slice, top);
    return true;
}

/* --- those who came or went ------------------------------------------------------------------ */

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
    if (!p->before && whole(l, p->other, top) == 0)
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
        if (c->told || c->shown_before || whole(l, order[i], top) == 0)
            continue;
        hide(l, order[i], top);
        return true;
    }
    return false;
}

static bool close_differences(const Layer *l)
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

/*
 * Of a committee whose majority an edition has told, and in which nobody came, went or was another
 * since, nothing is left to be hidden.
 */
static void tell_what_is_known(const Layer *l)
{
    for (size_t t = 0; t < l->slice_count && l->leader; t++)
        for (int s = 0; s < (int)l->scopes->count; s++)
            for (size_t u = 0; u < l->slice_count; u++) {
                Cell *c = cell_at(l, t, s);
                bool same = !c->hidden_before && is_same(l, t, u, s) &&
                            cell_at(l, u, s)->seen_before && cell_at(l, u, s)->seen_n == number(c);
                c->told = c->told || (same && l->scopes->scopes[s].level == LEVEL_COMPOUND);
            }
}

static void suppress_layer(const Layer *l)
{
    tell_what_is_known(l);
    Group g = {0};
    hide_small(l);
    for (bool changed = true; changed;) {
        changed = close_differences(l);
        for (size_t t = 0; t < l->slice_count; t++)
            for (int s = 0; s < (int)l->scopes->count; s++) {
                const Cell *c = cell_at(l, t, s);
                if (!c->ok || l->scopes->scopes[s].level == LEVEL_COMPOUND)
                    continue;
                changed =
                    (c->hidden ? close_sum(l, t, s, &g) : close_group(l, t, s, &g)) || changed;
            }
    }
    free(g.leaf);
}

static void take_figure(FigureSet *figures, size_t number)
{
    Figure f;
    figures_read(figures, number, &f);
    f.has_numerator = f.has_denominator = false;
    f.value = "";
    f.state = STATE_SUPPRESSED;
    figures_put(figures, number, &f);
}

static void take_away(FigureSet *figures, const Layer *l)
{
    for (size_t i = 0; i < l->slice_count * l->scopes->count; i++) {
        if (l->cells[i].hidden)
            take_figure(figures, l->cells[i].figure);
    }
}

/* --- layers ---------------------------------------------------------------------------------- */

static int by_slice(const void *a, const void *b)
{
    const Slice *x = a, *y = b;
    return x->period != y->period ? (x->period > y->period) - (x->period < y->period)
                                  : (x->window > y->window) - (x->window < y->window);
}

static size_t slice_of(const Layer *l, Month period, Window window)
{
    Slice key = {period, window};
    const Slice *at = bsearch(&key, l->slices, l->slice_count, sizeof key, by_slice);
    return at ? (size_t)(at - l->slices) : l->slice_count;
}

/* Every scope has the same periods and windows; the few that one may lack cost nothing. */
static void read_slices(Arena *arena, const FigureSet *figures, size_t from, size_t to, Layer *l)
{
    size_t capacity = 0, count = 0;
    Slice *list = NULL;
    for (size_t i = from; i < to; i++) {
        Figure f;
        figures_read(figures, i, &f);
        Slice s = {f.period, f.window};
        size_t k = 0;
        while (k < count && by_slice(&list[k], &s) != 0)
            k++;
        if (k < count)
            continue;
        GROW(list, capacity, count + 1);
        list[count++] = s;
    }
    l->slices = ARENA_NEW_ARRAY(arena, count + 1, Slice);
    l->slice_count = count;
    if (count)
        memcpy(l->slices, list, count * sizeof *list);
    free(list);
    qsort(l->slices, count, sizeof *l->slices, by_slice);
}

static void read_past(const Past *past, Layer *l)
{
    PastFigure *list;
    size_t count = past_figures(past, l->scopes, l->metric->id, &list);
    for (size_t i = 0; i < count; i++) {
        size_t slice = slice_of(l, list[i].period, list[i].window);
        if (slice == l->slice_count)
            continue;
        Cell *c = cell_at(l, slice, list[i].scope);
        c->seen_before = list[i].state == STATE_OK;
        c->seen_n = list[i].numerator;
        c->seen_d = list[i].denominator;
        c->hidden_before = list[i].state == STATE_SUPPRESSED;
        c->shown_before = list[i].state == STATE_OK && list[i].numerator == number(c) &&
                          list[i].denominator == out_of(c);
    }
}

static void read_layer(Arena *arena, const FigureSet *figures, size_t from, size_t to,
                       const Past *past, Layer *l)
{
    read_slices(arena, figures, from, to, l);
    size_t count = l->slice_count * l->scopes->count;
    l->cells = ARENA_NEW_ARRAY(arena, count, Cell);
    memset(l->cells, 0, count * sizeof *l->cells);
    for (size_t i = from; i < to; i++) {
        Figure f;
        figures_read(figures, i, &f);
        Cell *c = cell_at(l, slice_of(l, f.period, f.window), f.scope);
        *c = (Cell){.has_denominator = f.has_denominator,
                    .figure = i,
                    .n = f.numerator,
                    .d = f.denominator,
                    .ok = f.state == STATE_OK && f.source != SOURCE_TOTALS};
    }
    read_past(past, l);
}

static void read_tree(Arena *arena, const ScopeSet *scopes, int **first, int **next)
{
    *first = ARENA_NEW_ARRAY(arena, scopes->count + 1, int);
    *next = ARENA_NEW_ARRAY(arena, scopes->count + 1, int);
    for (size_t s = 0; s < scopes->count; s++)
        (*first)[s] = (*next)[s] = -1;
    for (int s = (int)scopes->count - 1; s >= 0; s--) {
        int parent = scopes->scopes[s].parent;
        if (parent < 0)
            continue;
        (*next)[s] = (*first)[parent];
        (*first)[parent] = s;
    }
}

static bool same_slices(const Layer *a, const Layer *b)
{
    for (size_t i = 0; i < a->slice_count && a->slice_count == b->slice_count; i++)
        if (by_slice(&a->slices[i], &b->slices[i]) != 0)
            return false;
    return a->slice_count == b->slice_count;
}

static void join_layers(Layer *layers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++) {
            const Layer *other = &layers[k];
            if (k == i || strcmp(layers[i].metric->follows, other->metric->id) != 0 ||
                !same_slices(other, &layers[i]))
                continue;
            layers[i].leader = other;
            layers[k].leads = true;
        }
}

/*
 * What a sensitive metric counts by kinds or one by one, and what compares two of its figures, has
 * more ways to be added up than the layers know: none of it is printed.
 */
static void hide_parts(FigureSet *figures)
{
    for (size_t i = 0; i < figures_count(figures); i++) {
        Figure f;
        figures_read(figures, i, &f);
        const MetricInfo *m = f.metric;
        if (!m->sensitive || f.state != STATE_OK || f.source == SOURCE_TOTALS ||
            (f.id == m->id && strcmp(m->id, m->base_id) == 0 && f.base == MONTH_MISSING))
            continue;
        take_figure(figures, i);
    }
}

void suppress(FigureSet *figures, int k, const char *past_path)
{
    Arena *arena = arena_new();
    Past *past = past_open(arena, past_path);
    const ScopeSet *scopes = figures_scopes(figures);
    Layer *layers = ARENA_NEW_ARRAY(arena, figures_metric_count(figures) + 1, Layer);
    size_t count = 0;
    int *first, *next;
    read_tree(arena, scopes, &first, &next);
    for (size_t i = 0; i < figures_run_count(figures); i++) {
        FigureRun run = figures_run(figures, i);
        Figure f;
        figures_read(figures, run.first, &f);
        if (!f.metric->sensitive || f.id != f.metric->id || strcmp(f.id, f.metric->base_id) != 0 ||
            f.base != MONTH_MISSING)
            continue;
        layers[count] = (Layer){
            .metric = f.metric, .scopes = scopes, .first_child = first, .next_child = next, .k = k};
        read_layer(arena, figures, run.first, run.end, past, &layers[count++]);
    }
    join_layers(layers, count);
    for (size_t i = 0; i < count; i++)
        suppress_layer(&layers[i]);
    for (size_t i = 0; i < count; i++)
        take_away(figures, &layers[i]);
    hide_parts(figures);
    past_close(past);
    arena_free(arena);
}
