/*
 * test_build.c - sections become documents (script/build.c, scripts/lib/build.lua).
 */
#include "build_world.h"

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

static void rows_are_counted_as_they_are_listed(void **state)
{
    World *w = *state;
    two_compounds(w);
    rows(w, "issues",
         "compound_id,issue_id,issue_type,category,reported_on,status\n"
         "LT,a,complaint,repair,2026-10-05,processing\n"
         "HY,b,complaint,repair,2026-10-05,processing\n"
         "LT,c,complaint,repair,2026-09-05,closed\n"
         "LT,d,complaint,noise,2026-10-06,closed\n");
    library(w);
    put(w, "scripts/sections/50-services.lua",
        "return { build = function()\n"
        "  for _, o in ipairs{ {}, { date = 'reported_on' }, { where = { category = 'noise' } },\n"
        "      { where = { status = { 'closed', 'processing' } } }, { limit = 2 } } do\n"
        "    prose(count_rows('issues', o) .. '=' .. #rows('issues', o)) end\n"
        "  prose(count_rows('compounds') .. '/' .. table_count('issues', { all = true }))\n"
        "end }");
    count(w, NULL);
    say(w, LT, "zh", "3=3\n2=2\n1=1\n3=3\n2=2\n1/4\n");
}

static void rows_are_counted_by_code(void **state)
{
    World *w = *state;
    two_compounds(w);
    rows(w, "issues",
         "compound_id,issue_id,issue_type,category,reported_on,status\n"
         "LT,a,complaint,repair,2026-10-05,processing\n"
         "HY,b,complaint,repair,2026-10-05,processing\n"
         "LT,c,complaint,repair,2026-09-05,closed\n"
         "LT,d,complaint,noise,2026-10-06,closed\n"
         "LT,e,complaint,,2026-10-07,closed\n");
    library(w);
    put(w, "scripts/sections/50-services.lua",
        "return { build = function()\n"
        "  local function say(o) local said = {}\n"
        "    for code, n in pairs(count_rows('issues', o)) do said[#said + 1] = code .. '=' .. n "
        "end\n"
        "    prose('(' .. join(said) .. ')') end\n"
        "  say{ by = 'category' }\n"
        "  say{ by = 'category', date = 'reported_on' }\n"
        "  say{ by = 'status', where = { category = 'noise' } }\n"
        "  say{ by = 'status', where = { category = 'parking' } }\n"
        "end }");
    put(w, "scripts/sections/60-wide.lua",
        "return { build = function() count_rows('issues', { by = 'reported_on' }) end }");
    put(w, "scripts/sections/70-private.lua",
        "return { build = function() count_rows('issues', { by = 'phone' }) end }");
    count(w, NULL);
    say(w, LT, "zh",
        "一、物业服务事项\n(=1、noise=1、repair=2)\n(=1、noise=1、repair=1)\n(closed=1)\n()\n"
        "!failed 本期未能生成\n!failed 本期未能生成\n");
    const ScriptFailure *f;
    assert_int_equal(builder_failures(w->builder, &f), 2);
    assert_non_null(strstr(f[0].message, "reported_on is no column of codes"));
    assert_non_null(strstr(f[1].message, "issues.phone is private"));
}

/* What is misspelt would otherwise count other rows than were meant. */
static void rows_of_nothing_that_is_known_fail(void **state)
{
    static const char *const wrong[][2] = {
        {"rows('issues', { date = 'reported_on', window = 'yth' })", "'yth' is no window of rows"},
        {"rows('issues', { date = 'reported_on', window = 'since' })",
         "no day is configured for 'since'"},
        {"window_days('asof')", "'asof' is no window of rows"},
        {"rows('issues', { dat = 'reported_on' })", "rows know no option 'dat'"},
        {"rows('issues', { 'reported_on' })", "rows know no option ''"},
        {"rows('issues', { date = 'issue_id' })", "issue_id is no date"},
        {"count_rows('issues', { date = 'status' })", "status is no date"},
        {"rows('issues', { window = 'ytd' })", "from, to and window ask for a date"},
        {"rows('issues', { to = asof })", "from, to and window ask for a date"},
        {"fig.D01 = 5", "figures cannot be set"},
        {"setmetatable(fig, {})", "this metatable is closed"}};
    enum { COUNT = sizeof wrong / sizeof *wrong };
    World *w = *state;
    char name[64], script[256];
    two_compounds(w);
    rows(w, "issues",
         "compound_id,issue_id,issue_type,category,reported_on,status\n"
         "LT,a,complaint,repair,2026-10-05,processing\n"
         "LT,b,complaint,repair,2026-09-05,closed\n"
         "LT,c,complaint,repair,2026-02-05,closed\n"
         "LT,d,complaint,repair,2025-02-05,closed\n");
    library(w);
    for (size_t i = 0; i < COUNT; i++) {
        snprintf(name, sizeof name, "scripts/sections/%zu-wrong.lua", 30 + i);
        snprintf(script, sizeof script, "return { build = function()\n\n %s end }", wrong[i][0]);
        put(w, name, script);
    }
    put(w, "scripts/sections/80-closing.lua",
        "return { build = function() local said = {}\n"
        "  for _, o in ipairs{ {}, { window = 'month' }, { window = 'quarter' }, { window = 'ytd' "
        "},\n"
        "      { window = 'year' }, { window = 'ytd', from = period.first }, { from = period.first "
        "} } do\n"
        "    o.date = 'reported_on'; said[#said + 1] = #rows('issues', o) end\n"
        "  prose(join(said, ' ')) end }");
    count(w, NULL);
    char expected[1024] = "";
    for (size_t i = 0; i < COUNT; i++)
        strcat(expected, "!failed 本期未能生成\n");
    strcat(expected, "1 1 1 3 3 1 1\n");
    say(w, LT, "zh", expected);
    const ScriptFailure *f;
    assert_int_equal(builder_failures(w->builder, &f), COUNT);
    for (size_t i = 0; i < COUNT; i++)
        if (!strstr(f[i].message, wrong[i][1]) || f[i].line != 3)
            fail_msg("%s: line %d: %s", wrong[i][0], f[i].line, f[i].message);
}

