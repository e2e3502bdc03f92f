/*
 * suppress_groups.c - what the printed sums of one slice tell of the hidden cells below them; see
 * suppress.c and suppress_own.h.
 */
#include <stdlib.h>

#include "cube/suppress_own.h"

static void note_smallest(const Layer *l, size_t slice, Group *g, int scope)
{
    const Cell *c = cell_at(l, slice, scope),
               *least = g->smallest < 0 ? NULL : cell_at(l, slice, g->smallest);
    if (least && (out_of(c) ? out_of(c) >= out_of(least) : number(c) >= number(least)))
        return;
    if (cell_can_hide(l, slice, scope))
        g->smallest = scope;
}

static bool was_hidden(const Layer *l, size_t slice, int scope)
{
    size_t from, to;
    cell_stretch(l, slice, scope, &from, &to);
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
                (!before && !cell_same(l, slice, other, g->leaf[k])))
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
        list[i] = cell_whole(l, slice, g->leaf[i]);
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
            Int128 a = cell_whole(l, t - 1, g->leaf[i]), b = cell_whole(l, t, g->leaf[i]);
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
        rest += cell_whole(l, slice, g->leaf[i]) - n;
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
            cell_tell(l, slice, s);
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
        if (more_than_half(cell_whole(l, slice, g->leaf[i])) >= cell_whole(l, slice, g->leaf[i]))
            return false;
    return which_is_open(l, slice, g);
}

/* All that have people, hidden or not: who was told before is one of "all" too. */
static void gather_all(const Layer *l, size_t slice, int parent, Group *g)
{
    for (int s = l->first_child[parent]; s >= 0; s = l->next_child[s]) {
        if (l->first_child[s] >= 0) {
            gather_all(l, slice, s, g);
        } else if (cell_at(l, slice, s)->ok && cell_whole(l, slice, s) > 0) {
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

bool group_close(const Layer *l, size_t slice, int top, Group *g)
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
    int neighbour = g->smallest >= 0 ? g->smallest : cell_can_hide(l, slice, top) ? top : -1;
    if (neighbour >= 0)
        cell_hide_long(l, slice, neighbour);
    return neighbour >= 0;
}

bool group_close_sum(const Layer *l, size_t slice, int top, Group *g)
{
    bool parts = false;
    gather(l, slice, top, g);
    for (int s = l->first_child[top]; s >= 0; s = l->next_child[s])
        parts = parts || cell_at(l, slice, s)->ok;
    if (g->leaves > 0 || !parts)
        return false;
    if (g->smallest >= 0)
        cell_hide_long(l, slice, g->smallest);
    else
        cell_tell(l, slice, top);
    return true;
}
