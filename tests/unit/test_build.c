/*
 * test_build.c - sections become documents (script/build.c, scripts/lib/build.lua).
 *
 * The tables, metrics and rules are the shipped ones; rows are written here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "doc/document.h"
#include "script/script.h"

/* Tests run in the folder of the Makefile. */
#define INSTALLED "."

typedef struct {
    Arena *arena;
    char dir[64];
    Plan plan;
    Config config;
    SchemaSet schemas;
    Dataset *data;
    Import import;
    Cube cube;
    Builder *builder;
} World;

__attribute__((weak)) bool arrival_has(const Arrival *arrival, int table, int32_t compound,
                                       Month month)
{
    (void)compound;
    (void)month;
    return table_arrived(dataset_table((const Dataset *)(const void *)arrival, table));
}

/* --- rows from text: a line of column names, then cells; as the import would leave them ----------
 */

static int64_t cell_of(World *w, const ColumnSchema *c, const char *text)
{
    Day day;
    if (!text[0])
        return CELL_MISSING;
    switch (c->type) {
    case TYPE_ID:
    case TYPE_STR:
    case TYPE_TEXT:
        return c->privacy == PRIVACY_PRIVATE ? 1 : dataset_intern(w->data, text, strlen(text));
    case TYPE_DATE:
    case TYPE_PERIOD:
        if (!day_parse(text, &day))
            fail_msg("%s", text);
        return day;
    case TYPE_BOOL:
        return text[0] == '1' || text[0] == 'y';
    case TYPE_ENUM:
        if (schema_enum(c, text) < 0)
            fail_msg("%s: %s", c->name, text);
        return schema_enum(c, text);
    default:
        return strtoll(text, NULL, 10);
    }
}

static void rows(World *w, const char *name, const char *text)
{
    Table *table = dataset_find(w->data, name), *t01 = dataset_find(w->data, "compounds");
    const TableSchema *schema = table_schema(table);
    int columns[40], count = 0;
    char *copy = arena_strdup(w->arena, text), *line_end, *line = copy;
    bool head = true;
    table_set_arrived(table);
    for (; *line; line = line_end, head = false) {
        line_end = line + strcspn(line, "\n");
        if (*line_end)
            *line_end++ = '\0';
        size_t row = head ? 0 : table_add_row(table, (RowOrigin){0, 0});
        int i = 0;
        for (char *cell = line, *next; cell; cell = next, i++) {
            next = strchr(cell, ',');
            if (next)
                *next++ = '\0';
            if (head) {
                columns[count++] = schema_column(schema, cell);
                if (columns[i] < 0)
                    fail_msg("no column %s in %s", cell, name);
                continue;
            }
            int64_t value = cell_of(w, &schema->columns[columns[i]], cell);
            table_set(table, row, (size_t)columns[i], value);
            if (columns[i] == schema->compound_id)
                table_set_compound(table, row,
                                   table == t01 ? (int32_t)row : (int32_t)table_find(t01, value));
        }
    }
    table_finish(table);
}

