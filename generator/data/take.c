/*
 * take.c - one cell of a row -> a number in t->cells; see taker.h.
 */
#include <stdlib.h>
#include <string.h>

#include "data/label.h"
#include "data/scan.h"
#include "data/taker.h"

void make_room(RowTaker *t, size_t length)
{
    Intake *intake = t->intake;
    if (length >= CELL_TEXT_MAX) /* refused, whatever it is */
        length = CELL_TEXT_MAX - 1;
    if (length + 1 > intake->text_room) {
        intake->text_room = 2 * (length + 1);
        intake->text = memory_resize(intake->text, intake->text_room);
        intake->shown = memory_resize(intake->shown, intake->text_room);
    }
    t->text = intake->text;
    t->shown = intake->shown;
}

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
    if (column->type == TYPE_ID && *text == '=') {
        out->code = CELL_FORMULA; /* Excel was told to show formulas, not what they give */
        return;
    }
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
        length = label_trim(t->text, length, t->shown, t->intake->text_room, &cut);
        text = t->shown;
    }
    if (column->privacy == PRIVACY_PRIVATE || (int)c == t->masked_name)
        out->value =
            secrets_intern(t->intake->secrets, scan_kind(column->name, text, length), text, length);
    else
        out->value = dataset_intern(t->intake->data, text, length);
    out->first = DAY_MISSING;
}

/*
 * A telephone or an account among amounts and counts: no entry of a compound is ten thousand
 * million yuan. Totals of a whole city, in whatever unit, may be.
 */
static bool is_huge(const RowTaker *t, const ColumnSchema *column, int64_t value)
{
    int64_t most = column->type == TYPE_MONEY  ? INT64_C(1000000000000)
                   : column->type == TYPE_AREA ? INT64_C(100000000000)
                   : column->type == TYPE_INT  ? INT64_C(999999999)
                                               : INT64_MAX;
    return most != INT64_MAX && (value >= most || value <= -most) &&
           strcmp(t->schema->name, "reported_totals") != 0;
}

static void take_typed(RowTaker *t, size_t c, size_t length, CellResult *out)
{
    const ColumnSchema *column = &t->schema->columns[c];
    CellContext context = t->sheet->context;
    context.exponent = t->sheet->binding.exponent_of[c];
    context.counter = column->type == TYPE_INT ? column->unit : NULL;
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
        context.fraction = strcmp(column->name, "weight") == 0;
        if (!context.fraction) /* 权重（%） */
            context.exponent = 0;
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
    if (CELL_IS_READ(out->code) && is_huge(t, column, out->value))
        out->code = CELL_TOO_LARGE;
}

CellCache *cache_take(Intake *intake)
{
    CellCache *cache = intake->caches;
    if (cache)
        intake->caches = cache->next;
    else
        cache = memory_alloc(sizeof *cache);
    cache->hits = cache->misses = 0;
    cache->stamp += CACHE_STAMP;
    if (cache->stamp == 0) { /* all stamps have been used */
        memset(cache->slots, 0, sizeof cache->slots);
        cache->stamp = CACHE_STAMP;
    }
    return cache;
}

void cache_give(Intake *intake, CellCache *cache)
{
    if (!cache)
        return;
    cache->next = intake->caches;
    intake->caches = cache;
}

static bool is_cacheable(const CellCache *cache, Span span)
{
    return cache && span.length > 0 && span.length <= CACHE_TEXT;
}

/* What these bytes gave before, NULL where they were not met. A text has two places. */
static inline CacheSlot *find_cached(CellCache *cache, Span span)
{
    uint64_t head, tail;
    uint32_t key = cache->stamp + (uint32_t)span.length;
    cache_ends(span, &head, &tail);
    size_t slot = cache_slot(head, tail, span.length);
    for (size_t end = slot + 2; slot < end; slot++) {
        CacheSlot *s = &cache->slots[slot];
        if (s->head == head && s->tail == tail && (s->key & ~(CACHE_CLEAN | CACHE_PLAIN)) == key &&
            cache_is_middle(cache->middle[slot], span.text, span.length))
            return s;
    }
    return NULL;
}

/* Puts what these bytes gave before into the row. */
static inline bool from_cache(RowTaker *t, size_t c, Span span)
{
    CellCache *cache = t->caches[c];
    t->slots[c] = NULL;
    if (!is_cacheable(cache, span))
        return false;
    CacheSlot *slot = find_cached(cache, span);
    if (!slot) {
        if (++cache->misses > 4000 && cache->hits < cache->misses / 4) { /* nothing repeats here */
            cache_give(t->intake, cache);
            t->caches[c] = NULL;
        }
        return false;
    }
    cache->hits++;
    t->cells[c] = slot->value;
    t->first[c] = slot->first;
    t->slots[c] = slot;
    return true;
}

