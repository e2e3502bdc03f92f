/*
 * arrival.c - which tables have arrived, for whom, for when (metrics.md 1.4).
 *
 * Per table and compound a row of bits, one per month that any file names, and
 * one more for "all months".
 */
#include "data/intake.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/csvfile.h"
#include "data/label.h"
#include "data/sweep.h"

struct Arrival {
    size_t tables, compounds;
    Month first;
    size_t months; /* bits per compound; bit `months` is "all months" */
    unsigned char *bits;
    bool *everyone; /* per table: arrived for all compounds and months */
};

static size_t bit_of(const Arrival *a, int table, size_t compound, size_t month)
{
    return ((size_t)table * a->compounds + compound) * (a->months + 1) + month;
}

static bool get(const Arrival *a, size_t bit)
{
    return a->bits[bit / 8] >> (bit % 8) & 1;
}

static void set(Arrival *a, size_t bit)
{
    a->bits[bit / 8] |= (unsigned char)(1u << (bit % 8));
}

bool arrival_has(const Arrival *a, int table, int32_t compound, Month month)
{
    if (table < 0 || (size_t)table >= a->tables)
        return false;
    if (a->everyone[table])
        return true;
    if (compound < 0 || (size_t)compound >= a->compounds)
        return false;
    if (get(a, bit_of(a, table, (size_t)compound, a->months)))
        return true;
    return month >= a->first && (size_t)(month - a->first) < a->months &&
           get(a, bit_of(a, table, (size_t)compound, (size_t)(month - a->first)));
}

static void mark(Arrival *a, int table, const bool *covers, Month first, Month last)
{
    for (size_t c = 0; c < a->compounds; c++) {
        if (!covers[c])
            continue;
        if (first == MONTH_MISSING)
            set(a, bit_of(a, table, c, a->months));
        else
            for (Month m = first; m <= last; m++)
                set(a, bit_of(a, table, c, (size_t)(m - a->first)));
    }
}

bool arrival_folder(const Places *places, const char *folder, bool *covers)
{
    size_t end = strlen(folder);
    while (end > 0) {
        size_t start = end;
        while (start > 0 && folder[start - 1] != '/')
            start--;
        char part[256];
        snprintf(part, sizeof part, "%.*s", (int)(end - start < 255 ? end - start : 255),
                 folder + start);
        if (places_cover(places, part, false, covers))
            return true;
        end = start ? start - 1 : 0;
    }
    return false;
}

/* covers[]: what one file covers. False: nothing of it can be told. */
static bool cover_of(Intake *intake, const Places *places, size_t file, const atomic_bool *named,
                     bool placeless, bool *covers)
{
    const Sheet *sheet = intake->sheets[file];
    size_t count = places_count(places), any = 0;
    memset(covers, 0, count);
    if (*sheet->reporter && places_cover(places, sheet->reporter, true, covers))
        return true;
    if (*sheet->folder && arrival_folder(places, sheet->folder, covers))
        return true;
    memset(covers, 0, count);
    for (size_t c = 0; c < count; c++)
        if (named[c]) {
            covers[c] = true;
            any++;
        }
    if (any) {
        places_widen(places, covers);
        return true;
    }
    if (!placeless && (sheet->data_rows > 0 || sheet->report.quarantined > 0))
        return false; /* rows, but none of a compound that is known */
    memset(covers, true, count);
    return true;
}

/* Which compounds the rows of each file name. Threads mark side by side what is marked already. */
typedef struct {
    const Table *table;
    atomic_bool **named;    /* by file and compound */
    atomic_bool *placeless; /* files with rows that need no compound (companies on a list) */
} Naming;

static void mark_one(atomic_bool *flag)
{
    if (!atomic_load_explicit(flag, memory_order_relaxed))
        atomic_store_explicit(flag, true, memory_order_relaxed);
}

static void name_some(void *context, size_t from, size_t to, RowList *found)
{
    const Naming *n = context;
    const int32_t *compounds = table_compounds(n->table);
    (void)found;
    for (size_t end; from < to; from = end) {
        int32_t file;
        end = table_file_rows(n->table, from, &file);
        end = end < to ? end : to;
        for (size_t r = from; r < end; r++)
            mark_one(compounds[r] >= 0 ? &n->named[file][compounds[r]] : &n->placeless[file]);
    }
}

static void name_rows(Intake *intake, Places *places, atomic_bool **named, atomic_bool *placeless)
{
    for (size_t i = 0; i < intake->schemas->count; i++) {
        const Table *t = dataset_table(intake->data, (int)i);
        Naming naming = {t, named, placeless};
        sweep_rows(&(Sweep){name_some, NULL, &naming}, table_rows(t), intake->jobs);
    }
    for (size_t i = 0; i < intake->named_count; i++) {
        const Named *n = &intake->named[i];
        int32_t place = -1;
        if (n->id > 0)
            place = places_of_cell(places, n->id);
        if (place < 0 && n->name > 0)
            place = places_of_cell(places, n->name);
        if (place >= 0)
            mark_one(&named[n->file][place]);
    }
}

static void widen_months(Arrival *a, Month first, Month last)
{
    if (first == MONTH_MISSING)
        return;
    if (a->months == 0) {
        a->first = first;
        a->months = (size_t)(last - first) + 1;
        return;
    }
    Month end = a->first + (Month)a->months - 1;
    end = last > end ? last : end;
    a->first = first < a->first ? first : a->first;
    a->months = (size_t)(end - a->first) + 1;
}