/* A column may be called what a method of rows is called: row:label() stays the method. */
static void methods_hide_columns_of_their_name(void **state)
{
    World *w = *state;
    Error err = {0};
    put(w, "scripts/tables/badges.lua",
        "return { name = 'badges', id = 'X01', key = { 'badge_id' },\n"
        "  title = { zh = '门牌登记表', en = 'badges' },\n"
        "  columns = { { 'badge_id', 'id', '门牌编号', 'badge', required = true },\n"
        "    { 'label', 'str', '门牌字样', 'label' },\n"
        "    { 'colour', 'enum', '门牌颜色', 'colour', values = { { 'red', '红' } } } } }\n");
    dataset_free(w->data); /* before its schemas are read anew */
    if (!script_declare(w->arena, w->dir, INSTALLED, &w->plan, &err) ||
        !schema_set_read(w->arena, &w->plan.tables, &w->schemas, &err))
        fail_msg("%s", err.text);
    w->data = dataset_new(&w->schemas);
    two_compounds(w);
    rows(w, "badges",
         "compound_id,badge_id,label,colour\n"
         "LT,1,东门,red\n"
         "LT,2,西门,red\n");
    library(w);
    put(w, "scripts/sections/20-proposals.lua",
        "return { build = function()\n"
        "  for _, r in ipairs(rows('badges', {})) do\n"
        "    prose(r:show('label') .. r:label('colour') .. r.colour .. r:label('colour')) end\n"
        "end }");
    count(w, NULL);
    say(w, LT, "zh", "东门红red红\n西门红red红\n");
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
    assert_true(builder_is_flawed(w->builder));
    /* The child was started again: the next scope is built as if nothing had been. */
    say(w, "compound:HY", "zh", "四、物业服务事项\n好\n");
    assert_true(builder_is_flawed(w->builder)); /* though nothing new is told */
    assert_int_equal(builder_failures(w->builder, &f), 5);
}

/*
 * What takes long is run a second time, with its instructions counted: what is done within its
 * budget says all once, what is not is named, and so is what failed before it.
 */
static void long_sections_are_run_counted(void **state)
{
    World *w = *state;
    two_compounds(w);
    library(w);
    put(w, "scripts/sections/20-proposals.lua",
        "return { build = function() prose('前')\n error('坏') end }");
    put(w, "scripts/sections/30-meetings.lua",
        "return { build = function()\n local n = 0\n"
        "for i = 1, 15000000 do n = n + i end prose('算出' .. n) end }");
    put(w, "scripts/sections/40-owners.lua",
        "return { build = function()\n\n"
        "while true do pcall(function() while true do end end) end end }");
    put(w, "scripts/sections/50-services.lua", "return { build = function() prose('好') end }");
    count(w, NULL);
    for (int i = 0; i < 2; i++) {
        say(w, LT, "zh",
            "一、党支部提议事项\n!failed 本期未能生成\n二、联席会议商议事项\n算出112500007500000\n"
            "三、业主大会决议事项\n!failed 本期未能生成\n四、物业服务事项\n好\n");
        const ScriptFailure *f;
        assert_int_equal(builder_failures(w->builder, &f), 2);
        assert_string_equal(f[0].script, "scripts/sections/20-proposals.lua");
        assert_string_equal(f[0].message, "坏");
        assert_string_equal(f[1].script, "scripts/sections/40-owners.lua");
        assert_int_equal(f[1].line, 3);
        assert_string_equal(f[1].message, "ran too long (an endless loop?)");
        assert_true(builder_is_flawed(w->builder));
    }
}

