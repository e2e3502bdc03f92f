/*
 * suppress_own.h - a sensitive metric's cells while it is decided which are printed; for
 * suppress.c and its other rooms: suppress_cells.c, suppress_groups.c, suppress_moves.c.
 */
#ifndef SUPPRESS_OWN_H
#define SUPPRESS_OWN_H

#include "cube/figure.h"

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

static inline Cell *cell_at(const Layer *l, size_t slice, int scope)
{
    return &l->cells[slice * l->scopes->count + (size_t)scope];
}

static inline Int128 number(const Cell *c)
{
    return c->n;
}

static inline Int128 out_of(const Cell *c)
{
    return c->has_denominator ? c->d : 0;
}

/* --- suppress_cells.c: one scope in one slice --- */
/* How many people the cell is about; 0: nobody is to be protected. */
Int128 cell_whole(const Layer *l, size_t slice, int scope);
/* Whether two slices of the scope say the same of what may be the same people. */
bool cell_same(const Layer *l, size_t a, size_t b, int scope);
/*
 * The slices [*from, *to) around this one in which the cell is about the same people, as far as
 * numbers tell. Windows overlap: in those of a flow what is hidden once is hidden in all.
 */
void cell_stretch(const Layer *l, size_t slice, int scope, size_t *from, size_t *to);
bool cell_can_hide(const Layer *l, size_t slice, int scope);
/* From now on, in all slices of its stretch that nobody has seen. */
void cell_hide(const Layer *l, size_t slice, int scope);
/* In the months around too, as long as few have come or gone from one to the next. */
void cell_hide_long(const Layer *l, size_t slice, int scope);
/* It follows from what is printed, so that there is nothing to hide. */
void cell_tell(const Layer *l, size_t slice, int scope);

/* --- suppress_groups.c: sums of one slice --- */
/* A printed scope tells no cell below it. False where nothing had to be done, or nothing can be. */
bool group_close(const Layer *l, size_t slice, int top, Group *g);
/* A hidden scope whose parts are all printed is their sum. True where something was done. */
bool group_close_sum(const Layer *l, size_t slice, int top, Group *g);

/* --- suppress_moves.c: differences of two printings --- */
/* No two printed figures tell who came, went or was corrected. True where something was done. */
bool moves_close(const Layer *l);

#endif
