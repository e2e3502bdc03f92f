/* test_expr.c - expressions over rows: missing cells, as-of days, foreign keys, messages. */
#include "district.h"

#include "data/expr.h"

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

static int open_district(void **state)
{
    District *d = district_new();
    add_compounds(d);
    add(d, "issues",
        "compound_id=A-1; issue_id=1; issue_type=complaint; category=noise; status=closed; "
        "reported_on=2026-10-03; due_on=2026-12-31; closed_on=2026-10-10");
    add(d, "issues", "compound_id=B-1; issue_id=2; status=closed");
    *state = d;
    return 0;
}

static int close_district(void **state)
{
    district_free(*state);
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
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_district, close_district)
    const struct CMUnitTest tests[] = {
        CASE(missing_satisfies_nothing),
        CASE(events_wait_for_their_day),
        CASE(numbers_and_dates),
        CASE(slots_follow_the_cadence),
        CASE(foreign_keys_lead_to_other_rows),
        CASE(rows_come_in_blocks),
        CASE(mistakes_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
