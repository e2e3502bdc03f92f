/* test_cube.c - figures from rows: what metrics.md 1 promises of every one of them. */
#include "district.h"

#include "cube/explain.h"

#define CITY "本市"
#define HERE "本市/本区/梧筑街道/映汀社区"

static void complaint(District *d, const char *id, const char *compound, const char *on)
{
    add(d, "issues",
        arena_printf(d->arena,
                     "compound_id=%s; issue_id=%s; issue_type=complaint; category=noise; "
                     "status=open; reported_on=%s",
                     compound, id, on));
}

/* A count adds up from compounds to the city, month by month and from January on. */
static void counts_add_up(void **state)
{
    District *d = *state;
    complaint(d, "1", "A-1", "2026-10-31");
    complaint(d, "2", "A-1", "2026-09-30");
    complaint(d, "3", "A-2", "2026-10-01");
    complaint(d, "4", "B-1", "2026-01-01");
    complaint(d, "5", "B-1", "2025-12-31");
    run(d, "2026-10");
    assert_figure(d, "D01", "A-1", "month", "1 1 ok rows");
    assert_figure(d, "D01", "A-1", "ytd", "2 2 ok rows");
    assert_figure(d, "D01", HERE, "month", "2 2 ok rows");
    assert_figure(d, "D01", CITY, "ytd", "4 4 ok rows");
    assert_figure(d, "D01", "A-3", "month", "0 0 ok rows");
    assert_figure(d, "D35", CITY, "month", "2/500 0.4 ok rows"); /* B-1, A-3: units unknown */
    assert_string_equal(figure_at(d, "D01", CITY, "2026-09", "ytd"), "2 2 ok rows");
    assert_string_equal(figure_at(d, "D01", CITY, "2025-12", "month"), "1 1 ok rows");
    assert_string_equal(figure_at(d, "D01", CITY, "2025-11", "month"), "none");
}

/* Nothing after the as-of day has happened: an event date later than it reads as empty. */
static void later_events_have_not_happened(void **state)
{
    District *d = *state;
    add(d, "issues",
        "compound_id=A-1; issue_id=1; issue_type=request; category=lift; status=written_off; "
        "reported_on=2026-09-10; due_on=2026-09-20; closed_on=2026-10-05; satisfaction=very");
    add(d, "issues", /* the status decides where there is no date */
        "compound_id=A-1; issue_id=2; issue_type=request; category=lift; status=closed; "
        "reported_on=2026-09-11; due_on=2026-09-30");
    run(d, "2026-10");
    assert_string_equal(figure_at(d, "D04", "A-1", "2026-09", "month"), "1/2 50 ok rows");
    assert_figure(d, "D04", "A-1", "ytd", "2/2 100 ok rows");
    assert_string_equal(figure_at(d, "D09", "A-1", "2026-09", "month"), "0/2 0 ok rows");
    assert_figure(d, "D05", "A-1", "ytd", "0/2 0 ok rows");
    assert_string_equal(figure_at(d, "D08", "A-1", "2026-09", "asof"), "2 2 ok rows");
    assert_figure(d, "D08", "A-1", "asof", "1 1 ok rows");
    assert_figure(d, "D06", "A-1", "month", "1/1 100 ok rows");
    assert_figure(d, "D07", "A-1", "month", "25/1 25 ok rows");
}

/* --asof ends the period's windows early; earlier periods keep their own as-of day. */
static void asof_cuts_the_period(void **state)
{
    District *d = *state;
    complaint(d, "1", "A-1", "2026-10-15");
    complaint(d, "2", "A-1", "2026-10-16");
    complaint(d, "3", "A-1", "2026-09-30");
    run_asof(d, "2026-10", "2026-10-15");
    assert_figure(d, "D01", "A-1", "month", "1 1 ok rows");
    assert_figure(d, "D01", "A-1", "ytd", "2 2 ok rows");
    assert_string_equal(figure_at(d, "D01", "A-1", "2026-09", "month"), "1 1 ok rows");
}

