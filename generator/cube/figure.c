/*
 * figure.c - see figure.h.
 *
 * A figure is found through a hash of its id and a search among those of that id.
 */
#include "cube/figure_set.h"

#include <string.h>

#include "cube/plan.h"

#define NEAR 32 /* figures around the likely place that are looked at first */

static const char *const window_codes[] = {"month", "quarter", "ytd", "year", "since", "asof"};

const char *window_code(Window window)
{
    return window_codes[window];
}

const char *state_code(FigureState state)
{
    static const char *const codes[] = {"ok",      "undefined", "not_received",
                                        "no_base", "unequal",   "suppressed"};
    return codes[state];
}

const char *source_code(FigureSource source)
{
    static const char *const codes[] = {"", "rows", "totals", "rows+totals"};
    return codes[source];
}

/* --- one figure ----------------------------------------------------------------------------- */

/* Is there a fraction from which a value follows? */
static bool has_value(const Figure *f)
{
    return f->state == STATE_OK && f->has_numerator && f->metric &&
           (!f->has_denominator || f->denominator > 0);
}

const char *figure_print(const Figure *f, char text[EXACT_SIZE])
{
    int64_t mul = 1, div = 1;
    if (f->value)
        return f->value;
    if (!has_value(f))
        return "";
    if (f->metric->unit)
        unit_factor(f->metric->unit, &mul, &div);
    exact_print(text, f->numerator, (f->has_denominator ? f->denominator : 1) * div, mul,
                f->metric->decimals, false);
    return text;
}

/* Does the figure say a value of its own? */
static bool is_own(const Figure *f)
{
    char text[EXACT_SIZE];
    if (!f->value)
        return false;
    Figure counted = *f;
    counted.value = NULL;
    return strcmp(f->value, figure_print(&counted, text)) != 0;
}

static bool is_narrow(Int128 n)
{
    return n >= INT32_MIN && n <= INT32_MAX;
}

static Int128 back_of(const Figure *f)
{
    return f->base == MONTH_MISSING ? NO_BASE : (Int128)f->period - f->base;
}

static int32_t expected_of(const FigureSet *set, int scope)
{
    return (int32_t)set->scopes->scopes[scope].compound_count;
}

bool held_is_odd(const FigureSet *set, const Figure *f)
{
    Int128 back = back_of(f);
    return !is_narrow(f->numerator) || !is_narrow(f->denominator) ||
           f->expected != expected_of(set, f->scope) || f->reporting > f->expected ||
           (int64_t)f->expected - f->reporting > MOST_LACKING || back < 0 || back > NO_BASE ||
           (back == NO_BASE && f->base != MONTH_MISSING) || is_own(f);
}

/* `rest`: NULL where the figure is not odd; its number is already in `held`. */
void held_write(Arena *arena, const Figure *f, Rest *rest, Held *held)
{
    *held = (Held){.numerator = held->numerator,
                   .scope = (unsigned)f->scope & (FIGURE_SCOPES - 1),
                   .window = (unsigned)f->window & 7u,
                   .state = (unsigned)f->state & 7u,
                   .source = (unsigned)f->source & 3u,
                   .has_numerator = f->has_numerator,
                   .has_denominator = f->has_denominator,
                   .odd = rest != NULL,
                   .period = (unsigned)f->period & LAST_PERIOD};
    if (rest) {
        *rest = (Rest){{f->numerator, f->denominator},
                       is_own(f) ? arena_strdup(arena, f->value) : NULL,
                       f->reporting,
                       f->expected,
                       f->base};
        return;
    }
    held->numerator = (int32_t)f->numerator;
    held->denominator = (int32_t)f->denominator;
    held->lacking = (unsigned)(f->expected - f->reporting) & MOST_LACKING;
    held->back = (unsigned)back_of(f) & NO_BASE;
}

const Name *segment_name(const Segment *segment, size_t item)
{
    size_t low = 0, high = segment->name_count; /* it is one of low ... high - 1 */
    if (segment->name_of)
        return &segment->names[segment->name_of[item]];
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (segment->starts[middle] <= item)
            low = middle;
        else
            high = middle;
    }
    return &segment->names[low];
}

static void read_held(const FigureSet *set, const Held *held, const Name *name, const Rest *rest,
                      Figure *out)
{
    out->metric = name->metric;
    out->id = name->id;
    out->scope = (int)held->scope;
    out->period = (Month)held->period;
    out->window = (Window)held->window;
    out->state = (FigureState)held->state;
    out->source = (FigureSource)held->source;
    out->has_numerator = held->has_numerator;
    out->has_denominator = held->has_denominator;
    out->value = rest ? rest->value : NULL;
    out->numerator = rest ? rest->fraction.numerator : held->numerator;
    out->denominator = rest ? rest->fraction.denominator : held->denominator;
    out->expected = rest ? rest->expected : expected_of(set, out->scope);
    out->reporting = rest ? rest->reporting : out->expected - (int32_t)held->lacking;
    out->base = rest                    ? rest->base
                : held->back == NO_BASE ? MONTH_MISSING
                                        : out->period - (Month)held->back;
}