static void to_cache(RowTaker *t, size_t c, Span span)
{
    CellCache *cache = t->caches[c];
    if (!is_cacheable(cache, span))
        return;
    CacheSlot s = {.value = t->cells[c],
                   .first = (Day)t->first[c],
                   .key = cache->stamp + (uint32_t)span.length};
    cache_ends(span, &s.head, &s.tail);
    size_t slot = cache_slot(s.head, s.tail, span.length);
    if (cache->slots[slot].key > cache->stamp) { /* the older of two goes */
        cache->slots[slot + 1] = cache->slots[slot];
        memcpy(cache->middle[slot + 1], cache->middle[slot], sizeof cache->middle[slot]);
    }
    cache->slots[slot] = s;
    if (t->slots[c])
        cache->slots[slot].key |= t->slots[c]->key & CACHE_CLEAN;
    t->slots[c] = &cache->slots[slot];
    for (size_t at = 8; at + 8 < span.length; at += 8)
        memcpy(cache->middle[slot] + at - 8, span.text + at, 8);
}

bool take_is_simple_id(Span span)
{
    enum { OTHER, LETTER, DIGIT, DASH = 4 };
#define LETTERS 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1
    static const uint8_t kinds[256] = {
        ['-'] = DASH, ['0'] = 2,      2, 2, 2, 2, 2, 2, 2, 2, 2, ['A'] = LETTERS,
        ['_'] = DASH, ['a'] = LETTERS};
    unsigned seen = 0;
    if (span.length > 64 || kinds[(unsigned char)span.text[0]] != LETTER)
        return false;
    for (size_t i = 1; i < span.length; i++) {
        unsigned kind = kinds[(unsigned char)span.text[i]];
        if (kind == OTHER)
            return false;
        seen |= kind;
    }
    return seen & DIGIT;
}

/* For a text that needs no search and is not remembered. */
static CacheSlot harmless = {.key = CACHE_CLEAN};

static bool take_new(RowTaker *t, const Record *record, size_t c, Span span)
{
    const ColumnSchema *column = &t->schema->columns[c];
    CellResult result;
    CellCode code;
    result.code = CELL_OK;
    result.value = CELL_MISSING;
    result.first = DAY_MISSING;
    result.hint[0] = '\0';
    t->cells[c] = CELL_MISSING;
    t->first[c] = DAY_MISSING;
    if (t->simple[c] && take_is_simple_id(span)) {
        t->cells[c] = dataset_intern(t->intake->data, span.text, span.length);
        if (t->scan[c] == SCAN_NUMBERS && span.length < SCAN_NUMBER_LEAST)
            t->slots[c] = &harmless;
        to_cache(t, c, span);
        return true;
    }
    make_room(t, span.length);
    size_t length = cell_clean(span.text, span.length, t->text, &code);
    if (code == CELL_EMPTY)
        return true;
    bool stands = code == CELL_CONTROL || code == CELL_LOST || code == CELL_OWN;
    CellCode marred = stands ? code : CELL_OK;
    if (code == marred) {
        if (cell_is_nothing(t->text) && !is_title(column) &&
            !(column->type == TYPE_BOOL && strcmp(t->text, "无") == 0) &&
            !(column->type == TYPE_ENUM &&
              labels_known(t->intake, t->sheet->binding.table, c, t->text, length)))
            return true;
        take_typed(t, c, length, &result);
    } else
        result.code = code;
    if (result.code == CELL_SERIAL_DATE || result.code == CELL_UTC_DATE)
        day_text((Day)result.value, result.hint);
    if (CELL_IS_READ(result.code)) {
        t->cells[c] = result.value;
        if (column->type == TYPE_DATE || column->type == TYPE_PERIOD)
            t->first[c] = result.first;
        if (result.code == CELL_OK)
            result.code = marred;
    }
    if (result.code != CELL_OK)
        problem_of_cell(t->intake, t->sheet, record->row, (int)c, t->text, &result);
    else
        to_cache(t, c, span);
    t->bad[c] = !CELL_IS_READ(result.code);
    t->any_bad |= t->bad[c];
    bool compound = (int)c == t->schema->compound_id || (int)c == t->schema->compound_name;
    return !t->bad[c] || !(column->required || t->is_key[c] || compound);
}

bool take_cell(RowTaker *t, const Record *record, size_t c, Span span)
{
    return from_cache(t, c, span) || take_new(t, record, c, span);
}

bool take_cells(RowTaker *t, const Record *record)
{
    bool readable = true;
    size_t holes = 0;
    if (t->any_bad)
        memset(t->bad, false, t->schema->column_count * sizeof *t->bad);
    t->any_bad = false;
    for (size_t k = 0; k < t->bound.count; k++) {
        size_t c = t->places[k].column, i = t->places[k].cell;
        if (i >= record->count || record->cells[i].length == 0) {
            t->cells[c] = CELL_MISSING;
            t->first[c] = DAY_MISSING;
            t->slots[c] = NULL;
            t->holes.items[holes++] = (uint16_t)c;
            continue;
        }
        if (from_cache(t, c, record->cells[i]))
            continue;
        readable = take_new(t, record, c, record->cells[i]) && readable;
        t->holes.items[holes] = (uint16_t)c;
        holes += t->cells[c] == CELL_MISSING;
    }
    t->holes.count = holes;
    for (size_t k = 0; k < t->loose.count; k++) {
        size_t c = t->loose.items[k];
        t->cells[c] = CELL_MISSING;
        t->first[c] = DAY_MISSING;
        t->slots[c] = NULL;
    }
    for (size_t k = 0; t->any_bad && k < t->bound.count; k++)
        t->totals[t->bound.items[k]].unreadable |= t->bad[t->bound.items[k]];
    return readable;
}