/* The denominator of nothing is nothing, never 0 %. */
static void nothing_to_divide_by_is_undefined(void **state)
{
    District *d = *state;
    complaint(d, "1", "A-1", "2026-10-15");
    run(d, "2026-10");
    assert_figure(d, "D06", "A-1", "month", "0/0 - undefined rows");
    assert_figure(d, "D07.median", "A-1", "month", "0/0 - undefined rows");
    assert_figure(d, "D05", "B-1", "month", "0/0 - undefined rows");
}

/* A sum of rows without one known cell is unknown; of no rows it is 0. */
static void sums_without_a_known_cell_are_empty(void **state)
{
    District *d = *state;
    add(d, "activities",
        "compound_id=A-1; activity_id=1; activity_type=visit; title=走访; "
        "held_on=2026-10-02");
    add(d, "activities",
        "compound_id=A-2; activity_id=2; activity_type=visit; title=走访; "
        "held_on=2026-10-02; wishes_met=3");
    run(d, "2026-10");
    assert_figure(d, "F18", "A-1", "month", "- - undefined rows");
    assert_figure(d, "F18", "B-1", "month", "0 0 ok rows");
    assert_figure(d, "F18", CITY, "month", "3 3 ok rows");
}

/* Medians are taken over the union of the rows, never from the compounds' medians. */
static void medians_are_of_the_union(void **state)
{
    static const char *const days[] = {"02", "03", "04", "20"};
    District *d = *state;
    for (int i = 0; i < 4; i++)
        add(d, "issues",
            arena_printf(d->arena,
                         "compound_id=%s; issue_id=%d; issue_type=request; category=lift; "
                         "status=closed; reported_on=2026-10-01; closed_on=2026-10-%s",
                         i == 3 ? "A-2" : "A-1", i, days[i]));
    run(d, "2026-10");
    assert_figure(d, "D07.median", "A-1", "month", "2/1 2 ok rows");
    assert_figure(d, "D07.median", "A-2", "month", "19/1 19 ok rows");
    assert_figure(d, "D07.median", HERE, "month", "5/2 2.5 ok rows");
    /* What was closed earlier counts in the year, not in the month; days far apart count, too. */
    add(d, "issues",
        "compound_id=A-2; issue_id=9; issue_type=request; category=lift; status=closed; "
        "reported_on=2026-01-01; closed_on=2026-09-30");
    run(d, "2026-10");
    assert_figure(d, "D07.median", "A-2", "month", "19/1 19 ok rows");
    assert_figure(d, "D07.median", "A-2", "ytd", "291/2 145.5 ok rows");
    assert_figure(d, "D07.median", HERE, "ytd", "3/1 3 ok rows");
    add(d, "issues",
        "compound_id=A-2; issue_id=10; issue_type=request; category=lift; status=closed; "
        "reported_on=2026-10-01; closed_on=1026-10-03");
    add(d, "issues",
        "compound_id=A-2; issue_id=11; issue_type=request; category=lift; status=closed; "
        "reported_on=0126-10-01; closed_on=2026-10-03");
    run(d, "2026-10");
    assert_figure(d, "D07.median", "A-2", "month", "693982/2 346991 ok rows");
    assert_figure(d, "D07.median", HERE, "month", "3/1 3 ok rows");
}

/* In one scope a company counts once, by id or by name; the cell is ignored without has_company. */
static void companies_count_once(void **state)
{
    District *d = *state;
    add(d, "list_events",
        "event_id=1; subject_type=company; subject_id=清岚物业; event=list_in; "
        "list_color=red; event_on=2026-03-01");
    add(d, "list_events",
        "event_id=2; subject_type=company; subject_id=W-1; event=list_in; "
        "list_color=red; event_on=2026-04-01");
    add(d, "list_events",
        "event_id=3; subject_type=company; subject_id=W-2; event=list_in; "
        "list_color=red; event_on=2026-04-01");
    run(d, "2026-10");
    assert_figure(d, "E04", "A-1", "asof", "1 1 ok rows");
    assert_figure(d, "E04", "A-3", "asof", "0 0 ok rows");
    assert_figure(d, "E04", CITY, "asof", "1 1 ok rows");
    assert_figure(d, "F26", CITY, "asof", "1/1 100 ok rows");
}

