/* test_arrival_states.c - what did not arrive is not 0; changes need the same compounds. */
#include "district.h"

#include <unistd.h>

#include "base/file.h"
#include "data/secret.h"

typedef struct {
    District *d;
    char folder[64];
    Import import;
} Workspace;

static void put(Workspace *w, const char *path, const char *text)
{
    Error err = {0};
    char full[128];
    snprintf(full, sizeof full, "%s/input/%s", w->folder, path);
    assert_true(file_write(full, text, strlen(text), &err));
}

static int open_workspace(void **state)
{
    District *d = district_new();
    Workspace *w = ARENA_NEW(d->arena, Workspace);
    w->d = d;
    strcpy(w->folder, "/tmp/gongkai-arrival-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    put(w, "compounds.csv",
        "小区编码,小区名称,社区,街道（镇）,有无物业\n"
        "A-1,云栖苑,映汀社区,梧筑街道,否\nA-2,芦汀苑,映汀社区,梧筑街道,否\n");
    put(w, "issues.csv",
        "问题编号,小区编码,类型,类别,受理日期,状态\n"
        "1,A-1,投诉,电梯,2026-10-02,待处理\n2,A-1,投诉,电梯,2025-10-02,待处理\n"
        "3,A-2,投诉,电梯,2026-10-03,待处理\n4,A-2,投诉,电梯,2025-10-03,待处理\n");
    *state = w;
    return 0;
}

static int close_workspace(void **state)
{
    Workspace *w = *state;
    Error err = {0};
    assert_true(folder_remove(w->folder, &err));
    secrets_free(w->import.secrets);
    district_free(w->d);
    return 0;
}

static void publish(Workspace *w)
{
    District *d = w->d;
    Error err = {0};
    dataset_free(d->data);
    d->data = NULL;
    if (!import_run(d->arena, w->folder, &d->schemas, &d->config, &w->import, &err))
        fail_msg("%s", err.text);
    d->data = w->import.data;
    d->period = month_of(2026, 10);
    assert_true(cube_run(d->arena, &w->import, &d->config, &d->plan.metrics, &d->plan.rules,
                         d->period, month_last(d->period), &d->cube, &err));
}

static void assert_reporting(Workspace *w, const char *id, const char *scope, int reporting,
                             int expected)
{
    FigureBox box;
    const Figure *f = figures_find(w->d->cube.figures, id, scope_of(w->d, scope), w->d->period,
                                   WINDOW_MONTH, &box);
    assert_non_null(f);
    assert_int_equal(f->reporting, reporting);
    assert_int_equal(f->expected, expected);
}

/* A table that nobody sent: not received, in the city too; one that came without rows: 0. */
static void missing_is_not_zero(void **state)
{
    Workspace *w = *state;
    put(w, "activities.csv", "活动编号,小区编码,类型,名称,日期\n");
    publish(w);
    assert_figure(w->d, "B01", "A-1", "month", "- - not_received -");
    assert_figure(w->d, "B05", "本市", "month", "- - not_received -");
    assert_reporting(w, "B01", "本市", 0, 2);
    assert_figure(w->d, "F17", "A-1", "month", "0 0 ok rows");
    assert_reporting(w, "F17", "本市", 2, 2);
}

/* Whose only row could not be used has sent its table all the same; the other has not. */
static void a_row_set_aside_tells_who_reported(void **state)
{
    Workspace *w = *state;
    put(w, "zz.csv", "活动编号,小区编码,类型,名称,日期\n1,A-2,培训,消防讲座,某日\n");
    publish(w);
    assert_figure(w->d, "F17", "A-2", "month", "0 0 ok rows");
    assert_figure(w->d, "F17", "A-1", "month", "- - not_received -");
}

/* Said for a month that is none: of that compound nothing was received. */
static void a_bad_line_covers_nobody(void **state)
{
    Workspace *w = *state;
    put(w, "arrivals.csv", "table,scope_id,period\nissues,A-1,\nissues,A-2,某月\n");
    publish(w);
    assert_figure(w->d, "D01", "A-2", "month", "- - not_received -");
    assert_reporting(w, "D01", "本市", 1, 2);
}