static void notes_of_the_office_follow_their_section(void **state)
{
    World *w = *state;
    two_compounds(w);
    library(w);
    put(w, "scripts/sections/20-proposals.lua", "return { build = function() prose('甲') end }");
    put(w, "scripts/sections/30-meetings.lua", "return { build = function() prose('乙') end }");
    put(w, "scripts/sections/76-livelihood.lua", "return { build = function() end }");
    put(w, "input/notes/2026-10/LT/livelihood.md", "另行通知。");
    put(w, "input/notes/2026-10/LT/proposals.md", "本月\xEE\x80\x80**另有**说明。\n");
    count(w, NULL);
    say(w, LT, "zh", "甲\n> 本月**另有**说明。\n\n二、");
    say(w, LT, "zh", "乙\n三、民生\n> 另行通知。\n");
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

/* A note in GBK is read; one with a phone number is not printed and named with its line. */
static void notes_are_decoded_and_searched(void **state)
{
    World *w = *state;
    const ScriptFailure *f;
    two_compounds(w);
    library(w);
    put(w, "scripts/sections/20-proposals.lua", "return { build = function() prose('甲') end }");
    put(w, "scripts/sections/30-meetings.lua", "return { build = function() prose('乙') end }");
    put(w, "input/notes/2026-10/LT/proposals.md", "\xCD\xA8\xD6\xAA\xD2\xBB\xCF\xC2");
    put(w, "input/notes/2026-10/LT/meetings.md", "说明\n\n请打19900006595\n");
    count(w, NULL);
    say(w, LT, "zh", "甲\n> 通知一下\n二、");
    Document doc = document(w, LT, "zh");
    assert_null(strstr(words(w, &doc), "199"));
    assert_int_equal(builder_failures(w->builder, &f), 1);
    assert_string_equal(f[0].script, "input/notes/2026-10/LT/meetings.md");
    assert_int_equal(f[0].line, 3);
    assert_non_null(strstr(f[0].message, "手机号 11位"));
}

/* Whatever an office types into a cell stays text where it stands in prose. */
static void plain_text_is_no_markdown(void **state)
{
    World *w = *state;
    two_compounds(w);
    library(w);
    put(w, "scripts/sections/20-proposals.lua",
        "return { build = function() prose(plain('3*2*<b> [x](y) 东门_a_')) end }");
    count(w, NULL);
    say(w, LT, "zh", "3\\*2\\*\\<b\\> \\[x\\]\\(y\\) 东门\\_a\\_\n");
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

/* What a document read beyond its scope is told, so that it is made again when that changes. */
static void what_is_read_elsewhere_is_told(void **state)
{
    static const struct {
        const char *script;
        const char *table; /* all of whose rows were read */
        uint64_t reads;
    } cases[] = {
        {"prose(fig.A01 .. #rows('issues', {}))", NULL, 0},
        {"prose(#rows('party_orgs', { all = true }) .. #rows('compounds', {}))", NULL, 0},
        {"prose(#rows('compounds', { all = true }))", "compounds", 0},
        {"prose(table_arrived('issues', '2023-08'))", NULL, 0},
        {"prose(table_arrived('issues', '2023-06'))", NULL, READS_MORE},
        {"prose(table_arrived('issues', '2026-11'))", NULL, READS_MORE},
        {"prose(table_count('issues', { all = true }))", "issues", 0},
        {"for i = 0, 9 do pcall(figure, 'A01', 'month', nil, i) end", NULL, READS_FIGURES},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        World *w = *state;
        Document document;
        Error err = {0};
        uint64_t reads = cases[i].reads;
        if (i > 0) {
            tear_down(state);
            set_up(state);
            w = *state;
        }
        two_compounds(w);
        library(w);
        put(w, "scripts/sections/20-proposals.lua",
            arena_printf(w->arena, "return { build = function() %s end }", cases[i].script));
        count(w, NULL);
        int scope = scope_find(figures_scopes(w->cube.figures), LEVEL_COMPOUND, "LT");
        assert_true(builder_build(w->builder, w->arena, scope, "zh", &document, &err));
        if (cases[i].table)
            reads |= (uint64_t)1 << (READS_TABLES + schema_table(&w->schemas, cases[i].table));
        if (builder_reads(w->builder) != reads)
            fail_msg("%s: %llx", cases[i].script, (unsigned long long)builder_reads(w->builder));
        const ScriptFailure *failures;
        if (builder_failures(w->builder, &failures))
            fail_msg("%s: %s", cases[i].script, failures[0].message);
        assert_false(builder_is_flawed(w->builder));
    }
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(sections_speak_through_figures),     T(rows_are_counted_as_they_are_listed),
        T(rows_are_counted_by_code),           T(rows_of_nothing_that_is_known_fail),
        T(methods_hide_columns_of_their_name), T(failed_sections_are_notices),
        T(long_sections_are_run_counted),      T(notes_of_the_office_follow_their_section),
        T(sections_of_the_manual_work),        T(notes_are_decoded_and_searched),
        T(plain_text_is_no_markdown),          T(scopes_share_nothing),
        T(what_is_read_elsewhere_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
