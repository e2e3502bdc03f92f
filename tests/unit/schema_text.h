/*
 * schema_text.h - schemas for unit tests, one column a line.
 *
 *   table NAME ID TITLE key=A,B date=C
 *   NAME TYPE HEADER|ALIAS… [required] [private] [masked] [fill] [period] [fk=TABLE]
 * [CODE:LABEL|ALIAS…,…]
 */
#ifndef SCHEMA_TEXT_H
#define SCHEMA_TEXT_H

#include <string.h>

#include "data/schema.h"

typedef struct {
    Arena *arena;
    Buffer out;
} SchemaText;

static void put_pair(Buffer *out, const char *key, const char *text, size_t length)
{
    value_put_key(out, key, strlen(key));
    value_put_text(out, text, length);
}

static void put_title(Buffer *out, const char *zh, size_t length, const char *en)
{
    value_put_key(out, "title", 5);
    value_put_map(out, 2);
    put_pair(out, "zh", zh, length);
    put_pair(out, "en", en, strlen(en));
}

/* The parts of `text` between `mark`s as a list of texts, the first `skip` left out. */
static void put_parts(Buffer *out, const char *text, size_t length, char mark, size_t skip)
{
    size_t count = 1;
    for (size_t i = 0; i < length; i++)
        count += text[i] == mark;
    value_put_list(out, count - skip);
    for (size_t start = 0, n = 0; start <= length; n++) {
        size_t end = start;
        while (end < length && text[end] != mark)
            end++;
        if (n >= skip)
            value_put_text(out, text + start, end - start);
        start = end + 1;
    }
}

static void put_enum(Buffer *out, const char *text)
{
    size_t length = strlen(text), count = 1;
    for (size_t i = 0; i < length; i++)
        count += text[i] == ',';
    value_put_list(out, count);
    for (const char *at = text; *at;) {
        size_t item = strcspn(at, ","), code = strcspn(at, ":");
        const char *labels = at + code + 1;
        size_t rest = item - code - 1, first = 0;
        while (first < rest && labels[first] != '|')
            first++;
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)code, at);
        value_put_map(out, 3);
        put_pair(out, "code", at, code);
        put_title(out, labels, first, name);
        value_put_key(out, "aliases", 7);
        put_parts(out, labels, rest, '|', 1);
        at += item + (at[item] == ',');
    }
}

static void put_flag(Buffer *out, const char *key)
{
    value_put_key(out, key, strlen(key));
    value_put_bool(out, true);
}

/* One column line; the words are cut by blanks. */
static void put_column(Buffer *out, char *line)
{
    char *name = strtok(line, " "), *type = strtok(NULL, " "), *labels = strtok(NULL, " "), *word;
    size_t length = strlen(labels), first = strcspn(labels, "|"), count = 4;
    Buffer more = {0};
    while ((word = strtok(NULL, " "))) {
        count++;
        if (strcmp(word, "required") == 0)
            put_flag(&more, "required");
        else if (strcmp(word, "fill") == 0)
            put_flag(&more, "fill_down");
        else if (strcmp(word, "period") == 0)
            put_flag(&more, "period_ok");
        else if (strcmp(word, "private") == 0 || strcmp(word, "masked") == 0)
            put_pair(&more, "privacy", word, strlen(word));
        else if (strncmp(word, "fk=", 3) == 0)
            put_pair(&more, "fk", word + 3, strlen(word + 3));
        else if (strncmp(word, "unit=", 5) == 0)
            put_pair(&more, "unit", word + 5, strlen(word + 5));
        else {
            value_put_key(&more, "values", 6);
            put_enum(&more, word);
        }
    }
    value_put_map(out, count);
    put_pair(out, "name", name, strlen(name));
    put_pair(out, "type", type, strlen(type));
    put_title(out, labels, first, name);
    value_put_key(out, "aliases", 7);
    put_parts(out, labels, length, '|', 1);
    buffer_put(out, more.bytes, more.length);
    buffer_free(&more);
}

