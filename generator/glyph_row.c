/* glyph_row.c - see glyph_row.h. */
#include "glyph_row.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

static bool belongs(const Scope *scope, int32_t compound)
{
    for (size_t i = 0; i < scope->compound_count; i++)
        if ((int32_t)scope->compounds[i] == compound)
            return true;
    return compound < 0;
}

/* The first column of the row that shows `text`; -1: none. */
static int column_with(const Table *table, size_t row, const char *text)
{
    const TableSchema *schema = table_schema(table);
    for (size_t c = 0; c < schema->column_count; c++) {
        const ColumnSchema *column = &schema->columns[c];
        bool is_text =
            column->type == TYPE_ID || column->type == TYPE_STR || column->type == TYPE_TEXT;
        if (is_text && column->privacy != PRIVACY_PRIVATE &&
            strstr(table_text(table, row, c), text))
            return (int)c;
    }
    return -1;
}

void glyph_row_name(const Import *import, const Scope *scope, Error *err)
{
    char text[5] = {0};
    const char *at = strstr(err->text, "(U+");
    unsigned long c = at ? strtoul(at + 3, NULL, 16) : 0;
    if (c == 0 || c > 0x10FFFF)
        return;
    utf8_encode((uint32_t)c, text);
    const SchemaSet *schemas = dataset_schemas(import->data);
    for (size_t t = 0; t < schemas->count; t++) {
        const Table *table = dataset_table(import->data, (int)t);
        for (size_t row = 0; row < table_rows(table); row++) {
            int column =
                belongs(scope, table_compound(table, row)) ? column_with(table, row, text) : -1;
            RowOrigin origin = table_origin(table, row);
            if (column < 0 || origin.file < 0 || (size_t)origin.file >= import->file_count)
                continue;
            const TableSchema *schema = &schemas->tables[t];
            char before[sizeof err->text];
            memcpy(before, err->text, sizeof before);
            error_set(err, err->code, "%s; %s“%s” %s:%d", before, schema->title.zh,
                      schema->columns[column].title.zh, import->files[origin.file].path,
                      origin.row);
            return;
        }
    }
}