static const Rest *rest_of(const Segment *segment, const Held *held)
{
    return held->odd ? &segment->rests.items[held->numerator] : NULL;
}

void held_read(const FigureSet *set, const Segment *segment, size_t item, Figure *out)
{
    const Held *held = &segment->items[item];
    read_held(set, held, segment_name(segment, item), rest_of(segment, held), out);
}

size_t figure_hash(const char *id)
{
    uint64_t h = 1469598103934665603u;
    for (; *id; id++)
        h = (h ^ (unsigned char)*id) * 1099511628211u;
    return (size_t)(h ^ h >> 29);
}

uint32_t figure_tag(size_t hash)
{
    return (uint32_t)((uint64_t)hash >> 32);
}

uint64_t figure_window_rank(Window window)
{
    /* asof month quarter since year ytd */
    static const uint64_t ranks[WINDOW_COUNT] = {1, 2, 5, 4, 3, 0};
    return ranks[window];
}

/* --- reading -------------------------------------------------------------------------------- */

size_t figures_count(const FigureSet *set)
{
    return set->count;
}

static Segment *segment_of(const FigureSet *set, size_t i)
{
    Segment *s = &set->segments[set->hints[i >> HINT_BITS]];
    while (s->end <= i)
        s++;
    return s;
}

void figures_read(const FigureSet *set, size_t i, Figure *out)
{
    const Segment *s = segment_of(set, i);
    held_read(set, s, i - s->first, out);
}

_Static_assert(sizeof(Held) == sizeof((FigureCopy){0}.held), "a copy is the whole of it");

void figures_copy(const FigureSet *set, size_t i, FigureCopy *out)
{
    const Segment *s = segment_of(set, i);
    const Held *held = &s->items[i - s->first];
    memcpy(out->held, held, sizeof *held);
    out->name = segment_name(s, i - s->first);
    out->rest = rest_of(s, held);
}

void figures_read_copy(const FigureSet *set, const FigureCopy *copy, Figure *out)
{
    Held held;
    memcpy(&held, copy->held, sizeof held);
    read_held(set, &held, copy->name, copy->rest, out);
}

const Figure *figures_at(const FigureSet *set, size_t i, FigureBox *box)
{
    figures_read(set, i, &box->figure);
    box->figure.value = figure_print(&box->figure, box->text);
    return &box->figure;
}

int figures_scope(const FigureSet *set, size_t i)
{
    const Segment *s = segment_of(set, i);
    return (int)s->items[i - s->first].scope;
}

Month figures_period(const FigureSet *set, size_t i)
{
    const Segment *s = segment_of(set, i);
    return (Month)s->items[i - s->first].period;
}

void figures_put(FigureSet *set, size_t i, const Figure *figure)
{
    Segment *s = segment_of(set, i);
    Held *held = &s->items[i - s->first];
    Rest *rest = NULL;
    if (held_is_odd(set, figure)) {
        if (!held->odd && s->rests.count == s->rests.capacity) {
            size_t capacity = s->rests.capacity * 2 + 16;
            Rest *larger = ARENA_NEW_ARRAY(set->arena, capacity, Rest);
            if (s->rests.count)
                memcpy(larger, s->rests.items, s->rests.count * sizeof *larger);
            s->rests = (Rests){larger, s->rests.count, capacity};
        }
        if (!held->odd)
            held->numerator = (int32_t)s->rests.count++;
        rest = &s->rests.items[held->numerator];
    }
    held_write(set->arena, figure, rest, held);
}

size_t figures_run_count(const FigureSet *set)
{
    return set->run_count;
}

FigureRun figures_run(const FigureSet *set, size_t run)
{
    const Run *r = &set->runs[run];
    const Segment *s = &set->segments[r->segment];
    const Name *name = segment_name(s, r->first - s->first);
    return (FigureRun){r->id, name->metric, r->first, r[1].first};
}

static uint64_t rank_of(const FigureSet *set, int scope, Month period, Window window)
{
    return (uint64_t)set->scope_ranks[scope] << 32 | (uint64_t)(uint32_t)period << 3 |
           figure_window_rank(window);
}