/* Taken off the list from that day on, and back on it by a later entry only. */
static void lists_end(void **state)
{
    District *d = *state;
    add(d, "list_events",
        "event_id=1; subject_type=company; subject_id=W-1; event=list_in; "
        "list_color=black; event_on=2026-08-01");
    add(d, "list_events",
        "event_id=2; subject_type=company; subject_id=W-1; event=list_out; "
        "list_color=black; event_on=2026-10-31");
    add(d, "list_events",
        "event_id=3; compound_id=A-1; subject_type=vehicle; plate=临A00001; "
        "event=blacklist; event_on=2026-07-31");
    run(d, "2026-10");
    assert_string_equal(figure_at(d, "E05", "A-1", "2026-09", "asof"), "1 1 ok rows");
    assert_figure(d, "E05", "A-1", "asof", "0 0 ok rows");
    assert_string_equal(figure_at(d, "D29", "A-1", "2026-09", "asof"), "1 1 ok rows");
    assert_figure(d, "D29", "A-1", "asof", "0 0 ok rows"); /* last day: 30 October */
}

/* rel: (n1*d0 - n0*d1)/(n0*d1), not reduced; a base window needs rows that reach back to it. */
static void changes_keep_their_fraction(void **state)
{
    District *d = *state;
    complaint(d, "1", "A-1", "2025-10-31");
    complaint(d, "2", "A-1", "2025-10-01");
    complaint(d, "3", "A-1", "2025-10-02");
    complaint(d, "4", "A-1", "2025-10-02");
    complaint(d, "5", "A-1", "2026-10-02");
    complaint(d, "6", "A-1", "2026-10-02");
    run(d, "2026-10");
    assert_figure(d, "D02", "A-1", "month", "-2/4 -50 ok rows");
    assert_figure(d, "D02", "A-2", "month", "0/0 - undefined rows");
    assert_figure(d, "D02", "A-1", "ytd", "- - no_base -"); /* nothing reaches January 2025 */
    assert_figure(d, "D03", "A-1", "month", "- - no_base -");
    FigureBox box;
    const Figure *f =
        figures_find(d->cube.figures, "D02", scope_of(d, "A-1"), d->period, WINDOW_MONTH, &box);
    assert_int_equal(f->base, month_of(2025, 10));
}

/* A reported total stands in for a base without rows, and for a figure that rows do not give. */
static void totals_fill_what_rows_lack(void **state)
{
    District *d = *state;
    for (int i = 0; i < 3; i++)
        complaint(d, arena_printf(d->arena, "%d", i), "A-1", "2026-10-02");
    add(d, "reported_totals",
        "metric_id=D01; scope_level=district; scope_id=本市/本区; "
        "period_from=2025-10-01; period_to=2025-10-31; numerator=4");
    add(d, "reported_totals",
        "metric_id=D22; scope_level=district; scope_id=本市/本区; "
        "period_from=2026-10-01; period_to=2026-10-31; value=12.34");
    add(d, "reported_totals",
        "metric_id=D16; scope_level=district; scope_id=本市/本区; "
        "period_from=2026-10-01; period_to=2026-10-31; value=1.5");
    add(d, "reported_totals",
        "metric_id=F11; scope_level=district; scope_id=本市/本区; "
        "period_to=2026-09-30; value=7812");
    run(d, "2026-10");
    assert_figure(d, "D02", "本市/本区", "month", "-1/4 -25 ok rows+totals");
    assert_figure(d, "D02", CITY, "month", "- - no_base -"); /* totals are never added up */
    assert_figure(d, "D22", "本市/本区", "month", "1234 12.34 ok totals");
    assert_figure(d, "D16", "本市/本区", "month", "0 0 ok rows"); /* 1.5 is no number of rows */
    assert_figure(d, "F11", "本市/本区", "asof", "7812 7812 ok totals");
    assert_figure(d, "F11", CITY, "asof", "- - not_received -");
    assert_string_equal(figure_at(d, "F11", "本市/本区", "2026-10", "asof"), "7812 7812 ok totals");
}

