/* test_sections.c - what the shipped sections say, word for word (scripts/sections/). */
#include "build_world.h"

/* Lines made from a pattern whose one %d is the line's number, from 1. */
static char *lines(World *w, const char *head, const char *pattern, int n)
{
    Buffer out = {0};
    buffer_printf(&out, "%s\n", head);
    for (int i = 1; i <= n; i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        buffer_printf(&out, pattern, i);
#pragma GCC diagnostic pop
        buffer_char(&out, '\n');
    }
    char *text = arena_copy(w->arena, out.bytes, out.length);
    buffer_free(&out);
    return text;
}

static void never(World *w, const char *scope, const char *lang, const char *unwanted)
{
    Document doc = document(w, scope, lang);
    if (strstr(words(w, &doc), unwanted))
        fail_msg("not expected: %s", unwanted);
}

static const char *const DISTRICT = "district:临溪市/汀澜区";
#define BALLOT_HEAD                                                                                \
    "compound_id,resolution_id,title,item_kind,notice_on,vote_from,vote_to,decided_on,"            \
    "total_owners,total_area,voted_owners,voted_area,agree_owners,agree_area,against_owners,"      \
    "against_area,result_claimed\n"

/* One resolution in October 2026 with these numbers (areas in 0.01 m2), and what is said of it. */
static void ballot(World *w, const char *kind, const char *numbers, const char *claimed,
                   const char *expected)
{
    two_compounds(w);
    rows(w, "resolutions",
         arena_printf(w->arena,
                      BALLOT_HEAD
                      "LT,R-1,东门设快递柜,%s,2026-09-01,2026-10-01,2026-10-10,2026-10-11,"
                      "300,3000000,%s,0,0,%s\n",
                      kind, numbers, claimed));
    count(w, INSTALLED);
    say(w, LT, "zh", expected);
    const ScriptFailure *failures;
    assert_int_equal(builder_failures(w->builder, &failures), 0);
}

static void exactly_two_thirds_and_more_than_half_pass(void **state)
{
    ballot(*state, "4", "200,2000000,101,1000001", "", "表决结果：**通过**。");
}

static void half_is_not_more_than_half(void **state)
{
    ballot(*state, "4", "200,2000000,100,1000001", "", "未通过：同意人数50%，未过半数");
}

static void one_owner_below_two_thirds_is_no_quorum(void **state)
{
    ballot(*state, "4", "199,2000000,150,1500000", "", "未达法定参与：人数66.33%");
}

static void three_quarters_include_the_number(void **state)
{
    ballot(*state, "6", "200,2000000,150,1500000", "", "表决结果：**通过**。");
}

static void a_square_decimetre_short_of_three_quarters_fails(void **state)
{
    World *w = *state;
    ballot(w, "6", "200,2000000,150,1499999", "",
           "未通过：同意面积75%（14,999.99/20,000.00），未达四分之三");
    say(w, LT, "zh", "须四分之三以上|达到，至少150|未达到，至少15,000.00，差0.01|");
}

static void a_claim_that_the_votes_contradict_is_withheld(void **state)
{
    World *w = *state;
    ballot(w, "4", "200,2000000,100,1000001", "pass",
           "!failed 申报结果“通过”与按票数重算的结果（未通过：同意人数50%，未过半数）不符");
    never(w, LT, "zh", "参与占全体");
}

/* Before 2021 use of the fund needed two thirds of all owners; since then half of those voting. */
static void old_votes_follow_the_old_rule(void **state)
{
    World *w = *state;
    w->period = month_of(2020, 12);
    two_compounds(w);
    rows(w, "resolutions",
         BALLOT_HEAD "LT,R-1,维修外墙,5,2020-11-01,2020-12-01,2020-12-19,2020-12-20,300,3000000,"
                     "200,2000000,150,1500000,0,0,\n");
    count(w, INSTALLED);
    say(w, LT, "zh", "未通过：同意人数50%、同意面积50%，未达三分之二");
}

