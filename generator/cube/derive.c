/*
 * derive.c - see derive.h.
 *
 * What looks across rows (a payment for an application, a release after a
 * listing) is answered by sorting the candidates once and looking each row up.
 */
#include "cube/derive.h"

#include <stdlib.h>
#include <string.h>

#include "cube/company.h"
#include "cube/due.h"
#include "data/table_build.h"
#include "data/vote.h"

typedef struct {
    Arena *arena;
    const Dataset *data;
    const Companies *companies;
    DerivedColumn *columns;
    size_t count;
} Deriver;

#define COLUMNS_MAX 16

static const Table *find(const Deriver *d, const char *table)
{
    return dataset_find(d->data, table);
}

/* A cell by column name; missing where the schema has no such column. */
static int64_t cell(const Table *table, size_t row, const char *name)
{
    int column = schema_column(table_schema(table), name);
    return column < 0 ? CELL_MISSING : table_cell(table, row, (size_t)column);
}

static const ColumnSchema *schema_of(const Table *table, const char *name)
{
    int column = schema_column(table_schema(table), name);
    return column < 0 ? NULL : &table_schema(table)->columns[column];
}

/* Is the enum cell this code? */
static bool is_code(const Table *table, size_t row, const char *name, const char *code)
{
    const ColumnSchema *column = schema_of(table, name);
    int64_t value = cell(table, row, name);
    return column && value != CELL_MISSING && strcmp(column->values[value].code, code) == 0;
}

static int64_t *add_column(Deriver *d, const Table *table, const char *name)
{
    size_t rows = table_rows(table);
    int64_t *cells = ARENA_NEW_ARRAY(d->arena, rows, int64_t);
    for (size_t row = 0; row < rows; row++)
        cells[row] = CELL_MISSING;
    d->columns[d->count++] = (DerivedColumn){.table = table, .name = name, .cells = cells};
    return cells;
}

/* A column of event dates reads as missing before its own day. */
static int64_t *add_event(Deriver *d, const Table *table, const char *name)
{
    int64_t *cells = add_column(d, table, name);
    d->columns[d->count - 1].known_from = cells;
    return cells;
}

static void derive_meetings(Deriver *d)
{
    const Table *t08 = find(d, "meetings");
    if (!t08)
        return;
    int64_t *joint = add_column(d, t08, "joint");
    for (size_t row = 0; row < table_rows(t08); row++)
        joint[row] = cell(t08, row, "meeting_type") != CELL_MISSING &&
                     !is_code(t08, row, "meeting_type", "committee");
}

/* The cell, or that of the row's compound in T01. */
static int64_t own_or_compound(const Deriver *d, const Table *table, size_t row, const char *name)
{
    int64_t own = cell(table, row, name);
    int32_t compound = table_compound(table, row);
    if (own != CELL_MISSING || compound < 0)
        return own;
    return cell(find(d, "compounds"), (size_t)compound, name);
}

static int64_t zero_if_missing(int64_t n)
{
    return n == CELL_MISSING ? 0 : n;
}

static void derive_resolutions(Deriver *d)
{
    const Table *t10 = find(d, "resolutions");
    if (!t10)
        return;
    int64_t *vote_day = add_column(d, t10, "vote_day");
    int64_t *owners = add_column(d, t10, "owners_total");
    int64_t *area = add_column(d, t10, "area_total");
    int64_t *quorum = add_column(d, t10, "quorum");
    int64_t *passed = add_column(d, t10, "passed");
    const ColumnSchema *kinds = schema_of(t10, "item_kind");
    for (size_t row = 0; row < table_rows(t10); row++) {
        int64_t decided = cell(t10, row, "decided_on"), kind = cell(t10, row, "item_kind");
        vote_day[row] = decided != CELL_MISSING ? decided : cell(t10, row, "vote_to");
        owners[row] = own_or_compound(d, t10, row, "total_owners");
        area[row] = own_or_compound(d, t10, row, "total_area");
        if (owners[row] == CELL_MISSING || area[row] == CELL_MISSING ||
            vote_day[row] == CELL_MISSING)
            continue;
        Vote vote = {.day = (Day)vote_day[row],
                     .item = kinds && kind != CELL_MISSING ? atoi(kinds->values[kind].code) : 9,
                     .total_owners = owners[row],
                     .total_area = area[row],
                     .voted_owners = zero_if_missing(cell(t10, row, "voted_owners")),
                     .voted_area = zero_if_missing(cell(t10, row, "voted_area")),
                     .agree_owners = zero_if_missing(cell(t10, row, "agree_owners")),
                     .agree_area = zero_if_missing(cell(t10, row, "agree_area"))};
        quorum[row] = vote_quorum(&vote);
        passed[row] = vote_passed(&vote);
    }
}

