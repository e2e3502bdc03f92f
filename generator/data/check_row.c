/*
 * check_row.c - what is looked at in one row, with the totals of its compound; see check.h.
 */
#include "data/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/exact.h"
#include "data/vote.h"

/* --- votes ------------------------------------------------------------------------------ */

/* Of T10, else of T01. */
static int64_t total_of(Check *k, size_t row, const char *name)
{
    int64_t own = check_value(k, row, name);
    const Table *compounds = dataset_find(k->intake->data, "compounds");
    int32_t compound = table_compound(k->table, row);
    int c = compounds ? schema_column(table_schema(compounds), name) : -1;
    if (own != CELL_MISSING || compound < 0 || c < 0)
        return own;
    return table_cell(compounds, (size_t)compound, (size_t)c);
}

static void check_sum(Check *k, size_t row, const char *const parts[4], const char *voted,
                      const char *unit)
{
    int64_t sum = 0, whole = check_value(k, row, voted);
    bool complete = true;
    for (int i = 0; i < 4; i++) {
        int64_t part = parts[i] ? check_value(k, row, parts[i]) : 0;
        complete &= part != CELL_MISSING;
        sum += part == CELL_MISSING ? 0 : part;
    }
    if (whole == CELL_MISSING || (complete ? sum == whole : sum <= whole))
        return;
    char *text = exact_decimal(k->intake->arena, sum, *unit ? 1 : 100, 1, 2, false);
    check_tell(k, row, voted, SEVERITY_WARNING, "votes_do_not_add_up",
               arena_printf(k->intake->arena, "与同意、反对、弃权、无效之和 %s 不符", text),
               arena_printf(k->intake->arena,
                            "differs from agree + against + abstain + invalid, %s", text),
               "请核对计票结果", "check the count");
}

static void check_result(Check *k, size_t row)
{
    Vote vote = {.total_owners = total_of(k, row, "total_owners"),
                 .total_area = total_of(k, row, "total_area"),
                 .voted_owners = check_value(k, row, "voted_owners"),
                 .voted_area = check_value(k, row, "voted_area"),
                 .agree_owners = check_value(k, row, "agree_owners"),
                 .agree_area = check_value(k, row, "agree_area")};
    int64_t day = check_value(k, row, "decided_on"),
            claimed = check_value(k, row, "result_claimed");
    int kind = check_column(k, "item_kind"), claim = check_column(k, "result_claimed");
    if (day == CELL_MISSING)
        day = check_value(k, row, "vote_to");
    if (day == CELL_MISSING || claimed == CELL_MISSING || kind < 0 ||
        check_value(k, row, "item_kind") == CELL_MISSING || vote.total_owners == CELL_MISSING ||
        vote.total_area == CELL_MISSING || vote.voted_owners == CELL_MISSING ||
        vote.voted_area == CELL_MISSING || vote.agree_owners == CELL_MISSING ||
        vote.agree_area == CELL_MISSING)
        return;
    vote.day = (Day)day;
    vote.item = atoi(k->schema->columns[kind].values[check_value(k, row, "item_kind")].code);
    const char *code = k->schema->columns[claim].values[claimed].code;
    bool says_passed = strcmp(code, "passed") == 0 || strcmp(code, "pass") == 0 ||
                       strcmp(k->schema->columns[claim].values[claimed].title.zh, "通过") == 0;
    if (says_passed == vote_passed(&vote))
        return;
    check_tell(k, row, "result_claimed", SEVERITY_ERROR, "result_mismatch",
               says_passed ? "与重新计算的结果不同：按民法典第278条（或当时的规定）未通过"
                           : "与重新计算的结果不同：按民法典第278条（或当时的规定）已通过",
               says_passed ? "differs from the result recomputed by law: not passed"
                           : "differs from the result recomputed by law: passed",
               "请核对人数、面积和法定类别；核实之前，公示上不印这一事项的结果",
               "check owners, areas and kind; until then the result is not printed");
}