static void new_votes_follow_the_new_rule(void **state)
{
    World *w = *state;
    w->period = month_of(2021, 1);
    two_compounds(w);
    rows(w, "resolutions",
         BALLOT_HEAD "LT,R-1,维修外墙,5,2020-11-01,2020-12-01,2021-01-04,2021-01-05,300,3000000,"
                     "200,2000000,150,1500000,0,0,\n");
    count(w, INSTALLED);
    say(w, LT, "zh", "表决结果：**通过**。");
}

static void missing_is_not_zero(void **state)
{
    World *w = *state;
    two_compounds(w);
    count(w, INSTALLED);
    say(w, LT, "zh", "!missing 未收到联席会议数据");
    say(w, LT, "zh", "[①提议 — 未收到");
    say(w, LT, "zh", "本期四公开缺提议事项（未收到）、商议事项（未收到）");
    never(w, LT, "zh", "本月未召开");
    never(w, LT, "zh", "NaN");
}

static void empty_is_said_in_words(void **state)
{
    World *w = *state;
    two_compounds(w);
    rows(w, "meetings", "compound_id,meeting_id,meeting_type,held_on\n");
    rows(w, "meeting_items", "compound_id,item_id,meeting_id,title,result\n");
    rows(w, "proposals", "compound_id,matter_id,title,kind,proposed_on,proposer_org,status\n");
    rows(w, "issues", "compound_id,issue_id,issue_type,category,reported_on,status\n");
    count(w, INSTALLED);
    say(w, LT, "zh", "本月未召开联席会议。");
    say(w, LT, "zh", "本月未提出提议事项。");
    say(w, LT, "zh", "投诉总量0件");
    say(w, LT, "zh", "办结满意率—（无应办事项）");
    never(w, LT, "zh", "0%");
    never(w, LT, "zh", "未收到联席会议数据");
}

static void meetings_and_items_since_a_day(void **state)
{
    World *w = *state;
    configure(w, "return { since = '2025-09-01', city = '临溪市', district = '汀澜区' }");
    two_compounds(w);
    char *meetings = lines(w, "compound_id,meeting_id,meeting_type,planned_on,held_on,cadence",
                           "LT,H-%1$d,joint,2026-10-07,2026-10-07,month", 144);
    rows(w, "meetings",
         arena_printf(w->arena,
                      "%sLT,H-x,joint,2026-10-21,,month\nHY,H-y,joint,2026-10-21,,month\n",
                      meetings));
    rows(w, "meeting_items",
         lines(w, "compound_id,item_id,meeting_id,title,result", "LT,Y-%d,H-1,补录门禁卡,agreed",
               320));
    count(w, INSTALLED);
    say(w, DISTRICT, "zh", "2025年9月以来召开联席会议144场次，商议事项320例");
    say(w, DISTRICT, "zh", "按期召开率98.6%（144/146）");
}

static void complaints_against_last_year_and_satisfaction(void **state)
{
    World *w = *state;
    configure(w, "return { city = '临溪市', district = '汀澜区' }");
    two_compounds(w);
    const char *head = "compound_id,issue_id,issue_type,category,reported_on,status,closed_on,"
                       "satisfaction,published_on";
    const char *tail = strchr(head, '\0');
    char *yes = lines(w, head, "LT,a%d,complaint,noise,2026-10-05,closed,2026-10-08,yes,", 600);
    char *basic = lines(w, tail, "LT,b%d,complaint,noise,2026-10-05,closed,2026-10-08,basic,", 55);
    char *no = lines(w, tail, "LT,c%d,complaint,noise,2026-10-05,closed,2026-10-08,no,", 11);
    char *unrated =
        lines(w, tail, "LT,d%d,complaint,noise,2026-10-05,closed,2026-10-08,unrated,", 17);
    rows(w, "issues", arena_printf(w->arena, "%s%s%s%s", yes, basic + 1, no + 1, unrated + 1));
    rows(w, "reported_totals",
         "metric_id,scope_level,scope_id,period_from,period_to,numerator\n"
         "D01,district,临溪市/汀澜区,2025-10-01,2025-10-31,1000\n"
         "D01,district,临溪市/汀澜区,2024-10-01,2024-10-31,1366\n");
    count(w, INSTALLED);
    say(w, DISTRICT, "zh", "投诉总量683件，同比下降31.7%（上年同期1000件），较2024年下降50%");
    say(w, DISTRICT, "zh", "办结满意率98.35%（655/666），另有17件未评价");
    say(w, DISTRICT, "en", "complaints 683, year on year down 31.7%");
}

