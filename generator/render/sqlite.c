/*
 * sqlite.c - see sqlite.h.
 *
 * What stands in the file; how it is written is sqlitefile.c's business. The library only reads.
 */
#include "render/sqlite.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "render/csv.h"
#include "render/sqlitefile.h"
#include "render/sqlitekey.h"
#include "render/sqliterow.h"

static bool fail(sqlite3 *db, Error *err)
{
    return error_set(err, ERR_INTERNAL, "data.sqlite: %s", sqlite3_errmsg(db));
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

/* The name says the base unit, so that nobody takes fen for yuan. */
static void put_plain_name(Buffer *out, const ColumnSchema *column)
{
    buffer_text(out, column->name);
    if (column->type == TYPE_MONEY)
        buffer_text(out, "_fen");
    else if (column->type == TYPE_AREA)
        buffer_text(out, "_dm2");
    else if (column->type == TYPE_DECIMAL && column->scale > 0)
        buffer_printf(out, "_e%d", column->scale);
}

static void put_name(Buffer *out, const ColumnSchema *column)
{
    Buffer name = {0};
    put_plain_name(&name, column);
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
        buffer_text(sql, sqliterow_is_number(column) ? " INTEGER" : " TEXT");
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

static void put_text(SqliteFile *file, const char *text)
{
    if (text && text[0])
        sqlitefile_text(file, text, strlen(text));
    else
        sqlitefile_null(file);
}

/* A cell of a key: never NULL. */
static void put_key(SqliteFile *file, const char *text)
{
    sqlitefile_text(file, text, strlen(text));
}

static void put_table(SqliteFile *file, const char *name, const char *sql, uint32_t page)
{
    sqlitefile_entry(file, "table", name, name, page, sql);
}

static bool write_table(SqliteFile *file, const DataPackage *package, const Fields *fields,
                        Error *err)
{
    Buffer sql = {0};
    bool ok =
        fields->count <= SQLITEFILE_COLUMNS ||
        error_set(err, ERR_INTERNAL, "data.sqlite: %s has too many columns", fields->schema->name);
    if (!ok)
        return false;
    Arena *arena = arena_new();
    const SqliteRow *cells = sqliterow_new(arena, fields);
    put_create(package, fields, &sql);
    sqlitefile_begin(file, SQLITEFILE_TABLE);
    for (size_t i = 0; i < fields->row_count; i++) {
        sqliterow_put(cells, fields_row(fields, i), file);
        sqlitefile_row(file);
    }
    put_table(file, fields->schema->name, sql.bytes, sqlitefile_end(file));
    if (fields_has_key(fields))
        ok = sqlitekey_write(file, fields, cells, err);
    buffer_clear(&sql);
    put_view(fields, &sql);
    const char *title = fields->schema->title.zh;
    sqlitefile_entry(file, "view", title, title, 0, sql.bytes);
    buffer_free(&sql);
    arena_free(arena);
    return ok;
}

/* --- the program's own tables ------------------------------------------------------------- */

typedef struct {
    const char *table, *column;
    const EnumValue *value;
} Code;

static int by_code(const void *a, const void *b)
{
    const Code *x = a, *y = b;
    int order = strcmp(x->table, y->table);
    if (!order)
        order = strcmp(x->column, y->column);
    return order ? order : strcmp(x->value->code, y->value->code);
}

static void write_codes(SqliteFile *file, const DataPackage *package)
{
    Code *codes = NULL;
    size_t count = 0, capacity = 0;
    for (size_t i = 0; i < package->count; i++) {
        const Fields *fields = package->files[i].fields;
        if (strcmp(package->files[i].format, "csv") != 0)
            continue;
        for (size_t c = 0; c < fields->count; c++) {
            const ColumnSchema *column = fields_column(fields, c);
            GROW(codes, capacity, count + column->value_count);
            for (size_t v = 0; v < column->value_count; v++)
                codes[count++] = (Code){fields->schema->name, column->name, &column->values[v]};
        }
    }
    if (count > 1)
        qsort(codes, count, sizeof *codes, by_code);
    sqlitefile_begin(file, SQLITEFILE_INDEX);
    for (size_t i = 0; i < count; i++) {
        put_key(file, codes[i].table);
        put_key(file, codes[i].column);
        put_key(file, codes[i].value->code);
        put_text(file, codes[i].value->title.zh);
        put_text(file, codes[i].value->title.en);
        sqlitefile_row(file);
    }
    free(codes);
    put_table(file, "codes",
              "CREATE TABLE codes (table_name TEXT, column_name TEXT, code TEXT, label_zh TEXT, "
              "label_en TEXT, PRIMARY KEY (table_name, column_name, code)) WITHOUT ROWID",
              sqlitefile_end(file));
}

static void put_number(SqliteFile *file, bool has, Int128 number)
{
    if (!has) {
        sqlitefile_null(file);
    } else if (number >= INT64_MIN && number <= INT64_MAX) {
        sqlitefile_int(file, (int64_t)number);
    } else { /* digits: SQLite would make a float of it */
        Buffer text = {0};
        csvout_number(&text, number);
        sqlitefile_text(file, text.bytes, text.length);
        buffer_free(&text);
    }
}

typedef struct {
    const char *text;
    size_t length;
} Word;

static Word word_of(const char *text)
{
    return (Word){text, text ? strlen(text) : 0};
}

static SqliteCells put_word(SqliteFile *file, SqliteCells at, Word word)
{
    return sqlitecells_text(file, at, word.text, word.length);
}

/* "" is NULL, but in a key. */
static SqliteCells put_optional(SqliteFile *file, SqliteCells at, Word word)
{
    if (word.length)
        return put_word(file, at, word);
    *at.types++ = 0;
    return at;
}

/* The words of figures; those of the last one are mostly those of the next. */
typedef struct {
    const Scope *scopes;
    Word windows[WINDOW_COUNT], states[STATE_SUPPRESSED + 1], sources[SOURCE_BOTH + 1];
    const char *last_id;
    const MetricInfo *metric;
    int last_scope;
    Word id, level, scope, unit;
} Words;

static void words_begin(Words *w, const FigureSet *figures)
{
    *w = (Words){.scopes = figures_scopes(figures)->scopes, .last_scope = -1};
    for (int i = 0; i < WINDOW_COUNT; i++)
        w->windows[i] = word_of(window_code((Window)i));
    for (int i = 0; i <= STATE_SUPPRESSED; i++)
        w->states[i] = word_of(state_code((FigureState)i));
    for (int i = 0; i <= SOURCE_BOTH; i++)
        w->sources[i] = word_of(source_code((FigureSource)i));
}

static void words_of(Words *w, const Figure *f)
{
    if (w->last_id != f->id)
        w->id = word_of(w->last_id = f->id);
    if (w->metric != f->metric)
        w->unit = word_of((w->metric = f->metric)->unit);
    if (w->last_scope == f->scope)
        return;
    w->last_scope = f->scope;
    w->level = word_of(level_code(w->scopes[f->scope].level));
    w->scope = word_of(w->scopes[f->scope].id);
}

static void put_figure(SqliteFile *file, Words *w, const Figure *f)
{
    char value[EXACT_SIZE], month[16];
    words_of(w, f);
    SqliteCells at = sqlitefile_cells(file);
    at = put_word(file, at, w->id);
    at = put_word(file, at, w->level);
    at = put_word(file, at, w->scope);
    at = sqlitecells_text(file, at, month_text(f->period, month), 7);
    at = put_word(file, at, w->windows[f->window]);
    at = put_optional(file, at,
                      word_of(f->base == MONTH_MISSING ? NULL : month_text(f->base, month)));
    sqlitefile_put_cells(file, at);
    put_number(file, f->has_numerator, f->numerator);
    put_number(file, f->has_denominator, f->denominator);
    at = put_optional(file, sqlitefile_cells(file), word_of(figure_print(f, value)));
    at = put_optional(file, at, w->unit);
    at = put_optional(file, at, w->states[f->state]);
    at = sqlitecells_int(at, f->reporting);
    at = sqlitecells_int(at, f->expected);
    sqlitefile_put_cells(file, put_optional(file, at, w->sources[f->source]));
    sqlitefile_row(file);
}

/* Sorted as metrics.csv is, so they are the tree of their own key. */
static void write_figures(SqliteFile *file, const FigureSet *figures)
{
    Figure figure;
    Words words;
    words_begin(&words, figures);
    sqlitefile_begin(file, SQLITEFILE_INDEX);
    for (size_t i = 0; i < figures_count(figures); i++) {
        figures_read(figures, i, &figure);
        put_figure(file, &words, &figure);
    }
    put_table(file, "metrics",
              "CREATE TABLE metrics (metric_id TEXT, scope_level TEXT, scope_id TEXT, period TEXT, "
              "\"window\" TEXT, base_period TEXT, numerator, denominator, value TEXT, unit TEXT, "
              "state TEXT, reporting INTEGER, expected INTEGER, source TEXT, "
              "PRIMARY KEY (metric_id, scope_level, scope_id, period, \"window\")) WITHOUT ROWID",
              sqlitefile_end(file));
}

static void write_names(SqliteFile *file, const FigureSet *figures)
{
    sqlitefile_begin(file, SQLITEFILE_INDEX);
    for (size_t i = 0; i < figures_run_count(figures); i++) {
        FigureRun run = figures_run(figures, i);
        put_text(file, run.id);
        put_text(file, run.metric->title.zh);
        put_text(file, run.metric->title.en);
        put_text(file, run.metric->formula_zh);
        put_text(file, run.metric->formula_en);
        sqlitefile_row(file);
    }
    put_table(file, "metric_names",
              "CREATE TABLE metric_names (metric_id TEXT PRIMARY KEY, title_zh TEXT, title_en "
              "TEXT, formula_zh TEXT, formula_en TEXT) WITHOUT ROWID",
              sqlitefile_end(file));
    sqlitefile_entry(
        file, "view", "指标", "指标", 0,
        "CREATE VIEW \"指标\" AS SELECT m.metric_id AS \"指标编号\", n.title_zh AS \"指标\",\n"
        "  CASE m.scope_level WHEN 'compound' THEN '小区' WHEN 'community' THEN '社区' WHEN "
        "'subdistrict' THEN '街道' WHEN 'district' THEN '区' WHEN 'city' THEN '市' END AS "
        "\"层级\",\n"
        "  m.scope_id AS \"范围\", m.period AS \"期间\",\n"
        "  CASE m.\"window\" WHEN 'month' THEN '当月' WHEN 'quarter' THEN '本季' WHEN 'ytd' THEN "
        "'本年累计' WHEN 'year' THEN '全年' WHEN 'since' THEN '自开展以来' ELSE '期末' END AS "
        "\"统计窗口\",\n"
        "  m.base_period AS \"比较基期\", m.numerator AS \"分子\", m.denominator AS \"分母\",\n"
        "  m.value AS \"数值\", m.unit AS \"单位\", m.state AS \"状态\",\n"
        "  m.reporting AS \"已报小区数\", m.expected AS \"应报小区数\"\n"
        "FROM metrics m LEFT JOIN metric_names n ON n.metric_id = m.metric_id");
}

static void write_meta(SqliteFile *file, const DataPackage *package)
{
    char month[16], day[16];
    const char *const pairs[][2] = {{"amounts", "_fen = 0.01 元; _dm2 = 0.01 ㎡; _eN = 10^-N"},
                                    {"as_of", day_text(package->asof, day)},
                                    {"contact", package->config->contact},
                                    {"licence", datapackage_licence(package->config)},
                                    {"period", month_text(package->period, month)},
                                    {"publisher", package->config->publisher}}; /* sorted */
    sqlitefile_begin(file, SQLITEFILE_INDEX);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        put_key(file, pairs[i][0]);
        put_text(file, pairs[i][1]);
        sqlitefile_row(file);
    }
    put_table(file, "meta", "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
              sqlitefile_end(file));
}

bool sqlite_write(const DataPackage *package, const FigureSet *figures, const char *path,
                  Error *err)
{
    SqliteFile *file;
    bool ok = sqlitefile_open(path, &file, err);
    if (!ok)
        return false;
    write_meta(file, package);
    write_codes(file, package);
    for (size_t i = 0; ok && i < package->count; i++)
        if (strcmp(package->files[i].format, "csv") == 0)
            ok = write_table(file, package, package->files[i].fields, err);
    write_figures(file, figures);
    write_names(file, figures);
    return sqlitefile_close(file, ok ? err : NULL) && ok;
}

bool sqlite_note(const char *name, const char *text, Buffer *out)
{
    sqlite3 *db = NULL;
    sqlite3_int64 size = 0;
    unsigned char *bytes = NULL;
    char *sql = sqlite3_mprintf("CREATE TABLE \"%w\" (note TEXT); INSERT INTO \"%w\" VALUES (%Q)",
                                name, name, text);
    bool ok = sql && sqlite3_open(":memory:", &db) == SQLITE_OK &&
              sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
    if (ok)
        bytes = sqlite3_serialize(db, "main", &size, 0);
    buffer_clear(out);
    if (bytes)
        buffer_put(out, bytes, (size_t)size);
    sqlite3_free(bytes);
    sqlite3_free(sql);
    sqlite3_close(db);
    return bytes != NULL;
}

static void open_at(Json *json, const char *key)
{
    json_key(json, key);
    json_open(json, '{');
}

void sqlite_metadata(const DataPackage *package, Buffer *out)
{
    static const char *const figures[][2] = {
        {"metric_id", "指标编号"},  {"scope_level", "范围层级"}, {"scope_id", "范围"},
        {"period", "期间"},         {"window", "统计窗口"},      {"base_period", "比较基期"},
        {"numerator", "分子"},      {"denominator", "分母"},     {"value", "数值"},
        {"unit", "单位"},           {"state", "状态"},           {"reporting", "已报小区数"},
        {"expected", "应报小区数"}, {"source", "来源"}};
    Json writer = {.out = out}, *json = &writer;
    Buffer name = {0};
    json_open(json, '{');
    json_put_text(json, "title", package->config->name[0] ? package->config->name : "公开数据");
    json_put_text(json, "license", datapackage_licence(package->config));
    if (datapackage_licence_url(package->config)[0])
        json_put_text(json, "license_url", datapackage_licence_url(package->config));
    json_put_text(json, "source", package->config->publisher);
    open_at(json, "databases");
    open_at(json, "data"); /* Datasette names a database by its file, data.sqlite */
    open_at(json, "tables");
    for (size_t i = 0; i < package->count; i++) {
        const Fields *fields = package->files[i].fields;
        if (strcmp(package->files[i].format, "csv") != 0)
            continue;
        open_at(json, fields->schema->name);
        json_put_text(json, "title", fields->schema->title.zh);
        open_at(json, "columns");
        for (size_t c = 0; c < fields->count; c++) {
            buffer_clear(&name);
            put_plain_name(&name, fields_column(fields, c));
            json_put_text(json, name.bytes, fields_column(fields, c)->title.zh);
        }
        json_close(json, '}');
        json_close(json, '}');
    }
    open_at(json, "metrics");
    json_put_text(json, "title", "全部指标");
    open_at(json, "columns");
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        json_put_text(json, figures[i][0], figures[i][1]);
    for (int depth = 0; depth < 6; depth++)
        json_close(json, '}');
    buffer_char(out, '\n');
    buffer_free(&name);
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