static void check_votes(Intake *intake)
{
    Check k;
    if (!check_begin(&k, intake, "resolutions"))
        return;
    static const char *const owners[] = {"agree_owners", "against_owners", "abstain_owners",
                                         "invalid_owners"};
    static const char *const area[] = {"agree_area", "against_area", "abstain_area", NULL};
    for (size_t r = 0; r < table_rows(k.table); r++) {
        check_sum(&k, r, owners, "voted_owners", "人");
        /* The area of invalid ballots is not recorded: with any of them, only "not more" can be
         * said. */
        if (check_value(&k, r, "invalid_owners") == 0 ||
            check_value(&k, r, "invalid_owners") == CELL_MISSING)
            check_sum(&k, r, area, "voted_area", "");
        int64_t voted = check_value(&k, r, "voted_owners"), total = total_of(&k, r, "total_owners");
        int64_t voted_area = check_value(&k, r, "voted_area"), all = total_of(&k, r, "total_area");
        if (voted != CELL_MISSING && total != CELL_MISSING && voted > total)
            check_tell(&k, r, "voted_owners", SEVERITY_WARNING, "voted_exceeds_total",
                       "超过业主总人数", "is more than all owners", "请核对总人数",
                       "check the total");
        if (voted_area != CELL_MISSING && all != CELL_MISSING && voted_area > all)
            check_tell(&k, r, "voted_area", SEVERITY_WARNING, "voted_exceeds_total",
                       "超过建筑物总面积", "is more than the whole area", "请核对总面积",
                       "check the total");
        check_result(&k, r);
    }
}

/* --- days ----------------------------------------------------------------------------------- */

typedef struct {
    const char *table, *earlier, *later;
} DayOrder;

static const DayOrder day_orders[] = {{"issues", "reported_on", "accepted_on"},
                                      {"issues", "reported_on", "closed_on"},
                                      {"issues", "reported_on", "responded_on"},
                                      {"resolutions", "notice_on", "vote_from"},
                                      {"resolutions", "vote_from", "vote_to"},
                                      {"resolutions", "decided_on", "posted_on"},
                                      {"resolutions", "posted_on", "posted_to"},
                                      {"disclosures", "event_on", "posted_on"},
                                      {"disclosures", "posted_on", "removed_on"},
                                      {"agreements", "signed_on", "valid_to"},
                                      {"party_orgs", "founded_on", "dissolved_on"},
                                      {"party_units", "start_on", "end_on"},
                                      {"committee_members", "term_from", "term_to"},
                                      {"list_events", "event_on", "until_on"},
                                      {"projects", "start_on", "done_on"},
                                      {"proposals", "proposed_on", "closed_on"},
                                      {"property_companies", "contract_from", "contract_to"}};

/* Two days of a row that come in this order, and their columns. */
typedef struct {
    Check k;
    const DayOrder *order;
    int earlier, later;
    ColumnCells firsts, seconds;
} Ordering;

/*
 * Nearly every block has nothing to tell, which is seen in the cells as they are stored: the days
 * of a whole block from `row` on, two bytes each; NULL where they are not kept like that.
 */
static const uint16_t *stored_days(const ColumnCells *c, size_t row)
{
    return c->width == 2 && !c->derived && row + CHECK_BLOCK <= c->rows
               ? (const uint16_t *)c->cells + row
               : NULL;
}

static bool is_in_order(const Ordering *o, size_t row)
{
    const uint16_t *first = stored_days(&o->firsts, row), *second = stored_days(&o->seconds, row);
    unsigned wrong = 0;
    if (!first || !second || o->firsts.bias != o->seconds.bias)
        return false;
    for (size_t i = 0; i < CHECK_BLOCK; i++) /* a missing one is the highest number */
        wrong |= (unsigned)(second[i] < first[i]) & (unsigned)(first[i] != UINT16_MAX);
    return !wrong;
}

static void look_for_disorder(void *context, size_t from, size_t to, RowList *found)
{
    const Ordering *o = context;
    int64_t firsts[CHECK_BLOCK], seconds[CHECK_BLOCK];
    for (size_t n; from < to; from += n) {
        n = CHECK_BLOCK;
        if (from + n <= to && is_in_order(o, from))
            continue;
        n = check_block(&o->k, o->earlier, from, to, firsts);
        check_block(&o->k, o->later, from, to, seconds);
        for (size_t i = 0; i < n; i++)
            if (seconds[i] < firsts[i] && seconds[i] != CELL_MISSING)
                row_list_add(found, from + i);
    }
}

