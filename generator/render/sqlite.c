/*
 * sqlite.c - see sqlite.h.
 *
 * The database is built in memory in one fixed order and taken as it is
 * (sqlite3_serialize), so nothing is written to disk but the edition's own file.
 */
#include "render/sqlite.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "render/csv.h"

static bool fail(sqlite3 *db, Error *err)
{
    return error_set(err, ERR_INTERNAL, "data.sqlite: %s", sqlite3_errmsg(db));
}

static bool run(sqlite3 *db, const char *sql, Error *err)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK || fail(db, err);
}

/* "name" with quotes doubled, or 'text' likewise. */
static void put_quoted(Buffer *out, char quote, const char *text)
{
    buffer_char(out, quote);
    for (; *text; text++) {
        if (*text == quote)
            buffer_char(out, quote);
        buffer_char(out, *text);
    }
    buffer_char(out, quote);
}

static bool is_number(const ColumnSchema *column)
{
    return column->type == TYPE_INT || column->type == TYPE_DECIMAL || column->type == TYPE_MONEY ||
           column->type == TYPE_AREA || column->type == TYPE_BOOL;
}

/* The name says the base unit, so that nobody takes fen for yuan. */
static void put_name(Buffer *out, const ColumnSchema *column)
{
    Buffer name = {0};
    buffer_text(&name, column->name);
    if (column->type == TYPE_MONEY)
        buffer_text(&name, "_fen");
    else if (column->type == TYPE_AREA)
        buffer_text(&name, "_dm2");
    else if (column->type == TYPE_DECIMAL && column->scale > 0)
        buffer_printf(&name, "_e%d", column->scale);
    put_quoted(out, '"', name.bytes);
    buffer_free(&name);
}

static const Fields *package_table(const DataPackage *package, const char *name)
{
    for (size_t i = 0; i < package->count; i++)
        if (strcmp(package->files[i].format, "csv") == 0 &&
            strcmp(package->files[i].fields->schema->name, name) == 0)
            return package->files[i].fields;
    return NULL;
}

static void put_create(const DataPackage *package, const Fields *fields, Buffer *sql)
{
    const TableSchema *schema = fields->schema;
    buffer_text(sql, "CREATE TABLE ");
    put_quoted(sql, '"', schema->name);
    buffer_text(sql, " (");
    for (size_t c = 0; c < fields->count; c++) {
        const ColumnSchema *column = fields_column(fields, c);
        buffer_text(sql, c > 0 ? ",\n  " : "\n  ");
        put_name(sql, column);
        buffer_text(sql, is_number(column) ? " INTEGER" : " TEXT");
    }
    if (fields_has_key(fields)) {
        buffer_text(sql, ",\n  PRIMARY KEY (");
        for (size_t k = 0; k < schema->key_count; k++) {
            buffer_text(sql, k > 0 ? ", " : "");
            put_name(sql, &schema->columns[schema->key[k]]);
        }
        buffer_char(sql, ')');
    }
    for (size_t c = 0; c < fields->count; c++) {
        const ColumnSchema *column = fields_column(fields, c);
        const Fields *there = column->fk ? package_table(package, column->fk) : NULL;
        if (!there || !fields_has_key(there) || there->schema->key_count != 1 ||
            !fields_key_holds(fields, c, there))
            continue;
        buffer_text(sql, ",\n  FOREIGN KEY (");
        put_name(sql, column);
        buffer_text(sql, ") REFERENCES ");
        put_quoted(sql, '"', there->schema->name);
        buffer_text(sql, " (");
        put_name(sql, &there->schema->columns[there->schema->key[0]]);
        buffer_char(sql, ')');
    }
    buffer_text(sql, "\n)");
}

