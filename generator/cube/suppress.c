/* suppress.c - see suppress.h. */
#include "cube/suppress.h"

/* One sensitive metric in one period and window, over all scopes. */
typedef struct {
    FigureSet *figures;
    const ScopeSet *scopes;
    const char *metric;
    Month period;
    Window window;
} Layer;

static Figure *figure_of(const Layer *layer, size_t scope)
{
    return figures_find_to_change(layer->figures, layer->metric, (int)scope, layer->period,
                                  layer->window);
}

static void hide(Figure *f)
{
    f->has_numerator = f->has_denominator = false;
    f->value = "";
    f->state = STATE_SUPPRESSED;
}

static bool is_small(const Figure *f, int k)
{
    if (f->state != STATE_OK || f->source == SOURCE_TOTALS) /* a total was published by others */
        return false;
    return f->numerator < k || (f->has_denominator && f->denominator - f->numerator < k);
}

static Int128 size_of(const Figure *f)
{
    return f->has_denominator ? f->denominator : f->numerator;
}

/* Exactly one unknown among a scope and its children could be computed: hide one more. */
static bool close_gap(const Layer *layer, size_t parent)
{
    Figure *smallest = NULL, *above = figure_of(layer, parent);
    size_t hidden = above && above->state == STATE_SUPPRESSED;
    bool parent_hidden = hidden > 0;
    for (size_t s = 0; s < layer->scopes->count; s++) {
        Figure *f = layer->scopes->scopes[s].parent == (int)parent ? figure_of(layer, s) : NULL;
        if (!f)
            continue;
        hidden += f->state == STATE_SUPPRESSED;
        if (f->state == STATE_OK && (!smallest || size_of(f) < size_of(smallest)))
            smallest = f;
    }
    if (hidden != 1)
        return false;
    if (smallest)
        hide(smallest);
    else if (!parent_hidden && above && above->state == STATE_OK)
        hide(above);
    else
        return false;
    return true;
}

static void suppress_layer(const Layer *layer, int k)
{
    bool any = false;
    for (size_t s = 0; s < layer->scopes->count; s++) {
        Figure *f = figure_of(layer, s);
        if (f && is_small(f, k)) {
            hide(f);
            any = true;
        }
    }
    for (bool changed = any; changed;) {
        changed = false;
        for (size_t s = 0; s < layer->scopes->count; s++)
            if (layer->scopes->scopes[s].level > LEVEL_COMPOUND)
                changed = close_gap(layer, s) || changed;
    }
}

void suppress(FigureSet *figures, int k)
{
    const ScopeSet *scopes = figures_scopes(figures);
    for (size_t i = 0; i < figures_count(figures); i++) {
        const Figure *f = figures_at(figures, i);
        if (!f->metric->sensitive || f->id != f->metric->id)
            continue;
        Layer layer = {figures, scopes, f->id, f->period, f->window};
        /* Every scope has the same periods and windows: the first scope's figure names the layer.
         */
        const Figure *lead = NULL;
        for (size_t s = 0; s < scopes->count && !lead; s++)
            lead = figures_find(figures, f->id, (int)s, f->period, f->window);
        if (lead == f)
            suppress_layer(&layer, k);
    }
}
