/*
 * take.c - one cell of a row -> a number in t->cells; see taker.h.
 */
#include <stdlib.h>
#include <string.h>

#include "data/label.h"
#include "data/scan.h"
#include "data/taker.h"

static bool is_title(const ColumnSchema *column)
{
    return column->type == TYPE_TEXT || strcmp(column->name, "title") == 0 ||
           strcmp(column->name, "public_summary") == 0;
}

/* Nothing in it that could be folded: printable ASCII without a blank. */
static bool is_plain(const char *text)
{
    while (*text > ' ' && *text < 0x7F)
        text++;
    return !*text;
}

static void take_text(RowTaker *t, size_t c, size_t length, CellResult *out)
{
    const ColumnSchema *column = &t->schema->columns[c];
    *out = (CellResult){.code = CELL_OK};
    const char *text = t->text;
    if (column->type != TYPE_TEXT) {
        out->code = cell_check_id(t->text);
        if (out->code == CELL_E_ID)
            return;
        if (out->code == CELL_LONG_DIGITS && column->type != TYPE_ID &&
            column->privacy == PRIVACY_PUBLIC)
            out->code = CELL_OK;
    }
    if ((int)c == t->building && column->type == TYPE_STR) {
        char building[64];
        bool room;
        CellCode code = cell_building(t->text, building, &room);
        if (code != CELL_OK) {
            out->code = code;
            return;
        }
        if (room) {
            secrets_intern(t->intake->secrets, SECRET_ROOM, t->text, length);
            length = strlen(building);
            memcpy(t->shown, building, length + 1);
            text = t->shown;
        }
    } else if (column->type == TYPE_ID && !is_plain(t->text)) {
        bool cut;
        length = label_trim(t->text, length, t->shown, sizeof t->shown, &cut);
        text = t->shown;
    }
    if (column->privacy == PRIVACY_PRIVATE || (int)c == t->masked_name)
        out->value =
            secrets_intern(t->intake->secrets, scan_kind(column->name, text, length), text, length);
    else
        out->value = dataset_intern(t->intake->data, text, length);
    out->first = DAY_MISSING;
}

static void take_typed(RowTaker *t, size_t c, size_t length, CellResult *out)
{
    const ColumnSchema *column = &t->schema->columns[c];
    CellContext context = t->sheet->context;
    context.exponent = t->sheet->binding.exponent_of[c];
    context.non_negative = column->type == TYPE_INT || column->type == TYPE_AREA;
    context.unit = column->type == TYPE_MONEY  ? CELL_UNIT_MONEY
                   : column->type == TYPE_AREA ? CELL_UNIT_AREA
                   : column->type == TYPE_INT  ? CELL_UNIT_COUNT
                                               : CELL_UNIT_ANY;
    switch (column->type) {
    case TYPE_DATE:
        cell_date(t->text, &context, column->period_ok, out);
        break;
    case TYPE_PERIOD:
        cell_period(t->text, &context, out);
        break;
    case TYPE_INT:
        context.exponent = 0;
        cell_number(t->text, &context, 0, false, out);
        break;
    case TYPE_DECIMAL:
        context.exponent = 0;
        context.fraction = strcmp(column->name, "weight") == 0;
        /* A reported total stands in its metric's unit: 73.5% is 73.5. */
        cell_number(t->text, &context, column->scale,
                    (column->unit && strcmp(column->unit, "%") == 0) ||
                        strcmp(t->schema->name, "reported_totals") == 0,
                    out);
        break;
    case TYPE_MONEY:
        context.exact_only = strstr(t->schema->name, "ledger") != NULL;
        cell_number(t->text, &context, 2, false, out);
        break;
    case TYPE_AREA:
        cell_number(t->text, &context, 2, false, out);
        break;
    case TYPE_BOOL:
        cell_bool(t->text, out);
        break;
    case TYPE_ENUM:
        labels_read(t->intake, t->sheet->binding.table, c, t->text, length, out);
        break;
    default:
        take_text(t, c, length, out);
    }
}

static size_t cache_slot(Span span)
{
    uint64_t head = 0, tail = 0;
    memcpy(&head, span.text, span.length < 8 ? span.length : 8);
    memcpy(&tail, span.text + (span.length < 8 ? 0 : span.length - 8), span.length < 8 ? 0 : 8);
    uint64_t h =
        (head ^ (tail * UINT64_C(0x9E3779B97F4A7C15)) ^ span.length) * UINT64_C(0xBF58476D1CE4E5B9);
    return (size_t)(h >> 40) % CACHE_SLOTS;
}

static bool is_cacheable(const CellCache *cache, Span span)
{
    return cache && span.length > 0 && span.length <= CACHE_TEXT;
}

/* Puts what these bytes gave before into the row. */
static bool from_cache(RowTaker *t, size_t c, Span span)
{
    CellCache *cache = t->caches[c];
    if (!is_cacheable(cache, span))
        return false;
    size_t slot = cache_slot(span);
    if (cache->slots[slot].length != span.length ||
        memcmp(cache->slots[slot].text, span.text, span.length) != 0) {
        if (++cache->misses > 4000 && cache->hits < cache->misses / 4) { /* nothing repeats here */
            free(cache);
            t->caches[c] = NULL;
        }
        return false;
    }
    cache->hits++;
    t->cells[c] = cache->slots[slot].value;
    t->first[c] = cache->slots[slot].first;
    return true;
}

static void to_cache(RowTaker *t, size_t c, Span span)
{
    CellCache *cache = t->caches[c];
    if (!is_cacheable(cache, span))
        return;
    size_t slot = cache_slot(span);
    cache->slots[slot].value = t->cells[c];
    cache->slots[slot].first = t->first[c];
    cache->slots[slot].length = (uint8_t)span.length;
    memcpy(cache->slots[slot].text, span.text, span.length);
}

bool take_cell(RowTaker *t, const Record *record, size_t c, Span span)
{
    const ColumnSchema *column = &t->schema->columns[c];
    CellResult result = {0};
    CellCode code;
    if (from_cache(t, c, span))
        return true;
    t->cells[c] = CELL_MISSING;
    t->first[c] = DAY_MISSING;
    size_t length = cell_clean(span.text, span.length, t->text, &code);
    if (code == CELL_EMPTY)
        return true;
    bool control = code == CELL_CONTROL;
    if (code == CELL_OK || control) {
        if (cell_is_nothing(t->text) && !is_title(column) &&
            !(column->type == TYPE_BOOL && strcmp(t->text, "无") == 0) &&
            !(column->type == TYPE_ENUM &&
              labels_known(t->intake, t->sheet->binding.table, c, t->text, length)))
            return true;
        take_typed(t, c, length, &result);
    } else
        result.code = code;
    if (result.code == CELL_SERIAL_DATE)
        day_text((Day)result.value, result.hint);
    if (CELL_IS_READ(result.code)) {
        t->cells[c] = result.value;
        if (column->type == TYPE_DATE || column->type == TYPE_PERIOD)
            t->first[c] = result.first;
        if (control && result.code == CELL_OK)
            result.code = CELL_CONTROL;
    }
    if (result.code != CELL_OK)
        problem_of_cell(t->intake, t->sheet, record->row, (int)c, t->text, &result);
    else
        to_cache(t, c, span);
    t->bad[c] = !CELL_IS_READ(result.code);
    bool compound = (int)c == t->schema->compound_id || (int)c == t->schema->compound_name;
    return !t->bad[c] || !(column->required || t->is_key[c] || compound);
}
