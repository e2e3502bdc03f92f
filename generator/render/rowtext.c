/* rowtext.c - see rowtext.h. */
#include "render/rowtext.h"

#include <string.h>

#include "render/csv.h"

#if defined __SSE2__
#include <emmintrin.h>
#endif

#define NUMBER_MAX 48 /* bytes of a number, a day or a period in quotes */
#define ROWS_AHEAD 6

typedef struct {
    const char *bytes;
    size_t length;
} Piece;

typedef enum { CELL_TEXT, CELL_LABEL, CELL_DAY, CELL_NUMBER, CELL_PERIOD } CellShape;

typedef struct {
    CellShape shape;
    ColumnCells cells;
    size_t absent;   /* so many columns from here on that no row fills; `missing` is all of them */
    bool redirected; /* the compound's own cell stands for it: */
    FieldMemo memo;
    bool safe; /* must be made safe for Excel */
    int scale;
    Piece before, missing; /* the separator (and key), and the same with an empty cell behind it */
    Piece *labels;         /* per value of an enum, and of yes/no: separator and cell */
    size_t label_count;
} Column;

struct RowText {
    const Fields *fields;
    RowForm form;
    Column *columns;
    Piece begin, end;
    size_t most; /* bytes of a row without its texts */
};

/* --- texts ----------------------------------------------------------------------------- */

/* True where a text can stand in CSV as it is. `text` may be read up to 15 bytes behind its end. */
static bool is_plain_csv(const char *text, size_t length)
{
    size_t i = 0;
#if defined __SSE2__
    for (; i < length; i += 16) {
        __m128i t = _mm_loadu_si128((const __m128i *)(const void *)(text + i));
        __m128i odd = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(t, _mm_set1_epi8(',')),
                                                _mm_cmpeq_epi8(t, _mm_set1_epi8('"'))),
                                   _mm_or_si128(_mm_cmpeq_epi8(t, _mm_set1_epi8('\r')),
                                                _mm_cmpeq_epi8(t, _mm_set1_epi8('\n'))));
        unsigned mask = (unsigned)_mm_movemask_epi8(odd);
        if (length - i < 16)
            mask &= (1u << (length - i)) - 1;
        if (mask)
            return false;
    }
#endif
    for (; i < length; i++)
        if (text[i] == ',' || text[i] == '"' || text[i] == '\r' || text[i] == '\n')
            return false;
    return true;
}

static bool is_plain_json(const char *text, size_t length)
{
    size_t i = 0;
#if defined __SSE2__
    for (; i < length; i += 16) {
        __m128i t = _mm_loadu_si128((const __m128i *)(const void *)(text + i));
        /* below 0x20 without sign: the larger of it and 0x1F is 0x1F */
        __m128i low = _mm_cmpeq_epi8(_mm_max_epu8(t, _mm_set1_epi8(0x1F)), _mm_set1_epi8(0x1F));
        __m128i odd = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(t, _mm_set1_epi8('"')),
                                                _mm_cmpeq_epi8(t, _mm_set1_epi8('\\'))),
                                   _mm_or_si128(_mm_cmpeq_epi8(t, _mm_set1_epi8(0x7F)), low));
        unsigned mask = (unsigned)_mm_movemask_epi8(odd);
        if (length - i < 16)
            mask &= (1u << (length - i)) - 1;
        if (mask)
            return false;
    }
#endif
    for (; i < length; i++)
        if (text[i] == '"' || text[i] == '\\' || (unsigned char)text[i] < 0x20 || text[i] == 0x7F)
            return false;
    return true;
}

/* Room for `more` bytes and the 16 that a test may look at behind them. */
static char *room(Buffer *out, size_t more)
{
    GROW(out->bytes, out->capacity, out->length + more + 17);
    return out->bytes + out->length;
}

static char *put(char *at, Piece piece)
{
    memcpy(at, piece.bytes, piece.length);
    return at + piece.length;
}