static void use_of_the_fund_in_percent_and_points(void **state)
{
    World *w = *state;
    configure(w, "return { city = '临溪市', district = '汀澜区' }");
    two_compounds(w);
    char *applied = lines(w, "compound_id,entry_id,entry_type,matter_id,amount,entry_on",
                          "LT,a%1$d,apply,W-%1$d,100,2026-10-05", 400);
    char *paid = lines(w, "", "LT,p%1$d,pay_first,W-%1$d,100,2026-10-20", 218);
    rows(w, "fund_ledger", arena_printf(w->arena, "%s%s", applied, paid + 1));
    rows(w, "reported_totals",
         "metric_id,scope_level,scope_id,period_from,period_to,numerator,denominator\n"
         "D17,district,临溪市/汀澜区,2025-10-01,2025-10-31,200,400\n");
    count(w, INSTALLED);
    say(w, DISTRICT, "zh", "维修资金申报使用率54.5%（218/400），同比提高9%（提高4.5个百分点）");
}

/* What happened after the as-of day has not happened: not done, and not in a count. */
static void later_events_are_not_told(void **state)
{
    World *w = *state;
    two_compounds(w);
    rows(w, "meetings", "compound_id,meeting_id,meeting_type,held_on\nLT,H-1,joint,2026-10-07\n");
    rows(w, "meeting_items",
         "compound_id,item_id,meeting_id,title,result,owner_unit,due_on,done_on\n"
         "LT,Y-1,H-1,补录门禁卡,agreed,澄屿物业,2026-11-10,2026-11-05\n"
         "LT,Y-2,H-1,检修水泵,agreed,澄屿物业,2026-10-20,2026-10-24\n");
    rows(w, "proposals",
         "compound_id,matter_id,title,kind,proposed_on,proposer_org,status,due_on,closed_on\n"
         "LT,M-1,设快递柜,resident,2026-10-05,,closed,2026-10-18,2026-11-02\n");
    count(w, INSTALLED);
    say(w, LT, "zh", "补录门禁卡|10月7日|达成一致|澄屿物业|11月10日|办理中|");
    say(w, LT, "zh", "检修水泵|10月7日|达成一致|澄屿物业|10月20日|逾期4天，10月24日完成|");
    say(w, LT, "zh", "设快递柜|||10月18日|逾期未办|");
}

/* A total that no rows stand behind is named as such. */
static void totals_are_named_at_the_end(void **state)
{
    World *w = *state;
    configure(w, "return { city = '临溪市', district = '汀澜区' }");
    two_compounds(w);
    rows(w, "reported_totals",
         "metric_id,scope_level,scope_id,period_to,numerator\n"
         "F11,district,临溪市/汀澜区,2026-10-31,13046\n");
    count(w, INSTALLED);
    say(w, DISTRICT, "zh", "在职党员报到1.3万名");
    say(w, DISTRICT, "zh", "下列数字用到汇总填报数，没有逐行数据：报到党员数。");
}

static void corrections_say_from_what_to_what_and_why(void **state)
{
    World *w = *state;
    two_compounds(w); /* scopes are sorted by id: HY 0, LT 1 */
    const BuildChange changes[] = {
        {false, 1, w->period, "2026年9月投诉总量", "22件", "23件", "漏计热线转办1件", 20757},
        {true, 1, w->period, "9月28日联席会议商议事项", "", "2例", "", DAY_MISSING},
        {false, 0, w->period, "别处", "1", "2", "", DAY_MISSING},
        {false, 1, w->period - 1, "旧事", "1", "2", "", DAY_MISSING},
    };
    w->changes = changes;
    w->change_count = 4;
    count(w, INSTALLED);
    say(w, LT, "zh",
        "更正与补报\n!correction 更正：2026年9月投诉总量由22件改为23件，"
        "原因：漏计热线转办1件（10月31日）。\n"
        "!correction 补报：9月28日联席会议商议事项2例。\n");
    never(w, LT, "zh", "别处");
    never(w, LT, "zh", "旧事");
}