/* Ends the test run on a mistake in `text`. */
static inline void schemas_of_text(Arena *arena, const char *text, SchemaSet *out)
{
    Buffer all = {0}, columns = {0};
    size_t tables = 0, column_count = 0;
    char *copy = arena_strdup(arena, text), head[512] = "", *save = NULL;
    Buffer body = {0};
    for (char *line = strtok_r(copy, "\n", &save);; line = strtok_r(NULL, "\n", &save)) {
        bool is_table = line && strncmp(line, "table ", 6) == 0;
        if ((!line || is_table) && *head) {
            char *name = strtok(head + 6, " "), *id = strtok(NULL, " "), *title = strtok(NULL, " ");
            char *key = strtok(NULL, " "), *date = strtok(NULL, " ");
            value_put_map(&body, date ? 6 : 5);
            put_pair(&body, "name", name, strlen(name));
            put_pair(&body, "id", id, strlen(id));
            put_title(&body, title, strlen(title), name);
            value_put_key(&body, "key", 3);
            put_parts(&body, key + 4, strlen(key + 4), ',', 0);
            if (date)
                put_pair(&body, "date", date + 5, strlen(date + 5));
            value_put_key(&body, "columns", 7);
            value_put_list(&body, column_count);
            buffer_put(&body, columns.bytes, columns.length);
            columns.length = 0;
            column_count = 0;
            tables++;
        }
        if (!line)
            break;
        if (is_table)
            snprintf(head, sizeof head, "%s", line);
        else if (*line) {
            put_column(&columns, line);
            column_count++;
        }
    }
    value_put_list(&all, tables);
    buffer_put(&all, body.bytes, body.length);
    Value value;
    Error err = {0};
    if (!value_decode(arena, all.bytes, all.length, &value, &err) ||
        !schema_set_read(arena, &value, out, &err)) {
        fprintf(stderr, "schema_text: %s\n", err.text);
        abort();
    }
    buffer_free(&all);
    buffer_free(&body);
    buffer_free(&columns);
}

/* The tables that most tests of the import need. */
static const char common_tables[] =
    "table compounds T01 小区基本信息 key=compound_id\n"
    "compound_id id 小区编码|小区编号 required\n"
    "compound_name str 小区名称|小区|项目名称 required\n"
    "community str 社区 required\n"
    "subdistrict str 街道（镇）|街道|镇街 required\n"
    "district str 区县\n"
    "city str 城市\n"
    "aliases str 别名|曾用名\n"
    "total_owners int 业主总人数\n"
    "total_area area 建筑物总面积（㎡） unit=㎡\n"
    "has_company bool 有无物业 required\n"
    "company_id id 物业企业|物业公司 fk=property_companies\n"
    "fund_balance money 维修资金余额（元） unit=元\n"
    "updated_on date 更新日期\n"
    "table property_companies T02 物业企业 key=company_id\n"
    "company_id id 企业编号 required\n"
    "name str 企业名称 required\n"
    "office_phone str 服务电话\n"
    "table issues T11 问题台账 key=issue_id date=reported_on\n"
    "issue_id id 问题编号 required\n"
    "compound_id id 小区编码|小区编号\n"
    "compound_name str 小区|小区名称|项目名称|住宅小区 fill\n"
    "issue_type enum 类型 required complaint:投诉,request:诉求,dispute:物业纠纷\n"
    "category enum 类别|投诉类别 required noise:环境噪声|噪声,fire:消防安全,corridor:楼道堆物\n"
    "building_id str 楼栋 masked fill\n"
    "room str 房号 private\n"
    "person_name str 姓名|投诉人 private\n"
    "phone str 电话|联系电话 private\n"
    "content text 内容|投诉内容 private\n"
    "reported_on date 受理日期|受理时间 required\n"
    "due_on date 期限\n"
    "closed_on date 办结日期|办结时间\n"
    "status enum 状态|办理结果 required open:待处理,processing:办理中,closed:已办结|办结|已解决\n"
    "satisfaction enum 满意度 very:非常满意,yes:满意,basic:基本满意,no:不满意,unrated:未评价\n"
    "days_open int 办理天数\n"
    "public_summary str 公开摘要|公示内容\n"
    "updated_on date 更新日期\n"
    "table revenue_ledger T18 公共收益与收支 key=entry_id date=entry_on\n"
    "entry_id id 分录编号|流水号 required\n"
    "compound_id id 小区编码\n"
    "compound_name str 小区|小区名称|项目名称 fill\n"
    "account enum 账目 required common_income:公共收益,shared_utility:公共水电\n"
    "direction enum 收支 required in:收入,out:支出\n"
    "subject enum 科目 required ads:广告|电梯广告,parking:停车|临停收费,other:其他|公共照明电费\n"
    "amount money 金额 required unit=元\n"
    "entry_on date 日期|期间 required period\n"
    "remark text 备注 private\n"
    "table meetings T08 会议 key=meeting_id date=held_on\n"
    "meeting_id id 会议编号 required\n"
    "compound_id id 小区编码\n"
    "compound_name str 小区|小区名称 fill\n"
    "meeting_type enum 会议类型 required joint:联席会议,committee:业委会会议\n"
    "planned_on date 计划日期\n"
    "held_on date 召开日期\n";
#endif