/* A file that was refused as a whole has not arrived, whatever its rows name. */
static void what_was_refused_has_not_arrived(void **state)
{
    Workspace *w = *state;
    put(w, "activities.csv", "活动编号,小区编码,类型,名称\n1,A-1,培训,消防讲座\n"); /* no date */
    publish(w);
    assert_figure(w->d, "F17", "A-1", "month", "- - not_received -");
    assert_reporting(w, "F17", "本市", 0, 2);
}

/* Months before the first and behind the last that any file names were not received. */
static void months_end_with_the_last(void **state)
{
    Workspace *w = *state;
    put(w, "arrivals.csv",
        "table,scope_id,period\nissues,A-1,2026-09\nissues,A-1,2026-10\nissues,A-2,2026-09\n"
        "activities,A-2,2026-10\n");
    publish(w);
    const Arrival *a = w->import.arrival;
    int issues = schema_table(&w->d->schemas, "issues");
    int activities = schema_table(&w->d->schemas, "activities");
    assert_true(arrival_has(a, issues, 0, month_of(2026, 9)));
    assert_true(arrival_has(a, issues, 0, month_of(2026, 10)));
    assert_false(arrival_has(a, issues, 0, month_of(2026, 8)));
    assert_false(arrival_has(a, issues, 0, month_of(2026, 11)));
    /* behind them another compound's months begin */
    assert_false(arrival_has(a, issues, 0, month_of(2026, 12)));
    assert_true(arrival_has(a, activities, 1, month_of(2026, 10)));
    assert_false(arrival_has(a, activities, 1, month_of(2026, 11)));
}

/* A month that one compound has not reported: its own figure is not received, the roll-up says so.
 */
static void rollups_count_who_reports(void **state)
{
    Workspace *w = *state;
    put(w, "arrivals.csv", "table,scope_id,period\nissues,A-1,\nissues,A-2,2025-10\n");
    publish(w);
    assert_figure(w->d, "D01", "A-2", "month", "- - not_received -");
    assert_figure(w->d, "D01", "本市", "month", "2 2 ok rows"); /* rows count, whoever reports */
    assert_reporting(w, "D01", "本市", 1, 2);
    assert_reporting(w, "D01", "A-1", 1, 1);
}

/* No change is computed where other compounds report now than then. */
static void changes_need_equal_coverage(void **state)
{
    Workspace *w = *state;
    put(w, "arrivals.csv", "table,scope_id,period\nissues,A-1,\nissues,A-2,2026-10\n");
    publish(w);
    assert_figure(w->d, "D02", "A-1", "month", "0/1 0 ok rows");
    assert_figure(w->d, "D02", "本市", "month", "- - unequal -");
    assert_figure(w->d, "D02", "A-2", "month", "- - no_base -"); /* its base was not received */
}

/* Items of a compound exist only where it reports. */
static void items_need_a_report(void **state)
{
    Workspace *w = *state;
    put(w, "resolutions.csv",
        "决议编号,小区编码,表决事项,法定类别,公告日期,投票起,投票止,总人数,总面积,参与人数,"
        "参与面积,"
        "同意人数,同意面积,反对人数,反对面积\n"
        "R1,A-1,选聘,4,2026-09-01,2026-09-20,2026-10-05,300,30000,200,20000,150,15000,50,5000\n"
        "R2,A-2,选聘,4,2026-09-01,2026-09-20,2026-10-05,300,30000,200,20000,150,15000,50,5000\n");
    put(w, "arrivals.csv", "table,scope_id,period\nresolutions,A-1,\n");
    publish(w);
    assert_figure(w->d, "C07.R1", "A-1", "month", "1 1 ok rows");
    assert_figure(w->d, "C07.R2", "A-2", "month", "none");
    assert_figure(w->d, "C07", "本市", "month", "2 2 ok rows");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_workspace, close_workspace)
    const struct CMUnitTest tests[] = {
        CASE(a_row_set_aside_tells_who_reported),
        CASE(a_bad_line_covers_nobody),
        CASE(what_was_refused_has_not_arrived),
        CASE(months_end_with_the_last),
        CASE(missing_is_not_zero),
        CASE(rollups_count_who_reports),
        CASE(changes_need_equal_coverage),
        CASE(items_need_a_report),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
