/* ods.c - OpenDocument spreadsheets: one file of XML holds all sheets. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "data/grid.h"
#include "data/workbook.h"

#define STYLES_MAX 64 /* of tables that are not shown; workbooks share one */

typedef struct {
    const ContainerSink *sink;
    Grid *grid;
    bool in_table, in_cell;
    bool foreign;      /* an amount of another currency than the yuan */
    int depth_skipped; /* inside an annotation */
    int row, row_times;
    size_t column, column_times;
    char type[24], value[64];
    Buffer text;
    bool paragraph, stop, formula;
    bool row_hidden;
    int hidden_rows;
    char style[64];              /* being declared */
    char hidden[STYLES_MAX][64]; /* styles of tables that are not shown */
    size_t hidden_count;
} Ods;

static bool is(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static size_t repeated(const char **attributes, const char *name, size_t limit)
{
    const char *text = xml_attribute(attributes, name);
    unsigned long n = text ? strtoul(text, NULL, 10) : 1;
    return n < 1 ? 1 : n > limit ? limit : (size_t)n;
}

static void read_style(Ods *o, const char *name, const char **attributes)
{
    const char *title = xml_attribute(attributes, "name"),
               *display = xml_attribute(attributes, "display");
    if (is(name, "style"))
        snprintf(o->style, sizeof o->style, "%s", title ? title : "");
    else if (is(name, "table-properties") && display && is(display, "false") &&
             o->hidden_count < STYLES_MAX)
        strcpy(o->hidden[o->hidden_count++], o->style);
}

static bool is_hidden(const Ods *o, const char *style)
{
    for (size_t i = 0; style && i < o->hidden_count; i++)
        if (is(o->hidden[i], style))
            return true;
    return false;
}

static void start(void *context, const char *name, const char **attributes)
{
    Ods *o = context;
    if (o->depth_skipped || is(name, "annotation")) {
        o->depth_skipped++;
        return;
    }
    if (is(name, "table") && o->in_table) {
        o->depth_skipped = 1; /* a table within a cell is no table of its own */
        return;
    }
    if (!o->in_table && !is(name, "table")) {
        read_style(o, name, attributes);
        return;
    }
    if (is(name, "table")) {
        const char *title = xml_attribute(attributes, "name");
        bool hidden = is_hidden(o, xml_attribute(attributes, "style-name"));
        o->sink->begin(o->sink->context, &(SheetHead){title ? title : "", false, hidden});
        grid_start(o->grid, o->sink->record, o->sink->context);
        o->in_table = true;
        o->row = 1;
        o->hidden_rows = 0;
    } else if (is(name, "table-row")) {
        o->row_times = (int)repeated(attributes, "number-rows-repeated", GRID_ROWS_MAX);
        o->column = 0;
        const char *shown = xml_attribute(attributes, "visibility");
        o->row_hidden = shown && !is(shown, "visible");
    } else if (is(name, "table-cell") || is(name, "covered-table-cell")) {
        const char *type = xml_attribute(attributes, "value-type"), *value;
        const char *currency = xml_attribute(attributes, "currency");
        o->column_times = repeated(attributes, "number-columns-repeated", 16384);
        value = xml_attribute(attributes, "date-value");
        if (!value)
            value = xml_attribute(attributes, "boolean-value");
        if (!value)
            value = xml_attribute(attributes, "value");
        o->type[0] = o->value[0] = '\0';
        if (type && strlen(type) < sizeof o->type)
            strcpy(o->type, type);
        if (value && strlen(value) < sizeof o->value)
            strcpy(o->value, value);
        o->foreign = currency && !is(currency, "CNY") && !is(currency, "RMB");
        o->text.length = 0;
        o->paragraph = false;
        o->formula = xml_attribute(attributes, "formula") && !type;
        o->in_cell = true;
    } else if (o->text.length > o->grid->bounds.cell)
        return; /* too long already */
    else if (o->in_cell && is(name, "p")) {
        if (o->paragraph)
            buffer_char(&o->text, '\n');
        o->paragraph = true;
    } else if (o->in_cell && is(name, "s")) {
        for (size_t n = repeated(attributes, "c", 1000); n > 0; n--)
            buffer_char(&o->text, ' ');
    } else if (o->in_cell && is(name, "line-break"))
        buffer_char(&o->text, '\n');
    else if (o->in_cell && is(name, "tab"))
        buffer_char(&o->text, '\t');
}

static void put_cell(Ods *o)
{
    char plain[400];
    const char *text = o->text.length ? o->text.bytes : "";
    size_t length = o->text.length;
    bool percent = is(o->type, "percentage");
    /* Of dollars, and of a formula that failed, the text tells more than the number. */
    bool shown =
        length > 0 && (o->foreign || *text == '#' || (length > 4 && strncmp(text, "Err:", 4) == 0));
    if ((is(o->type, "float") || is(o->type, "currency") || percent) && !shown &&
        grid_number(o->value, percent ? 2 : 0, plain)) {
        if (percent)
            strcat(plain, "%");
        text = plain;
        length = strlen(plain);
    } else if (is(o->type, "date") && strlen(o->value) >= 10) {
        text = o->value;
        length = strstr(o->value, "T00:00:00") ? strcspn(o->value, "T") : strlen(o->value);
    } else if (is(o->type, "boolean")) {
        text = is(o->value, "true") ? "是" : "否";
        length = 3;
    } else if (o->formula && length == 0) {
        text = GRID_FORMULA "=()";
        length = strlen(text);
    }
    for (size_t i = 0; i < o->column_times && length > 0; i++)
        grid_cell(o->grid, o->column + i, text, length);
    o->column += o->column_times;
    o->in_cell = false;
}

static void end(void *context, const char *name)
{
    Ods *o = context;
    if (o->depth_skipped) {
        o->depth_skipped--;
        return;
    }
    if (!o->in_table)
        return;
    if (is(name, "table-cell") || is(name, "covered-table-cell"))
        put_cell(o);
    else if (is(name, "table-row")) {
        o->hidden_rows += o->row_hidden && o->grid->count > 0 ? o->row_times : 0;
        grid_row(o->grid, o->row, o->row_times);
        if (o->row <= GRID_ROWS_MAX)
            o->row += o->row_times;
        o->stop |= o->grid->too_long || o->grid->too_much;
    } else if (is(name, "table")) {
        o->sink->end(o->sink->context, o->hidden_rows);
        o->in_table = false;
    }
}

static void text(void *context, const char *bytes, size_t length)
{
    Ods *o = context;
    if (o->in_table && o->in_cell && o->paragraph && !o->depth_skipped &&
        o->text.length <= o->grid->bounds.cell) /* what is beyond is too long anyway */
        buffer_put(&o->text, bytes, length);
}

bool ods_read(Package *package, const ContainerSink *sink, Error *err)
{
    Ods *o = memory_alloc(sizeof *o);
    o->sink = sink;
    o->grid = memory_alloc(sizeof *o->grid);
    o->grid->left = 2 * package_limit(package);
    o->grid->bounds = sink->bounds.cells ? sink->bounds : RECORD_BOUNDS;
    XmlHandler handler = {start, end, text, o};
    bool ok = package_parse(package, "content.xml", &handler, &o->stop, err);
    if (ok && o->grid->too_much)
        ok = error_set(err, ERR_DATA, "content.xml: " GRID_TOO_MUCH);
    if (ok && o->stop)
        ok = error_set(err, ERR_DATA, "a sheet has more than %d rows", GRID_ROWS_MAX);
    grid_free(o->grid);
    free(o->grid);
    buffer_free(&o->text);
    free(o);
    return ok;
}