static void derive_disclosures(Deriver *d, const RuleSet *rules, const Rule **of, int64_t *due_day)
{
    const Table *t20 = find(d, "disclosures");
    size_t rows = table_rows(t20);
    int64_t *known = ARENA_NEW_ARRAY(d->arena, rows, int64_t);
    due_days(t20, rules, of, due_day, known);
    d->columns[d->count++] =
        (DerivedColumn){.table = t20, .name = "due_day", .cells = due_day, .known_from = known};
    int64_t *least = add_column(d, t20, "min_post_days");
    int64_t *standing = add_column(d, t20, "standing");
    int64_t *kind_of = add_column(d, t20, "kind_of");
    d->columns[d->count - 1].like = schema_of(t20, "section");
    for (size_t row = 0; row < rows; row++) {
        const Rule *rule = of[row];
        int32_t compound = table_compound(t20, row);
        kind_of[row] = cell(t20, row, "section");
        standing[row] =
            rule && compound >= 0 && rule->cadence == CADENCE_CONTINUOUS && rule->applies[compound];
        if (!rule)
            continue;
        least[row] = rule->min_post_days;
        if (kind_of[row] == CELL_MISSING)
            kind_of[row] = rule->section;
    }
}

/* --- rows that look for others -------------------------------------------------------- */

/* Something that happened to a subject on a day. */
typedef struct {
    int64_t kind, place, subject;
    int64_t day;
} Happening;

