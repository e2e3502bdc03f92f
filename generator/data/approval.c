/* approval.c - see approval.h. */
#include "data/approval.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "data/cell.h"
#include "data/csvfile.h"
#include "data/intake.h"

typedef struct {
    const char *compound; /* "" = all */
    Month month;
    Day day; /* DAY_MISSING where approved_on is no date */
} Approval;

struct Approvals {
    Approval *items;
    size_t count;
};

/* 2026-11-05, 2026/11/5, 2026.11.5, 2026年11月5日 */
static Day read_day(const char *text)
{
    int year, month, day;
    Day out;
    if (sscanf(text, "%4d%*[-/.年]%2d%*[-/.月]%2d", &year, &month, &day) == 3 &&
        day_of(year, month, day, &out))
        return out;
    return DAY_MISSING;
}

/* 2026-10, 2026年10月 */
static bool read_month(const char *text, Month *month)
{
    int year;
    Month last;
    if (month_parse(text, month))
        return true;
    *month = cell_find_month(text, &year, &last);
    return *month != MONTH_MISSING && *month == last;
}

static bool read_lines(Arena *arena, const char *dir, CsvFile *file, Error *err)
{
    static const char *const names[] = {"compound_id", "period", "approved_by", "approved_on"};
    static const char *const zh[] = {"小区编码", "期", "批准人", "批准日期"};
    return csvfile_read(arena, dir, "input/approvals.csv", names, zh, 4, file, err);
}

bool approvals_read(Arena *arena, const char *dir, Approvals **out, Error *err)
{
    Approvals *approvals = ARENA_NEW(arena, Approvals);
    CsvFile file = {0};
    *out = approvals;
    if (!read_lines(arena, dir, &file, err))
        return err->code == ERR_NONE;
    approvals->items = ARENA_NEW_ARRAY(arena, file.count, Approval);
    for (size_t i = 0; i < file.count; i++) {
        const char *const *cells = file.rows[i].cells;
        Month month;
        if (read_month(cells[1], &month) && *cells[2] && *cells[3])
            approvals->items[approvals->count++] = (Approval){cells[0], month, read_day(cells[3])};
    }
    return true;
}

static bool is_compound(const Intake *intake, const Places *places, const char *id)
{
    const Table *table = dataset_find(intake->data, "compounds");
    int32_t row = places_compound(places, id);
    return row >= 0 &&
           strcmp(table_text(table, (size_t)row, (size_t)table_schema(table)->compound_id), id) ==
               0;
}

void approvals_check(Intake *intake, const Places *places, const char *dir)
{
    CsvFile file = {0};
    Error err = {0};
    if (!read_lines(intake->arena, dir, &file, &err) && err.code != ERR_NONE)
        problem_at(intake, "input/approvals.csv", 0, SEVERITY_ERROR, "unreadable", "", "读不出来",
                   err.text, "请按说明重新填写", "see the manual");
    for (size_t i = 0; i < file.count; i++) {
        const char *const *cells = file.rows[i].cells;
        Month month;
        bool placed = !*cells[0] || is_compound(intake, places, cells[0]);
        bool dated = read_month(cells[1], &month), signed_off = *cells[2] && *cells[3];
        if (!placed || !dated || !signed_off)
            problem_at(
                intake, "input/approvals.csv", file.rows[i].row, SEVERITY_ERROR, "bad_approval",
                !placed  ? cells[0]
                : !dated ? cells[1]
                         : "",
                !placed  ? "不是小区编码，这一行批准没有用"
                : !dated ? "不是月份，这一行批准没有用"
                         : "批准人或批准日期没有填，这一行批准没有用",
                !placed  ? "is the id of no compound; the approval was not used"
                : !dated ? "is no month; the approval was not used"
                         : "approved_by or approved_on is empty; the approval was not used",
                "请填小区编码（全部小区留空）、月份如 2026-10、批准人和批准日期",
                "give the compound's id (empty for all), a month like 2026-10, who and when");
        else if (read_day(cells[3]) == DAY_MISSING)
            problem_at(intake, "input/approvals.csv", file.rows[i].row, SEVERITY_WARNING,
                       "bad_approval", cells[3], "不是日期；批准有效，但异议期从哪天起算不出",
                       "is no date; approved, but the days for objections cannot be counted",
                       "请填写日期，如 2026-11-05", "give a date like 2026-11-05");
    }
}

static bool covers_one(const Approvals *approvals, const char *id, Month period)
{
    for (size_t i = 0; i < approvals->count; i++)
        if (approvals->items[i].month == period &&
            (!*approvals->items[i].compound || strcmp(approvals->items[i].compound, id) == 0))
            return true;
    return false;
}

bool approvals_cover(const Approvals *approvals, const Dataset *data, const int32_t *compounds,
                     size_t count, Month period)
{
    const Table *table = dataset_find(data, "compounds");
    int id = table_schema(table)->compound_id;
    for (size_t i = 0; i < count; i++)
        if (id < 0 ||
            !covers_one(approvals, table_text(table, (size_t)compounds[i], (size_t)id), period))
            return false;
    return count > 0;
}

Day approvals_day(const Approvals *approvals, const Dataset *data, const int32_t *compounds,
                  size_t count, Month period)
{
    const Table *table = dataset_find(data, "compounds");
    int column = table_schema(table)->compound_id;
    Day latest = DAY_MISSING;
    for (size_t i = 0; i < count && column >= 0; i++) {
        const char *id = table_text(table, (size_t)compounds[i], (size_t)column);
        for (size_t k = 0; k < approvals->count; k++) {
            const Approval *a = &approvals->items[k];
            if (a->month == period && (!*a->compound || strcmp(a->compound, id) == 0) &&
                a->day > latest)
                latest = a->day;
        }
    }
    return latest;
}
