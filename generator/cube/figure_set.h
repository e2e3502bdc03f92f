/*
 * figure_set.h - how a set holds its figures: for figure.c, which reads them, and figure_set.c,
 * which builds the set.
 *
 * A figure is held in 16 bytes: what most of them need. What does not fit lies in a Rest beside
 * them, and the printed value in neither, since it follows from the fraction. Figures lie in
 * segments, one for each part that was joined, so none is moved again.
 */
#ifndef FIGURE_SET_H
#define FIGURE_SET_H

#include "cube/figure.h"

/* One figure. Of an odd one `numerator` is the number of its Rest. */
typedef struct {
    int32_t numerator, denominator;
    unsigned scope : 20, window : 3, state : 3, source : 2;
    unsigned has_numerator : 1, has_denominator : 1, odd : 1;
    unsigned period : 17, back : 9; /* months from the base to the period; or NO_BASE */
    unsigned lacking : 6;           /* compounds that did not report */
} Held;

enum { NO_BASE = (1 << 9) - 1, MOST_LACKING = (1 << 6) - 1, LAST_PERIOD = (1 << 17) - 1 };

/* Of a figure that is larger than most, or says what does not follow from the others. */
typedef struct {
    Fraction fraction;
    const char *value; /* NULL: it follows from the fraction */
    int32_t reporting, expected;
    Month base;
} Rest;

typedef struct {
    Rest *items;
    size_t count, capacity;
} Rests;

/* An id with the metric that its figures are of. */
typedef struct {
    const char *id;
    const MetricInfo *metric;
} Name;

/* Sorted figures that lie together: those from number `first` up to before `end`. */
typedef struct {
    Held *items;
    const Name *names;      /* as sorted as the figures */
    const uint32_t *starts; /* where those of each name begin among the items; one more: the end */
    size_t name_count;
    const uint32_t *name_of; /* by item, where names of one id lie among each other; else NULL */
    Rests rests;
    size_t first, end;
} Segment;

/* Where the figures of an id begin; they end where those of the next do. */
typedef struct {
    const char *id;
    uint32_t first, segment;
} Run;

/* Of the hash of ids; a part of the hash itself tells most others apart. */
typedef struct {
    uint32_t tag, run; /* its number from 1; 0: empty */
} RunSlot;

#define HINT_BITS 6 /* a look-up by number begins at the segment of every 64th */

/* While it is built. */
typedef struct {
    Held *items;
    uint32_t *name_of; /* by item */
    size_t capacity, name_of_capacity;
    Name *names;
    size_t name_count, name_capacity;
    uint32_t *slots; /* hash of names: their numbers from 1 */
    size_t slot_count;
    Rests rests;
} Draft;

struct FigureSet {
    Arena *arena;
    const ScopeSet *scopes;
    const MetricInfo *const *metrics;
    size_t metric_count, count;
    Draft draft;
    Segment *segments; /* once it is finished */
    size_t segment_count;
    uint32_t *hints;
    const uint32_t *scope_ranks; /* of a part: those of the whole */
    Run *runs;
    size_t run_count;
    RunSlot *slots;
    size_t slot_count;
    const MethodBreak *breaks;
    size_t break_count;
};

/* Must the figure have a Rest? */
bool held_is_odd(const FigureSet *set, const Figure *figure);
/* `rest`: NULL where the figure is not odd; its number is already in `held`. Texts are copied. */
void held_write(Arena *arena, const Figure *figure, Rest *rest, Held *held);
void held_read(const FigureSet *set, const Segment *segment, size_t item, Figure *out);
/* The name of an item among those of its segment. */
const Name *segment_name(const Segment *segment, size_t item);
/* The order of windows as bytes of their codes. */
uint64_t figure_window_rank(Window window);
size_t figure_hash(const char *id);
uint32_t figure_tag(size_t hash);
#endif