typedef struct {
    int table;
    bool *covers;
    Month first, last;
} Declared;

/* input/arrivals.csv: decisive for the tables it names. */
static size_t read_declared(Intake *intake, const Places *places, const char *dir, Declared **out)
{
    static const char *const names[] = {"table", "scope_id", "period"};
    static const char *const zh[] = {"表", "范围", "期间"};
    CsvFile file;
    Error err = {0};
    size_t count = 0;
    *out = NULL;
    if (!csvfile_read(intake->arena, dir, "input/arrivals.csv", names, zh, 3, &file, &err)) {
        if (err.code)
            problem_at(intake, "input/arrivals.csv", 0, SEVERITY_ERROR, "unreadable", "",
                       "读不出来", err.text, "请按说明重新填写", "see the manual");
        return 0;
    }
    *out = ARENA_NEW_ARRAY(intake->arena, file.count, Declared);
    for (size_t i = 0; i < file.count; i++) {
        const char *const *cells = file.rows[i].cells;
        Declared d = {.table = schema_table(intake->schemas, cells[0]), .first = MONTH_MISSING};
        d.covers = ARENA_NEW_ARRAY(intake->arena, places_count(places), bool);
        for (size_t t = 0; t < intake->schemas->count && d.table < 0; t++)
            if (strcmp(intake->schemas->tables[t].title.zh, cells[0]) == 0 ||
                strcmp(intake->schemas->tables[t].id, cells[0]) == 0)
                d.table = (int)t;
        int year;
        bool period = !*cells[2] || month_parse(cells[2], &d.first) ||
                      cell_find_month(cells[2], &year, &d.last) != MONTH_MISSING;
        if (period && *cells[2]) {
            if (month_parse(cells[2], &d.first))
                d.last = d.first;
            else
                d.first = cell_find_month(cells[2], &year, &d.last);
        }
        bool covered = true;
        if (!*cells[1])
            memset(d.covers, true, places_count(places));
        else
            covered = places_cover_id(places, cells[1], d.covers);
        if (d.table < 0 || !covered || !period) {
            problem_at(intake, "input/arrivals.csv", file.rows[i].row, SEVERITY_ERROR,
                       "bad_arrival",
                       d.table < 0 ? cells[0]
                       : !covered  ? cells[1]
                                   : cells[2],
                       "不是已知的表、范围或月份，这一行没有用",
                       "is no known table, scope or month; the row was not used",
                       "表用英文名（如 issues），月份如 2026-10",
                       "use the table's English name and a month like 2026-10");
            if (d.table < 0)
                continue;
            memset(d.covers, 0, places_count(places)); /* the table is named: still decisive */
        }
        (*out)[count++] = d;
    }
    return count;
}

const Arrival *arrival_build(Intake *intake, Places *places, const char *dir)
{
    static const char *const for_everyone[] = {"compounds", "property_companies", "assessments",
                                               "disclosure_rules", "reported_totals"};
    Arrival *a = ARENA_NEW(intake->arena, Arrival);
    a->tables = intake->schemas->count;
    a->compounds = places_count(places);
    a->everyone = ARENA_NEW_ARRAY(intake->arena, a->tables, bool);
    bool *declared_table = ARENA_NEW_ARRAY(intake->arena, a->tables, bool);
    Declared *declared;
    size_t declared_count = read_declared(intake, places, dir, &declared);
    for (size_t i = 0; i < declared_count; i++) {
        declared_table[declared[i].table] = true;
        widen_months(a, declared[i].first, declared[i].last);
    }
    for (size_t i = 0; i < intake->sheet_count; i++)
        if (intake->sheets[i]->report.table >= 0)
            widen_months(a, intake->sheets[i]->first, intake->sheets[i]->last);
    size_t bits = a->tables * a->compounds * (a->months + 1);
    a->bits = arena_alloc(intake->arena, bits / 8 + 1);

    /* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers */
    atomic_bool **named = memory_alloc((intake->sheet_count + 1) * sizeof *named);
    for (size_t i = 0; i < intake->sheet_count; i++)
        named[i] = memory_alloc((a->compounds + 1) * sizeof **named);
    atomic_bool *placeless = memory_alloc((intake->sheet_count + 1) * sizeof *placeless);
    name_rows(intake, places, named, placeless);
    bool *covers = memory_alloc(a->compounds + 1);
    for (size_t i = 0; i < intake->sheet_count; i++) {
        const Sheet *sheet = intake->sheets[i];
        int table = sheet->report.table;
        if (table < 0 || sheet->refused || declared_table[table])
            continue;
        if (cover_of(intake, places, i, named[i], placeless[i], covers))
            mark(a, table, covers, sheet->first, sheet->last);
    }
    for (size_t i = 0; i < declared_count; i++)
        mark(a, declared[i].table, declared[i].covers, declared[i].first, declared[i].last);
    for (size_t i = 0; i < sizeof for_everyone / sizeof *for_everyone; i++) {
        int table = schema_table(intake->schemas, for_everyone[i]);
        if (table >= 0 && !declared_table[table])
            a->everyone[table] = table_arrived(dataset_table(intake->data, table));
    }
    for (size_t i = 0; i < intake->sheet_count; i++)
        free(named[i]);
    free(named);
    free(placeless);
    free(covers);
    return a;
}