static char *put_json(char *at, const char *text, size_t length)
{
    static const char hex[] = "0123456789abcdef";
    *at++ = '"';
    memcpy(at, text, length);
    if (is_plain_json(at, length)) {
        at += length;
    } else {
        for (size_t i = 0; i < length; i++) {
            unsigned char c = (unsigned char)text[i];
            if (c == '"' || c == '\\' || c == '\n') {
                *at++ = '\\';
                *at++ = c == '\n' ? 'n' : (char)c;
            } else if (c < 0x20 || c == 0x7F) {
                memcpy(at, "\\u00", 4);
                at[4] = hex[c >> 4];
                at[5] = hex[c & 15];
                at += 6;
            } else
                *at++ = (char)c;
        }
    }
    *at++ = '"';
    return at;
}

static void put_text(const RowText *t, const Column *column, int64_t cell, Buffer *out)
{
    size_t length;
    char spelled[TEXTS_ROOM];
    const char *text = dataset_spell(t->fields->data, cell, spelled, &length);
    if (length == 0) {
        out->length = (size_t)(put(room(out, t->most), column->missing) - out->bytes);
        return;
    }
    char *at = put(room(out, t->most + 6 * length + 2), column->before);
    if (t->form == ROWTEXT_JSON) {
        at = put_json(at, text, length);
    } else {
        memcpy(at, text, length);
        bool plain = is_plain_csv(at, length);
        if (plain && (!column->safe || csvout_is_safe(text, length)))
            at += length;
        else {
            out->length = (size_t)(at - out->bytes);
            if (column->safe)
                csvout_safe_cell(out, text, length);
            else
                csvout_cell(out, text, length);
            return;
        }
    }
    out->length = (size_t)(at - out->bytes);
}

/* --- numbers and days ------------------------------------------------------------------ */

static char *put_number(char *at, int64_t units, int scale)
{
    char digits[24];
    uint64_t rest = units < 0 ? 0 - (uint64_t)units : (uint64_t)units;
    int first = (int)sizeof digits;
    for (int i = 0; i <= scale || rest > 0; i++) {
        if (i == scale && scale > 0)
            digits[--first] = '.';
        digits[--first] = (char)('0' + rest % 10);
        rest /= 10;
    }
    if (units < 0)
        *at++ = '-';
    memcpy(at, digits + first, sizeof digits - (size_t)first);
    return at + sizeof digits - (size_t)first;
}

static char *put_day(char *at, Day day)
{
    memcpy(at, field_day(day), FIELD_DAY_LENGTH);
    return at + FIELD_DAY_LENGTH;
}

static char *put_period(const RowText *t, size_t row, size_t c, char *at)
{
    Buffer text = {0};
    fields_put(t->fields, row, c, t->form == ROWTEXT_EXCEL, &text);
    memcpy(at, text.bytes, text.length);
    at += text.length;
    buffer_free(&text);
    return at;
}

/* --- rows ------------------------------------------------------------------------------ */

static int64_t cell_of(const RowText *t, Column *column, size_t row, size_t c)
{
    return column->redirected ? fields_cell_memo(t->fields, row, c, &column->memo)
                              : field_read(&column->cells, row);
}

/* Rows that were chosen lie far apart, and every column of each is a wait for memory. */
static void expect_row(const RowText *t, size_t row)
{
    for (size_t c = 0; c < t->fields->count; c++) {
        const Column *column = &t->columns[c];
        if (column->redirected && column->memo.compounds)
            __builtin_prefetch(column->memo.compounds + row);
        else if (row < column->cells.rows)
            __builtin_prefetch((const char *)column->cells.cells + row * column->cells.width);
    }
}

