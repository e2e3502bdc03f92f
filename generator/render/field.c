/* field.c - see field.h. */
#include "render/field.h"

#include <stdlib.h>
#include <string.h>

bool field_is_text(const ColumnSchema *column)
{
    return column->type == TYPE_ID || column->type == TYPE_STR || column->type == TYPE_TEXT;
}

int field_scale(const ColumnSchema *column)
{
    if (column->type == TYPE_MONEY || column->type == TYPE_AREA)
        return 2;
    return column->type == TYPE_DECIMAL ? column->scale : 0;
}

static void leave_out(Arena *arena, const Table *table, Fields *fields)
{
    size_t all = fields->row_count, kept = 0;
    if (table_all_leave(table))
        return;
    for (size_t row = 0; row < all; row++)
        kept += table_row_leaves(table, row);
    if (kept == all)
        return;
    uint32_t *rows = ARENA_NEW_ARRAY(arena, kept + 1, uint32_t);
    fields->row_count = 0;
    for (size_t row = 0; row < all; row++)
        if (table_row_leaves(table, row))
            rows[fields->row_count++] = (uint32_t)row;
    fields->rows = rows;
}

void fields_of_rows(Arena *arena, const Dataset *data, int index, const uint32_t *rows,
                    size_t count, Fields *out)
{
    const Table *table = dataset_table(data, index);
    const TableSchema *schema = table_schema(table);
    *out = (Fields){.data = data,
                    .table = table,
                    .schema = schema,
                    .columns = ARENA_NEW_ARRAY(arena, schema->column_count, size_t),
                    .rows = rows,
                    .row_count = count,
                    .compounds = dataset_find(data, "compounds")};
    for (size_t c = 0; c < schema->column_count; c++)
        if (schema->columns[c].privacy != PRIVACY_PRIVATE && schema->columns[c].type != TYPE_TEXT)
            out->columns[out->count++] = c;
}

void fields_of(Arena *arena, const Dataset *data, int index, Fields *out)
{
    const Table *table = dataset_table(data, index);
    fields_of_rows(arena, data, index, NULL, table_rows(table), out);
    leave_out(arena, table, out);
}

size_t fields_row(const Fields *fields, size_t i)
{
    return fields->rows ? fields->rows[i] : i;
}

const ColumnSchema *fields_column(const Fields *fields, size_t column)
{
    return &fields->schema->columns[fields->columns[column]];
}

/* The column of T01 that stands for this one in rows of a known compound; -1: none. */
static int column_of_compound(const Fields *fields, size_t column)
{
    int c = (int)fields->columns[column];
    const TableSchema *schema = fields->schema;
    if (!fields->compounds || fields->table == fields->compounds ||
        (c != schema->compound_id && c != schema->compound_name))
        return -1;
    const TableSchema *t01 = table_schema(fields->compounds);
    return c == schema->compound_id ? t01->compound_id : t01->compound_name;
}

int64_t fields_cell(const Fields *fields, size_t row, size_t column)
{
    int there = column_of_compound(fields, column);
    int32_t compound = there >= 0 ? table_compound(fields->table, row) : -1;
    return compound >= 0 ? table_cell(fields->compounds, (size_t)compound, (size_t)there)
                         : table_cell(fields->table, row, fields->columns[column]);
}

FieldMemo fields_memo(const Fields *fields, size_t column)
{
    bool known = column_of_compound(fields, column) >= 0;
    return (FieldMemo){known ? table_compounds(fields->table) : NULL, -1, CELL_MISSING};
}

const char *field_day(Day day)
{
    enum { DAYS = 4096 };
    static struct {
        Day day;
        char text[16];
    } days[DAYS]; /* one thread writes rows */
    size_t slot = (size_t)(uint32_t)day % DAYS;
    if (!days[slot].text[0] || days[slot].day != day) {
        days[slot].day = day;
        day_text(day, days[slot].text);
    }
    return days[slot].text;
}

