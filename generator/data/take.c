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

/* Up to eight bytes at each end of a text; the two overlap where it is shorter than sixteen. */
static void ends_of(Span span, uint64_t *head, uint64_t *tail)
{
    size_t n = span.length;
    *head = *tail = 0;
    if (n >= 8) {
        memcpy(head, span.text, 8);
        memcpy(tail, span.text + n - 8, 8);
    } else if (n >= 4) {
        uint32_t first, last;
        memcpy(&first, span.text, 4);
        memcpy(&last, span.text + n - 4, 4);
        *head = first;
        *tail = last;
    } else {
        const unsigned char *b = (const unsigned char *)span.text;
        *head = (uint64_t)b[0] | (uint64_t)b[n / 2] << 8 | (uint64_t)b[n - 1] << 16;
    }
}

static size_t cache_slot(uint64_t head, uint64_t tail, size_t length)
{
    uint64_t h = (head ^ (tail * UINT64_C(0x9E3779B97F4A7C15)) ^ length);
    /* The top bits: dates differ in their last bytes only, the high ones of the number. */
    return (size_t)((h * UINT64_C(0xBF58476D1CE4E5B9)) >> 48) / (65536 / CACHE_SLOTS) & ~(size_t)1;
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
static const CacheSlot *find_cached(const CellCache *cache, Span span)
{
    uint64_t head, tail;
    uint32_t key = cache->stamp + (uint32_t)span.length;
    ends_of(span, &head, &tail);
    size_t slot = cache_slot(head, tail, span.length);
    for (size_t end = slot + 2; slot < end; slot++) {
        const CacheSlot *s = &cache->slots[slot];
        if (s->key == key && s->head == head && s->tail == tail &&
            (span.length <= 16 ||
             memcmp(cache->middle[slot], span.text + 8, span.length - 16) == 0))
            return s;
    }
    return NULL;
}

/* Puts what these bytes gave before into the row. */
static bool from_cache(RowTaker *t, size_t c, Span span)
{
    CellCache *cache = t->caches[c];
    if (!is_cacheable(cache, span))
        return false;
    const CacheSlot *slot = find_cached(cache, span);
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
    ends_of(span, &s.head, &s.tail);
    size_t slot = cache_slot(s.head, s.tail, span.length);
    if (cache->slots[slot].key > cache->stamp) { /* the older of two goes */
        cache->slots[slot + 1] = cache->slots[slot];
        memcpy(cache->middle[slot + 1], cache->middle[slot], sizeof cache->middle[slot]);
    }
    cache->slots[slot] = s;
    if (span.length > 16)
        memcpy(cache->middle[slot], span.text + 8, span.length - 16);
}

/*
 * A number as offices write them, W2024-00017: a letter, then letters, digits, hyphens, with a
 * digit among them. It needs no cleaning, is no word for nothing, no number and no guard of
 * Excel's.
 */
static bool is_simple_id(Span span)
{
    bool digit = false;
    const char *text = span.text;
    if (span.length > 64 ||
        !((text[0] >= 'A' && text[0] <= 'Z') || (text[0] >= 'a' && text[0] <= 'z')))
        return false;
    for (size_t i = 1; i < span.length; i++) {
        char b = text[i];
        bool number = b >= '0' && b <= '9';
        if (!number && !(b >= 'A' && b <= 'Z') && !(b >= 'a' && b <= 'z') && b != '-' && b != '_')
            return false;
        digit |= number;
    }
    return digit;
}

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
    if (t->simple[c] && is_simple_id(span)) {
        t->cells[c] = dataset_intern(t->intake->data, span.text, span.length);
        to_cache(t, c, span);
        return true;
    }
    make_room(t, span.length);
    size_t length = cell_clean(span.text, span.length, t->text, &code);
    if (code == CELL_EMPTY)
        return true;
    CellCode marred = code == CELL_CONTROL || code == CELL_LOST ? code : CELL_OK;
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
    bool compound = (int)c == t->schema->compound_id || (int)c == t->schema->compound_name;
    return !t->bad[c] || !(column->required || t->is_key[c] || compound);
}

bool take_cell(RowTaker *t, const Record *record, size_t c, Span span)
{
    return from_cache(t, c, span) || take_new(t, record, c, span);
}
