/*
 * document.c - see document.h.
 *
 * What arrives was made by a script in another process: every key, kind and
 * reference is checked here, once, so that renderers need no checks of their own.
 */
#include "doc/document.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "doc/format.h"
#include "doc/series.h"

#define REFERENCE_START 0xE000
#define REFERENCE_MIDDLE 0xE001
#define REFERENCE_END 0xE002
#define MARK_FIRST 0xE010
#define PRIVATE_FIRST 0xE000
#define PRIVATE_LAST 0xF8FF
#define SEPARATOR 0x1F
#define REFERENCE_PARTS 5
#define BLOCKS_MAX 5000
#define ROWS_MAX 20000
#define COLUMNS_MAX 40

/* A figure that was referred to, by its number in the set. */
typedef struct {
    size_t number;
    const Figure *figure; /* NULL: none */
} Seen;

typedef struct {
    Arena *arena;
    const FigureSet *figures;
    int scope;
    Month period;
    bool english;
    size_t block;     /* from 1, 0: the document itself */
    const char *kind; /* of the block */
    FigureUse *uses;
    size_t use_count, use_capacity;
    Seen *seen; /* a hash; at most half full */
    size_t seen_count, seen_size;
    Error *err;
} Reader;

static bool fail(Reader *r, const char *key, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool fail(Reader *r, const char *key, const char *format, ...)
{
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (r->block)
        return error_set(r->err, ERR_SCRIPT, "block %zu (%s), %s: %s", r->block, r->kind, key,
                         text);
    return error_set(r->err, ERR_SCRIPT, "document, %s: %s", key, text);
}

/* --- references to figures ----------------------------------------------------------- */

static bool read_window(const char *code, Window *out)
{
    for (int w = 0; w < WINDOW_COUNT; w++)
        if (strcmp(window_code((Window)w), code) == 0) {
            *out = (Window)w;
            return true;
        }
    return false;
}

static bool read_scope(Reader *r, const char *text, int *out)
{
    for (int level = 0; level < LEVEL_COUNT; level++) {
        const char *code = level_code((Level)level);
        size_t length = strlen(code);
        if (strncmp(text, code, length) == 0 && text[length] == ':') {
            *out = scope_find(figures_scopes(r->figures), (Level)level, text + length + 1);
            return *out >= 0;
        }
    }
    return false;
}

/* The figure's place in a hash of so many (a power of two), empty where it is not there yet. */
static Seen *seen_at(Seen *seen, size_t size, size_t number)
{
    size_t at = number * 0x9E3779B97F4A7C15u >> 20 & (size - 1);
    while (seen[at].figure && seen[at].number != number)
        at = (at + 1) & (size - 1);
    return &seen[at];
}

static void make_room(Reader *r)
{
    size_t size = r->seen_size ? r->seen_size * 2 : 64;
    Seen *larger = memory_alloc(size * sizeof *larger);
    for (size_t i = 0; i < r->seen_size; i++)
        if (r->seen[i].figure)
            *seen_at(larger, size, r->seen[i].number) = r->seen[i];
    free(r->seen);
    r->seen = larger;
    r->seen_size = size;
}

/* Figure of that number; one that a document names twice is one in its arena. */
static const Figure *figure_of(Reader *r, size_t number)
{
    if (r->seen_count * 2 >= r->seen_size)
        make_room(r);
    Seen *seen = seen_at(r->seen, r->seen_size, number);
    if (!seen->figure) {
        *seen = (Seen){number, figures_at(r->figures, number, ARENA_NEW(r->arena, FigureBox))};
        r->seen_count++;
    }
    return seen->figure;
}

/* `text`: what stands between U+E000 and U+E001. */
static bool find_figure(Reader *r, const char *key, const char *text, size_t length,
                        const Figure **figure, const char **form)
{
    char *copy = arena_copy(r->arena, text, length);
    const char *parts[REFERENCE_PARTS] = {copy};
    size_t count = 1;
    for (char *p = copy; *p; p++)
        if (*p == SEPARATOR) {
            *p = '\0';
            if (count == REFERENCE_PARTS)
                return fail(r, key, "a reference to a figure has too many parts");
            parts[count++] = p + 1;
        }
    Window window;
    Month period = r->period;
    int scope = r->scope;
    if (count < 3)
        return fail(r, key, "a reference to a figure has too few parts");
    if (!read_window(parts[1], &window))
        return fail(r, key, "'%s' is no window", parts[1]);
    if (count > 3 && parts[3][0] && !month_parse(parts[3], &period))
        return fail(r, key, "'%s' is no period", parts[3]);
    if (count > 4 && !read_scope(r, parts[4], &scope))
        return fail(r, key, "'%s' is no scope", parts[4]);
    *form = parts[2];
    size_t number;
    if (!figures_number(r->figures, parts[0], scope, period, window, &number))
        return fail(r, key, "there is no figure %s for the window %s", parts[0], parts[1]);
    *figure = figure_of(r, number);
    return true;
}

static bool put_figure(Reader *r, const char *key, const char *text, size_t length, Buffer *out,
                       const Figure **found)
{
    const Figure *figure = NULL;
    const char *form = "", *printed;
    if (!find_figure(r, key, text, length, &figure, &form))
        return false;
    if (!format_figure(r->arena, figure, form, r->english, &printed))
        return fail(r, key, "'%s' is no form of a figure", form);
    GROW(r->uses, r->use_capacity, r->use_count + 1);
    r->uses[r->use_count] = (FigureUse){figure, form, printed};
    buffer_printf(out, "\xEE\x80\x80%zu\xEE\x80\x81%s\xEE\x80\x82", r->use_count, printed);
    r->use_count++;
    if (found)
        *found = figure;
    return true;
}

/* --- texts --------------------------------------------------------------------------- */

/*
 * One text into Rich. Line breaks become blanks unless `lines`; other control characters are
 * dropped. `found`: the last figure in it, may be NULL.
 */
static bool put_text(Reader *r, const char *key, const char *text, bool lines, Buffer *out,
                     const Figure **found)
{
    size_t length = strlen(text), size;
    for (size_t i = 0; i < length; i += size) {
        uint32_t c = utf8_decode(text + i, length - i, &size);
        if (c == REFERENCE_START) {
            const char *end = strstr(text + i, "\xEE\x80\x81");
            if (!end)
                return fail(r, key, "a reference to a figure has no end");
            const char *start = text + i + size;
            if (!put_figure(r, key, start, (size_t)(end - start), out, found))
                return false;
            size = (size_t)(end - (text + i)) + 3;
        } else if (c >= MARK_FIRST && c <= MARK_FIRST + MARK_NO) {
            buffer_put(out, text + i, size);
        } else if (c == UTF8_INVALID || (c >= PRIVATE_FIRST && c <= PRIVATE_LAST)) {
            return fail(r, key, "a character that is kept for marks");
        } else if (c == '\n' || c == '\t' || c == '\r') {
            if (c != '\r')
                buffer_char(out, lines && c == '\n' ? '\n' : ' ');
        } else if (c >= ' ' && c != 0x7F) {
            buffer_put(out, text + i, size);
        }
    }
    return true;
}

static bool read_text(Reader *r, const char *key, const char *text, bool lines, Rich *out,
                      const Figure **found)
{
    Buffer buffer = {0};
    bool fine = put_text(r, key, text, lines, &buffer, found);
    if (fine)
        *out = arena_copy(r->arena, buffer.bytes ? buffer.bytes : "", buffer.length);
    buffer_free(&buffer);
    return fine;
}

/* Text or whole number at `value` (NULL: ""). */
static bool read_any(Reader *r, const char *key, const Value *value, bool lines, Rich *out)
{
    *out = "";
    if (!value || value->kind == VALUE_NIL)
        return true;
    if (value->kind == VALUE_INT) {
        *out = arena_printf(r->arena, "%lld", (long long)value->integer);
        return true;
    }
    if (value->kind != VALUE_TEXT)
        return fail(r, key, "a text was expected");
    return read_text(r, key, value->text, lines, out, NULL);
}

static bool read_rich(Reader *r, const Value *map, const char *key, Rich *out)
{
    return read_any(r, key, value_get(map, key), false, out);
}

/* Index of `text` among `names`, or -1. */
static int choose(const char *text, const char *const *names)
{
    for (int i = 0; names[i]; i++)
        if (strcmp(names[i], text) == 0)
            return i;
    return -1;
}

static bool check_keys(Reader *r, const Value *map, const char *const *known, const char *what)
{
    if (map->kind != VALUE_MAP)
        return fail(r, what, "a table with names was expected");
    static const char *const ANY_BLOCK[] = {"detail", "minor", "basis", NULL};
    bool block = known[0] && strcmp(known[0], "kind") == 0;
    for (size_t i = 0; i < map->count; i++) {
        size_t k = 0;
        if (block && choose(map->keys[i], ANY_BLOCK) >= 0)
            continue;
        while (known[k] && strcmp(known[k], map->keys[i]) != 0)
            k++;
        if (!known[k])
            return fail(r, what, "unknown key '%s'", map->keys[i]);
    }
    return true;
}

static bool read_choice(Reader *r, const Value *map, const char *key, const char *otherwise,
                        const char *const *names, int *out)
{
    const char *text = value_text(map, key, otherwise);
    *out = choose(text, names);
    return *out >= 0 || fail(r, key, "'%s' is none of the words it takes", text);
}

/* An anchor is an id in pages: small letters, digits, '-'. */
static bool read_anchor(Reader *r, const Value *map, Block *block)
{
    block->anchor = value_text(map, "anchor", "");
    for (const char *p = block->anchor; *p; p++)
        if (!((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '-'))
            return fail(r, "anchor", "only a-z, 0-9 and '-' may stand in it");
    return true;
}

/* --- blocks -------------------------------------------------------------------------- */

static bool read_heading(Reader *r, const Value *map, Block *block)
{
    static const char *const KEYS[] = {"kind", "level", "text", "anchor", NULL};
    block->level = (int)value_int(map, "level", 1);
    if (block->level < 1 || block->level > 3)
        return fail(r, "level", "1, 2 or 3 was expected");
    return check_keys(r, map, KEYS, "keys") && read_rich(r, map, "text", &block->text);
}

static bool read_prose(Reader *r, const Value *map, Block *block)
{
    static const char *const KEYS[] = {"kind", "text", "from_office", "anchor", NULL};
    block->from_office = value_bool(map, "from_office", false);
    return check_keys(r, map, KEYS, "keys") &&
           read_any(r, "text", value_get(map, "text"), true, &block->text);
}

static bool read_cell(Reader *r, const Value *map, FigureCell *cell)
{
    static const char *const KEYS[] = {"label", "value",   "unit", "fraction",
                                       "notes", "squares", NULL};
    if (!check_keys(r, map, KEYS, "cells") || !read_rich(r, map, "label", &cell->label) ||
        !read_rich(r, map, "value", &cell->value) || !read_rich(r, map, "unit", &cell->unit) ||
        !read_rich(r, map, "fraction", &cell->fraction))
        return false;
    const Value *notes = value_list(map, "notes");
    if (notes->count > 4)
        return fail(r, "notes", "at most 4 were expected");
    for (size_t i = 0; i < 4; i++)
        if (!read_any(r, "notes", i < notes->count ? &notes->items[i] : NULL, false,
                      &cell->notes[i]))
            return false;
    const Value *squares = value_get(map, "squares");
    int64_t filled = value_int(squares, "n", 0), total = value_int(squares, "total", 0);
    if (filled < 0 || total < filled || total > 1000000)
        return fail(r, "squares", "0 <= n <= total was expected");
    cell->squares_filled = (int)filled;
    cell->squares_total = (int)total;
    return true;
}

static bool read_figures(Reader *r, const Value *map, Block *block)
{
    static const char *const KEYS[] = {"kind", "title", "note", "cells", "anchor", NULL};
    const Value *cells = value_list(map, "cells");
    if (!check_keys(r, map, KEYS, "keys"))
        return false;
    if (cells->count == 0 || cells->count > COLUMNS_MAX)
        return fail(r, "cells", "1 to %d were expected", COLUMNS_MAX);
    FigureCell *figures = ARENA_NEW_ARRAY(r->arena, cells->count, FigureCell);
    for (size_t i = 0; i < cells->count; i++)
        if (!read_cell(r, &cells->items[i], &figures[i]))
            return false;
    block->figures = figures;
    block->figure_count = cells->count;
    return true;
}

static bool read_column(Reader *r, const Value *map, TableColumn *column)
{
    static const char *const KEYS[] = {"head", "unit", "align", "weight", NULL};
    static const char *const ALIGNS[] = {"left", "right", "center", NULL};
    Rich unit;
    int align;
    if (!check_keys(r, map, KEYS, "columns") || !read_rich(r, map, "head", &column->head) ||
        !read_rich(r, map, "unit", &unit) || !read_choice(r, map, "align", "left", ALIGNS, &align))
        return false;
    column->unit = unit;
    column->align = (Align)align;
    int64_t weight = value_int(map, "weight", 1);
    if (weight < 0 || weight > 100)
        return fail(r, "weight", "0 to 100 was expected");
    column->weight = (int)weight;
    return true;
}

static bool read_row(Reader *r, const Value *value, size_t columns, TableRow *row)
{
    static const char *const KEYS[] = {"kind", "cells", NULL};
    static const char *const KINDS[] = {"body", "total", "balance", NULL};
    const Value *cells = value;
    int kind = ROW_BODY;
    if (value->kind == VALUE_MAP) {
        if (!check_keys(r, value, KEYS, "rows") ||
            !read_choice(r, value, "kind", "body", KINDS, &kind))
            return false;
        cells = value_list(value, "cells");
    }
    row->kind = (RowKind)kind;
    if (cells->kind != VALUE_LIST || cells->count != columns)
        return fail(r, "rows", "a row has %zu cells; the table has %zu columns",
                    cells->kind == VALUE_LIST ? cells->count : 0, columns);
    Rich *texts = ARENA_NEW_ARRAY(r->arena, columns, Rich);
    for (size_t i = 0; i < columns; i++)
        if (!read_any(r, "rows", &cells->items[i], false, &texts[i]))
            return false;
    row->cells = texts;
    return true;
}

static bool read_table(Reader *r, const Value *map, Block *block)
{
    static const char *const KEYS[] = {"kind", "title", "note", "columns", "rows", "anchor", NULL};
    const Value *columns = value_list(map, "columns"), *rows = value_list(map, "rows");
    if (!check_keys(r, map, KEYS, "keys"))
        return false;
    if (columns->count == 0 || columns->count > COLUMNS_MAX)
        return fail(r, "columns", "1 to %d were expected", COLUMNS_MAX);
    if (rows->count > ROWS_MAX)
        return fail(r, "rows", "at most %d were expected", ROWS_MAX);
    TableColumn *c = ARENA_NEW_ARRAY(r->arena, columns->count, TableColumn);
    TableRow *t = ARENA_NEW_ARRAY(r->arena, rows->count + 1, TableRow);
    for (size_t i = 0; i < columns->count; i++)
        if (!read_column(r, &columns->items[i], &c[i]))
            return false;
    for (size_t i = 0; i < rows->count; i++)
        if (!read_row(r, &rows->items[i], columns->count, &t[i]))
            return false;
    block->columns = c;
    block->column_count = columns->count;
    block->rows = t;
    block->row_count = rows->count;
    return true;
}

/* value = numerator / denominator in the unit that is printed (metrics.md 1.4, factors). */
static void set_height(const Figure *figure, ChartPoint *point)
{
    const char *unit = figure->metric->unit;
    point->numerator = figure->has_numerator ? figure->numerator : 0;
    point->denominator = figure->has_denominator ? figure->denominator : 1;
    if (strcmp(unit, "%") == 0 || strcmp(unit, "个百分点") == 0 || strcmp(unit, "件/百户") == 0)
        point->numerator *= 100;
    else if (strcmp(unit, "元") == 0 || strcmp(unit, "元/户") == 0 || strcmp(unit, "㎡") == 0)
        point->denominator *= 100;
    else if (strcmp(unit, "万元") == 0)
        point->denominator *= 1000000;
}

static bool read_point(Reader *r, const Value *map, ChartPoint *point)
{
    static const char *const KEYS[] = {"label", "figure", "missing", "state", NULL};
    static const char *const STATES[] = {"ok", "missing", "current", "comparison", NULL};
    int state;
    if (!check_keys(r, map, KEYS, "points") || !read_rich(r, map, "label", &point->label) ||
        !read_choice(r, map, "state", "ok", STATES, &state))
        return false;
    point->state = (PointState)state;
    point->denominator = 1;
    point->text = "";
    const char *reference = value_text(map, "figure", "");
    if (value_bool(map, "missing", false) || !reference[0]) {
        point->state = POINT_MISSING;
        return true;
    }
    const Figure *figure = NULL;
    if (!read_text(r, "points", reference, false, &point->text, &figure))
        return false;
    if (!figure)
        return fail(r, "points", "'figure' names no figure");
    point->figure = figure;
    point->known = figure->state == STATE_OK && (!figure->has_denominator || figure->denominator);
    if (point->known)
        set_height(figure, point);
    else
        point->state = POINT_MISSING;
    return true;
}

/* "37.5" -> 375/10 */
static bool read_decimal(const char *text, Int128 *numerator, Int128 *denominator)
{
    char digits[40];
    size_t n = 0;
    *denominator = 1;
    bool point = false;
    for (; *text; text++) {
        if (*text == '.' && !point) {
            point = true;
            continue;
        }
        if (n + 1 >= 18)
            return false;
        digits[n++] = *text;
        if (point)
            *denominator *= 10;
    }
    digits[n] = '\0';
    return n > 0 && exact_parse(digits, numerator);
}

static bool read_chart(Reader *r, const Value *map, Block *block)
{
    static const char *const KEYS[] = {"kind",        "chart",  "title",  "unit",   "note",
                                       "description", "points", "target", "anchor", NULL};
    static const char *const KINDS[] = {"bars", "lines", "stacked", "funnel", "sparkline", NULL};
    const Value *points = value_list(map, "points");
    Chart *chart = &block->chart;
    Rich unit;
    int kind;
    if (!check_keys(r, map, KEYS, "keys") || !read_choice(r, map, "chart", "bars", KINDS, &kind) ||
        !read_rich(r, map, "unit", &unit) || !read_rich(r, map, "description", &chart->description))
        return false;
    chart->kind = (ChartKind)kind;
    chart->unit = unit;
    if (points->count == 0 || points->count > 400)
        return fail(r, "points", "1 to 400 were expected");
    ChartPoint *list = ARENA_NEW_ARRAY(r->arena, points->count, ChartPoint);
    for (size_t i = 0; i < points->count; i++)
        if (!read_point(r, &points->items[i], &list[i]))
            return false;
    chart->points = list;
    chart->point_count = points->count;
    chart->target_label = "";
    chart->target_denominator = 1;
    const Value *target = value_get(map, "target");
    if (target) {
        Rich value;
        if (!read_rich(r, target, "value", &value) ||
            !read_rich(r, target, "label", &chart->target_label))
            return false;
        if (!read_decimal(value, &chart->target_numerator, &chart->target_denominator))
            return fail(r, "target", "'%s' is no number", value);
        chart->has_target = true;
    }
    return true;
}

static bool read_notice(Reader *r, const Value *map, Block *block)
{
    static const char *const KEYS[] = {"kind", "notice", "text", "anchor", NULL};
    static const char *const KINDS[] = {"objection", "missing", "correction",
                                        "failed",    "info",    NULL};
    int kind;
    if (!check_keys(r, map, KEYS, "keys") || !read_choice(r, map, "notice", "info", KINDS, &kind) ||
        !read_rich(r, map, "text", &block->text))
        return false;
    block->notice = KINDS[kind];
    return true;
}

static bool read_signature(Reader *r, const Value *map, Block *block)
{
    static const char *const KEYS[] = {"kind", "body", "date", "seal", "anchor", NULL};
    block->seal = value_bool(map, "seal", false);
    return check_keys(r, map, KEYS, "keys") && read_rich(r, map, "body", &block->body) &&
           read_rich(r, map, "date", &block->date);
}

static bool read_block(Reader *r, const Value *map, Block *block)
{
    static const char *const KINDS[] = {"heading", "prose",  "figures",   "table",
                                        "chart",   "notice", "signature", NULL};
    static bool (*const READ[])(Reader *, const Value *, Block *) = {
        read_heading, read_prose, read_figures, read_table, read_chart, read_notice, read_signature,
    };
    r->kind = value_text(map, "kind", "");
    size_t first = r->use_count;
    int kind = choose(r->kind, KINDS);
    if (kind < 0)
        return fail(r, "kind", "'%s' is no kind of block", r->kind);
    *block = (Block){.kind = (BlockKind)kind, .text = "", .notice = "", .body = "", .date = ""};
    block->detail = value_bool(map, "detail", false);
    block->minor = value_bool(map, "minor", false);
    if (!read_anchor(r, map, block) || !read_rich(r, map, "title", &block->title) ||
        !read_rich(r, map, "note", &block->note) || !read_rich(r, map, "basis", &block->basis) ||
        !READ[kind](r, map, block))
        return false;
    if (r->use_count > first)
        series_mark(r->arena, r->figures, r->uses + first, r->use_count - first, r->english, block);
    return true;
}

bool document_read(Arena *arena, const Value *value, const FigureSet *figures, int scope,
                   Month period, Document *out, Error *err)
{
    static const char *const KEYS[] = {"title", "lang", "blocks", NULL};
    Reader r = {.arena = arena, .figures = figures, .scope = scope, .period = period, .err = err};
    r.english = strcmp(value_text(value, "lang", "zh"), "en") == 0;
    const Value *blocks = value_list(value, "blocks");
    *out = (Document){.lang = r.english ? "en" : "zh-CN",
                      .scope = scope,
                      .period = period,
                      .fingerprint = "",
                      .chain_head = "",
                      .revision = 1,
                      .url = "",
                      .scopes = figures_scopes(figures),
                      .scope_name = figures_scopes(figures)->scopes[scope].name};
    bool fine = check_keys(&r, value, KEYS, "keys") && read_rich(&r, value, "title", &out->title);
    if (fine && blocks->count > BLOCKS_MAX)
        fine = fail(&r, "blocks", "at most %d were expected", BLOCKS_MAX);
    Block *list = fine ? ARENA_NEW_ARRAY(arena, blocks->count + 1, Block) : NULL;
    for (size_t i = 0; i < blocks->count && fine; i++) {
        r.block = i + 1;
        fine = read_block(&r, &blocks->items[i], &list[i]);
    }
    if (fine) {
        FigureUse *uses = ARENA_NEW_ARRAY(arena, r.use_count + 1, FigureUse);
        if (r.use_count)
            memcpy(uses, r.uses, r.use_count * sizeof *uses);
        out->uses = uses;
        out->use_count = r.use_count;
        out->blocks = list;
        out->block_count = blocks->count;
    }
    free(r.uses);
    free(r.seen);
    return fine;
}

Document document_for_paper(Arena *arena, const Document *doc)
{
    Document paper = *doc;
    Block *blocks = ARENA_NEW_ARRAY(arena, doc->block_count + 1, Block);
    paper.block_count = 0;
    for (size_t i = 0; i < doc->block_count; i++)
        if (!doc->blocks[i].detail)
            blocks[paper.block_count++] = doc->blocks[i];
    paper.blocks = blocks;
    return paper;
}

char *rich_plain(Arena *arena, Rich text)
{
    size_t length = strlen(text), n = 0, size;
    char *plain = arena_alloc(arena, length + 1);
    for (size_t i = 0; i < length; i += size) {
        uint32_t c = utf8_decode(text + i, length - i, &size);
        if (c == REFERENCE_START) { /* its number goes too */
            const char *middle = strstr(text + i, "\xEE\x80\x81");
            size = middle ? (size_t)(middle - (text + i)) + 3 : size;
        } else if (c != REFERENCE_MIDDLE && c != REFERENCE_END &&
                   !(c >= MARK_FIRST && c <= MARK_FIRST + 0xF)) {
            memcpy(plain + n, text + i, size);
            n += size;
        }
    }
    plain[n] = '\0';
    return plain;
}
