/* approval.c - see approval.h. */
#include "data/approval.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "data/csvfile.h"

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

bool approvals_read(Arena *arena, const char *dir, Approvals **out, Error *err)
{
    static const char *const names[] = {"compound_id", "period", "approved_by", "approved_on"};
    static const char *const zh[] = {"小区编码", "期", "批准人", "批准日期"};
    Approvals *approvals = ARENA_NEW(arena, Approvals);
    CsvFile file = {0};
    *out = approvals;
    if (!csvfile_read(arena, dir, "input/approvals.csv", names, zh, 4, &file, err))
        return err->code == ERR_NONE;
    approvals->items = ARENA_NEW_ARRAY(arena, file.count, Approval);
    for (size_t i = 0; i < file.count; i++) {
        const char *const *cells = file.rows[i].cells;
        Month month;
        if (month_parse(cells[1], &month) && *cells[2] && *cells[3])
            approvals->items[approvals->count++] = (Approval){cells[0], month, read_day(cells[3])};
    }
    return true;
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