static void tell_disorder(void *context, size_t r)
{
    Ordering *o = context;
    Check *k = &o->k;
    Arena *arena = k->intake->arena;
    if (!check_may_tell(k, r, SEVERITY_WARNING, "days_out_of_order"))
        return;
    check_put(k, r, o->order->later, SEVERITY_WARNING, "days_out_of_order",
              arena_printf(arena, "早于“%s” %s", k->schema->columns[o->earlier].title.zh,
                           check_shown(k, r, o->order->earlier)),
              arena_printf(arena, "lies before %s %s", o->order->earlier,
                           check_shown(k, r, o->order->earlier)),
              "请核对这两个日期", "check the two dates");
}

static void check_order(Intake *intake, const DayOrder *order)
{
    Ordering o = {.order = order};
    if (!check_begin(&o.k, intake, order->table))
        return;
    o.earlier = check_column(&o.k, order->earlier);
    o.later = check_column(&o.k, order->later);
    if (o.earlier < 0 || o.later < 0)
        return;
    o.firsts = table_column(o.k.table, (size_t)o.earlier);
    o.seconds = table_column(o.k.table, (size_t)o.later);
    check_sweep(&o.k, look_for_disorder, tell_disorder, &o);
}

/* Dates of things that have happened; planned ones may lie ahead (metrics.md 1.2). */
static const DayOrder event_days[] = {
    {"issues", "reported_on", NULL},     {"issues", "closed_on", NULL},
    {"issues", "accepted_on", NULL},     {"issues", "published_on", NULL},
    {"meetings", "held_on", NULL},       {"meeting_items", "done_on", NULL},
    {"proposals", "proposed_on", NULL},  {"proposals", "closed_on", NULL},
    {"resolutions", "decided_on", NULL}, {"resolutions", "posted_on", NULL},
    {"disclosures", "posted_on", NULL},  {"disclosures", "event_on", NULL},
    {"duty_tasks", "done_on", NULL},     {"activities", "held_on", NULL},
    {"fund_ledger", "entry_on", NULL},   {"revenue_ledger", "entry_on", NULL},
    {"agreements", "signed_on", NULL},   {"party_orgs", "founded_on", NULL},
    {"projects", "done_on", NULL},       {"list_events", "event_on", NULL},
    {"service_items", "period", NULL},   {"assessments", "period", NULL}};

#define OLD_DAYS (20 * 365)

typedef struct {
    Check k;
    const char *name;
    int column;
    Day today, old;
    ColumnCells days;
} Happened;

static bool are_likely(const Happened *h, size_t row)
{
    const uint16_t *days = stored_days(&h->days, row);
    int64_t least = h->old - h->days.bias, most = h->today - h->days.bias;
    unsigned wrong = 0;
    if (!days || most < 0 || most >= UINT16_MAX)
        return false;
    uint16_t from = (uint16_t)(least > 0 ? least : 0), to = (uint16_t)most;
    for (size_t i = 0; i < CHECK_BLOCK; i++)
        wrong |= (unsigned)(days[i] < from) |
                 ((unsigned)(days[i] > to) & (unsigned)(days[i] != UINT16_MAX));
    return !wrong;
}

static void look_for_odd_days(void *context, size_t from, size_t to, RowList *found)
{
    const Happened *h = context;
    int64_t days[CHECK_BLOCK];
    for (size_t n; from < to; from += n) {
        n = CHECK_BLOCK;
        if (from + n <= to && are_likely(h, from))
            continue;
        n = check_block(&h->k, h->column, from, to, days);
        for (size_t i = 0; i < n; i++)
            if ((days[i] > h->today || days[i] < h->old) && days[i] != CELL_MISSING)
                row_list_add(found, from + i);
    }
}

static void tell_odd_day(void *context, size_t r)
{
    Happened *h = context;
    if (table_cell(h->k.table, r, (size_t)h->column) < h->old)
        check_tell(&h->k, r, h->name, SEVERITY_WARNING, "old_date", "是二十多年前",
                   "lies more than twenty years back", "请核对年份", "check the year");
    else if (table_first_day(h->k.table, r, (size_t)h->column) > h->today)
        check_tell(&h->k, r, h->name, SEVERITY_WARNING, "future_date", "还没有到",
                   "lies in the future", "请核对年份和月份", "check year and month");
}

