/* items.c - see items.h. */
#include "cube/items.h"

#include <stdlib.h>

#define BLOCK 1024

const char *item_id(Arena *arena, const char *metric, const char *const *keys, size_t count)
{
    Buffer id = {0};
    buffer_text(&id, metric);
    for (size_t i = 0; i < count; i++) {
        buffer_char(&id, '.');
        for (const char *c = keys[i]; *c; c++) {
            unsigned char byte = (unsigned char)*c;
            if (byte == '.' || byte == '/' || byte < 0x20 || byte == 0x7F)
                buffer_printf(&id, "%%%02X", byte);
            else
                buffer_char(&id, *c);
        }
    }
    char *copy = arena_copy(arena, id.bytes, id.length);
    buffer_free(&id);
    return copy;
}

typedef struct {
    int64_t dates[BLOCK], yes[BLOCK], keys[BLOCK], numerators[BLOCK], denominators[BLOCK],
        values[BLOCK];
} Block;

static const char *key_text(const World *world, const Items *items, int64_t cell)
{
    if (items->key_column->type == TYPE_ENUM)
        return items->key_column->values[cell].code;
    return dataset_text(world->data, cell);
}

/* `value`: room for the printed value, where that is no fraction's. */
static Figure item_figure(const Metric *metric, const Block *b, size_t i, char value[EXACT_SIZE])
{
    const Items *items = &metric->items;
    Figure f = {.metric = &metric->item_info,
                .base = MONTH_MISSING,
                .value = "",
                .state = STATE_UNDEFINED,
                .source = SOURCE_ROWS};
    int64_t n = b->numerators[i], d = items->denominator ? b->denominators[i] : 1;
    if (n == CELL_MISSING || d == CELL_MISSING)
        return f;
    f.has_numerator = true;
    f.numerator = n;
    f.has_denominator = items->denominator != NULL;
    f.denominator = f.has_denominator ? d : 0;
    if (d <= 0 || (items->value && b->values[i] == CELL_MISSING))
        return f;
    f.state = STATE_OK;
    f.value = NULL;
    if (items->value) {
        Figure one = {.metric = f.metric, .has_numerator = true, .numerator = b->values[i]};
        f.value = figure_print(&one, value);
    }
    return f;
}

static void read_block(const Items *items, size_t first, size_t n, Day asof, Block *b)
{
    expr_eval(items->key, asof, NULL, first, n, b->keys);
    expr_eval(items->numerator, asof, NULL, first, n, b->numerators);
    if (items->date)
        expr_eval(items->date, asof, NULL, first, n, b->dates);
    if (items->where)
        expr_eval(items->where, asof, NULL, first, n, b->yes);
    if (items->denominator)
        expr_eval(items->denominator, asof, NULL, first, n, b->denominators);
    if (items->value)
        expr_eval(items->value, asof, NULL, first, n, b->values);
}

void items_write(Arena *arena, const World *world, const Metric *metric, Month period,
                 const Interval *spans, size_t count, const bool *reports, const int32_t *reporting,
                 FigureSet *figures)
{
    const Items *items = &metric->items;
    size_t rows = table_rows(items->table);
    Block *b = memory_alloc(sizeof *b);
    Day asof = spans[0].last;
    for (size_t first = 0; first < rows; first += BLOCK) {
        size_t n = rows - first < BLOCK ? rows - first : BLOCK;
        read_block(items, first, n, asof, b);
        for (size_t i = 0; i < n; i++) {
            int32_t compound = table_compound(items->table, first + i);
            bool wanted = (!items->where || b->yes[i] == 1) && b->keys[i] != CELL_MISSING &&
                          compound >= 0 && reports[compound] &&
                          (!items->date || (b->dates[i] != CELL_MISSING && b->dates[i] <= asof));
            const char *id = NULL;
            for (size_t w = 0; wanted && w < count; w++) {
                if (items->date && b->dates[i] < spans[w].first)
                    continue;
                if (!id) {
                    const char *key = key_text(world, items, b->keys[i]);
                    id = item_id(arena, metric->info.base_id, &key, 1);
                }
                char value[EXACT_SIZE];
                Figure f = item_figure(metric, b, i, value);
                f.id = id;
                f.scope = world->scopes->of_compound[compound];
                f.period = period;
                f.window = spans[w].code;
                f.reporting = reporting[f.scope];
                f.expected = 1;
                figures_add(figures, &f);
            }
        }
    }
    free(b);
}