static int happening_compare(const void *a, const void *b)
{
    const Happening *x = a, *y = b;
    const int64_t left[] = {x->kind, x->place, x->subject, x->day};
    const int64_t right[] = {y->kind, y->place, y->subject, y->day};
    for (size_t i = 0; i < 4; i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}

static void sort_happenings(Happening *list, size_t count)
{
    if (count)
        qsort(list, count, sizeof *list, happening_compare);
}

/* How many of the sorted list come before the key. */
static size_t before(const Happening *list, size_t count, const Happening *key)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (happening_compare(&list[middle], key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* First day on or after key->day on which the same happened; CELL_MISSING: never. */
static int64_t first_since(const Happening *list, size_t count, const Happening *key)
{
    size_t low = before(list, count, key);
    bool same = low < count && list[low].kind == key->kind && list[low].place == key->place &&
                list[low].subject == key->subject;
    return same ? list[low].day : CELL_MISSING;
}

static void fill_matters(const Table *t17, const Happening *list, size_t count, int64_t *out)
{
    for (size_t row = 0; row < table_rows(t17); row++) {
        Happening key = {0, table_compound(t17, row), cell(t17, row, "matter_id"), INT64_MIN};
        if (key.subject > 0)
            out[row] = first_since(list, count, &key);
    }
}

static void derive_fund(Deriver *d, const int64_t *due_day)
{
    const Table *t17 = find(d, "fund_ledger"), *t20 = find(d, "disclosures");
    if (!t17)
        return;
    Happening *list = ARENA_NEW_ARRAY(d->arena, table_rows(t17), Happening);
    size_t count = 0;
    for (size_t row = 0; row < table_rows(t17); row++) {
        Happening paid = {0, table_compound(t17, row), cell(t17, row, "matter_id"),
                          cell(t17, row, "entry_on")};
        bool pays = is_code(t17, row, "entry_type", "pay_first") ||
                    is_code(t17, row, "entry_type", "pay_final");
        if (pays && paid.subject > 0 && paid.day != CELL_MISSING)
            list[count++] = paid;
    }
    sort_happenings(list, count);
    fill_matters(t17, list, count, add_event(d, t17, "paid_on"));

    int64_t *posted_on = add_event(d, t17, "posted_in_time_on");
    if (!t20)
        return;
    list = ARENA_NEW_ARRAY(d->arena, table_rows(t20), Happening);
    count = 0;
    for (size_t row = 0; row < table_rows(t20); row++) {
        Happening posted = {0, table_compound(t20, row), cell(t20, row, "matter_id"),
                            cell(t20, row, "posted_on")};
        int64_t event = cell(t20, row, "event_on");
        if (posted.subject <= 0 || posted.day == CELL_MISSING || due_day[row] == CELL_MISSING ||
            posted.day > due_day[row])
            continue;
        /* A due day that follows from an event is not known before that. */
        if (cell(t20, row, "due_on") == CELL_MISSING && event > posted.day)
            posted.day = event;
        list[count++] = posted;
    }
    sort_happenings(list, count);
    fill_matters(t17, list, count, posted_on);
}

/* What a row of T15 is about: a vehicle of a compound, or a company and the color of its list. */
static bool read_event(const Deriver *d, const Table *t15, size_t row, Happening *out)
{
    out->day = cell(t15, row, "event_on");
    out->kind = is_code(t15, row, "subject_type", "vehicle") ? 0 : 1;
    if (out->kind == 0) {
        out->place = table_compound(t15, row);
        out->subject = cell(t15, row, "plate");
        return out->day != CELL_MISSING && out->subject > 0;
    }
    int64_t name = cell(t15, row, "subject_id");
    int32_t company = companies_named(d->companies, name);
    out->place = cell(t15, row, "list_color");
    out->subject = company;
    return out->day != CELL_MISSING && company >= 0 && out->place != CELL_MISSING;
}

static void derive_events(Deriver *d)
{
    const Table *t15 = find(d, "list_events");
    if (!t15)
        return;
    int64_t *released = add_event(d, t15, "released_on");
    Happening *list = ARENA_NEW_ARRAY(d->arena, table_rows(t15), Happening), one;
    size_t count = 0;
    for (size_t row = 0; row < table_rows(t15); row++)
        if (read_event(d, t15, row, &one) &&
            is_code(t15, row, "event", one.kind == 0 ? "release" : "list_out"))
            list[count++] = one;
    sort_happenings(list, count);
    for (size_t row = 0; row < table_rows(t15); row++)
        if (read_event(d, t15, row, &one))
            released[row] = first_since(list, count, &one);
}

/* Ideas of a ballot by votes; those with more votes than a row make its rank. */
static void derive_projects(Deriver *d)
{
    const Table *t19 = find(d, "projects");
    if (!t19)
        return;
    int64_t *rank = add_column(d, t19, "rank");
    size_t rows = table_rows(t19), count = 0;
    Happening *list = ARENA_NEW_ARRAY(d->arena, rows, Happening); /* day: votes, negative */
    for (size_t row = 0; row < rows; row++) {
        int64_t votes = cell(t19, row, "ballot_votes");
        if (is_code(t19, row, "kind", "idea") && votes != CELL_MISSING)
            list[count++] =
                (Happening){0, table_compound(t19, row), cell(t19, row, "ballot_year"), -votes};
    }
    sort_happenings(list, count);
    for (size_t row = 0; row < rows; row++) {
        int64_t votes = cell(t19, row, "ballot_votes");
        if (!is_code(t19, row, "kind", "idea") || votes == CELL_MISSING)
            continue;
        Happening key = {0, table_compound(t19, row), cell(t19, row, "ballot_year"), -votes};
        Happening top = {0, key.place, key.subject, INT64_MIN};
        rank[row] = (int64_t)(before(list, count, &key) - before(list, count, &top)) + 1;
    }
}

/* --- derived tables ------------------------------------------------------------------- */

enum { DUE_RULE, DUE_ON, DUE_SECTION, DUE_CONTINUOUS, DUE_POSTED, DUE_ON_TIME, DUE_COLUMNS };
enum { STANDING_RULE, STANDING_SECTION, STANDING_COLUMNS };

static const SchemaSet *derived_schemas(Arena *arena, const ColumnSchema *section)
{
    ColumnSchema *due = ARENA_NEW_ARRAY(arena, DUE_COLUMNS, ColumnSchema);
    ColumnSchema *standing = ARENA_NEW_ARRAY(arena, STANDING_COLUMNS, ColumnSchema);
    due[DUE_RULE] = (ColumnSchema){.name = "rule_id", .type = TYPE_INT};
    due[DUE_ON] = (ColumnSchema){.name = "due_on", .type = TYPE_DATE};
    due[DUE_SECTION] = *section;
    due[DUE_CONTINUOUS] = (ColumnSchema){.name = "continuous", .type = TYPE_BOOL};
    due[DUE_POSTED] = (ColumnSchema){.name = "first_posted_on", .type = TYPE_DATE};
    due[DUE_ON_TIME] = (ColumnSchema){.name = "on_time", .type = TYPE_BOOL};
    standing[STANDING_RULE] = (ColumnSchema){.name = "rule_id", .type = TYPE_INT};
    standing[STANDING_SECTION] = *section;
    TableSchema *tables = ARENA_NEW_ARRAY(arena, 2, TableSchema);
    tables[0] = (TableSchema){.name = "due_items", .columns = due, .column_count = DUE_COLUMNS};
    tables[1] = (TableSchema){
        .name = "standing_items", .columns = standing, .column_count = STANDING_COLUMNS};
    for (size_t i = 0; i < 2; i++)
        tables[i].date = tables[i].compound_id = tables[i].compound_name = tables[i].updated_on =
            -1;
    SchemaSet *set = ARENA_NEW(arena, SchemaSet);
    *set = (SchemaSet){tables, 2};
    return set;
}

static void fill_due(Table *table, const RuleSet *rules, const DueList *due)
{
    table_add_rows(table, (RowOrigin){-1, 0}, due->count);
    for (size_t row = 0; row < due->count; row++) {
        const DueItem *item = &due->items[row];
        table_set_compound(table, row, item->compound);
        table_set(table, row, DUE_RULE, item->rule - rules->rules);
        table_set(table, row, DUE_ON, item->due);
        table_set(table, row, DUE_SECTION, item->rule->section);
        table_set(table, row, DUE_CONTINUOUS, item->rule->cadence == CADENCE_CONTINUOUS);
        if (item->posted != DAY_MISSING)
            table_set(table, row, DUE_POSTED, item->posted);
        table_set(table, row, DUE_ON_TIME, item->on_time);
    }
}

static void fill_standing(Table *table, const RuleSet *rules, int32_t compounds)
{
    for (int32_t c = 0; c < compounds; c++)
        for (size_t r = 0; r < rules->count; r++) {
            const Rule *rule = &rules->rules[r];
            if (rule->cadence != CADENCE_CONTINUOUS || !rule->applies[c])
                continue;
            size_t row = table_add_row(table, (RowOrigin){-1, 0});
            table_set_compound(table, row, c);
            table_set(table, row, STANDING_RULE, (int64_t)r);
            table_set(table, row, STANDING_SECTION, rule->section);
        }
}

void derived_build(Arena *arena, const Dataset *data, const Config *config,
                   const Companies *companies, const Value *rules, Day first, Day last,
                   Derived *out)
{
    Deriver d = {arena, data, companies, ARENA_NEW_ARRAY(arena, COLUMNS_MAX, DerivedColumn), 0};
    *out = (Derived){0};
    derive_meetings(&d);
    derive_resolutions(&d);
    derive_events(&d);
    derive_projects(&d);

    const Table *t20 = dataset_find(data, "disclosures");
    if (t20 && schema_of(t20, "section")) {
        RuleSet *set = ARENA_NEW(arena, RuleSet);
        rules_read(arena, data, config, rules, set);
        out->rules = set;
        const Rule **of = due_rules(arena, t20, set);
        int64_t *due_day = ARENA_NEW_ARRAY(arena, table_rows(t20), int64_t);
        derive_disclosures(&d, set, of, due_day);
        derive_fund(&d, due_day);
        due_items(arena, data, set, of, due_day, first, last, &out->due);
        out->tables = dataset_new(derived_schemas(arena, schema_of(t20, "section")));
        fill_due(dataset_table(out->tables, 0), set, &out->due);
        fill_standing(dataset_table(out->tables, 1), set,
                      (int32_t)table_rows(dataset_find(data, "compounds")));
    }
    out->columns = (DerivedColumns){d.columns, d.count};
}

void derived_free(Derived *derived)
{
    dataset_free(derived->tables);
    derived->tables = NULL;
}

const Table *derived_table(const Derived *derived, const Dataset *data, const char *name)
{
    const Table *table = dataset_find(data, name);
    return table || !derived->tables ? table : dataset_find(derived->tables, name);
}