void field_put_scaled(Buffer *out, int64_t units, int scale)
{
    char digits[24];
    uint64_t rest = units < 0 ? 0 - (uint64_t)units : (uint64_t)units;
    int at = (int)sizeof digits;
    for (int i = 0; i <= scale || rest > 0; i++) {
        if (i == scale && scale > 0)
            digits[--at] = '.';
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    }
    if (units < 0)
        buffer_char(out, '-');
    buffer_put(out, digits + at, sizeof digits - (size_t)at);
}

static void put_period(Buffer *out, Day first, Day last, bool for_people)
{
    Month from = day_month(first), to = day_month(last);
    int year = month_year(to), month = month_number(to), months = to - from + 1;
    bool aligned = first == month_first(from) && last == month_last(to) && month % months == 0;
    char text[16];
    if (first == last || !aligned)
        buffer_text(out, day_text(last, text));
    else if (months == 1)
        buffer_printf(out, for_people ? "%04d年%d月" : "%04d-%02d", year, month);
    else if (months == 3)
        buffer_printf(out, for_people ? "%04d年第%d季度" : "%04d-Q%d", year, month / 3);
    else if (months == 6)
        for_people ? buffer_printf(out, "%04d年%s半年", year, month == 6 ? "上" : "下")
                   : buffer_printf(out, "%04d-H%d", year, month / 6);
    else if (months == 12)
        buffer_printf(out, for_people ? "%04d年" : "%04d", year);
    else
        buffer_text(out, day_text(last, text));
}

void fields_put(const Fields *fields, size_t row, size_t column, bool for_people, Buffer *out)
{
    const ColumnSchema *schema = fields_column(fields, column);
    int64_t cell = fields_cell(fields, row, column);
    if (cell == CELL_MISSING)
        return;
    switch (schema->type) {
    case TYPE_ID:
    case TYPE_STR:
    case TYPE_TEXT:
        buffer_text(out, dataset_text(fields->data, cell));
        return;
    case TYPE_ENUM:
        buffer_text(out, for_people ? schema->values[cell].title.zh : schema->values[cell].code);
        return;
    case TYPE_BOOL:
        buffer_text(out, for_people ? (cell ? "是" : "否") : (cell ? "true" : "false"));
        return;
    case TYPE_DATE:
        buffer_put(out, field_day((Day)cell), FIELD_DAY_LENGTH);
        return;
    case TYPE_PERIOD:
        put_period(out, (Day)table_first_day(fields->table, row, fields->columns[column]),
                   (Day)cell, for_people);
        return;
    case TYPE_INT:
    case TYPE_DECIMAL:
    case TYPE_MONEY:
    case TYPE_AREA:
        field_put_scaled(out, cell, field_scale(schema));
        return;
    }
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

bool fields_key_holds(const Fields *fields, size_t column, const Fields *there)
{
    FieldMemo memo = fields_memo(fields, column);
    int64_t last = CELL_MISSING; /* that was found */
    if (!field_is_text(fields_column(fields, column)))
        return false;
    for (size_t i = 0; i < fields->row_count; i++) {
        int64_t cell = fields_cell_memo(fields, fields_row(fields, i), column, &memo);
        if (cell == CELL_MISSING || cell == 0 || cell == last)
            continue;
        last = cell;
        int64_t found = table_find(there->table, cell);
        uint32_t row = (uint32_t)found;
        if (found < 0 || (there->rows && !bsearch(&row, there->rows, there->row_count, sizeof row,
                                                  by_number))) /* rows are ascending */
            return false;
    }
    return true;
}

bool fields_has_key(const Fields *fields)
{
    for (size_t k = 0; k < fields->schema->key_count; k++) {
        size_t at = 0;
        if (fields->schema->columns[fields->schema->key[k]].privacy != PRIVACY_PUBLIC)
            return false; /* two keys may look the same once they are masked */
        while (at < fields->count && fields->columns[at] != fields->schema->key[k])
            at++;
        if (at == fields->count)
            return false;
        for (size_t i = 0; i < fields->row_count; i++)
            if (fields_cell(fields, fields_row(fields, i), at) == CELL_MISSING)
                return false;
    }
    return fields->schema->key_count > 0;
}
