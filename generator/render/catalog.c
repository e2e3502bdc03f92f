/* catalog.c - see catalog.h. */
#include "render/catalog.h"

#include <string.h>

#include "render/csv.h"
#include "render/terms.h"

#define EXCEL_FOLDER "表格/"

static void put(Buffer *out, const char *text)
{
    if (out->length && out->bytes[out->length - 1] != '\n')
        buffer_char(out, ',');
    csvout_cell(out, text ? text : "", text ? strlen(text) : 0);
}

static const char *type_zh(const ColumnSchema *column)
{
    switch (column->type) {
    case TYPE_DATE:
        return "日期";
    case TYPE_INT:
        return "整数";
    case TYPE_DECIMAL:
    case TYPE_AREA:
        return "数值";
    case TYPE_MONEY:
        return "金额";
    case TYPE_BOOL:
        return "是否";
    case TYPE_PERIOD:
        return "期间";
    default:
        return "字符";
    }
}

static const char *type_code(const ColumnSchema *column)
{
    static const char *const codes[] = {[TYPE_ID] = "id",        [TYPE_STR] = "string",
                                        [TYPE_TEXT] = "text",    [TYPE_DATE] = "date",
                                        [TYPE_INT] = "integer",  [TYPE_DECIMAL] = "decimal",
                                        [TYPE_MONEY] = "money",  [TYPE_AREA] = "area",
                                        [TYPE_BOOL] = "boolean", [TYPE_ENUM] = "enumeration",
                                        [TYPE_PERIOD] = "period"};
    return codes[column->type];
}

static void put_catalog_line(const DataPackage *package, const Fields *fields, Buffer *out)
{
    const TableSchema *schema = fields->schema;
    Terms terms = terms_of(package->config, schema);
    Buffer text = {0};
    char day[16];
    put(out, "城乡社区治理/小区“四公开”");
    put(out, schema->title.zh);
    put(out, schema->id);
    put(out, terms.publisher);
    buffer_char(out, ','); /* 提供方代码: not known */
    buffer_printf(&text, "%s，共%zu行，截至%s；私密字段不公开", schema->title.zh, fields->row_count,
                  day_text(package->asof, day));
    put(out, text.bytes);
    put(out, "CSV、JSON、SQLite");
    buffer_clear(&text);
    for (size_t c = 0; c < fields->count; c++) {
        const ColumnSchema *column = fields_column(fields, c);
        buffer_printf(&text, "%s%s（%s）", c > 0 ? "；" : "", column->title.zh, type_zh(column));
    }
    put(out, text.bytes ? text.bytes : "");
    put(out, "无条件共享");
    buffer_char(out, ','); /* 共享条件 */
    put(out, "网站下载");
    put(out, "是");
    put(out, terms.licence);
    put(out, terms.cadence_zh);
    put(out, day);
    buffer_clear(&text);
    for (size_t c = 0; c < fields->count; c++) {
        const ColumnSchema *column = fields_column(fields, c);
        int there = column->fk ? schema_table(dataset_schemas(fields->data), column->fk) : -1;
        const char *title = there >= 0 ? dataset_schemas(fields->data)->tables[there].title.zh : "";
        if (there >= 0 && !(text.bytes && strstr(text.bytes, title)))
            buffer_printf(&text, "%s%s", text.length ? "；" : "", title);
    }
    put(out, text.bytes ? text.bytes : "");
    buffer_text(out, "\r\n");
    buffer_free(&text);
}

void catalog_csv(const DataPackage *package, Buffer *out)
{
    buffer_text(out, "\xEF\xBB\xBF"
                     "分类,名称,代码,提供方,提供方代码,摘要,格式,信息项（名称、数据类型）,共享类型,"
                     "共享条件,共享方式,是否开放,开放条件,更新周期,发布日期,关联资源\r\n");
    for (size_t i = 0; i < package->count; i++)
        if (package->files[i].fields && strcmp(package->files[i].format, "csv") == 0)
            put_catalog_line(package, package->files[i].fields, out);
}

static void put_column(const TableSchema *table, size_t index, Buffer *out)
{
    static const char *const privacies[] = {"public", "masked", "private"};
    const ColumnSchema *column = &table->columns[index];
    bool key = false;
    for (size_t k = 0; k < table->key_count; k++)
        key = key || table->key[k] == index;
    bool published = column->privacy != PRIVACY_PRIVATE && column->type != TYPE_TEXT;
    put(out, table->name);
    put(out, column->name);
    put(out, ""); /* code */
    put(out, column->title.zh);
    put(out, column->title.en);
    put(out, type_code(column));
    put(out, column->unit);
    put(out, privacies[published ? column->privacy : PRIVACY_PRIVATE]);
    put(out, column->required ? "true" : "false");
    put(out, key ? "true" : "false");
    put(out, column->fk);
    put(out, "");
    put(out, "");
    put(out, table->date == (int)index ? "true" : "false");
    buffer_char(out, '\n');
    for (size_t v = 0; published && v < column->value_count; v++) {
        put(out, table->name);
        put(out, column->name);
        put(out, column->values[v].code);
        put(out, column->values[v].title.zh);
        put(out, column->values[v].title.en);
        buffer_text(out, ",code,,,,,,,,\n");
    }
}