/* A metric that its script could not make is said to be missing; the others are as they were. */
static void failed_metrics_are_said(void **state)
{
    World *w = *state;
    put(w, "scripts/metrics/services.lua", "return nothing.here");
    configure(w, "return {}");
    two_compounds(w);
    rows(w, "issues", "compound_id,issue_id,issue_type,category,reported_on,status\n");
    rows(w, "meetings", "compound_id,meeting_id,meeting_type,held_on\nLT,H-1,joint,2026-10-07\n");
    rows(w, "meeting_items", "compound_id,item_id,meeting_id,title,result\n");
    count(w, INSTALLED);
    assert_int_equal(w->plan.failure_count, 1);
    say(w, LT, "zh", "本月投诉总量本期未能生成");
    say(w, LT, "zh", "召开联席会议1场次");
    const ScriptFailure *failures;
    assert_int_equal(builder_failures(w->builder, &failures), 0);
}

static void shared_cost_and_common_income(void **state)
{
    World *w = *state;
    two_compounds(w);
    rows(w, "revenue_ledger",
         "compound_id,entry_id,account,direction,subject,amount,entry_on,households\n"
         "LT,S-1,shared_utility,out,other,1200000,2026-09-20,400\n"
         "LT,S-2,shared_utility,out,other,120000,2026-10-20,400\n"
         "LT,S-3,common_income,in,parking,3865050,2026-09-20,\n"
         "LT,S-4,common_income,in,ads,1200000,2026-10-20,\n"
         "LT,S-5,common_income,cost,parking,643020,2026-10-21,\n"
         "LT,S-6,common_income,transfer_to_fund,other,1000000,2026-10-22,\n");
    count(w, INSTALLED);
    say(w, LT, "zh", "户均公摊费3元/户，上月30元/户，下降90%，每户每月减少27元。");
    say(w, LT, "zh",
        " 广告|12,000.00||\n 停车成本||6,430.20|\n 转入维修资金||10,000.00|\n"
        " 本月合计|12,000.00|16,430.20|\n 上月结余||38,650.50|\n 本月结余||34,220.30|\n");
    say(w, LT, "zh", "38,650.50＋12,000.00−16,430.20＝34,220.30。");
}

static void checks_not_done_are_named(void **state)
{
    World *w = *state;
    two_compounds(w);
    rows(w, "duty_tasks",
         "compound_id,list_type,task_type,building_id,due_on,done_on\n"
         "LT,building_manager,fire_check,3幢,2026-10-31,2026-10-20\n"
         "LT,building_manager,roof_check,3幢,2026-10-31,\n"
         "LT,building_manager,corridor_check,5幢,2026-10-31,2026-11-02\n");
    count(w, INSTALLED);
    say(w, LT, "zh", "（1/3）。\n没有按月完成的：3幢天面检查、5幢楼道杂物。");
}