static int set_up(void **state)
{
    World *w = calloc(1, sizeof *w);
    Error err = {0};
    w->arena = arena_new();
    strcpy(w->dir, "/tmp/gongkai-build-XXXXXX");
    if (!mkdtemp(w->dir) || !script_declare(w->arena, w->dir, INSTALLED, &w->plan, &err) ||
        !schema_set_read(w->arena, &w->plan.tables, &w->schemas, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return -1;
    }
    w->data = dataset_new(&w->schemas);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    World *w = *state;
    builder_free(w->builder);
    dataset_free(w->data);
    folder_remove(w->dir, NULL);
    arena_free(w->arena);
    free(w);
    return 0;
}

static void put(World *w, const char *name, const char *text)
{
    Error err = {0};
    if (!file_write(path_join(w->arena, w->dir, name), text, strlen(text), &err))
        fail_msg("%s", err.text);
}

/* Counts, and makes a builder; `installed` NULL: only the sections of the test. */
static void count(World *w, const char *installed)
{
    Error err = {0};
    if (!config_read(w->arena, &w->plan.config, &w->config, &err))
        fail_msg("%s", err.text);
    w->import = (Import){.data = w->data, .arrival = (const Arrival *)(const void *)w->data};
    Month period = month_of(2026, 10);
    if (!cube_run(w->arena, &w->import, &w->config, &w->plan.metrics, &w->plan.rules, period,
                  month_last(period), &w->cube, &err))
        fail_msg("%s", err.text);
    for (size_t i = 0; i < w->cube.failure_count; i++)
        fprintf(stderr, "%s %s: %s\n", w->cube.failures[i].metric, w->cube.failures[i].origin,
                w->cube.failures[i].message);
    BuildInput input = {w->dir, installed,          &w->config,  &w->import,        w->cube.figures,
                        period, month_last(period), w->cube.due, w->cube.due_count, NULL};
    w->builder = builder_new(&input);
}

static Document document(World *w, const char *level_and_id, const char *lang)
{
    Error err = {0};
    Value value;
    Document doc;
    const ScopeSet *scopes = figures_scopes(w->cube.figures);
    int scope = -1;
    for (size_t i = 0; i < scopes->count; i++)
        if (strcmp(arena_printf(w->arena, "%s:%s", level_code(scopes->scopes[i].level),
                                scopes->scopes[i].id),
                   level_and_id) == 0)
            scope = (int)i;
    assert_true(scope >= 0);
    if (!builder_build(w->builder, w->arena, scope, lang, &value, &err) ||
        !document_read(w->arena, &value, w->cube.figures, scope, month_of(2026, 10), &doc, &err))
        fail_msg("%s", err.text);
    return doc;
}

/* All words of a document, one block a line, cells between '|'. */
static char *words(World *w, const Document *doc)
{
    Buffer out = {0};
    buffer_printf(&out, "# %s\n", doc->title);
    for (size_t i = 0; i < doc->block_count; i++) {
        const Block *b = &doc->blocks[i];
        switch (b->kind) {
        case BLOCK_FIGURES:
            for (size_t k = 0; k < b->figure_count; k++) {
                const FigureCell *c = &b->figures[k];
                buffer_printf(&out, "[%s %s%s%s", c->label, c->value, c->unit, c->fraction);
                for (int n = 0; n < 4; n++)
                    buffer_printf(&out, "%s%s", c->notes[n][0] ? " " : "", c->notes[n]);
                buffer_text(&out, "]");
            }
            break;
        case BLOCK_TABLE:
            buffer_printf(&out, "%s:", b->title);
            for (size_t r = 0; r < b->row_count; r++) {
                buffer_text(&out, "\n ");
                for (size_t c = 0; c < b->column_count; c++)
                    buffer_printf(&out, "%s|", b->rows[r].cells[c]);
            }
            break;
        case BLOCK_CHART:
            buffer_printf(&out, "%s: %s", b->title, b->chart.description);
            break;
        case BLOCK_SIGNATURE:
            buffer_printf(&out, "%s %s", b->body, b->date);
            break;
        case BLOCK_NOTICE:
            buffer_printf(&out, "!%s %s", b->notice, b->text);
            break;
        default:
            buffer_printf(&out, "%s%s", b->from_office ? "> " : "", b->text);
        }
        if (b->note[0])
            buffer_printf(&out, "\n (%s)", b->note);
        buffer_text(&out, "\n");
    }
    char *plain = rich_plain(w->arena, out.bytes);
    buffer_free(&out);
    return plain;
}

static void say(World *w, const char *scope, const char *lang, const char *expected)
{
    Document doc = document(w, scope, lang);
    char *said = words(w, &doc);
    if (!strstr(said, expected))
        fail_msg("expected: %s\nin: %s", expected, said);
}

static void two_compounds(World *w)
{
    rows(w, "compounds",
         "compound_id,compound_name,community,subdistrict,district,city,has_company\n"
         "LT,芦汀苑,鹭桥社区,青埠街道,汀澜区,临溪市,1\n"
         "HY,荷屿里,鹭桥社区,青埠街道,汀澜区,临溪市,1\n");
}

static const char *const LT = "compound:LT";

/* --- the host
 * -------------------------------------------------------------------------------------- */

static void library(World *w)
{
    char *bytes;
    size_t length;
    Error err = {0};
    if (!file_read(INSTALLED "/scripts/lib/build.lua", 1 << 20, &bytes, &length, &err))
        fail_msg("%s", err.text);
    put(w, "scripts/lib/build.lua", bytes);
    free(bytes);
}

static void sections_speak_through_figures(void **state)
{
    World *w = *state;
    two_compounds(w);
    rows(w, "proposals",
         "compound_id,matter_id,title,kind,proposed_on,proposer_org,status\n"
         "LT,M-1,东门设快递柜,resident,2026-10-05,,to_meeting\n"
         "HY,M-2,补种绿化,resident,2026-10-06,,submitted\n"
         "LT,M-3,充电棚,red_proposal,2026-09-05,,submitted\n");
    library(w);
    put(w, "scripts/sections/20-proposals.lua",
        "return { build = function()\n"
        "  prose('提议' .. fig.A01 .. '，上月' .. fig('A01', 'month', { period = previous "
        "}):value())\n"
        "  local list = {}\n"
        "  for _, r in ipairs(rows('proposals', { date = 'proposed_on' })) do\n"
        "    list[#list + 1] = { r.title, r:label('status'), short_day(r.proposed_on) } end\n"
        "  data_table{ title = '提议', columns = { { head = '事项' }, { head = '状态' }, "
        "{ head = '日期' } }, rows = list }\n"
        "end }");
    count(w, NULL);
    say(w, LT, "zh",
        "# 芦汀苑2026年10月“四公开”公示\n一、党支部提议事项\n提议1项，上月1项\n提议:\n "
        "东门设快递柜|");
    say(w, LT, "en", "1. Proposals of the party branch");
    say(w, "community:临溪市/汀澜区/青埠街道/鹭桥社区", "zh", "提议2项");
}

/* A section that fails or hangs is a notice in its place; the others stand. */
static void failed_sections_are_notices(void **state)
{
    World *w = *state;
    two_compounds(w);
    library(w);
    put(w, "scripts/sections/20-proposals.lua",
        "return { build = function() prose('前')\n local x = nil\n return x.y end }");
    put(w, "scripts/sections/30-meetings.lua",
        "return { build = function()\n"
        "return (('a'):rep(1e5)):find(('.-'):rep(50) .. 'b')\n"
        "end }");
    put(w, "scripts/sections/40-owners.lua", "return { build = }");
    put(w, "scripts/sections/50-services.lua", "return { build = function() prose('好') end }");
    put(w, "scripts/sections/60-wide.lua",
        "return { build = function() data_table{ columns = { { head = 'x' } }, "
        "rows = { { '1', '2' } } } end }");
    put(w, "scripts/sections/70-private.lua",
        "return { build = function() rows('issues', { where = { phone = '1' } }) end }");
    count(w, NULL);
    say(w, LT, "zh",
        "一、党支部提议事项\n!failed 本期未能生成\n二、联席会议商议事项\n!failed 本期未能生成\n"
        "三、业主大会决议事项\n!failed 本期未能生成\n四、物业服务事项\n好\n!failed 本期未能生成\n");
    const ScriptFailure *f;
    assert_int_equal(builder_failures(w->builder, &f), 5);
    const char *expected[] = {
        "scripts/sections/20-proposals.lua:3: attempt to index a nil value (local 'x')",
        "scripts/sections/30-meetings.lua:2: did not end within",
        "scripts/sections/40-owners.lua:1: unexpected symbol near '}'",
        "scripts/sections/60-wide.lua:0: block 1 (table), rows: a row has 2 cells; "
        "the table has 1 columns",
        "scripts/sections/70-private.lua:1: issues.phone is private"};
    for (size_t i = 0; i < 5; i++) {
        bool found = false;
        for (size_t k = 0; k < 5; k++)
            found |=
                strncmp(arena_printf(w->arena, "%s:%d: %s", f[k].script, f[k].line, f[k].message),
                        expected[i], strlen(expected[i])) == 0;
        if (!found)
            fail_msg("not told: %s\n%s:%d: %s", expected[i], f[i].script, f[i].line, f[i].message);
    }
    /* The child was started again: the next scope is built as if nothing had been. */
    say(w, "compound:HY", "zh", "四、物业服务事项\n好\n");
}

static void notes_of_the_office_follow_their_section(void **state)
{
    World *w = *state;
    two_compounds(w);
    library(w);
    put(w, "scripts/sections/20-proposals.lua", "return { build = function() prose('甲') end }");
    put(w, "scripts/sections/30-meetings.lua", "return { build = function() prose('乙') end }");
    put(w, "input/notes/2026-10/LT/proposals.md", "本月\xEE\x80\x80**另有**说明。\n");
    count(w, NULL);
    say(w, LT, "zh", "甲\n> 本月**另有**说明。\n\n二、");
    Document other = document(w, "compound:HY", "zh");
    assert_null(strstr(words(w, &other), "说明"));
}

/* Every example of scripts/README.md that is a section: put in its place, built, nothing fails. */
static void sections_of_the_manual_work(void **state)
{
    World *w = *state;
    char *manual;
    size_t length, found = 0;
    Error err = {0};
    two_compounds(w);
    rows(w, "issues",
         "compound_id,issue_id,issue_type,category,reported_on,status\n"
         "LT,WT-1,complaint,repair,2026-10-05,processing\n");
    library(w);
    if (!file_read(INSTALLED "/scripts/README.md", 1 << 20, &manual, &length, &err))
        fail_msg("%s", err.text);
    for (char *p = manual; (p = strstr(p, "```lua\n-- scripts/sections/")); found++) {
        char *name = p + strlen("```lua\n-- "), *end = strstr(name, "\n```");
        char *line = strchr(name, '\n');
        put(w, arena_copy(w->arena, name, (size_t)(line - name)),
            arena_copy(w->arena, line, (size_t)(end - line)));
        p = end;
    }
    free(manual);
    assert_true(found > 0);
    count(w, NULL);
    say(w, LT, "zh", "一、路灯\n本月投诉1件\n报修:\n WT-1|10月5日|办理中|");
    say(w, LT, "en", "1. Street lamps\nComplaints this month: 1");
    const ScriptFailure *failures;
    assert_int_equal(builder_failures(w->builder, &failures), 0);
}

/* What one scope's script changed, the next scope's does not see. */
static void scopes_share_nothing(void **state)
{
    World *w = *state;
    two_compounds(w);
    library(w);
    put(w, "scripts/sections/20-proposals.lua",
        "n = (n or 0) + 1 string.rep = nil seen = (seen or 0) + 1\n"
        "return { build = function() prose(n .. ' ' .. tostring(_G.m) .. ' ' .. seen) "
        "_G.m = 1 end }");
    count(w, NULL);
    say(w, LT, "zh", "1 nil 1");
    say(w, "compound:HY", "zh", "1 nil 1");
    say(w, LT, "zh", "1 nil 1");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(sections_speak_through_figures),
        T(failed_sections_are_notices),
        T(notes_of_the_office_follow_their_section),
        T(sections_of_the_manual_work),
        T(scopes_share_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