static void put_view_column(const Fields *fields, size_t c, Buffer *sql)
{
    const ColumnSchema *column = fields_column(fields, c);
    Buffer name = {0};
    buffer_text(&name, "t.");
    put_name(&name, column);
    int scale = field_scale(column);
    if (column->type == TYPE_ENUM) {
        buffer_text(sql, "(SELECT label_zh FROM codes WHERE table_name = ");
        put_quoted(sql, '\'', fields->schema->name);
        buffer_text(sql, " AND column_name = ");
        put_quoted(sql, '\'', column->name);
        buffer_printf(sql, " AND code = %s)", name.bytes);
    } else if (column->type == TYPE_BOOL) {
        buffer_printf(sql, "CASE %s WHEN 1 THEN '是' WHEN 0 THEN '否' END", name.bytes);
    } else if (scale > 0) {
        long unit = 1;
        for (int i = 0; i < scale; i++)
            unit *= 10;
        buffer_printf(sql,
                      "CASE WHEN %s IS NOT NULL THEN printf('%%s%%d.%%0%dd', "
                      "CASE WHEN %s < 0 THEN '-' ELSE '' END, abs(%s) / %ld, abs(%s) %% %ld) END",
                      name.bytes, scale, name.bytes, name.bytes, unit, name.bytes, unit);
    } else {
        buffer_text(sql, name.bytes);
    }
    buffer_clear(&name);
    buffer_text(&name, column->title.zh);
    if (column->unit && column->unit[0])
        buffer_printf(&name, "（%s）", column->unit);
    buffer_text(sql, " AS ");
    put_quoted(sql, '"', name.bytes);
    buffer_free(&name);
}

static void put_view(const Fields *fields, Buffer *sql)
{
    buffer_text(sql, "CREATE VIEW ");
    put_quoted(sql, '"', fields->schema->title.zh);
    buffer_text(sql, " AS SELECT");
    for (size_t c = 0; c < fields->count; c++) {
        buffer_text(sql, c > 0 ? ",\n  " : "\n  ");
        put_view_column(fields, c, sql);
    }
    buffer_text(sql, "\nFROM ");
    put_quoted(sql, '"', fields->schema->name);
    buffer_text(sql, " t");
}

static sqlite3_stmt *prepare_insert(sqlite3 *db, const char *table, size_t columns, Error *err)
{
    Buffer sql = {0};
    sqlite3_stmt *insert = NULL;
    buffer_text(&sql, "INSERT INTO ");
    put_quoted(&sql, '"', table);
    buffer_text(&sql, " VALUES (");
    for (size_t c = 0; c < columns; c++)
        buffer_text(&sql, c > 0 ? ",?" : "?");
    buffer_char(&sql, ')');
    if (sqlite3_prepare_v2(db, sql.bytes, -1, &insert, NULL) != SQLITE_OK)
        fail(db, err);
    buffer_free(&sql);
    return insert;
}

static bool step(sqlite3 *db, sqlite3_stmt *insert, Error *err)
{
    bool ok = sqlite3_step(insert) == SQLITE_DONE || fail(db, err);
    sqlite3_reset(insert);
    sqlite3_clear_bindings(insert);
    return ok;
}

static void bind_text(sqlite3_stmt *insert, int at, const char *text)
{
    if (text && text[0])
        sqlite3_bind_text(insert, at, text, -1, SQLITE_TRANSIENT);
}

static bool insert_rows(sqlite3 *db, const Fields *fields, Error *err)
{
    sqlite3_stmt *insert = prepare_insert(db, fields->schema->name, fields->count, err);
    Buffer cell = {0};
    bool ok = insert != NULL;
    for (size_t i = 0; ok && i < fields->row_count; i++) {
        size_t row = fields_row(fields, i);
        for (size_t c = 0; c < fields->count; c++) {
            int64_t value = fields_cell(fields, row, c);
            if (value == CELL_MISSING)
                continue;
            if (is_number(fields_column(fields, c))) {
                sqlite3_bind_int64(insert, (int)c + 1, value);
                continue;
            }
            buffer_clear(&cell);
            fields_put(fields, row, c, false, &cell);
            bind_text(insert, (int)c + 1, cell.bytes);
        }
        ok = step(db, insert, err);
    }
    buffer_free(&cell);
    sqlite3_finalize(insert);
    return ok;
}