void rowtext_row(const RowText *t, size_t i, Buffer *out)
{
    size_t row = fields_row(t->fields, i);
    if (t->fields->rows && i + ROWS_AHEAD < t->fields->row_count)
        expect_row(t, fields_row(t->fields, i + ROWS_AHEAD));
    char quote = t->form == ROWTEXT_JSON ? '"' : '\0';
    char *at = room(out, t->most);
    if (t->form == ROWTEXT_JSON)
        at = put(at, (Piece){i > 0 ? ",\n" : "\n", i > 0 ? 2 : 1});
    at = put(at, t->begin);
    for (size_t c = 0; c < t->fields->count; c++) {
        Column *column = &t->columns[c];
        if (column->absent) {
            at = put(at, column->missing);
            c += column->absent - 1;
            continue;
        }
        int64_t cell = cell_of(t, column, row, c);
        if (cell == CELL_MISSING) {
            at = put(at, column->missing);
            continue;
        }
        switch (column->shape) {
        case CELL_TEXT:
            out->length = (size_t)(at - out->bytes);
            put_text(t, column, cell, out);
            at = room(out, t->most);
            continue;
        case CELL_LABEL:
            at = put(at,
                     column->labels[(size_t)cell < column->label_count ? (size_t)cell
                                                                       : column->label_count - 1]);
            continue;
        case CELL_NUMBER:
            at = put_number(put(at, column->before), cell, column->scale);
            continue;
        case CELL_DAY:
        case CELL_PERIOD:
            at = put(at, column->before);
            if (quote)
                *at++ = quote;
            at = column->shape == CELL_DAY ? put_day(at, (Day)cell) : put_period(t, row, c, at);
            if (quote)
                *at++ = quote;
            continue;
        }
    }
    at = put(at, t->end);
    out->length = (size_t)(at - out->bytes);
    *at = '\0';
}

static Piece piece_of(Arena *arena, const Buffer *text)
{
    return (Piece){arena_copy(arena, text->bytes ? text->bytes : "", text->length), text->length};
}

/* Separator and, in JSON, the key. */
static Piece before_of(Arena *arena, const ColumnSchema *schema, size_t c, RowForm form)
{
    const char *comma = c > 0 ? "," : "";
    const char *text =
        form == ROWTEXT_JSON ? arena_printf(arena, "%s\"%s\":", comma, schema->name) : comma;
    return (Piece){text, strlen(text)};
}

static Piece label_of(Arena *arena, const Column *column, const char *label, bool is_bool,
                      RowForm form)
{
    Buffer text = {0};
    size_t length = strlen(label);
    buffer_put(&text, column->before.bytes, column->before.length);
    if (form == ROWTEXT_JSON && !is_bool)
        text.length = (size_t)(put_json(room(&text, 6 * length + 2), label, length) - text.bytes);
    else if (form == ROWTEXT_EXCEL && !is_bool)
        csvout_safe_cell(&text, label, length);
    else if (form == ROWTEXT_EXCEL)
        csvout_cell(&text, label, length);
    else
        buffer_put(&text, label, length); /* a code never holds what must be quoted */
    Piece piece = piece_of(arena, &text);
    buffer_free(&text);
    return piece;
}

static void make_labels(Arena *arena, Column *column, const ColumnSchema *schema, RowForm form)
{
    static const char *const words[2][2] = {{"false", "true"}, {"否", "是"}};
    bool people = form == ROWTEXT_EXCEL, is_bool = schema->type == TYPE_BOOL;
    column->label_count = is_bool ? 2 : schema->value_count;
    column->labels = ARENA_NEW_ARRAY(arena, column->label_count + 1, Piece);
    for (size_t v = 0; v < column->label_count; v++)
        column->labels[v] = label_of(arena, column,
                                     is_bool  ? words[people][v]
                                     : people ? schema->values[v].title.zh
                                              : schema->values[v].code,
                                     is_bool, form);
}