static void check_events(Intake *intake, const DayOrder *event)
{
    Happened h = {.name = event->earlier};
    if (!check_begin(&h.k, intake, event->table))
        return;
    h.today = day_today();
    if (intake->config->period != MONTH_MISSING && month_last(intake->config->period) > h.today)
        h.today = month_last(intake->config->period);
    /* The year mistyped; what a party branch was founded on is older than that. */
    h.old = strcmp(event->earlier, "founded_on") == 0 ? DAY_MISSING : h.today - OLD_DAYS;
    h.column = check_column(&h.k, event->earlier);
    if (h.column < 0)
        return;
    h.days = table_column(h.k.table, (size_t)h.column);
    check_sweep(&h.k, look_for_odd_days, tell_odd_day, &h);
}

/* --- states ----------------------------------------------------------------------------------- */

typedef struct {
    Check k;
    int status, closing, rating; /* columns, or -1 */
    int64_t is_closed, is_off, is_unrated;
} Closing;

static bool lacks_date(const Closing *c, int64_t status, int64_t closing)
{
    return status == c->is_off && closing == CELL_MISSING;
}

static bool is_rated_early(const Closing *c, int64_t status, int64_t rating)
{
    return rating != CELL_MISSING && rating != c->is_unrated && status != c->is_closed &&
           status != c->is_off;
}

static void look_for_early(void *context, size_t from, size_t to, RowList *found)
{
    const Closing *c = context;
    int64_t statuses[CHECK_BLOCK], closings[CHECK_BLOCK], ratings[CHECK_BLOCK];
    for (size_t n; from < to; from += n) {
        n = check_block(&c->k, c->status, from, to, statuses);
        check_block(&c->k, c->closing, from, to, closings);
        check_block(&c->k, c->rating, from, to, ratings);
        for (size_t i = 0; i < n; i++)
            if (lacks_date(c, statuses[i], closings[i]) ||
                is_rated_early(c, statuses[i], ratings[i]))
                row_list_add(found, from + i);
    }
}

static void tell_early(void *context, size_t r)
{
    Closing *c = context;
    int64_t status = check_value(&c->k, r, "status");
    if (lacks_date(c, status, check_value(&c->k, r, "closed_on")))
        check_tell(&c->k, r, "status", SEVERITY_WARNING, "written_off_without_date",
                   "却没有办结日期", "but has no closing date", "请补填办结日期",
                   "give the closing date");
    if (is_rated_early(c, status, check_value(&c->k, r, "satisfaction")))
        check_tell(&c->k, r, "satisfaction", SEVERITY_WARNING, "rated_before_closing",
                   "是评价，但事项还没有办结", "is a rating, but the issue is not closed",
                   "请核对状态", "check the status");
}

static void check_issues(Intake *intake)
{
    Closing c = {0};
    if (!check_begin(&c.k, intake, "issues"))
        return;
    c.status = check_column(&c.k, "status");
    c.closing = check_column(&c.k, "closed_on");
    c.rating = check_column(&c.k, "satisfaction");
    c.is_closed = check_code(&c.k, "status", "closed");
    c.is_off = check_code(&c.k, "status", "written_off");
    c.is_unrated = check_code(&c.k, "satisfaction", "unrated");
    check_sweep(&c.k, look_for_early, tell_early, &c);
}

/* What a list event needs by its kind (metrics.md 10); without it the row counts, but names nobody.
 */
static void check_list_events(Intake *intake)
{
    Check k;
    static const char *const needs[] = {"subject_id", "plate", "list_color"};
    if (!check_begin(&k, intake, "list_events"))
        return;
    for (size_t r = 0; r < table_rows(k.table); r++) {
        bool needed[] = {check_is_code(&k, r, "subject_type", "company"),
                         check_is_code(&k, r, "subject_type", "vehicle"),
                         check_is_code(&k, r, "event", "list_in") ||
                             check_is_code(&k, r, "event", "list_out")};
        for (int i = 0; i < 3; i++)
            if (needed[i] && check_column(&k, needs[i]) >= 0 &&
                check_value(&k, r, needs[i]) == CELL_MISSING)
                check_tell(&k, r, needs[i], SEVERITY_WARNING, "empty_expected",
                           "这类事件应填写，却是空的",
                           "is expected for this kind of event, but empty", "请补填", "fill it in");
    }
}