static bool insert_codes(sqlite3 *db, const DataPackage *package, Error *err)
{
    sqlite3_stmt *insert = prepare_insert(db, "codes", 5, err);
    bool ok = insert != NULL;
    for (size_t i = 0; ok && i < package->count; i++) {
        const Fields *fields = package->files[i].fields;
        if (strcmp(package->files[i].format, "csv") != 0)
            continue;
        for (size_t c = 0; ok && c < fields->count; c++) {
            const ColumnSchema *column = fields_column(fields, c);
            for (size_t v = 0; ok && v < column->value_count; v++) {
                bind_text(insert, 1, fields->schema->name);
                bind_text(insert, 2, column->name);
                bind_text(insert, 3, column->values[v].code);
                bind_text(insert, 4, column->values[v].title.zh);
                bind_text(insert, 5, column->values[v].title.en);
                ok = step(db, insert, err);
            }
        }
    }
    sqlite3_finalize(insert);
    return ok;
}

static void bind_number(sqlite3_stmt *insert, int at, bool has, Int128 number)
{
    if (!has)
        return;
    if (number >= INT64_MIN && number <= INT64_MAX) {
        sqlite3_bind_int64(insert, at, (int64_t)number);
        return;
    }
    Buffer text = {0};
    csvout_number(&text, number);
    bind_text(insert, at, text.bytes);
    buffer_free(&text);
}

static bool insert_figures(sqlite3 *db, const FigureSet *figures, Error *err)
{
    sqlite3_stmt *insert = prepare_insert(db, "metrics", 14, err);
    const ScopeSet *scopes = figures_scopes(figures);
    bool ok = insert != NULL;
    char month[16];
    for (size_t i = 0; ok && i < figures_count(figures); i++) {
        const Figure *f = figures_at(figures, i);
        bind_text(insert, 1, f->id);
        bind_text(insert, 2, level_code(scopes->scopes[f->scope].level));
        bind_text(insert, 3, scopes->scopes[f->scope].id);
        bind_text(insert, 4, month_text(f->period, month));
        bind_text(insert, 5, window_code(f->window));
        if (f->base != MONTH_MISSING)
            bind_text(insert, 6, month_text(f->base, month));
        bind_number(insert, 7, f->has_numerator, f->numerator);
        bind_number(insert, 8, f->has_denominator, f->denominator);
        bind_text(insert, 9, f->value);
        bind_text(insert, 10, f->metric->unit);
        bind_text(insert, 11, state_code(f->state));
        sqlite3_bind_int(insert, 12, f->reporting);
        sqlite3_bind_int(insert, 13, f->expected);
        bind_text(insert, 14, source_code(f->source));
        ok = step(db, insert, err);
    }
    sqlite3_finalize(insert);
    return ok;
}

static bool insert_meta(sqlite3 *db, const DataPackage *package, Error *err)
{
    char month[16], day[16];
    const char *const pairs[][2] = {{"publisher", package->config->publisher},
                                    {"contact", package->config->contact},
                                    {"period", month_text(package->period, month)},
                                    {"as_of", day_text(package->asof, day)},
                                    {"licence", datapackage_licence(package->config)},
                                    {"amounts", "_fen = 0.01 元; _dm2 = 0.01 ㎡; _eN = 10^-N"}};
    sqlite3_stmt *insert = prepare_insert(db, "meta", 2, err);
    bool ok = insert != NULL;
    for (size_t i = 0; ok && i < sizeof pairs / sizeof *pairs; i++) {
        bind_text(insert, 1, pairs[i][0]);
        bind_text(insert, 2, pairs[i][1]);
        ok = step(db, insert, err);
    }
    sqlite3_finalize(insert);
    return ok;
}

