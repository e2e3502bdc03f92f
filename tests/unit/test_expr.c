/* test_expr.c - expressions over rows: missing cells, as-of days, foreign keys, messages. */
#include "district.h"

#include "data/expr.h"
#include "data/table_build.h"

/* A tree from its text: (op A B) with names as texts, numbers as they are, [a b] as a list. */
static Value tree_of(Arena *arena, const char **text)
{
    while (**text == ' ')
        ++*text;
    Value value = {0};
    if (**text == '(' || **text == '[') {
        char end = **text == '(' ? ')' : ']';
        Value *items = ARENA_NEW_ARRAY(arena, 16, Value);
        size_t count = 0;
        for (++*text; **text != end; ++count) {
            items[count] = tree_of(arena, text);
            while (**text == ' ')
                ++*text;
        }
        ++*text;
        return (Value){.kind = VALUE_LIST, .count = count, .items = items};
    }
    size_t length = strcspn(*text, " )]");
    const char *word = arena_copy(arena, *text, length);
    *text += length;
    char *rest;
    long long number = strtoll(word, &rest, 10);
    if (*rest == '\0')
        value = (Value){.kind = VALUE_INT, .integer = number};
    else
        value = (Value){.kind = VALUE_TEXT, .text = word};
    return value;
}

static Expr *compile(District *d, const char *table, const char *text, Error *err)
{
    Expr *expr = NULL;
    Value tree = tree_of(d->arena, &text);
    bool ok =
        expr_compile(d->arena, d->data, NULL, schema_table(&d->schemas, table), &tree, &expr, err);
    return ok ? expr : NULL;
}

static int64_t eval(District *d, const char *table, size_t row, const char *asof, const char *text)
{
    Error err = {0};
    int64_t out;
    Expr *expr = compile(d, table, text, &err);
    if (!expr)
        fail_msg("%s", err.text);
    expr_eval(expr, day(asof), NULL, row, 1, &out);
    return out;
}

static int open_issues(void **state)
{
    open_district(state);
    District *d = *state;
    add(d, "issues",
        "compound_id=A-1; issue_id=1; issue_type=complaint; category=noise; status=closed; "
        "reported_on=2026-10-03; due_on=2026-12-31; closed_on=2026-10-10");
    add(d, "issues", "compound_id=B-1; issue_id=2; status=closed");
    return 0;
}

/* An empty cell satisfies no condition: neither = nor !=, neither <= nor >. */
static void missing_satisfies_nothing(void **state)
{
    District *d = *state;
    static const char *const ops[] = {"eq", "ne", "lt", "le", "gt", "ge"};
    for (size_t i = 0; i < 6; i++) {
        const char *text = arena_printf(d->arena, "(%s (col closed_on) (asof))", ops[i]);
        assert_int_equal(eval(d, "issues", 1, "2026-10-31", text), 0);
    }
    assert_int_equal(eval(d, "issues", 1, "2026-10-31", "(in (col issue_type) [complaint])"), 0);
    assert_int_equal(eval(d, "issues", 1, "2026-10-31", "(yes (col closed_on))"), 0);
    assert_int_equal(eval(d, "issues", 1, "2026-10-31", "(missing (col closed_on))"), 1);
    assert_true(eval(d, "issues", 1, "2026-10-31", "(sub (col closed_on) (asof))") == CELL_MISSING);
    assert_int_equal(eval(d, "issues", 1, "2026-10-31", "(or_zero (col closed_on))"), 0);
    assert_int_equal(eval(d, "issues", 1, "2026-10-31", "(coalesce (col closed_on) 7)"), 7);
}

/* Events after the as-of day read as empty, planned dates and `raw` do not. */
static void events_wait_for_their_day(void **state)
{
    District *d = *state;
    assert_int_equal(eval(d, "issues", 0, "2026-10-09", "(known (col closed_on))"), 0);
    assert_int_equal(eval(d, "issues", 0, "2026-10-10", "(known (col closed_on))"), 1);
    assert_int_equal(eval(d, "issues", 0, "2026-10-09", "(known (raw closed_on))"), 1);
    assert_int_equal(eval(d, "issues", 0, "2026-10-09", "(known (col due_on))"), 1);
    const char *reached = "(reached (col status) [closed written_off] (col closed_on))";
    assert_int_equal(eval(d, "issues", 0, "2026-10-09", reached), 0);
    assert_int_equal(eval(d, "issues", 0, "2026-10-10", reached), 1);
    assert_int_equal(eval(d, "issues", 1, "2026-10-10", reached), 1); /* the status decides */
}

