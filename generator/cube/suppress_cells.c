/*
 * suppress_cells.c - one cell: whom it is about, in which slices, and what hides it; see
 * suppress_own.h.
 */
#include "cube/suppress_own.h"

Int128 cell_whole(const Layer *l, size_t slice, int scope)
{
    const Cell *c = cell_at(l, slice, scope);
    if (l->leader)
        return out_of(cell_at(l->leader, slice, scope));
    return c->has_denominator ? out_of(c) : 1;
}

bool cell_same(const Layer *l, size_t a, size_t b, int scope)
{
    const Cell *x = cell_at(l, a, scope), *y = cell_at(l, b, scope);
    if (l->leader && !cell_same(l->leader, a, b, scope))
        return false;
    return x->ok && y->ok && number(x) == number(y) && out_of(x) == out_of(y);
}

void cell_stretch(const Layer *l, size_t slice, int scope, size_t *from, size_t *to)
{
    *from = slice;
    *to = slice + 1;
    bool all = l->slices[slice].window != WINDOW_ASOF;
    while (*from > 0 && (all || cell_same(l, slice, *from - 1, scope)))
        --*from;
    while (*to < l->slice_count && (all || cell_same(l, slice, *to, scope)))
        ++*to;
}

bool cell_can_hide(const Layer *l, size_t slice, int scope)
{
    const Cell *c = cell_at(l, slice, scope);
    size_t from, to;
    if (!c->ok || c->hidden || c->told || cell_whole(l, slice, scope) == 0)
        return false;
    cell_stretch(l, slice, scope, &from, &to);
    for (size_t t = from; t < to; t++)
        if (cell_at(l, t, scope)->seen_before || cell_at(l, t, scope)->told)
            return false;
    return true;
}

static void hide_unseen(const Layer *l, size_t slice, int scope)
{
    Cell *c = cell_at(l, slice, scope);
    c->hidden =
        c->hidden || (c->ok && !c->shown_before && !c->told && cell_whole(l, slice, scope) > 0);
}

void cell_hide(const Layer *l, size_t slice, int scope)
{
    size_t from, to;
    cell_stretch(l, slice, scope, &from, &to);
    cell_at(l, slice, scope)->hidden = true;
    for (size_t t = from; t < to; t++) {
        Cell *c = cell_at(l, t, scope);
        c->hidden = c->hidden || (c->ok && !c->shown_before && cell_whole(l, t, scope) > 0);
    }
}

static Int128 distance(Int128 a, Int128 b)
{
    return a < b ? b - a : a - b;
}

/* A share of nearly the same people: but for a few it is the same number. */
static bool cell_near(const Layer *l, size_t a, size_t b, int scope)
{
    const Cell *x = cell_at(l, a, scope), *y = cell_at(l, b, scope);
    return !l->leader && x->ok && y->ok && l->slices[a].window == WINDOW_ASOF &&
           l->slices[b].window == WINDOW_ASOF && distance(number(x), number(y)) < l->k &&
           distance(out_of(x), out_of(y)) < l->k;
}

void cell_hide_long(const Layer *l, size_t slice, int scope)
{
    cell_hide(l, slice, scope);
    for (size_t t = slice; t > 0 && cell_near(l, t, t - 1, scope); t--)
        hide_unseen(l, t - 1, scope);
    for (size_t t = slice; t + 1 < l->slice_count && cell_near(l, t, t + 1, scope); t++)
        hide_unseen(l, t + 1, scope);
}

void cell_tell(const Layer *l, size_t slice, int scope)
{
    size_t from, to;
    cell_stretch(l, slice, scope, &from, &to);
    for (size_t t = from; t < to; t++) {
        cell_at(l, t, scope)->hidden = false;
        cell_at(l, t, scope)->told = true;
    }
}
