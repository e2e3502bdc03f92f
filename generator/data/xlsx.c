/*
 * xlsx.c - workbooks of Excel 2007 and later, and of WPS.
 *
 * workbook.xml names the sheets, styles.xml says which number formats are dates
 * and percentages, sharedStrings.xml holds the texts; then each sheet is read in one pass.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "data/grid.h"
#include "data/workbook.h"

#define SHEETS_MAX 256
#define STYLES_MAX 65536
#define FORMATS_MAX 4096

typedef enum { FORMAT_PLAIN, FORMAT_DATE, FORMAT_PERCENT, FORMAT_DOLLAR } NumberFormat;
#define FOREIGN "外币" /* before a number that is shown with a sign like $ */

typedef struct {
    char name[128], id[64], path[256];
    bool hidden;
} SheetName;

typedef struct {
    SheetName *sheets;
    size_t sheet_count, sheet_capacity, sheets_left_out;
    bool date1904;
    /* styles */
    struct {
        int id;
        NumberFormat format;
    } * formats;
    size_t format_count, format_capacity;
    unsigned char *styles; /* of cellXfs */
    size_t style_count, style_capacity;
    bool in_xfs;
    /* shared strings */
    Buffer strings;
    size_t *ends;
    size_t string_count, string_capacity;
    bool in_text, in_phonetic;
    /* the sheet being read */
    Grid *grid;
    int row;
    size_t column;
    char type[16];
    size_t style;
    Buffer value, formula;
    bool in_value, has_value, in_formula, has_formula;
    bool row_hidden;
    int hidden_rows;
} Book;

static bool is(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static void copy_text(char *to, size_t room, const char *from)
{
    snprintf(to, room, "%s", from ? from : "");
}

/* --- workbook.xml and its relations ---------------------------------------------------- */

static void book_start(void *context, const char *name, const char **attributes)
{
    Book *b = context;
    const char *flag = xml_attribute(attributes, "date1904");
    if (is(name, "workbookPr") && flag)
        b->date1904 = is(flag, "1") || is(flag, "true");
    if (!is(name, "sheet"))
        return;
    if (b->sheet_count == SHEETS_MAX) {
        b->sheets_left_out++;
        return;
    }
    const char *state = xml_attribute(attributes, "state");
    GROW(b->sheets, b->sheet_capacity, b->sheet_count + 1);
    SheetName *sheet = &b->sheets[b->sheet_count];
    *sheet = (SheetName){0};
    copy_text(sheet->name, sizeof sheet->name, xml_attribute(attributes, "name"));
    copy_text(sheet->id, sizeof sheet->id, xml_attribute(attributes, "id"));
    sheet->hidden = state && !is(state, "visible");
    b->sheet_count++;
}

static void ignore_end(void *context, const char *name)
{
    (void)context;
    (void)name;
}

static void relation_start(void *context, const char *name, const char **attributes)
{
    Book *b = context;
    const char *id = xml_attribute(attributes, "Id"), *target = xml_attribute(attributes, "Target");
    if (!is(name, "Relationship") || !id || !target)
        return;
    for (size_t i = 0; i < b->sheet_count; i++)
        if (is(b->sheets[i].id, id))
            snprintf(b->sheets[i].path, sizeof b->sheets[i].path, "%s%s",
                     *target == '/' ? "" : "xl/", *target == '/' ? target + 1 : target);
}

/* --- styles.xml --------------------------------------------------------------------------- */

/* A sign of money that is not the yuan's; [$-804] is a language and [$¥-411] the yen. */
static bool shows_dollars(const char *code)
{
    static const char *const signs[] = {"$€",   "$£",   "$USD",  "$EUR",   "$HKD", "$JPY", "$GBP",
                                        "$US$", "$HK$", "¥-411", "￥-411", "€",    "£"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strstr(code, signs[i]))
            return true;
    for (const char *at = code; (at = strchr(at, '$')); at++)
        if (at == code || at[-1] != '[' || at[1] == '$')
            return true;
    return false;
}

/* Whether a format code shows a date: y, m, d, h, s outside quotes, brackets and escapes. */
static NumberFormat format_of_code(const char *code)
{
    bool quoted = false, percent = false;
    int bracket = 0;
    for (; *code; code++) {
        if (*code == '"')
            quoted = !quoted;
        else if (quoted)
            continue;
        else if ((*code == '\\' || *code == '_' || *code == '*') && code[1])
            code++; /* the next one stands for itself, for its width, or fills the cell */
        else if (*code == '[')
            bracket++;
        else if (*code == ']')
            bracket -= bracket > 0;
        else if (!bracket && strchr("yYmMdDhHsS", *code)) /* none of them is in "General" */
            return FORMAT_DATE;
        else if (*code == '%')
            percent = true;
        else if (*code == ';')
            break;
    }
    return percent ? FORMAT_PERCENT : FORMAT_PLAIN;
}

/* Built-in formats; 27-36 and 50-58 are dates in East Asian editions. */
static NumberFormat built_in(int id)
{
    if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
        (id >= 50 && id <= 58))
        return FORMAT_DATE;
    return id == 9 || id == 10 ? FORMAT_PERCENT : FORMAT_PLAIN;
}