/* A price without its unit is none (明码标价). */
static void check_prices(Intake *intake)
{
    Check k;
    if (!check_begin(&k, intake, "service_items"))
        return;
    for (size_t r = 0; r < table_rows(k.table); r++) {
        bool fee = check_is_code(&k, r, "section", "fee"),
             price = check_value(&k, r, "price") != CELL_MISSING;
        if (fee && !price && check_column(&k, "price") >= 0)
            check_tell(&k, r, "price", SEVERITY_WARNING, "empty_expected",
                       "收费事项应填写，却是空的", "is expected for a fee, but empty",
                       "请补填收费标准", "give the price");
        if (price && check_column(&k, "price_unit") >= 0 &&
            check_value(&k, r, "price_unit") == CELL_MISSING)
            check_tell(&k, r, "price_unit", SEVERITY_WARNING, "empty_expected",
                       "有收费标准却没有计价单位", "is empty although there is a price",
                       "请补填，如 元/㎡·月", "fill it in, e.g. 元/㎡·月");
    }
}
/* --- codes, amounts and scores -------------------------------------------------------------- */

/* GB 32100: 18 characters, the last one checks the others. */
static bool is_credit_code(const char *text)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    static const int weights[] = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
    int sum = 0;
    if (strlen(text) != 18)
        return false;
    for (int i = 0; i < 17; i++) {
        const char *at = strchr(alphabet, text[i]);
        if (!at)
            return false;
        sum += (int)(at - alphabet) * weights[i];
    }
    return text[17] == alphabet[(31 - sum % 31) % 31];
}

static void check_credit_codes(Intake *intake)
{
    Check k;
    if (!check_begin(&k, intake, "property_companies"))
        return;
    for (size_t r = 0; r < table_rows(k.table); r++) {
        const char *code = check_shown(&k, r, "credit_code");
        if (*code && !is_credit_code(code))
            check_tell(&k, r, "credit_code", SEVERITY_WARNING, "credit_code",
                       "不是有效的统一社会信用代码", "is no valid credit code (GB 32100)",
                       "请照营业执照核对 18 位代码", "check the 18 characters against the licence");
    }
}

typedef struct {
    Check k;
    int amount;
} Amounts;

static void look_for_negative(void *context, size_t from, size_t to, RowList *found)
{
    const Amounts *a = context;
    int64_t amounts[CHECK_BLOCK];
    for (size_t n; from < to; from += n) {
        n = check_block(&a->k, a->amount, from, to, amounts);
        for (size_t i = 0; i < n; i++)
            if (amounts[i] < 0 && amounts[i] != CELL_MISSING)
                row_list_add(found, from + i);
    }
}

/* Red ink, or a minus that stands for spending, which the direction says already. */
static void tell_negative(void *context, size_t r)
{
    Amounts *a = context;
    check_tell(&a->k, r, "amount", SEVERITY_WARNING, "negative_amount",
               "是负数，按冲账（红字）计算", "is negative; it counts as a reversal",
               "如是冲账不必改；如是支出，请在“收支”列填“支出”，金额填正数",
               "leave a reversal as it is; write spending as a positive amount with its direction");
}

static void check_signs(Intake *intake)
{
    Amounts a = {0};
    if (!check_begin(&a.k, intake, "revenue_ledger"))
        return;
    a.amount = check_column(&a.k, "amount");
    if (a.amount >= 0)
        check_sweep(&a.k, look_for_negative, tell_negative, &a);
}

/* 95 for 9.5: no indicator gives more than its full score. */
static void check_scores(Intake *intake)
{
    Check k;
    if (!check_begin(&k, intake, "assessments"))
        return;
    for (size_t r = 0; r < table_rows(k.table); r++) {
        int64_t score = check_value(&k, r, "score"), full = check_value(&k, r, "full_score");
        if (score != CELL_MISSING && full != CELL_MISSING && score > full)
            check_tell(&k, r, "score", SEVERITY_WARNING, "score_exceeds_full", "高于满分",
                       "is more than the full score", "请核对得分和满分", "check both");
    }
}

void check_rows(Intake *intake)
{
    check_scores(intake);
    check_votes(intake);
    for (size_t i = 0; i < sizeof day_orders / sizeof *day_orders; i++)
        check_order(intake, &day_orders[i]);
    for (size_t i = 0; i < sizeof event_days / sizeof *event_days; i++)
        check_events(intake, &event_days[i]);
    check_issues(intake);
    check_list_events(intake);
    check_prices(intake);
    check_across(intake);
    check_signs(intake);
    check_credit_codes(intake);
}