/* Votes: quorum and result recomputed; one figure per resolution, its id percent-encoded. */
static void resolutions_have_their_own_figures(void **state)
{
    District *d = *state;
    const char *cells =
        "compound_id=A-1; resolution_id=%s; title=选聘; item_kind=4; notice_on=2026-09-01; "
        "vote_from=2026-09-16; vote_to=2026-10-10; voted_owners=200; voted_area=20000.00; "
        "agree_owners=%d; agree_area=10000.01; against_owners=0; against_area=0";
    add(d, "resolutions", arena_printf(d->arena, cells, "R.1/a", 101));
    add(d, "resolutions", arena_printf(d->arena, cells, "R-2", 100));
    run(d, "2026-10");
    assert_figure(d, "C01", "A-1", "month", "2 2 ok rows");
    assert_figure(d, "C07", "A-1", "month", "1 1 ok rows");
    assert_figure(d, "C07.R%2E1%2Fa", "A-1", "month", "1 1 ok rows");
    assert_figure(d, "C07.R-2", "A-1", "month", "0 0 ok rows");
    assert_figure(d, "C04.R-2", "A-1", "month", "100/200 50 ok rows");
    assert_figure(d, "C02", CITY, "month", "400/600 66.67 ok rows");
    assert_figure(d, "C09", "A-1", "month", "2/2 100 ok rows");
    assert_string_equal(figure(d, "C07.R-2", CITY, "month"), "none");
}

/* Ballots of one compound and year share ranks; an idea without votes has none. */
static void ideas_share_ranks(void **state)
{
    District *d = *state;
    static const int votes[] = {50, 40, 40, 30, 20, 19, 18, 17, 16, 15, 15, 9};
    for (int i = 0; i < 12; i++)
        add(d, "projects",
            arena_printf(d->arena,
                         "compound_id=A-1; project_id=J-%02d; title=金点子; kind=idea; "
                         "ballot_year=2026; ballot_votes=%d",
                         i, votes[i]));
    add(d, "projects",
        "compound_id=A-1; project_id=J-99; title=金点子; kind=idea; ballot_year=2026");
    run(d, "2026-10");
    assert_figure(d, "A06", "A-1", "ytd", "13 13 ok rows");
    assert_figure(d, "A07", "A-1", "ytd", "11 11 ok rows");
    assert_figure(d, "A07.J-02", "A-1", "ytd", "40 2 ok rows");
    assert_figure(d, "A07.J-10", "A-1", "ytd", "15 10 ok rows");
    assert_string_equal(figure(d, "A07.J-11", "A-1", "ytd"), "none");
}

/* Due items of R1: on time by the day due; continuous items by what was up. */
static void due_items_are_counted(void **state)
{
    District *d = *state;
    add(d, "disclosure_rules",
        "rule_id=M; section=meeting; item_name=商议; cadence=month; "
        "deadline_days=5; applies_if=has_company=yes");
    add(d, "disclosure_rules",
        "rule_id=C; section=service; item_name=收费; cadence=continuous; "
        "applies_if=has_company=yes");
    add(d, "disclosure_rules",
        "rule_id=X; pack=elsewhere; section=service; item_name=收费; "
        "cadence=month");
    add(d, "disclosures",
        "compound_id=A-1; disclosure_id=1; rule_id=M; title=九月; "
        "event_on=2026-09-20; posted_on=2026-10-05");
    add(d, "disclosures",
        "compound_id=A-2; disclosure_id=2; rule_id=M; title=九月; "
        "event_on=2026-09-20; posted_on=2026-10-06");
    add(d, "disclosures",
        "compound_id=A-1; disclosure_id=3; rule_id=C; title=价格; "
        "posted_on=2026-09-01; removed_on=2026-10-30");
    run(d, "2026-10");
    assert_figure(d, "M01", "A-1", "month", "1/2 50 ok rows");
    assert_string_equal(figure_at(d, "M01", "A-1", "2026-09", "month"), "1/2 50 ok rows");
    assert_figure(d, "M01", "A-2", "month", "0/2 0 ok rows");
    assert_figure(d, "M01", "B-1", "month", "0/0 - undefined rows");
    assert_figure(d, "M03", CITY, "month", "1/2 50 ok rows");
    /* due on 5th of twelve months, one answered; nothing continuous is up on 31 October */
    assert_figure(d, "M04", "A-1", "asof", "12 12 ok rows");
    size_t october = 0;
    for (size_t i = 0; i < d->cube.due_count; i++)
        october += d->cube.due[i].compound == 0 && d->cube.due[i].due >= day("2026-10-01");
    assert_int_equal(october, 2);
}