static CellShape shape_of(const ColumnSchema *schema)
{
    switch (schema->type) {
    case TYPE_ID:
    case TYPE_STR:
    case TYPE_TEXT:
        return CELL_TEXT;
    case TYPE_ENUM:
    case TYPE_BOOL:
        return CELL_LABEL;
    case TYPE_DATE:
        return CELL_DAY;
    case TYPE_PERIOD:
        return CELL_PERIOD;
    default:
        return CELL_NUMBER;
    }
}

/* Columns that no row fills, side by side, are written as one piece. */
static void join_absent(Arena *arena, RowText *t)
{
    for (size_t c = t->fields->count; c-- > 0;) {
        Column *column = &t->columns[c];
        if (column->redirected || column->cells.width > 0)
            continue;
        column->absent = 1;
        if (c + 1 == t->fields->count || !column[1].absent)
            continue;
        Piece behind = column[1].missing;
        column->absent += column[1].absent;
        column->missing.bytes = arena_printf(arena, "%s%s", column->missing.bytes, behind.bytes);
        column->missing.length += behind.length;
    }
}

RowText *rowtext_new(Arena *arena, const Fields *fields, RowForm form)
{
    RowText *t = ARENA_NEW(arena, RowText);
    const TableSchema *table = fields->schema;
    *t = (RowText){.fields = fields,
                   .form = form,
                   .columns = ARENA_NEW_ARRAY(arena, fields->count + 1, Column),
                   .begin = {form == ROWTEXT_JSON ? "{" : "", form == ROWTEXT_JSON},
                   .end = {form == ROWTEXT_JSON    ? "}"
                           : form == ROWTEXT_EXCEL ? "\r\n"
                                                   : "\n",
                           form == ROWTEXT_EXCEL ? 2 : 1},
                   .most = 16};
    for (size_t c = 0; c < fields->count; c++) {
        const ColumnSchema *schema = fields_column(fields, c);
        Column *column = &t->columns[c];
        int index = (int)fields->columns[c];
        *column =
            (Column){.shape = shape_of(schema),
                     .cells = table_column(fields->table, fields->columns[c]),
                     .redirected = index == table->compound_id || index == table->compound_name,
                     .memo = fields_memo(fields, c),
                     .safe = form == ROWTEXT_EXCEL,
                     .scale = field_scale(schema),
                     .before = before_of(arena, schema, c, form)};
        const char *missing = form == ROWTEXT_JSON
                                  ? arena_printf(arena, "%snull", column->before.bytes)
                                  : column->before.bytes;
        column->missing = (Piece){missing, strlen(missing)};
        size_t most = column->missing.length + NUMBER_MAX;
        if (column->shape == CELL_LABEL)
            make_labels(arena, column, schema, form);
        for (size_t v = 0; v < column->label_count; v++)
            most = column->labels[v].length > most ? column->labels[v].length : most;
        t->most += most;
    }
    join_absent(arena, t);
    return t;
}

void rowtext_use(RowText *t, const Fields *fields)
{
    t->fields = fields;
}

void rowtext_head(const RowText *t, Buffer *out)
{
    if (t->form == ROWTEXT_JSON) {
        buffer_char(out, '[');
        return;
    }
    bool people = t->form == ROWTEXT_EXCEL;
    if (people)
        buffer_text(out, "\xEF\xBB\xBF");
    for (size_t c = 0; c < t->fields->count; c++) {
        const ColumnSchema *column = fields_column(t->fields, c);
        Buffer title = {0};
        buffer_text(&title, people ? column->title.zh : column->name);
        if (people && column->unit && column->unit[0])
            buffer_printf(&title, "（%s）", column->unit);
        if (c > 0)
            buffer_char(out, ',');
        csvout_cell(out, title.bytes, title.length);
        buffer_free(&title);
    }
    buffer_put(out, t->end.bytes, t->end.length);
}

void rowtext_tail(const RowText *t, Buffer *out)
{
    if (t->form == ROWTEXT_JSON)
        buffer_text(out, "\n]\n");
}