static const Run *run_of(const FigureSet *set, const char *id)
{
    size_t hash = figure_hash(id), mask = set->slot_count - 1;
    uint32_t tag = figure_tag(hash);
    for (size_t at = hash & mask; set->slots[at].run; at = (at + 1) & mask)
        if (set->slots[at].tag == tag && strcmp(set->runs[set->slots[at].run - 1].id, id) == 0)
            return &set->runs[set->slots[at].run - 1];
    return NULL;
}

static uint64_t rank_at(const FigureSet *set, const Segment *segment, size_t i)
{
    const Held *f = &segment->items[i - segment->first];
    return rank_of(set, (int)f->scope, (Month)f->period, (Window)f->window);
}

/*
 * A city has ten thousands of figures of one id, and each probe of them is a wait for memory. Most
 * scopes have as many as the others, so the wanted one is near to where its scope's share begins.
 */
static void narrow(const FigureSet *set, const Segment *segment, int scope, uint64_t wanted,
                   size_t *low, size_t *high)
{
    size_t count = *high - *low;
    size_t near = *low + count * set->scope_ranks[scope] / set->scopes->count;
    for (size_t step = NEAR;; step *= 4) {
        size_t from = near - *low > step ? near - step : *low,
               to = *high - near > step ? near + step : *high;
        if ((from == *low || rank_at(set, segment, from) <= wanted) &&
            (to == *high || rank_at(set, segment, to) > wanted)) {
            *low = from;
            *high = to;
            return;
        }
    }
}

bool figures_number(const FigureSet *set, const char *id, int scope, Month period, Window window,
                    size_t *number)
{
    if (!set->slots || scope < 0 || (size_t)scope >= set->scopes->count || period < 0)
        return false;
    const Run *run = run_of(set, id);
    if (!run)
        return false;
    const Segment *segment = &set->segments[run->segment];
    size_t low = run->first, high = run[1].first;
    uint64_t wanted = rank_of(set, scope, period, window);
    narrow(set, segment, scope, wanted, &low, &high);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        uint64_t rank = rank_at(set, segment, middle);
        if (rank == wanted) {
            *number = middle;
            return true;
        }
        if (rank < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* Is it of this id, in this slice? */
static bool is_near(const FigureNear *near, const char *id, Month period, Window window)
{
    return near->id[0] && near->period == period && near->window == window &&
           strcmp(near->id, id) == 0;
}

bool figures_number_near(const FigureSet *set, const char *id, int scope, Month period,
                         Window window, FigureNear *near, size_t *number)
{
    bool known = is_near(near, id, period, window);
    if (known && scope >= 0 && (size_t)scope < set->scopes->count) {
        ptrdiff_t scopes = (ptrdiff_t)set->scope_ranks[scope] - (ptrdiff_t)near->rank;
        size_t guess = near->number + (size_t)(scopes * near->step);
        if (guess >= near->first && guess < near->end &&
            rank_at(set, &set->segments[near->segment], guess) ==
                rank_of(set, scope, period, window)) {
            *number = guess;
            return true;
        }
    }
    if (!figures_number(set, id, scope, period, window, number))
        return false;
    const Run *run = run_of(set, id);
    FigureNear now = {.segment = run->segment,
                      .rank = set->scope_ranks[scope],
                      .period = period,
                      .window = window,
                      .first = run->first,
                      .end = run[1].first,
                      .number = *number,
                      .step = (ptrdiff_t)((run[1].first - run->first) / set->scopes->count)};
    if (strlen(id) < sizeof now.id)
        strcpy(now.id, id);
    if (known && now.rank != near->rank)
        now.step = ((ptrdiff_t)now.number - (ptrdiff_t)near->number) /
                   ((ptrdiff_t)now.rank - (ptrdiff_t)near->rank);
    *near = now;
    return true;
}

const Figure *figures_find(const FigureSet *set, const char *id, int scope, Month period,
                           Window window, FigureBox *box)
{
    size_t number;
    return figures_number(set, id, scope, period, window, &number) ? figures_at(set, number, box)
                                                                   : NULL;
}

const ScopeSet *figures_scopes(const FigureSet *set)
{
    return set->scopes;
}

void figures_set_breaks(FigureSet *set, const MethodBreak *breaks, size_t count)
{
    set->breaks = breaks;
    set->break_count = count;
}

size_t figures_breaks(const FigureSet *set, const MethodBreak **out)
{
    *out = set->breaks;
    return set->break_count;
}

size_t figures_metric_count(const FigureSet *set)
{
    return set->metric_count;
}

const MetricInfo *figures_metric_at(const FigureSet *set, size_t i)
{
    return set->metrics[i];
}

const MetricInfo *figures_metric(const FigureSet *set, const char *id)
{
    size_t low = 0, high = set->metric_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(set->metrics[middle]->id, id);
        if (order == 0)
            return set->metrics[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