/* Small numbers of people are hidden, and so is the one neighbour that would tell them. */
static void small_numbers_are_suppressed(void **state)
{
    District *d = *state;
    static const char *const homes[] = {"A-1", "A-2", "B-1"};
    int number = 0;
    for (int h = 0; h < 3; h++)
        for (int i = 0; i < (h == 1 ? 3 : 14); i++)
            add(d, "committee_members",
                arena_printf(d->arena,
                             "compound_id=%s; person_key=%d; person_name=无名; body=committee; "
                             "party_member=%s",
                             homes[h], number++, i % 2 ? "yes" : "no"));
    run(d, "2026-10");
    assert_figure(d, "C12", "A-2", "asof", "- - suppressed rows");
    assert_figure(d, "C12", "A-1", "asof", "- - suppressed rows"); /* else A-2 is the rest */
    assert_figure(d, "C12", "B-1", "asof", "- - suppressed rows"); /* would decide its C13 */
    assert_figure(d, "C12", HERE, "asof", "- - suppressed rows");  /* else B-1 is the rest */
    assert_figure(d, "C12", CITY, "asof", "15/31 48.4 ok rows");
    assert_figure(d, "C13", "A-1", "asof", "- - suppressed rows");
    assert_figure(d, "C13", CITY, "asof", "- - suppressed rows");
}

/* A masked row among named ones would tell how many failed: it is counted but not listed. */
static void failed_candidates_are_not_listed(void **state)
{
    District *d = *state;
    static const char *const people[] = {"body=candidate; vet_result=fail",
                                         "body=candidate; vet_result=pass",
                                         "body=committee; vet_result=fail", "body=candidate"};
    const Table *table = dataset_find(d->data, "committee_members");
    for (int i = 0; i < 4; i++) {
        size_t row = add(d, "committee_members",
                         arena_printf(d->arena,
                                      "compound_id=A-1; person_key=%d; person_name=无名; "
                                      "party_member=no; %s",
                                      i, people[i]));
        assert_int_equal(table_row_leaves(table, row), i != 0);
    }
    assert_true(table_row_leaves(dataset_find(d->data, "compounds"), 0));
}

/* A month that was published keeps its figures, even where no dated row reaches it. */
static void published_months_keep_their_figures(void **state)
{
    District *d = *state;
    static const Month before[] = {2026 * 12 + 7};
    d->config.published = before;
    d->config.published_count = 1;
    complaint(d, "1", "A-1", "2026-10-31");
    run(d, "2026-10");
    assert_string_equal(figure_at(d, "D01", CITY, "2026-08", "month"), "0 0 ok rows");
    assert_string_equal(figure_at(d, "D01", CITY, "2026-09", "month"), "none");
}