static void put_metric(const MetricInfo *metric, Buffer *out)
{
    put(out, "metrics");
    put(out, metric->id);
    put(out, metric->name);
    put(out, metric->title.zh);
    put(out, metric->title.en);
    put(out, "metric");
    put(out, metric->unit);
    buffer_text(out, ",public,,,");
    put(out, metric->formula_zh);
    put(out, metric->formula_en);
    buffer_text(out, ",\n");
}

void catalog_dictionary(const SchemaSet *schemas, const FigureSet *figures, Buffer *out)
{
    buffer_text(out, "table,column,code,title_zh,title_en,type,unit,privacy,required,key,"
                     "foreign_key,formula_zh,formula_en,dates_row\n");
    for (size_t t = 0; t < schemas->count; t++)
        for (size_t c = 0; c < schemas->tables[t].column_count; c++)
            put_column(&schemas->tables[t], c, out);
    const char *last = "";
    for (size_t i = 0; figures && i < figures_run_count(figures); i++) {
        FigureRun run = figures_run(figures, i);
        const MetricInfo *metric = run.metric;
        if (strcmp(metric->id, last) != 0 && strcmp(metric->id, run.id) == 0)
            put_metric(metric, out);
        last = metric->id;
    }
}

/* Tables without a form for spreadsheets: they are too long for one. */
static void put_too_long(const DataPackage *package, bool english, Buffer *out)
{
    size_t count = 0;
    for (size_t i = 0; i < package->count; i++) {
        const DataFile *file = &package->files[i];
        bool opens = !file->fields || strcmp(file->format, "csv") != 0;
        for (size_t k = 0; !opens && k < package->count; k++)
            opens = package->files[k].fields == file->fields &&
                    strcmp(package->files[k].format, "excel") == 0;
        if (opens)
            continue;
        buffer_printf(out, "%s%s",
                      count++ > 0 ? english ? ", " : "、"
                      : english   ? "- "
                                  : "- 太长：",
                      file->path);
    }
    if (count > 0)
        buffer_text(out, english ? " are too long for Excel and WPS (1,048,575 rows at most) and "
                                   "have no form for\n  them: use data.sqlite, or the data.zip of "
                                   "one compound and month.\n"
                                 : "。行数超过 Excel、WPS 一张表能放的 1,048,575 行，所以没有供"
                                   "它们打开的文件；请用 data.sqlite，或者下载单个小区、单个月的 "
                                   "data.zip。\n");
}

char *catalog_excel_name(Arena *arena, const TableSchema *schema)
{
    char *name = arena_printf(arena, EXCEL_FOLDER "%s.csv", schema->title.zh);
    for (char *c = name + strlen(EXCEL_FOLDER); *c; c++)
        if (strchr("/\\:*?\"<>|", *c) || (unsigned char)*c < 0x20)
            *c = '_';
    return name;
}

void catalog_readme(const DataPackage *package, bool english, Buffer *out)
{
    const Config *config = package->config;
    char month[16], day[16];
    month_text(package->period, month);
    day_text(package->asof, day);
    if (english) {
        buffer_printf(out, "# Open data: %s, %s\n\n", package->about_en, month);
        buffer_printf(out, "Publisher: %s. As of %s. Licence: %s %s\n", config->publisher, day,
                      datapackage_licence(config), datapackage_licence_url(config));
        buffer_printf(out, "Contact: %s\n\n", config->contact);
        buffer_text(out, "- `*.csv`: UTF-8, one header line, English column names and codes; "
                         "`dictionary.csv` explains them.\n"
                         "- `metrics.csv`: every figure with numerator and denominator.\n");
        buffer_printf(out,
                      "- `%s`: the same tables with Chinese headers, for Excel and WPS. In them an "
                      "apostrophe stands before\n  texts that look like formulas, and a tab before "
                      "long digits and texts that look like dates, so that\n  the program does not "
                      "change them.\n",
                      EXCEL_FOLDER);
        put_too_long(package, true, out);
        buffer_text(out, "- `datapackage.json`: Frictionless Data Package v2 with types, keys and "
                         "SHA-256 of every file.\n\n"
                         "Private columns (names, phones, rooms, free text) are not in these "
                         "files. Money is in yuan, areas in square metres.\n");
        return;
    }
    buffer_printf(out, "# 公开数据：%s %s\n\n", package->about_zh, month);
    buffer_printf(out, "发布单位：%s。数据截至：%s。许可：%s %s\n", config->publisher, day,
                  datapackage_licence(config), datapackage_licence_url(config));
    buffer_printf(out, "联系方式：%s\n\n", config->contact);
    buffer_printf(
        out,
        "- `%s`：供 Excel、WPS 直接打开，中文表头。为防止表格软件改动内容，像公式的文字前加了"
        "单引号，长数字和像日期的文字前加了制表符。\n",
        EXCEL_FOLDER);
    put_too_long(package, false, out);
    buffer_text(out,
                "- `*.csv`：供程序读取，UTF-8 编码，英文列名和代码，含义见 `dictionary.csv`。\n"
                "- `metrics.csv`：每个数字及其分子、分母。\n"
                "- `datapackage.json`：Frictionless Data Package v2，含类型、主键和每个文件的 "
                "SHA-256。\n\n"
                "姓名、电话、房号、自由文字等私密字段不在其中。金额单位为元，面积单位为平方米。\n");
}