static bool fill(sqlite3 *db, const DataPackage *package, const FigureSet *figures, Error *err)
{
    bool ok =
        run(db,
            "PRAGMA temp_store = MEMORY; PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; BEGIN;"
            "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);"
            "CREATE TABLE codes (table_name TEXT, column_name TEXT, code TEXT, label_zh TEXT, "
            "label_en TEXT, PRIMARY KEY (table_name, column_name, code));"
            "CREATE TABLE metrics (metric_id TEXT, scope_level TEXT, scope_id TEXT, period TEXT, "
            "\"window\" TEXT, base_period TEXT, numerator INTEGER, denominator INTEGER, value "
            "TEXT, "
            "unit TEXT, state TEXT, reporting INTEGER, expected INTEGER, source TEXT);",
            err) &&
        insert_meta(db, package, err) && insert_codes(db, package, err);
    Buffer sql = {0};
    for (size_t i = 0; ok && i < package->count; i++) {
        if (strcmp(package->files[i].format, "csv") != 0)
            continue;
        const Fields *fields = package->files[i].fields;
        buffer_clear(&sql);
        put_create(package, fields, &sql);
        buffer_text(&sql, ";\n");
        put_view(fields, &sql);
        ok = run(db, sql.bytes, err) && insert_rows(db, fields, err);
    }
    buffer_free(&sql);
    return ok && insert_figures(db, figures, err) &&
           run(db,
               "CREATE INDEX metrics_key ON metrics (metric_id, scope_level, scope_id, period, "
               "\"window\"); COMMIT;",
               err);
}

bool sqlite_render(const DataPackage *package, const FigureSet *figures, Buffer *out, Error *err)
{
    sqlite3 *db = NULL;
    sqlite3_int64 size = 0;
    unsigned char *bytes = NULL;
    bool ok = sqlite3_open(":memory:", &db) == SQLITE_OK || fail(db, err);
    ok = ok && fill(db, package, figures, err);
    if (ok) {
        bytes = sqlite3_serialize(db, "main", &size, 0);
        ok = bytes || fail(db, err);
    }
    buffer_clear(out);
    if (ok)
        buffer_put(out, bytes, (size_t)size);
    sqlite3_free(bytes);
    sqlite3_close(db);
    return ok;
}

static bool each_row(sqlite3 *db, const char *table, SqliteText take, void *context, Error *err)
{
    Buffer sql = {0};
    sqlite3_stmt *select = NULL;
    buffer_text(&sql, "SELECT * FROM ");
    put_quoted(&sql, '"', table);
    bool ok = sqlite3_prepare_v2(db, sql.bytes, -1, &select, NULL) == SQLITE_OK || fail(db, err);
    while (ok && sqlite3_step(select) == SQLITE_ROW)
        for (int c = 0; ok && c < sqlite3_column_count(select); c++)
            if (sqlite3_column_type(select, c) == SQLITE_TEXT ||
                sqlite3_column_type(select, c) == SQLITE_BLOB) {
                const char *text = sqlite3_column_blob(select, c);
                ok = !text ||
                     take(context, table, text, (size_t)sqlite3_column_bytes(select, c), err);
            }
    sqlite3_finalize(select);
    buffer_free(&sql);
    return ok;
}

bool sqlite_each_text(const void *bytes, size_t length, SqliteText take, void *context, Error *err)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *tables = NULL;
    bool ok = sqlite3_open(":memory:", &db) == SQLITE_OK || fail(db, err);
    /* Read only, so the bytes are never written through this pointer. */
    ok = ok &&
         (sqlite3_deserialize(db, "main", (unsigned char *)(uintptr_t)bytes, (sqlite3_int64)length,
                              (sqlite3_int64)length, SQLITE_DESERIALIZE_READONLY) == SQLITE_OK ||
          fail(db, err));
    ok = ok && each_row(db, "sqlite_schema", take, context, err) &&
         (sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'table'", -1, &tables,
                             NULL) == SQLITE_OK ||
          fail(db, err));
    while (ok && sqlite3_step(tables) == SQLITE_ROW)
        ok = each_row(db, (const char *)sqlite3_column_text(tables, 0), take, context, err);
    sqlite3_finalize(tables);
    sqlite3_close(db);
    return ok;
}
