/*
 * check.c - cross checks between finished rows (domain.md 4.3, last paragraph); see intake.h.
 *
 * Nothing here changes a row: what looks wrong is told, with the row it stands in.
 */
#include "data/intake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/exact.h"
#include "data/sweep.h"
#include "data/vote.h"

typedef struct {
    Intake *intake;
    const Table *table;
    const TableSchema *schema;
    struct {
        const char *name;
        int column;
    } known[16]; /* by the address of the literal, so that a row costs no search */
    size_t known_count;
} Check;

/* Column by name; -1 where the schema was changed and has none. */
static int column(Check *k, const char *name)
{
    for (size_t i = 0; i < k->known_count; i++)
        if (k->known[i].name == name)
            return k->known[i].column;
    int found = schema_column(k->schema, name);
    if (k->known_count < sizeof k->known / sizeof *k->known) {
        k->known[k->known_count].name = name;
        k->known[k->known_count++].column = found;
    }
    return found;
}

static int64_t value(Check *k, size_t row, const char *name)
{
    int c = column(k, name);
    return c < 0 ? CELL_MISSING : table_cell(k->table, row, (size_t)c);
}

static bool is_code(Check *k, size_t row, const char *name, const char *code)
{
    int c = column(k, name);
    int64_t cell = value(k, row, name);
    return cell != CELL_MISSING && cell == schema_enum(&k->schema->columns[c], code);
}

#define BLOCK 1024

/* The cells of the rows from...to - 1, as many as there is room for; all missing where c is -1. */
static size_t read_block(const Check *k, int c, size_t from, size_t to, int64_t cells[BLOCK])
{
    size_t n = to - from < BLOCK ? to - from : BLOCK;
    if (c >= 0)
        table_cells(k->table, (size_t)c, from, n, cells);
    for (size_t i = 0; c < 0 && i < n; i++)
        cells[i] = CELL_MISSING;
    return n;
}

/* See sweep.h; the context holds `k`, which only `take` may ask for columns by name. */
static void sweep_table(const Check *k, void (*look)(void *, size_t, size_t, RowList *),
                        void (*take)(void *, size_t), void *context)
{
    sweep_rows(&(Sweep){look, take, context}, table_rows(k->table), k->intake->jobs);
}

/* The number of an enum's value; one that no cell has where the schema lacks it. */
static int64_t code_of(Check *k, const char *name, const char *code)
{
    int c = column(k, name), value_index = c < 0 ? -1 : schema_enum(&k->schema->columns[c], code);
    return value_index < 0 ? INT64_MAX : value_index;
}

static const char *shown(Check *k, size_t row, const char *name)
{
    int c = column(k, name);
    return c < 0 || k->schema->columns[c].privacy == PRIVACY_PRIVATE
               ? ""
               : table_display(k->intake->arena, k->table, row, (size_t)c);
}

static bool may_tell(Check *k, size_t row, Severity severity, const char *code)
{
    RowOrigin origin = table_origin(k->table, row);
    return problem_may_tell(k->intake, k->intake->sheets[origin.file], origin.row, severity, code);
}

static void put(Check *k, size_t row, const char *name, Severity severity, const char *code,
                const char *zh, const char *en, const char *advice_zh, const char *advice_en)
{
    problem_of_row(k->intake, table_origin(k->table, row), name ? column(k, name) : -1, severity,
                   code, name ? shown(k, row, name) : "", zh, en, advice_zh, advice_en);
}

static void tell(Check *k, size_t row, const char *name, Severity severity, const char *code,
                 const char *zh, const char *en, const char *advice_zh, const char *advice_en)
{
    if (may_tell(k, row, severity, code))
        put(k, row, name, severity, code, zh, en, advice_zh, advice_en);
}

static bool begin(Check *k, Intake *intake, const char *name)
{
    *k = (Check){.intake = intake};
    k->table = dataset_find(intake->data, name);
    k->schema = k->table ? table_schema(k->table) : NULL;
    return k->table && table_rows(k->table) > 0;
}

