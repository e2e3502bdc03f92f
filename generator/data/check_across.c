/*
 * check_across.c - what rows of one table say against those of another; see check.h.
 */
#include "data/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/exact.h"

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
    if (!check_begin(&k, intake, "meeting_items") || !resolutions || !table_arrived(resolutions))
        return;
    TextMap has = matters_of(intake, resolutions);
    for (size_t r = 0; r < table_rows(k.table); r++) {
        int64_t matter = check_value(&k, r, "matter_id");
        if (!check_is_code(&k, r, "result", "to_owners") || matter <= 0 ||
            *text_map_at(&has, matter))
            continue;
        check_tell(&k, r, "matter_id", SEVERITY_WARNING, "to_owners_without_resolution",
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
    if (!check_begin(&k, intake, "resolutions") || !ledger || !table_arrived(ledger))
        return;
    int64_t days = value_int(intake->config->raw, "fund_entry_days", 90);
    int on = schema_column(table_schema(ledger), "entry_on"), kind = check_column(&k, "item_kind");
    int claim = check_column(&k, "result_claimed");
    Day today = day_today();
    const Table *compounds = dataset_find(intake->data, "compounds");
    RowsOf entries = rows_by_compound(ledger, compounds ? table_rows(compounds) : 0);
    for (size_t r = 0; kind >= 0 && on >= 0 && claim >= 0 && r < table_rows(k.table); r++) {
        int64_t decided = check_value(&k, r, "decided_on"),
                claimed = check_value(&k, r, "result_claimed");
        bool fund =
            check_is_code(&k, r, "item_kind", "5") || check_is_code(&k, r, "item_kind", "6");
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
            check_tell(
                &k, r, "item_kind", SEVERITY_WARNING, "fund_entry_missing",
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

/* Where a compound's ledger begins with a deposit, its sum is the balance that T01 gives. */
static void check_balances(Intake *intake)
{
    Check k, c;
    if (!check_begin(&k, intake, "fund_ledger") || !check_begin(&c, intake, "compounds"))
        return;
    static const char *const adds[] = {"deposit", "interest", "adjust"};
    static const char *const takes[] = {"pay_first", "pay_final", "refund"};
    size_t count = table_rows(c.table);
    Int128 *sums = memory_alloc(count * sizeof *sums);
    bool *known = memory_alloc(count * sizeof *known),
         *unread = memory_alloc(count * sizeof *unread);
    for (size_t r = 0; r < table_rows(k.table); r++) {
        int32_t compound = table_compound(k.table, r);
        int64_t amount = check_value(&k, r, "amount");
        int sign = 0;
        for (int i = 0; i < 3; i++)
            sign += check_is_code(&k, r, "entry_type", adds[i]);
        for (int i = 0; i < 3; i++)
            sign -= check_is_code(&k, r, "entry_type", takes[i]);
        if (compound < 0 || sign == 0)
            continue;
        known[compound] |= check_is_code(&k, r, "entry_type", "deposit");
        if (amount == CELL_MISSING)
            unread[compound] = true;
        else
            sums[compound] += sign > 0 ? amount : -(Int128)amount;
    }
    for (size_t r = 0; r < count; r++) {
        int64_t balance = check_value(&c, r, "fund_balance");
        if (!known[r] || unread[r] || balance == CELL_MISSING || sums[r] == balance)
            continue;
        char *sum = exact_decimal(intake->arena, sums[r], 100, 1, 2, true);
        check_tell(
            &c, r, "fund_balance", SEVERITY_WARNING, "fund_balance_differs",
            arena_printf(intake->arena, "与维修资金表各分录之和 %s 不符", sum),
            arena_printf(intake->arena, "differs from the sum of the fund's ledger, %s", sum),
            "请核对余额，或补报分录", "check the balance, or report missing entries");
    }
    free(sums);
    free(known);
    free(unread);
}

void check_across(Intake *intake)
{
    check_to_owners(intake);
    check_fund_entries(intake);
    check_balances(intake);
}