static void posts_and_grids_are_counted(void **state)
{
    World *w = *state;
    configure(w, "return { city = '临溪市', district = '汀澜区' }");
    two_compounds(w);
    const char *tail = strchr("", '\0');
    Buffer all = {0};
    buffer_text(&all, lines(w, "compound_id,unit_id,unit_type,unit_name,area_size",
                            "LT,z%d,zone,区,", 267));
    buffer_text(&all, lines(w, tail, "LT,t%d,team,队,", 126) + 1);
    buffer_text(&all, lines(w, tail, "LT,p%d,post,岗,", 86) + 1);
    buffer_text(&all, lines(w, tail, "LT,s%d,station,站,", 36) + 1);
    buffer_text(&all, lines(w, tail, "LT,m%d,mediator,人,", 13) + 1);
    buffer_text(&all, lines(w, tail, "LT,c%d,core,核,243500", 1) + 1);
    buffer_text(&all, lines(w, tail, "LT,a%d,area,片,", 3) + 1);
    buffer_text(&all, lines(w, tail, "LT,o%d,pioneer_station,站,", 4) + 1);
    buffer_text(&all, lines(w, tail, "LT,d%d,position,点,", 24) + 1);
    rows(w, "party_units", all.bytes);
    buffer_free(&all);
    rows(w, "party_orgs",
         "compound_id,org_id,org_name,org_type,founded_on\nLT,Z-1,芦汀苑党支部,branch,2020-01-01\n"
         "HY,Z-2,荷屿里党支部,branch,2020-01-01\n");
    rows(w, "reported_totals",
         "metric_id,scope_level,scope_id,period_to,numerator\n"
         "F11,district,临溪市/汀澜区,2026-10-31,7812\n");
    count(w, INSTALLED);
    say(w, DISTRICT, "zh", "267个党员责任区、126支志愿服务队、86个特色岗、园站点36个");
    say(w, DISTRICT, "zh", "党组织覆盖率100%（2/2）");
    say(w, DISTRICT, "zh", "1核3片4站24点");
    say(w, DISTRICT, "zh", "2400余平方米");
    say(w, DISTRICT, "zh", "7800多名");
    say(w, DISTRICT, "zh", "10多位");
}

static void ideas_share_ranks(void **state)
{
    World *w = *state;
    two_compounds(w);
    rows(w, "projects",
         "compound_id,project_id,title,kind,status,ballot_votes,ballot_year\n"
         "LT,J-01,a,idea,done,90,2026\nLT,J-02,b,idea,done,80,2026\nLT,J-03,c,idea,done,70,2026\n"
         "LT,J-04,d,idea,done,60,2026\nLT,J-05,e,idea,done,50,2026\nLT,J-06,f,idea,done,40,2026\n"
         "LT,J-07,g,idea,done,30,2026\nLT,J-08,h,idea,done,20,2026\nLT,J-09,i,idea,done,10,2026\n"
         "LT,J-10,j,idea,done,5,2026\nLT,J-11,k,idea,selected,5,2026\n"
         "LT,J-12,l,idea,selected,4,2026\n");
    count(w, INSTALLED);
    say(w, LT, "zh", "\n 9|i|10|已完成|\n 10|j|5|已完成|\n 10|k|5|入选|\n (得票相同的名次并列。)");
    never(w, LT, "zh", "|l|");
}

/* One of two compounds sent nothing: its column says so, sums say who is in them, no change. */
static void unequal_coverage_is_said(void **state)
{
    World *w = *state;
    configure(w, "return { city = '临溪市', district = '汀澜区' }");
    two_compounds(w);
    rows(w, "meetings", "compound_id,meeting_id,meeting_type,held_on\nLT,H-1,joint,2026-10-07\n");
    rows(w, "meeting_items", "compound_id,item_id,meeting_id,title,result\n");
    silent_compound = 1;
    count(w, INSTALLED);
    say(w, DISTRICT, "zh", "，已报1/2个小区。");
    say(w, "community:临溪市/汀澜区/青埠街道/鹭桥社区", "zh",
        "荷屿里|未收到|未收到|未收到|未收到|");
    say(w, "compound:HY", "zh", "!missing 未收到联席会议数据");
}

/* Side by side, by name, with fractions; a small denominator is said to be small. */
static void comparison_shows_fractions_and_gaps(void **state)
{
    World *w = *state;
    two_compounds(w);
    rows(w, "issues",
         "compound_id,issue_id,issue_type,category,reported_on,status,closed_on,satisfaction\n"
         "LT,a,complaint,noise,2026-10-05,closed,2026-10-08,yes\n");
    count(w, INSTALLED);
    say(w, "community:临溪市/汀澜区/青埠街道/鹭桥社区", "zh", "1件|100%（1/1） 数少|\n");
    say(w, "community:临溪市/汀澜区/青埠街道/鹭桥社区", "zh", "芦汀苑|未收到|");
}