static void style_start(void *context, const char *name, const char **attributes)
{
    Book *b = context;
    const char *id = xml_attribute(attributes, "numFmtId");
    if (is(name, "cellXfs"))
        b->in_xfs = true;
    const char *code = xml_attribute(attributes, "formatCode");
    if (is(name, "numFmt") && id && code && b->format_count < FORMATS_MAX) {
        GROW(b->formats, b->format_capacity, b->format_count + 1);
        b->formats[b->format_count].id = atoi(id);
        NumberFormat format = format_of_code(code);
        b->formats[b->format_count++].format =
            format == FORMAT_PLAIN && shows_dollars(code) ? FORMAT_DOLLAR : format;
    }
    if (!is(name, "xf") || !b->in_xfs || b->style_count >= STYLES_MAX)
        return;
    int number = id ? atoi(id) : 0;
    NumberFormat format = built_in(number);
    for (size_t i = 0; i < b->format_count; i++)
        if (b->formats[i].id == number)
            format = b->formats[i].format;
    GROW(b->styles, b->style_capacity, b->style_count + 1);
    b->styles[b->style_count++] = (unsigned char)format;
}

static void style_end(void *context, const char *name)
{
    Book *b = context;
    if (is(name, "cellXfs"))
        b->in_xfs = false;
}

/* --- sharedStrings.xml ----------------------------------------------------------------------- */

static void string_start(void *context, const char *name, const char **attributes)
{
    Book *b = context;
    (void)attributes;
    if (is(name, "rPh")) /* how a name is pronounced, in Japanese files */
        b->in_phonetic = true;
    else if (is(name, "t"))
        b->in_text = !b->in_phonetic;
}

static void string_end(void *context, const char *name)
{
    Book *b = context;
    if (is(name, "rPh"))
        b->in_phonetic = false;
    else if (is(name, "t"))
        b->in_text = false;
    else if (is(name, "si")) {
        GROW(b->ends, b->string_capacity, b->string_count + 1);
        b->ends[b->string_count++] = b->strings.length;
    }
}

static void string_text(void *context, const char *text, size_t length)
{
    Book *b = context;
    if (b->in_text)
        buffer_put(&b->strings, text, length);
}

/* --- a sheet --------------------------------------------------------------------------------- */

/* "AB12" -> column 27 and row 12; false where it is no such reference. */
static bool read_reference(const char *text, size_t *column, int *row)
{
    size_t c = 0;
    int n = 0;
    const char *at = text;
    for (; *at >= 'A' && *at <= 'Z' && at - text < 3; at++)
        c = c * 26 + (size_t)(*at - 'A') + 1;
    if (at == text)
        return false;
    const char *digits = at;
    for (; *at >= '0' && *at <= '9' && at - digits < 7; at++)
        n = n * 10 + (*at - '0');
    *column = c - 1;
    *row = n;
    return *at == '\0' && n > 0 && n <= 1048576;
}

