/*
 * command_template.c - gongkai template [DIR]: one blank CSV per table, with
 * Chinese headers, and one page that says what belongs into each column.
 *
 * With a byte order mark and CRLF: so Excel and WPS on Chinese Windows read them right. The same
 * tables stand in GBK/, for programs that know no UTF-8.
 */
#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "data/decode.h"
#include "render/csv.h"
#include "script/script.h"

static const char *type_zh(const ColumnSchema *column)
{
    switch (column->type) {
    case TYPE_ID:
        return "编码（文本格式）";
    case TYPE_STR:
    case TYPE_TEXT:
        return "文字";
    case TYPE_DATE:
        return column->period_ok ? "日期或期间，如 2026-10-05、2026年10月" : "日期，如 2026-10-05";
    case TYPE_INT:
        return "整数";
    case TYPE_DECIMAL:
        return "数字";
    case TYPE_MONEY:
        return "金额（元），如 38650.50";
    case TYPE_AREA:
        return "面积（㎡），如 2435.00";
    case TYPE_BOOL:
        return "是 / 否";
    case TYPE_ENUM:
        return "从右边选一个";
    case TYPE_PERIOD:
        return "期间，如 2026年10月、2026年第一季度、2026年上半年、2026年";
    }
    return "";
}

static const char *privacy_zh(Privacy privacy)
{
    return privacy == PRIVACY_PRIVATE  ? "不公开"
           : privacy == PRIVACY_MASKED ? "只公开到楼栋"
                                       : "公开";
}

static void put_cell(Buffer *out, const char *text)
{
    csvout_cell(out, text, strlen(text));
}

static void put_values(Buffer *out, Arena *arena, const ColumnSchema *column)
{
    char *all = arena_strdup(arena, "");
    for (size_t i = 0; i < column->value_count; i++)
        all = arena_printf(arena, "%s%s%s", all, i ? " / " : "", column->values[i].title.zh);
    put_cell(out, all);
}

#define MARK "\xEF\xBB\xBF"

/* `out` begins with the mark, which GBK has not. */
static bool write_gbk(Arena *arena, const char *dir, const char *name, const Buffer *out,
                      Error *err)
{
    size_t length;
    char *bytes = encode_gbk(out->bytes + strlen(MARK), out->length - strlen(MARK), &length);
    if (!bytes)
        return error_set(err, ERR_DATA, "%s: a header is no UTF-8", name);
    bool ok = file_write(path_join(arena, path_join(arena, dir, "GBK"), name), bytes, length, err);
    free(bytes);
    return ok;
}

static bool write_blank(Arena *arena, const char *dir, const TableSchema *table, Error *err)
{
    Buffer out = {0};
    buffer_text(&out, MARK);
    for (size_t c = 0; c < table->column_count; c++) {
        if (c)
            buffer_char(&out, ',');
        put_cell(&out, table->columns[c].title.zh);
    }
    buffer_text(&out, "\r\n");
    char *name = arena_printf(arena, "%s %s.csv", table->id, table->title.zh);
    bool ok = file_write(path_join(arena, dir, name), out.bytes, out.length, err) &&
              write_gbk(arena, dir, name, &out, err);
    buffer_free(&out);
    return ok;
}

static bool write_guide(Arena *arena, const char *dir, const SchemaSet *schemas, Error *err)
{
    Buffer out = {0};
    buffer_text(&out, "\xEF\xBB\xBF表,表头,填什么,必填,是否公开,可选的值\r\n");
    for (size_t t = 0; t < schemas->count; t++)
        for (size_t c = 0; c < schemas->tables[t].column_count; c++) {
            const ColumnSchema *column = &schemas->tables[t].columns[c];
            put_cell(&out, schemas->tables[t].title.zh);
            buffer_char(&out, ',');
            put_cell(&out, column->title.zh);
            buffer_char(&out, ',');
            put_cell(&out, type_zh(column));
            buffer_printf(&out, ",%s,%s,", column->required ? "必填" : "",
                          privacy_zh(column->privacy));
            put_values(&out, arena, column);
            buffer_text(&out, "\r\n");
        }
    bool ok = file_write(path_join(arena, dir, "填表说明.csv"), out.bytes, out.length, err);
    buffer_free(&out);
    return ok;
}

int command_template(const Arguments *arguments)
{
    const char *dir = arguments->word_count > 0 ? arguments->words[0] : "空白表";
    Arena *arena = arena_new();
    Plan plan;
    SchemaSet schemas;
    Error err = {0};
    int code;
    if (!script_declare(arena, arguments->run.dir, run_installed(), &plan, &err) ||
        !schema_set_read(arena, &plan.tables, &schemas, &err)) {
        code = complain_of(&err);
    } else {
        bool ok = write_guide(arena, dir, &schemas, &err);
        for (size_t t = 0; ok && t < schemas.count; t++)
            ok = write_blank(arena, dir, &schemas.tables[t], &err);
        if (ok)
            printf("空白表写在 %s/（GBK 编码的在 %s/GBK/），怎么填见 %s/填表说明.csv\n", dir, dir,
                   dir);
        code = ok ? say_lost(&plan) : complain_of(&err);
    }
    arena_free(arena);
    return code;
}