/* How long what is open has been open: each band's first and last day; written off is gone. */
static void what_is_open_is_told_by_age(void **state)
{
    World *w = *state;
    two_compounds(w);
    rows(w, "issues",
         "compound_id,issue_id,issue_type,category,reported_on,status,closed_on,escalated_to,"
         "responded_on\n"
         "LT,a,complaint,noise,2026-10-31,processing,,,\n"
         "LT,b,complaint,noise,2026-10-01,closed,2026-10-08,房管局,\n"
         "LT,c,complaint,noise,2026-09-30,processing,,城管局,\n"
         "LT,d,complaint,noise,2026-08-02,,,,\n"
         "LT,e,complaint,noise,2026-08-01,processing,,,\n"
         "LT,f,complaint,noise,2025-10-30,processing,,,\n"
         "LT,g,complaint,noise,2026-10-05,written_off,2026-10-06,,\n"
         "LT,h,complaint,noise,2026-10-05,written_off,,,\n"
         "LT,i,complaint,noise,2026-10-05,written_off,2026-11-02,水务局,2026-10-06\n"
         "HY,k,complaint,noise,2026-10-05,processing,,,\n");
    count(w, INSTALLED);
    say(w, LT, "zh",
        "未销号的，受理多久了:\n 30天以内|3|\n 31至90天|2|\n 91天至1年|1|\n 1年以上|1|\n"
        " 合计|7|\n");
    say(w, LT, "zh", "本月上报（吹哨）后部门尚未响应的：b（房管局）。");
}

/* What complaints are about, with those closed by now; what is closed and hangs nowhere yet. */
static void complaints_are_counted_by_what_they_are_about(void **state)
{
    World *w = *state;
    two_compounds(w);
    rows(w, "issues",
         "compound_id,issue_id,issue_type,category,reported_on,status,closed_on,published_on\n"
         "LT,a,complaint,noise,2026-10-01,closed,2026-10-08,2026-10-09\n"
         "LT,b,complaint,noise,2026-10-02,closed,2026-11-02,\n" /* lies ahead */
         "LT,c,complaint,noise,2026-10-03,written_off,2026-10-08,\n"
         "LT,d,complaint,noise,2026-10-04,processing,,\n"
         "LT,e,complaint,,2026-10-05,closed,,\n"
         "LT,f,order,noise,2026-10-06,closed,2026-10-08,\n"
         "LT,g,complaint,noise,2026-09-30,closed,2026-10-08,\n"
         "HY,h,complaint,noise,2026-10-07,closed,2026-10-08,\n");
    count(w, INSTALLED);
    say(w, LT, "zh", "投诉都是什么事:\n 环境噪声|1|4|2|\n 其他|0|1|1|\n 合计|1|5|3|\n");
    say(w, LT, "zh", "已办结待公示2件：c、f。");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(exactly_two_thirds_and_more_than_half_pass),
        T(half_is_not_more_than_half),
        T(one_owner_below_two_thirds_is_no_quorum),
        T(three_quarters_include_the_number),
        T(a_square_decimetre_short_of_three_quarters_fails),
        T(a_claim_that_the_votes_contradict_is_withheld),
        T(old_votes_follow_the_old_rule),
        T(new_votes_follow_the_new_rule),
        T(missing_is_not_zero),
        T(empty_is_said_in_words),
        T(meetings_and_items_since_a_day),
        T(complaints_against_last_year_and_satisfaction),
        T(use_of_the_fund_in_percent_and_points),
        T(later_events_are_not_told),
        T(totals_are_named_at_the_end),
        T(corrections_say_from_what_to_what_and_why),
        T(failed_metrics_are_said),
        T(shared_cost_and_common_income),
        T(checks_not_done_are_named),
        T(posts_and_grids_are_counted),
        T(ideas_share_ranks),
        T(unequal_coverage_is_said),
        T(comparison_shows_fractions_and_gaps),
        T(what_is_open_is_told_by_age),
        T(complaints_are_counted_by_what_they_are_about),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