/* What is listed is what was counted; private columns are not shown. */
static void explain_lists_the_rows(void **state)
{
    District *d = *state;
    add(d, "issues",
        "compound_id=A-1; issue_id=NO-1; issue_type=complaint; category=noise; "
        "status=open; reported_on=2026-10-03; content=三楼夜间装修");
    add(d, "issues",
        "compound_id=A-1; issue_id=NO-2; issue_type=request; category=noise; "
        "status=closed; reported_on=2026-10-04; closed_on=2026-10-05");
    complaint(d, "NO-3", "B-1", "2026-10-03");
    run(d, "2026-10");
    Error err = {0};
    Buffer text = {0};
    Import import = {.data = d->data};
    ExplainQuery query = {"D04", "compound:A-1", d->period, NULL};
    assert_true(cube_explain(d->arena, &import, &d->config, &d->plan.metrics, &d->plan.rules,
                             &d->cube, d->period, month_last(d->period), &query, false, &text,
                             &err));
    assert_non_null(strstr(text.bytes, "1/2"));
    assert_non_null(strstr(text.bytes, "问题台账：2行"));
    assert_non_null(strstr(text.bytes, "分子分母  问题编号=NO-2"));
    assert_non_null(strstr(text.bytes, "分母      问题编号=NO-1"));
    assert_null(strstr(text.bytes, "NO-3"));
    assert_null(strstr(text.bytes, "三楼夜间装修"));
    buffer_free(&text);
    query.metric = "D99";
    assert_false(cube_explain(d->arena, &import, &d->config, &d->plan.metrics, &d->plan.rules,
                              &d->cube, d->period, month_last(d->period), &query, false, &text,
                              &err));
    assert_int_equal(err.code, ERR_USAGE);
}

static char *all_figures(const District *d)
{
    Buffer text = {0};
    FigureBox box;
    for (size_t i = 0; i < figures_count(d->cube.figures); i++) {
        const Figure *f = figures_at(d->cube.figures, i, &box);
        buffer_printf(&text, "%s %d %d %d %d %s %d %d %lld/%lld\n", f->id, f->scope, (int)f->period,
                      (int)f->window, (int)f->base, f->value, (int)f->state, (int)f->source,
                      (long long)f->numerator, (long long)f->denominator);
    }
    char *copy = arena_copy(d->arena, text.bytes, text.length);
    buffer_free(&text);
    return copy;
}

/* One thread or several count the same, in the same order. */
static void threads_change_nothing(void **state)
{
    District *d = *state;
    for (int i = 0; i < 600; i++) { /* more than a block of rows */
        char row[256];
        snprintf(row, sizeof row,
                 "compound_id=%s; issue_id=NO-%d; issue_type=complaint; category=noise; "
                 "status=closed; reported_on=2026-%02d-03; closed_on=2026-%02d-%02d; ",
                 i % 3 ? "A-1" : "B-1", i, 1 + i % 10, 1 + i % 10, 4 + i % 20);
        strcpy(strrchr(row, ';'), i % 7 ? "; satisfaction=yes" : "");
        add(d, "issues", row);
    }
    d->cube.jobs = 1;
    run(d, "2026-10");
    char *one = all_figures(d);
    assert_true(strlen(one) > 10000);
    d->cube.jobs = 3;
    run(d, "2026-10");
    assert_string_equal(all_figures(d), one);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_district, close_district)
    const struct CMUnitTest tests[] = {
        CASE(counts_add_up),
        CASE(later_events_have_not_happened),
        CASE(asof_cuts_the_period),
        CASE(nothing_to_divide_by_is_undefined),
        CASE(sums_without_a_known_cell_are_empty),
        CASE(medians_are_of_the_union),
        CASE(companies_count_once),
        CASE(lists_end),
        CASE(changes_keep_their_fraction),
        CASE(totals_fill_what_rows_lack),
        CASE(resolutions_have_their_own_figures),
        CASE(ideas_share_ranks),
        CASE(due_items_are_counted),
        CASE(small_numbers_are_suppressed),
        CASE(failed_candidates_are_not_listed),
        CASE(published_months_keep_their_figures),
        CASE(explain_lists_the_rows),
        CASE(threads_change_nothing),
    };
    /* Row by row, then through the ledger that large tables go through: the same figures. */
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    setenv("GONGKAI_LARGE_TABLE", "0", 1);
    return failed + cmocka_run_group_tests(tests, NULL, NULL);
}