static void numbers_and_dates(void **state)
{
    District *d = *state;
    assert_int_equal(eval(d, "issues", 0, "2026-10-31", "(sub (col closed_on) (col reported_on))"),
                     7);
    assert_int_equal(eval(d, "issues", 0, "2026-10-31", "(add_months (raw due_on) -1)"),
                     day("2026-11-30"));
    assert_int_equal(eval(d, "issues", 0, "2026-10-31", "(add_months (raw due_on) (int 2))"),
                     day("2027-02-28"));
    assert_int_equal(eval(d, "issues", 0, "2026-10-31", "(year (col closed_on))"), 2026);
    assert_int_equal(eval(d, "issues", 0, "2026-10-31", "(asof_year)"), 2026);
    assert_int_equal(eval(d, "issues", 0, "2026-10-15", "(period_first)"), day("2026-10-01"));
    assert_int_equal(eval(d, "issues", 0, "2026-10-31", "(min 3 (max 1 2))"), 2);
    assert_int_equal(eval(d, "issues", 0, "2026-10-31", "(when (eq 1 1) 5 6)"), 5);
    assert_int_equal(eval(d, "issues", 0, "2026-10-31", "(not (and (eq 1 1) (eq 1 2)))"), 1);
    assert_int_equal(eval(d, "issues", 0, "2026-10-31", "(or (eq 1 2) (known (asof)))"), 1);
    assert_true(eval(d, "issues", 0, "2026-10-31", "(mul 9223372036854775807 2)") == CELL_MISSING);
}

/* Days of one block that lie far apart, each more than once, do not get each other's months. */
static void months_are_added_to_each_day_of_a_block(void **state)
{
    enum { ROWS = 300 };
    District *d = *state;
    Error err = {0};
    Table *table = dataset_find(d->data, "issues");
    size_t column = (size_t)schema_column(table_schema(table), "due_on");
    Expr *expr = compile(d, "issues", "(add_months (raw due_on) 1)", &err);
    assert_non_null(expr);
    size_t first = table_rows(table);
    for (int32_t i = 0; i < ROWS; i++) {
        size_t row = table_add_row(table, (RowOrigin){0, i + 2});
        if (i % 5)
            table_set(table, row, column, day("2026-01-31") + i * 37 % 96);
    }
    int64_t out[ROWS];
    expr_eval(expr, day("2026-10-31"), NULL, first, ROWS, out);
    for (int32_t i = 0; i < ROWS; i++) {
        int64_t due = table_cell(table, first + (size_t)i, column);
        assert_true(out[i] == (due == CELL_MISSING ? CELL_MISSING : day_add_months((Day)due, 1)));
    }
}