static void sheet_start(void *context, const char *name, const char **attributes)
{
    Book *b = context;
    if (is(name, "row")) {
        const char *r = xml_attribute(attributes, "r");
        int row = r ? atoi(r) : b->row + 1;
        const char *hidden = xml_attribute(attributes, "hidden");
        b->row = row > b->row && row <= 1048576 ? row : b->row + 1;
        b->column = (size_t)-1;
        b->row_hidden = hidden && (is(hidden, "1") || is(hidden, "true"));
    } else if (is(name, "c")) {
        int row;
        size_t column;
        const char *r = xml_attribute(attributes, "r"), *style = xml_attribute(attributes, "s");
        b->column = r && read_reference(r, &column, &row) ? column : b->column + 1;
        copy_text(b->type, sizeof b->type, xml_attribute(attributes, "t"));
        b->style = style ? (size_t)atoi(style) : 0;
        b->value.length = b->formula.length = 0;
        b->has_value = b->has_formula = false;
    } else if (is(name, "rPh"))
        b->in_phonetic = true;
    else if (is(name, "v") || is(name, "t"))
        b->in_value = b->has_value = !b->in_phonetic;
    else if (is(name, "f"))
        b->in_formula = b->has_formula = true;
}

static void put_number(Book *b, const char *text)
{
    char plain[400 + sizeof FOREIGN], date[32];
    NumberFormat format =
        b->style < b->style_count ? (NumberFormat)b->styles[b->style] : FORMAT_PLAIN;
    if (format == FORMAT_DATE && grid_date(text, b->date1904, date))
        grid_cell(b->grid, b->column, date, strlen(date));
    else if (grid_number(text, format == FORMAT_PERCENT ? 2 : 0, plain)) {
        if (format == FORMAT_PERCENT)
            strcat(plain, "%");
        if (format == FORMAT_DOLLAR) { /* then it is no number of yuan */
            memmove(plain + strlen(FOREIGN), plain, strlen(plain) + 1);
            memcpy(plain, FOREIGN, strlen(FOREIGN));
        }
        grid_cell(b->grid, b->column, plain, strlen(plain));
    } else
        grid_cell(b->grid, b->column, text, strlen(text));
}

/* The character that "_x000A_" at `text` stands for; -1 where it is no such escape. */
static int escaped(const char *text, size_t length)
{
    int c = 0;
    if (length < 7 || text[0] != '_' || text[1] != 'x' || text[6] != '_')
        return -1;
    for (int i = 2; i < 6; i++) {
        const char *digits = "0123456789ABCDEF0123456789abcdef", *at = strchr(digits, text[i]);
        if (!at)
            return -1;
        c = c * 16 + (int)(at - digits) % 16;
    }
    return c < 0x80 ? c : -1;
}

/* Excel writes what XML cannot hold as _x000D_; a carriage return goes, as before any line feed. */
static size_t without_escapes(char *text, size_t length)
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        int c = escaped(text + i, length - i);
        if (c < 0) {
            text[n++] = text[i];
            continue;
        }
        i += 6;
        if (c != '\r')
            text[n++] = (char)c;
    }
    return n;
}

/* The result of a formula is computed by Excel, not by us: what was not stored is not there. */
static void put_formula(Book *b)
{
    char text[96];
    /* One that shares another cell's formula holds none of its own. */
    bool own = b->formula.length > 0;
    int most = own && b->formula.length < 60 ? (int)b->formula.length : 60;
    int written =
        snprintf(text, sizeof text, GRID_FORMULA "=%.*s", most, own ? b->formula.bytes : "()");
    size_t length = (size_t)written;
    while (utf8_check(text, length) < length)
        length--; /* cut between characters */
    grid_cell(b->grid, b->column, text, length);
}

static void put_value(Book *b)
{
    if (b->has_formula && !b->has_value) {
        put_formula(b);
        return;
    }
    if (b->value.length == 0)
        return;
    char *text = b->value.bytes;
    if (is(b->type, "s")) {
        char *end;
        size_t i = (size_t)strtoul(text, &end, 10);
        if (end == text || i >= b->string_count) /* a text that is lost is not an empty cell */
            grid_cell(b->grid, b->column, "#REF!", 5);
        else {
            size_t start = i ? b->ends[i - 1] : 0, length = b->ends[i] - start;
            grid_cell(b->grid, b->column, b->strings.bytes + start, length);
        }
    } else if (is(b->type, "str") || is(b->type, "inlineStr") || is(b->type, "e"))
        grid_cell(b->grid, b->column, text, without_escapes(text, b->value.length));
    else if (is(b->type, "b"))
        grid_cell(b->grid, b->column, *text == '1' ? "是" : "否", 3);
    else if (is(b->type, "d"))
        grid_cell(b->grid, b->column, text, b->value.length);
    else
        put_number(b, text);
}