/* --- votes ------------------------------------------------------------------------------ */

/* Of T10, else of T01. */
static int64_t total_of(Check *k, size_t row, const char *name)
{
    int64_t own = value(k, row, name);
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
    int64_t sum = 0, whole = value(k, row, voted);
    bool complete = true;
    for (int i = 0; i < 4; i++) {
        int64_t part = parts[i] ? value(k, row, parts[i]) : 0;
        complete &= part != CELL_MISSING;
        sum += part == CELL_MISSING ? 0 : part;
    }
    if (whole == CELL_MISSING || (complete ? sum == whole : sum <= whole))
        return;
    char *text = exact_decimal(k->intake->arena, sum, *unit ? 1 : 100, 1, 2, false);
    tell(k, row, voted, SEVERITY_WARNING, "votes_do_not_add_up",
         arena_printf(k->intake->arena, "与同意、反对、弃权、无效之和 %s 不符", text),
         arena_printf(k->intake->arena, "differs from agree + against + abstain + invalid, %s",
                      text),
         "请核对计票结果", "check the count");
}

static void check_result(Check *k, size_t row)
{
    Vote vote = {.total_owners = total_of(k, row, "total_owners"),
                 .total_area = total_of(k, row, "total_area"),
                 .voted_owners = value(k, row, "voted_owners"),
                 .voted_area = value(k, row, "voted_area"),
                 .agree_owners = value(k, row, "agree_owners"),
                 .agree_area = value(k, row, "agree_area")};
    int64_t day = value(k, row, "decided_on"), claimed = value(k, row, "result_claimed");
    int kind = column(k, "item_kind"), claim = column(k, "result_claimed");
    if (day == CELL_MISSING)
        day = value(k, row, "vote_to");
    if (day == CELL_MISSING || claimed == CELL_MISSING || kind < 0 ||
        value(k, row, "item_kind") == CELL_MISSING || vote.total_owners == CELL_MISSING ||
        vote.total_area == CELL_MISSING || vote.voted_owners == CELL_MISSING ||
        vote.voted_area == CELL_MISSING || vote.agree_owners == CELL_MISSING ||
        vote.agree_area == CELL_MISSING)
        return;
    vote.day = (Day)day;
    vote.item = atoi(k->schema->columns[kind].values[value(k, row, "item_kind")].code);
    const char *code = k->schema->columns[claim].values[claimed].code;
    bool says_passed = strcmp(code, "passed") == 0 || strcmp(code, "pass") == 0 ||
                       strcmp(k->schema->columns[claim].values[claimed].title.zh, "通过") == 0;
    if (says_passed == vote_passed(&vote))
        return;
    tell(k, row, "result_claimed", SEVERITY_ERROR, "result_mismatch",
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
    if (!begin(&k, intake, "resolutions"))
        return;
    static const char *const owners[] = {"agree_owners", "against_owners", "abstain_owners",
                                         "invalid_owners"};
    static const char *const area[] = {"agree_area", "against_area", "abstain_area", NULL};
    for (size_t r = 0; r < table_rows(k.table); r++) {
        check_sum(&k, r, owners, "voted_owners", "人");
        /* The area of invalid ballots is not recorded: with any of them, only "not more" can be
         * said. */
        if (value(&k, r, "invalid_owners") == 0 || value(&k, r, "invalid_owners") == CELL_MISSING)
            check_sum(&k, r, area, "voted_area", "");
        int64_t voted = value(&k, r, "voted_owners"), total = total_of(&k, r, "total_owners");
        int64_t voted_area = value(&k, r, "voted_area"), all = total_of(&k, r, "total_area");
        if (voted != CELL_MISSING && total != CELL_MISSING && voted > total)
            tell(&k, r, "voted_owners", SEVERITY_WARNING, "voted_exceeds_total", "超过业主总人数",
                 "is more than all owners", "请核对总人数", "check the total");
        if (voted_area != CELL_MISSING && all != CELL_MISSING && voted_area > all)
            tell(&k, r, "voted_area", SEVERITY_WARNING, "voted_exceeds_total", "超过建筑物总面积",
                 "is more than the whole area", "请核对总面积", "check the total");
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
} Ordering;

static void look_for_disorder(void *context, size_t from, size_t to, RowList *found)
{
    const Ordering *o = context;
    int64_t firsts[BLOCK], seconds[BLOCK];
    for (size_t n; from < to; from += n) {
        n = read_block(&o->k, o->earlier, from, to, firsts);
        read_block(&o->k, o->later, from, to, seconds);
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
    if (!may_tell(k, r, SEVERITY_WARNING, "days_out_of_order"))
        return;
    put(k, r, o->order->later, SEVERITY_WARNING, "days_out_of_order",
        arena_printf(arena, "早于“%s” %s", k->schema->columns[o->earlier].title.zh,
                     shown(k, r, o->order->earlier)),
        arena_printf(arena, "lies before %s %s", o->order->earlier, shown(k, r, o->order->earlier)),
        "请核对这两个日期", "check the two dates");
}

static void check_order(Intake *intake, const DayOrder *order)
{
    Ordering o = {.order = order};
    if (!begin(&o.k, intake, order->table))
        return;
    o.earlier = column(&o.k, order->earlier);
    o.later = column(&o.k, order->later);
    if (o.earlier >= 0 && o.later >= 0)
        sweep_table(&o.k, look_for_disorder, tell_disorder, &o);
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
} Happened;

static void look_for_odd_days(void *context, size_t from, size_t to, RowList *found)
{
    const Happened *h = context;
    int64_t days[BLOCK];
    for (size_t n; from < to; from += n) {
        n = read_block(&h->k, h->column, from, to, days);
        for (size_t i = 0; i < n; i++)
            if ((days[i] > h->today || days[i] < h->old) && days[i] != CELL_MISSING)
                row_list_add(found, from + i);
    }
}

static void tell_odd_day(void *context, size_t r)
{
    Happened *h = context;
    if (table_cell(h->k.table, r, (size_t)h->column) < h->old)
        tell(&h->k, r, h->name, SEVERITY_WARNING, "old_date", "是二十多年前",
             "lies more than twenty years back", "请核对年份", "check the year");
    else if (table_first_day(h->k.table, r, (size_t)h->column) > h->today)
        tell(&h->k, r, h->name, SEVERITY_WARNING, "future_date", "还没有到", "lies in the future",
             "请核对年份和月份", "check year and month");
}

static void check_events(Intake *intake, const DayOrder *event)
{
    Happened h = {.name = event->earlier};
    if (!begin(&h.k, intake, event->table))
        return;
    h.today = day_today();
    if (intake->config->period != MONTH_MISSING && month_last(intake->config->period) > h.today)
        h.today = month_last(intake->config->period);
    /* The year mistyped; what a party branch was founded on is older than that. */
    h.old = strcmp(event->earlier, "founded_on") == 0 ? DAY_MISSING : h.today - OLD_DAYS;
    h.column = column(&h.k, event->earlier);
    if (h.column >= 0)
        sweep_table(&h.k, look_for_odd_days, tell_odd_day, &h);
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
    int64_t statuses[BLOCK], closings[BLOCK], ratings[BLOCK];
    for (size_t n; from < to; from += n) {
        n = read_block(&c->k, c->status, from, to, statuses);
        read_block(&c->k, c->closing, from, to, closings);
        read_block(&c->k, c->rating, from, to, ratings);
        for (size_t i = 0; i < n; i++)
            if (lacks_date(c, statuses[i], closings[i]) ||
                is_rated_early(c, statuses[i], ratings[i]))
                row_list_add(found, from + i);
    }
}

static void tell_early(void *context, size_t r)
{
    Closing *c = context;
    int64_t status = value(&c->k, r, "status");
    if (lacks_date(c, status, value(&c->k, r, "closed_on")))
        tell(&c->k, r, "status", SEVERITY_WARNING, "written_off_without_date", "却没有办结日期",
             "but has no closing date", "请补填办结日期", "give the closing date");
    if (is_rated_early(c, status, value(&c->k, r, "satisfaction")))
        tell(&c->k, r, "satisfaction", SEVERITY_WARNING, "rated_before_closing",
             "是评价，但事项还没有办结", "is a rating, but the issue is not closed", "请核对状态",
             "check the status");
}

static void check_issues(Intake *intake)
{
    Closing c = {0};
    if (!begin(&c.k, intake, "issues"))
        return;
    c.status = column(&c.k, "status");
    c.closing = column(&c.k, "closed_on");
    c.rating = column(&c.k, "satisfaction");
    c.is_closed = code_of(&c.k, "status", "closed");
    c.is_off = code_of(&c.k, "status", "written_off");
    c.is_unrated = code_of(&c.k, "satisfaction", "unrated");
    sweep_table(&c.k, look_for_early, tell_early, &c);
}

/* What a list event needs by its kind (metrics.md 10); without it the row counts, but names nobody.
 */
static void check_list_events(Intake *intake)
{
    Check k;
    static const char *const needs[] = {"subject_id", "plate", "list_color"};
    if (!begin(&k, intake, "list_events"))
        return;
    for (size_t r = 0; r < table_rows(k.table); r++) {
        bool needed[] = {is_code(&k, r, "subject_type", "company"),
                         is_code(&k, r, "subject_type", "vehicle"),
                         is_code(&k, r, "event", "list_in") || is_code(&k, r, "event", "list_out")};
        for (int i = 0; i < 3; i++)
            if (needed[i] && column(&k, needs[i]) >= 0 && value(&k, r, needs[i]) == CELL_MISSING)
                tell(&k, r, needs[i], SEVERITY_WARNING, "empty_expected",
                     "这类事件应填写，却是空的", "is expected for this kind of event, but empty",
                     "请补填", "fill it in");
    }
}

/* A price without its unit is none (明码标价). */
static void check_prices(Intake *intake)
{
    Check k;
    if (!begin(&k, intake, "service_items"))
        return;
    for (size_t r = 0; r < table_rows(k.table); r++) {
        bool fee = is_code(&k, r, "section", "fee"), price = value(&k, r, "price") != CELL_MISSING;
        if (fee && !price && column(&k, "price") >= 0)
            tell(&k, r, "price", SEVERITY_WARNING, "empty_expected", "收费事项应填写，却是空的",
                 "is expected for a fee, but empty", "请补填收费标准", "give the price");
        if (price && column(&k, "price_unit") >= 0 && value(&k, r, "price_unit") == CELL_MISSING)
            tell(&k, r, "price_unit", SEVERITY_WARNING, "empty_expected",
                 "有收费标准却没有计价单位", "is empty although there is a price",
                 "请补填，如 元/㎡·月", "fill it in, e.g. 元/㎡·月");
    }
}

/* By the number of a text: whether it is a matter of the table. The caller frees it. */
static TextMap matters_of(const Intake *intake, const Table *table)
{
    TextMap has = {0};
    dataset_map(intake->data, &has);
    int c = schema_column(table_schema(table), "matter_id");
    for (size_t r = 0; c >= 0 && r < table_rows(table); r++) {
        int64_t matter = table_cell(table, r, (size_t)c);
        if (matter > 0)
            *text_map_at(&has, matter) = true;
    }
    return has;
}

/* What a joint meeting passed on to the owners should be found among their resolutions. */
static void check_to_owners(Intake *intake)
{
    Check k;
    const Table *resolutions = dataset_find(intake->data, "resolutions");
    if (!begin(&k, intake, "meeting_items") || !resolutions || !table_arrived(resolutions))
        return;
    TextMap has = matters_of(intake, resolutions);
    for (size_t r = 0; r < table_rows(k.table); r++) {
        int64_t matter = value(&k, r, "matter_id");
        if (!is_code(&k, r, "result", "to_owners") || matter <= 0 || *text_map_at(&has, matter))
            continue;
        tell(&k, r, "matter_id", SEVERITY_WARNING, "to_owners_without_resolution",
             "已提交业主大会，业主大会决议表里还没有这一事项",
             "was passed on to the owners, but no resolution has this matter",
             "表决后请填报决议，并写同一个事项编号",
             "report the resolution with the same matter number");
    }
    text_map_close(&has);
}

/* Rows of a table by compound: the last one of each (row + 1), and the one before each. */
typedef struct {
    uint32_t *last, *before;
} RowsOf;

static RowsOf rows_by_compound(const Table *table, size_t compounds)
{
    RowsOf of = {memory_alloc((compounds + 1) * sizeof *of.last),
                 memory_alloc((table_rows(table) + 1) * sizeof *of.before)};
    for (size_t r = 0; r < table_rows(table); r++) {
        int32_t compound = table_compound(table, r);
        if (compound < 0)
            continue;
        of.before[r] = of.last[compound];
        of.last[compound] = (uint32_t)r + 1;
    }
    return of;
}

/* A resolution on the maintenance fund is followed by an entry in its ledger. */
static void check_fund_entries(Intake *intake)
{
    Check k;
    const Table *ledger = dataset_find(intake->data, "fund_ledger");
    if (!begin(&k, intake, "resolutions") || !ledger || !table_arrived(ledger))
        return;
    int64_t days = value_int(intake->config->raw, "fund_entry_days", 90);
    int on = schema_column(table_schema(ledger), "entry_on"), kind = column(&k, "item_kind");
    int claim = column(&k, "result_claimed");
    Day today = day_today();
    const Table *compounds = dataset_find(intake->data, "compounds");
    RowsOf entries = rows_by_compound(ledger, compounds ? table_rows(compounds) : 0);
    for (size_t r = 0; kind >= 0 && on >= 0 && claim >= 0 && r < table_rows(k.table); r++) {
        int64_t decided = value(&k, r, "decided_on"), claimed = value(&k, r, "result_claimed");
        bool fund = is_code(&k, r, "item_kind", "5") || is_code(&k, r, "item_kind", "6");
        if (!fund || decided == CELL_MISSING || decided + days > today || claimed == CELL_MISSING ||
            strcmp(k.schema->columns[claim].values[claimed].title.zh, "通过") != 0)
            continue;
        bool found = false;
        int32_t compound = table_compound(k.table, r);
        for (uint32_t e = compound < 0 ? 0 : entries.last[compound]; e && !found;
             e = entries.before[e - 1]) {
            int64_t entry = table_cell(ledger, e - 1, (size_t)on);
            found = entry != CELL_MISSING && entry >= decided && entry <= decided + days;
        }
        if (!found)
            tell(&k, r, "item_kind", SEVERITY_WARNING, "fund_entry_missing",
                 arena_printf(intake->arena, "已通过，但 %lld 天内维修资金表里没有分录",
                              (long long)days),
                 arena_printf(intake->arena,
                              "was passed, but the fund's ledger has no entry within %lld days",
                              (long long)days),
                 "请补报维修资金分录", "report the ledger entry");
    }
    free(entries.last);
    free(entries.before);
}

/* --- balances and codes -------------------------------------------------------------------------
 */

/* Where a compound's ledger begins with a deposit, its sum is the balance that T01 gives. */
static void check_balances(Intake *intake)
{
    Check k, c;
    if (!begin(&k, intake, "fund_ledger") || !begin(&c, intake, "compounds"))
        return;
    static const char *const adds[] = {"deposit", "interest", "adjust"};
    static const char *const takes[] = {"pay_first", "pay_final", "refund"};
    size_t count = table_rows(c.table);
    Int128 *sums = memory_alloc(count * sizeof *sums);
    bool *known = memory_alloc(count * sizeof *known),
         *unread = memory_alloc(count * sizeof *unread);
    for (size_t r = 0; r < table_rows(k.table); r++) {
        int32_t compound = table_compound(k.table, r);
        int64_t amount = value(&k, r, "amount");
        int sign = 0;
        for (int i = 0; i < 3; i++)
            sign += is_code(&k, r, "entry_type", adds[i]);
        for (int i = 0; i < 3; i++)
            sign -= is_code(&k, r, "entry_type", takes[i]);
        if (compound < 0 || sign == 0)
            continue;
        known[compound] |= is_code(&k, r, "entry_type", "deposit");
        if (amount == CELL_MISSING)
            unread[compound] = true;
        else
            sums[compound] += sign > 0 ? amount : -(Int128)amount;
    }
    for (size_t r = 0; r < count; r++) {
        int64_t balance = value(&c, r, "fund_balance");
        if (!known[r] || unread[r] || balance == CELL_MISSING || sums[r] == balance)
            continue;
        char *sum = exact_decimal(intake->arena, sums[r], 100, 1, 2, true);
        tell(&c, r, "fund_balance", SEVERITY_WARNING, "fund_balance_differs",
             arena_printf(intake->arena, "与维修资金表各分录之和 %s 不符", sum),
             arena_printf(intake->arena, "differs from the sum of the fund's ledger, %s", sum),
             "请核对余额，或补报分录", "check the balance, or report missing entries");
    }
    free(sums);
    free(known);
    free(unread);
}

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
    if (!begin(&k, intake, "property_companies"))
        return;
    for (size_t r = 0; r < table_rows(k.table); r++) {
        const char *code = shown(&k, r, "credit_code");
        if (*code && !is_credit_code(code))
            tell(&k, r, "credit_code", SEVERITY_WARNING, "credit_code",
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
    int64_t amounts[BLOCK];
    for (size_t n; from < to; from += n) {
        n = read_block(&a->k, a->amount, from, to, amounts);
        for (size_t i = 0; i < n; i++)
            if (amounts[i] < 0 && amounts[i] != CELL_MISSING)
                row_list_add(found, from + i);
    }
}

/* Red ink, or a minus that stands for spending, which the direction says already. */
static void tell_negative(void *context, size_t r)
{
    Amounts *a = context;
    tell(&a->k, r, "amount", SEVERITY_WARNING, "negative_amount", "是负数，按冲账（红字）计算",
         "is negative; it counts as a reversal",
         "如是冲账不必改；如是支出，请在“收支”列填“支出”，金额填正数",
         "leave a reversal as it is; write spending as a positive amount with its direction");
}

static void check_signs(Intake *intake)
{
    Amounts a = {0};
    if (!begin(&a.k, intake, "revenue_ledger"))
        return;
    a.amount = column(&a.k, "amount");
    if (a.amount >= 0)
        sweep_table(&a.k, look_for_negative, tell_negative, &a);
}

/* 95 for 9.5: no indicator gives more than its full score. */
static void check_scores(Intake *intake)
{
    Check k;
    if (!begin(&k, intake, "assessments"))
        return;
    for (size_t r = 0; r < table_rows(k.table); r++) {
        int64_t score = value(&k, r, "score"), full = value(&k, r, "full_score");
        if (score != CELL_MISSING && full != CELL_MISSING && score > full)
            tell(&k, r, "score", SEVERITY_WARNING, "score_exceeds_full", "高于满分",
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
    check_to_owners(intake);
    check_fund_entries(intake);
    check_balances(intake);
    check_signs(intake);
    check_credit_codes(intake);
}