/* Weeks run from Monday to Sunday, half months are 1-15 and 16-end. */
static void slots_follow_the_cadence(void **state)
{
    District *d = *state;
    static const struct {
        const char *cadence, *planned, *held;
        int same;
    } cases[] = {
        {"weekly", "2026-10-05", "2026-10-11", 1},
        {"weekly", "2026-10-05", "2026-10-04", 0},
        {"weekly", "2026-10-05", "2026-10-12", 0},
        {"half_month", "2026-10-01", "2026-10-15", 1},
        {"half_month", "2026-10-15", "2026-10-16", 0},
        {"month", "2026-10-01", "2026-10-31", 1},
        {"month", "2026-10-31", "2026-11-01", 0},
        {"quarter", "2026-10-01", "2026-12-31", 1},
        {"quarter", "2026-10-01", "2026-09-30", 0},
        {NULL, "2026-10-01", "2026-10-31", 1},
        {NULL, "2026-10-31", "2026-11-01", 0},
        {"month", "2026-10-01", "2025-10-01", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *cadence =
            cases[i].cadence ? arena_printf(d->arena, "; cadence=%s", cases[i].cadence) : "";
        size_t row = add(
            d, "meetings",
            arena_printf(d->arena, "compound_id=A-1; meeting_id=%zu; planned_on=%s; held_on=%s%s",
                         i, cases[i].planned, cases[i].held, cadence));
        assert_int_equal(eval(d, "meetings", row, "2026-12-31",
                              "(same_slot (col held_on) (raw planned_on) (col cadence))"),
                         cases[i].same);
    }
}

/* A foreign key that finds nothing reads as a row of empty cells. */
static void foreign_keys_lead_to_other_rows(void **state)
{
    District *d = *state;
    add(d, "meetings", "compound_id=A-1; meeting_id=M; meeting_type=joint; held_on=2026-10-03");
    add(d, "meeting_items", "compound_id=A-1; item_id=1; meeting_id=M; title=x");
    add(d, "meeting_items", "compound_id=A-1; item_id=2; meeting_id=N; title=x");
    table_finish(dataset_find(d->data, "meetings"));
    const char *held = "(via meeting_id (col held_on))";
    assert_int_equal(eval(d, "meeting_items", 0, "2026-10-31", held), day("2026-10-03"));
    assert_true(eval(d, "meeting_items", 0, "2026-10-01", held) == CELL_MISSING);
    assert_true(eval(d, "meeting_items", 1, "2026-10-31", held) == CELL_MISSING);
    assert_int_equal(
        eval(d, "meeting_items", 1, "2026-10-31", "(via meeting_id (missing (col held_on)))"), 1);
    assert_int_equal(eval(d, "issues", 0, "2026-10-31", "(via compound (col total_units))"), 200);
    assert_true(eval(d, "issues", 1, "2026-10-31", "(via compound (col total_units))") ==
                CELL_MISSING);
}

/* Many rows go through in blocks, in the order asked for. */
static void rows_come_in_blocks(void **state)
{
    District *d = *state;
    Error err = {0};
    for (int i = 0; i < 1000; i++)
        add(d, "activities",
            arena_printf(d->arena, "compound_id=A-1; activity_id=%d; attendees=%d", i, i));
    Expr *expr = compile(d, "activities", "(add (col attendees) 1)", &err);
    int64_t out[1000];
    expr_eval(expr, 0, NULL, 0, 1000, out);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(out[i], i + 1);
    uint32_t rows[] = {999, 0, EXPR_NO_ROW};
    expr_eval(expr, 0, rows, 0, 3, out);
    assert_int_equal(out[0], 1000);
    assert_int_equal(out[1], 1);
    assert_true(out[2] == CELL_MISSING);
}

static void assert_refused(District *d, const char *tree, const char *message)
{
    Error err = {0};
    assert_null(compile(d, "issues", tree, &err));
    assert_string_equal(err.text, message);
    assert_int_equal(err.code, ERR_SCRIPT);
}

/* What cannot be meant is refused, with the nearest name. */
static void mistakes_are_named(void **state)
{
    District *d = *state;
    assert_refused(d, "(col statsu)", "issues has no column 'statsu'; nearest is 'status'");
    assert_refused(d, "(in (col status) [closd])",
                   "issues.status has no code 'closd'; nearest is 'closed'");
    assert_refused(d, "(in (col closed_on) [x])",
                   "issues: one_of() needs a column of codes or texts");
    assert_refused(d, "(eq 1)", "issues: no operator 'eq' with 1 operands");
    assert_refused(d, "(equals 1 2)", "issues: no operator 'equals' with 2 operands");
    assert_refused(d, "(derived due)", "issues has no derived column 'due'");
    assert_refused(d, "(via status (col x))",
                   "column 'status' of issues names no row of another table");
    assert_refused(d, "(add_months (asof) x)", "add_months: months must be a whole number");
    assert_refused(d, "[]", "issues: an expression must be a list with an operator");
    assert_refused(d, "col", "issues: an expression must be a list with an operator");
    assert_refused(d, "[1 2]", "issues: an expression must be a list with an operator");
    assert_refused(d, "(in (col status) closed)", "issues.status: expected a list of codes");
    assert_refused(d, "(in (col status) [1])", "issues.status: a code must be a text");
    assert_refused(d, "(in 1 [x])", "issues: one_of() needs a column of codes or texts");
    assert_refused(d, "(in (col nowhere) [x])",
                   "issues has no column 'nowhere'; nearest is 'phone'");
    assert_refused(d, "(via nowhere (col x))",
                   "issues has no column 'nowhere'; nearest is 'phone'");
    assert_refused(d, "(add_months (asof) 12001)", "add_months: months must be a whole number");
    assert_refused(d, "(add_months (asof) -12001)", "add_months: months must be a whole number");
    assert_refused(d, "(add_months (asof) (int 1 2))", "add_months: months must be a whole number");
    assert_refused(d, "(add_months (col nowhere) 1)",
                   "issues has no column 'nowhere'; nearest is 'phone'");
    assert_refused(d, "(reached (col status) [closed] x)", "reached: the date must be a column");
    assert_refused(d, "(reached (col status) [closed] (col x y))",
                   "reached: the date must be a column");
    assert_refused(d, "(reached (col status) [closed] (col 1))",
                   "reached: the date must be a column");
    assert_refused(d, "(reached (col status) [closed] (col closed_o))",
                   "issues has no column 'closed_o'; nearest is 'closed_on'");
    assert_refused(d, "(same_slot (col closed_on) (col due_on) (col due_on))",
                   "same_slot: the cadence must be a column of codes");
    assert_refused(d, "(same_slot (col closed_on) (col due_on) 1)",
                   "same_slot: the cadence must be a column of codes");
    assert_refused(d, "(same_slot (col closed_on) (col due_on) (col nowhere))",
                   "issues has no column 'nowhere'; nearest is 'phone'");
    assert_refused(d, "(col status status)", "issues: no operator 'col' with 2 operands");
    assert_refused(d, "(col 1)", "issues: no operator 'col' with 1 operands");
    assert_refused(d, "(raw 1)", "issues: no operator 'raw' with 1 operands");
    assert_refused(d, "(derived 1)", "issues: no operator 'derived' with 1 operands");
    assert_refused(d, "(via 1 2)", "issues: no operator 'via' with 2 operands");
    assert_refused(d, "(int x)", "issues: no operator 'int' with 1 operands");
    assert_refused(d, "(asof 1)", "issues: no operator 'asof' with 1 operands");
    assert_refused(d, "(and)", "issues: no operator 'and' with 0 operands");
}

/* A row of numbers as a text: "-" is missing. */
static const char *eval_rows(District *d, const Expr *expr, const char *asof, size_t count)
{
    int64_t out[16];
    expr_eval(expr, day(asof), NULL, 0, count, out);
    char *text = "";
    for (size_t i = 0; i < count; i++)
        text = out[i] == CELL_MISSING ? arena_printf(d->arena, "%s -", text)
                                      : arena_printf(d->arena, "%s %lld", text, (long long)out[i]);
    return text;
}

static const Expr *compile_over(District *d, const DerivedColumns *derived, ExprPool *pool,
                                const char *table, const char *text)
{
    Error err = {0};
    Expr *expr = NULL;
    Value tree = tree_of(d->arena, &text);
    if (!expr_compile_over(d->arena, d->data, derived, pool, dataset_find(d->data, table), &tree,
                           &expr, &err))
        fail_msg("%s", err.text);
    return expr;
}

/* Columns of later floors: a cell is empty before its day, codes are those of another column. */
static void derived_columns(void **state)
{
    District *d = *state;
    const Table *issues = dataset_find(d->data, "issues");
    const TableSchema *schema = table_schema(issues);
    const ColumnSchema *status = &schema->columns[schema_column(schema, "status")];
    int64_t closed = schema_enum(status, "closed");
    int64_t late[] = {5, CELL_MISSING}, known[] = {day("2026-10-05"), CELL_MISSING},
            codes[] = {closed, CELL_MISSING};
    const DerivedColumn columns[] = {{dataset_find(d->data, "meetings"), "late", late, NULL, NULL},
                                     {issues, "days_late", late, known, NULL},
                                     {issues, "days_all", late, NULL, NULL},
                                     {issues, "came_to", codes, NULL, status}};
    const DerivedColumns derived = {columns, 4};
    const Expr *e = compile_over(d, &derived, NULL, "issues", "(derived days_late)");
    assert_string_equal(eval_rows(d, e, "2026-10-04", 2), " - -");
    assert_string_equal(eval_rows(d, e, "2026-10-05", 2), " 5 -");
    assert_true(expr_is_day(e)); /* may be one */
    assert_true(expr_is_steady(e));
    e = compile_over(d, &derived, NULL, "issues", "(derived days_all)");
    assert_string_equal(eval_rows(d, e, "2026-10-04", 2), " 5 -");
    int64_t out;
    uint32_t none = EXPR_NO_ROW;
    expr_eval(e, 0, &none, 0, 1, &out);
    assert_true(out == CELL_MISSING);
    e = compile_over(d, &derived, NULL, "issues", "(in (derived came_to) [closed])");
    assert_string_equal(eval_rows(d, e, "2026-10-04", 2), " 1 0");
    Error err = {0};
    Expr *refused;
    const char *text = "(derived days_lat)";
    Value tree = tree_of(d->arena, &text);
    assert_false(
        expr_compile_over(d->arena, d->data, &derived, NULL, issues, &tree, &refused, &err));
    assert_string_equal(err.text, "issues has no derived column 'days_lat'; nearest is "
                                  "'days_late'");
    text = "(in (derived days_all) [closed])";
    tree = tree_of(d->arena, &text);
    assert_false(
        expr_compile_over(d->arena, d->data, &derived, NULL, issues, &tree, &refused, &err));
    assert_string_equal(err.text, "issues: one_of() needs a column of codes or texts");

    /* What its value waits for: the days of the column, once each. */
    const Expr *sources[8];
    ExprPool *pool = expr_pool_new(d->arena);
    e = compile_over(d, &derived, pool, "issues",
                     "(and (known (derived days_late)) (eq (derived days_late) (derived days_all)) "
                     "(known (col closed_on)) (le (raw closed_on) (asof)) "
                     "(reached (col status) [closed] (col due_on)))");
    assert_true(expr_is_steady(e));
    size_t count = expr_sources(e, sources, 0, 8);
    assert_int_equal(count, 3); /* days_late, closed_on, due_on */
    assert_int_equal(expr_sources(e, sources, count, 8), 3);
    assert_int_equal(expr_sources(NULL, sources, count, 8), 3);
    int64_t latest[] = {0, 0};
    const uint32_t rows[] = {0, 1};
    ExprCache *cache = expr_cache_new(pool);
    expr_cache_begin(cache, INT32_MAX / 2, rows, 2);
    expr_raise_days(cache, sources[0], latest);
    assert_int_equal(latest[0], day("2026-10-05"));
    assert_int_equal(latest[1], 0);
    expr_raise_days(cache, sources[1], latest);
    assert_int_equal(latest[0], day("2026-10-10"));
    expr_raise_days(cache, sources[2], latest);
    assert_int_equal(latest[0], day("2026-12-31"));
    expr_raise_days(cache, sources[1], latest); /* never lowers */
    assert_int_equal(latest[0], day("2026-12-31"));
    expr_cache_free(cache);
}

/* The as-of day itself, a column of another row: what may change on any day. */
static void steady_or_not(void **state)
{
    District *d = *state;
    static const struct {
        const char *tree;
        bool steady, is_day;
        const char *birth; /* the column before whose day it is false */
    } rows[] = {{"(col reported_on)", true, true, NULL},
                {"(col issue_id)", true, false, NULL},
                {"(asof)", false, false, NULL},
                {"(asof_year)", false, false, NULL},
                {"(period_first)", false, false, NULL},
                {"(via compound (col total_units))", false, false, NULL},
                {"(or (asof) (eq 1 1))", false, false, NULL},
                {"(le (col closed_on) (asof))", true, false, "closed_on"},
                {"(le (col issue_id) (asof))", false, false, NULL},
                {"(le 1 (asof))", false, false, NULL},
                {"(le (col closed_on) 7)", true, false, NULL},
                {"(lt (col closed_on) (asof))", false, false, NULL},
                {"(known (col reported_on))", true, false, "reported_on"},
                {"(known (raw reported_on))", true, false, NULL},
                {"(known (month (col reported_on)))", true, false, NULL},
                {"(and (eq 1 1) (known (col closed_on)))", true, false, "closed_on"},
                {"(and (eq 1 1) (eq 2 2))", true, false, NULL},
                {"(or (known (col closed_on)) (eq 1 1))", true, false, NULL}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const Expr *e = compile_over(d, NULL, NULL, "issues", rows[i].tree);
        if (expr_is_steady(e) != rows[i].steady || expr_is_day(e) != rows[i].is_day)
            fail_msg("%s", rows[i].tree);
        const Expr *birth = expr_birth(e), *sources[1];
        if ((birth != NULL) != (rows[i].birth != NULL))
            fail_msg("%s: birth", rows[i].tree);
        if (birth) {
            assert_int_equal(expr_sources(birth, sources, 0, 1), 1);
            assert_true(expr_is_day(birth));
        }
    }
}

/* Shared and one by one, every operator gives the same; equal parts are one node. */
static void shared_is_the_same(void **state)
{
    District *d = *state;
    add(d, "fund_ledger",
        "compound_id=A-1; entry_id=e1; amount=99999999999.99; entry_on=2026-10-03");
    add(d, "fund_ledger", "compound_id=A-2; entry_id=e2; amount=0.01");
    add(d, "fund_ledger", "compound_id=A-1; entry_id=e3");
    static const char *const trees[] = {"(col amount)",
                                        "(raw entry_on)",
                                        "(col compound_id)",
                                        "(eq (col amount) 1)",
                                        "(ne (col amount) 1)",
                                        "(lt (col amount) 2)",
                                        "(le (col amount) 1)",
                                        "(gt (col amount) 1)",
                                        "(ge (col amount) 2)",
                                        "(in (col entry_id) [e2])",
                                        "(in (col entry_id) [nowhere e1 e2])",
                                        "(in (col entry_id) [])",
                                        "(in (or_zero (col entry_id)) [e1])",
                                        "(in (coalesce (col entry_id) (col entry_id)) [e1])",
                                        "(in (via compound (col compound_id)) [A-1])",
                                        "(known (col amount))",
                                        "(missing (col amount))",
                                        "(yes (col amount))",
                                        "(no (or_zero (col amount)))",
                                        "(and (known (col amount)) (known (col entry_on)))",
                                        "(or (known (col entry_on)) (yes (col amount)))",
                                        "(not (yes (col amount)))",
                                        "(add (col amount) 1)",
                                        "(sub (col amount) 1)",
                                        "(mul (col amount) 3)",
                                        "(add (col amount) 9223372036854775807)",
                                        "(sub (sub 0 (col amount)) 9223372036854775807)",
                                        "(min (col amount) 2)",
                                        "(max (col amount) 2)",
                                        "(or_zero (col amount))",
                                        "(coalesce (col amount) 7)",
                                        "(add_months (col entry_on) 1)",
                                        "(add_months (col entry_on) (int -12))",
                                        "(month (col entry_on))",
                                        "(year (col entry_on))",
                                        "(when (known (col amount)) (col amount) 5)",
                                        "(int 4)",
                                        "(asof)",
                                        "(asof_year)",
                                        "(period_first)"};
    static const char *const values[] = {" 9999999999999 1 -",
                                         NULL,
                                         NULL,
                                         " 0 1 0",
                                         " 1 0 0",
                                         " 0 1 0",
                                         " 0 1 0",
                                         " 1 0 0",
                                         " 1 0 0",
                                         " 0 1 0",
                                         " 1 1 0",
                                         " 0 0 0",
                                         " 1 0 0",
                                         " 1 0 0",
                                         " 1 0 1",
                                         " 1 1 0",
                                         " 0 0 1",
                                         " 0 1 0",
                                         " 0 0 1",
                                         " 1 0 0",
                                         " 1 1 0",
                                         " 1 0 1",
                                         " 10000000000000 2 -",
                                         " 9999999999998 0 -",
                                         " 29999999999997 3 -",
                                         " - - -",
                                         " - - -",
                                         " 2 1 -",
                                         " 9999999999999 2 -",
                                         " 9999999999999 1 0",
                                         " 9999999999999 1 7",
                                         NULL,
                                         NULL,
                                         NULL,
                                         " 2026 - -",
                                         " 9999999999999 1 5",
                                         " 4 4 4",
                                         NULL,
                                         " 2026 2026 2026",
                                         NULL};
    enum { COUNT = sizeof trees / sizeof *trees };
    assert_int_equal(COUNT, sizeof values / sizeof *values);
    ExprPool *pool = expr_pool_new(d->arena);
    const Expr *shared[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        shared[i] = compile_over(d, NULL, pool, "fund_ledger", trees[i]);
    ExprCache *cache = expr_cache_new(pool);
    const uint32_t rows[] = {0, 1, 2};
    for (int pass = 0; pass < 2; pass++) {
        expr_cache_begin(cache, day("2026-10-31"), rows, 3);
        for (size_t i = 0; i < COUNT; i++) {
            int64_t alone[3];
            const int64_t *together = expr_cache_eval(cache, shared[i]);
            expr_eval(compile_over(d, NULL, NULL, "fund_ledger", trees[i]), day("2026-10-31"), NULL,
                      0, 3, alone);
            if (memcmp(alone, together, sizeof alone) != 0)
                fail_msg("%s: together differs", trees[i]);
            const char *text = eval_rows(d, shared[i], "2026-10-31", 3);
            if (values[i] && strcmp(text, values[i]) != 0)
                fail_msg("%s:%s", trees[i], text);
        }
    }
    expr_cache_free(cache);
    assert_ptr_equal(compile_over(d, NULL, pool, "fund_ledger", "(known (col amount))"),
                     shared[15]);
    /* One row more or less in any part is another node. */
    static const char *const others[] = {
        "(known (raw amount))",       "(known (col entry_on))",      "(known (raw entry_on))",
        "(in (col entry_id) [e1])",   "(in (col entry_id) [e1 e2])", "(int 5)",
        "(and (known (col amount)))", "(in (col kind) [expense])"};
    for (size_t i = 0; i < 6; i++)
        for (size_t k = 0; k < COUNT; k++)
            if (compile_over(d, NULL, pool, "fund_ledger", others[i]) == shared[k] && i > 0)
                fail_msg("%s is %s", others[i], trees[k]);
}

/* Conditions as bits are what they are row by row: in whole blocks, short ones and picked rows. */
static void bits_say_what_numbers_say(void **state)
{
    District *d = *state;
    static const char *const trees[] = {
        "(known (col closed_on))",
        "(missing (col closed_on))",
        "(known (raw closed_on))",
        "(not (known (col due_on)))",
        "(le (col closed_on) (col due_on))",
        "(in (col status) [closed])",
        "(in (col status) [open closed written_off escalated])",
        "(in (col channel) [hotline visit meeting])",
        "(in (col issue_id) [i7 i9 nowhere])",
        "(reached (col status) [closed written_off] (raw closed_on))",
        "(and (in (col status) [closed]) (known (col due_on)) (not (missing (col closed_on))))",
        "(or (missing (col reported_on)) (in (col channel) [app]))",
        "(known (col step1_on))",
        "(missing (col step1_on))",
        "(known (col households_involved))",
        "(in (col issue_type) [complaint])",
        "(gt (col households_involved) 250)",
        "(known (col compound_id))",
        "(missing (col compound_id))",
        "(in (col compound_id) [A-1])"};
    enum { COUNT = sizeof trees / sizeof *trees, ROWS = 700 };
    for (int i = 0; i < ROWS; i++) {
        int k = i * 7919 % 1009;
        char closed[64] = "", due[64] = "", channel[64] = "", households[64] = "";
        if (k % 3)
            snprintf(closed, sizeof closed, "; closed_on=2026-%02d-%02d", k % 2 ? 10 : 11,
                     k % 28 + 1);
        if (k % 5)
            snprintf(due, sizeof due, "; due_on=%d-10-%02d", k % 7 ? 2026 : 2990, k / 3 % 28 + 1);
        if (k % 4)
            snprintf(channel, sizeof channel, "; channel=%s",
                     k % 8 == 1   ? "hotline"
                     : k % 8 == 2 ? "visit"
                     : k % 8 == 3 ? "meeting"
                                  : "app");
        if (k % 6)
            snprintf(households, sizeof households, "; households_involved=%d", k % 300 - 20);
        add(d, "issues",
            arena_printf(
                d->arena,
                "compound_id=A-1; issue_id=i%d; status=%s; reported_on=2026-10-%02d%s%s%s%s", i,
                k % 9 < 3   ? "closed"
                : k % 9 < 6 ? "open"
                            : "written_off",
                k % 28 + 1, closed, due, channel, households));
    }
    add(d, "issues", "issue_id=nowhere; status=open");
    add(d, "issues", "compound_id=B-1; issue_id=elsewhere; status=open");
    Table *issues = dataset_find(d->data, "issues"), *homes = dataset_find(d->data, "compounds");
    table_derive(issues, (size_t)table_schema(issues)->compound_id, homes,
                 (size_t)table_schema(homes)->compound_id);
    ExprPool *pool = expr_pool_new(d->arena);
    const Expr *of[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        of[i] = compile_over(d, NULL, pool, "issues", trees[i]);
    ExprCache *cache = expr_cache_new(pool);
    const size_t sizes[] = {EXPR_BLOCK, 200, 64, 63, 1, 129};
    for (size_t round = 0; round < 2 * sizeof sizes / sizeof *sizes; round++) {
        uint32_t rows[EXPR_BLOCK];
        size_t n = sizes[round / 2];
        for (size_t i = 0; i < n; i++) /* the first of them have cells in few columns */
            rows[i] = (uint32_t)(round % 2 ? i * 37 % (ROWS + 4) : i + 2 * round);
        expr_cache_begin(cache, day("2026-10-20"), rows, n);
        for (size_t e = 0; e < COUNT; e++) {
            int64_t numbers[EXPR_BLOCK];
            const uint64_t *bits = expr_cache_bits(cache, of[e]);
            expr_eval(of[e], day("2026-10-20"), rows, 0, n, numbers);
            for (size_t i = 0; i < EXPR_BLOCK; i++)
                if ((bits[i / 64] >> i % 64 & 1) != (i < n && numbers[i] == 1))
                    fail_msg("%s: row %zu of %zu", trees[e], i, n);
        }
    }
    expr_cache_free(cache);
}

/* Every column width that a table may choose reads the same, and a row that is none is empty. */
static void cells_of_every_width(void **state)
{
    District *d = *state;
    static const char *const amounts[] = {"0.01", "300.00", "70000.00", "99999999999.99"};
    static const int64_t wanted[] = {1, 30000, 7000000, 9999999999999};
    for (size_t widest = 0; widest < 4; widest++) {
        District *other = district_new();
        add_compounds(other);
        for (size_t i = 0; i <= widest; i++)
            add(other, "fund_ledger",
                arena_printf(other->arena, "compound_id=A-1; entry_id=%zu; amount=%s", i,
                             amounts[i]));
        add(other, "fund_ledger", "compound_id=A-1; entry_id=x");
        const Expr *e = compile_over(other, NULL, NULL, "fund_ledger", "(col amount)");
        const uint32_t rows[] = {(uint32_t)widest, EXPR_NO_ROW, (uint32_t)widest + 1, 0};
        int64_t out[4];
        expr_eval(e, 0, rows, 0, 4, out);
        assert_int_equal(out[0], wanted[widest]);
        assert_true(out[1] == CELL_MISSING && out[2] == CELL_MISSING);
        assert_int_equal(out[3], 1);
        district_free(other);
    }
    (void)d;
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_issues, close_district)
    const struct CMUnitTest tests[] = {
        CASE(missing_satisfies_nothing),
        CASE(events_wait_for_their_day),
        CASE(numbers_and_dates),
        CASE(months_are_added_to_each_day_of_a_block),
        CASE(slots_follow_the_cadence),
        CASE(foreign_keys_lead_to_other_rows),
        CASE(rows_come_in_blocks),
        CASE(derived_columns),
        CASE(steady_or_not),
        CASE(shared_is_the_same),
        CASE(bits_say_what_numbers_say),
        CASE(cells_of_every_width),
        CASE(mistakes_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