static void sheet_end(void *context, const char *name)
{
    Book *b = context;
    if (is(name, "v") || is(name, "t"))
        b->in_value = false;
    else if (is(name, "f"))
        b->in_formula = false;
    else if (is(name, "rPh"))
        b->in_phonetic = false;
    else if (is(name, "c"))
        put_value(b);
    else if (is(name, "row")) {
        b->hidden_rows += b->row_hidden && b->grid->count > 0;
        grid_row(b->grid, b->row, 1);
    }
}

static void sheet_text(void *context, const char *text, size_t length)
{
    Book *b = context;
    if (b->in_value &&
        b->value.length <= b->grid->bounds.cell) /* what is beyond is too long anyway */
        buffer_put(&b->value, text, length);
    else if (b->in_formula && b->formula.length < 64)
        buffer_put(&b->formula, text, length < 64 ? length : 64);
}

static bool read_sheet(Package *package, Book *b, const SheetName *sheet, const ContainerSink *sink,
                       Error *err)
{
    XmlHandler handler = {sheet_start, sheet_end, sheet_text, b};
    if (!*sheet->path || !package_has(package, sheet->path))
        return error_set(err, ERR_DATA, "sheet '%s' is missing in it", sheet->name);
    sink->begin(sink->context, &(SheetHead){sheet->name, b->date1904, sheet->hidden});
    grid_start(b->grid, sink->record, sink->context);
    b->row = b->hidden_rows = 0;
    b->in_value = b->in_phonetic = b->in_formula = false;
    bool ok = package_parse(package, sheet->path, &handler, &b->grid->too_much, err);
    sink->end(sink->context, b->hidden_rows);
    if (ok && b->grid->too_much)
        ok = error_set(err, ERR_DATA, "%s: " GRID_TOO_MUCH, sheet->path);
    if (ok && b->grid->too_long)
        ok = error_set(err, ERR_DATA, "a sheet has more than %d rows", GRID_ROWS_MAX);
    return ok;
}

static bool read_parts(Package *package, Book *b, Error *err)
{
    XmlHandler workbook = {book_start, ignore_end, NULL, b};
    XmlHandler relations = {relation_start, ignore_end, NULL, b};
    XmlHandler styles = {style_start, style_end, NULL, b};
    XmlHandler strings = {string_start, string_end, string_text, b};
    if (!package_parse(package, "xl/workbook.xml", &workbook, NULL, err) ||
        !package_parse(package, "xl/_rels/workbook.xml.rels", &relations, NULL, err))
        return false;
    if (package_has(package, "xl/styles.xml") &&
        !package_parse(package, "xl/styles.xml", &styles, NULL, err))
        return false;
    if (!package_has(package, "xl/sharedStrings.xml"))
        return true;
    if (!package_parse(package, "xl/sharedStrings.xml", &strings, NULL, err))
        return false;
    size_t start = 0, to = 0; /* take the escapes out once, in place */
    for (size_t i = 0; i < b->string_count; i++) {
        size_t length = b->ends[i] - start;
        if (length) {
            memmove(b->strings.bytes + to, b->strings.bytes + start, length);
            start = b->ends[i];
            to += without_escapes(b->strings.bytes + to, length);
        }
        b->ends[i] = to;
    }
    return true;
}

bool xlsx_read(Package *package, const ContainerSink *sink, Error *err)
{
    Book *b = memory_alloc(sizeof *b);
    b->grid = memory_alloc(sizeof *b->grid);
    b->grid->left = 2 * package_limit(package);
    b->grid->bounds = sink->bounds.cells ? sink->bounds : RECORD_BOUNDS;
    bool ok = read_parts(package, b, err);
    for (size_t i = 0; ok && i < b->sheet_count; i++)
        ok = read_sheet(package, b, &b->sheets[i], sink, err);
    if (ok && b->sheets_left_out)
        ok = error_set(err, ERR_DATA, "it has more than %d sheets", SHEETS_MAX);
    grid_free(b->grid);
    free(b->grid);
    free(b->sheets);
    free(b->formats);
    free(b->styles);
    free(b->ends);
    buffer_free(&b->strings);
    buffer_free(&b->value);
    buffer_free(&b->formula);
    free(b);
    return ok;
}
