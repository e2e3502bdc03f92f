/* changes.c - see changes.h. */
#include "publish/changes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "publish/readback.h"
#include "render/csv.h"

#define LATE "补报"

typedef struct {
    Arena *arena;
    const char *before, *after;
    Month before_period, after_period;
    const char *edition;
    Readback dictionary;
    Change *items;
    size_t count, capacity;
    bool other; /* something new that is no correction */
} Finder;

/* One table as dictionary.csv describes it, and its columns in both files. */
typedef struct {
    const char *name;
    Readback old, new;
    int old_key[8], new_key[8];
    size_t key_count;
    int old_of[128]; /* column of the new file -> column of the old one, -1 */
    const char *type_of[128];
    int date, compound; /* in the new file, -1 */
    int old_date, old_compound;
} Pair;

static void add(Finder *f, const Change *change)
{
    GROW(f->items, f->capacity, f->count + 1);
    f->items[f->count++] = *change;
}

static const char *copy(Finder *f, const char *text)
{
    return arena_strdup(f->arena, text);
}

/* --- rows -------------------------------------------------------------------------- */

static const char *join_key(Arena *arena, char **cells, const int *columns, size_t count)
{
    if (count == 1)
        return cells[columns[0]];
    Buffer key = {0};
    for (size_t k = 0; k < count; k++)
        buffer_printf(&key, "%s%s", k > 0 ? "/" : "", cells[columns[k]]);
    const char *joined = arena_strdup(arena, key.bytes ? key.bytes : "");
    buffer_free(&key);
    return joined;
}

static uint64_t hash_text(const char *text)
{
    uint64_t h = 1469598103934665603u;
    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * 1099511628211u;
    return h;
}

/* Month of a date or period cell: "2026-10-05" "2026-Q3" "2026"; missing where it is none. */
static Month cell_month(const char *cell)
{
    char text[8] = "";
    Month month;
    memcpy(text, cell, strnlen(cell, 7));
    if (month_parse(text, &month))
        return month;
    int year = atoi(cell);
    if (year <= 0)
        return MONTH_MISSING;
    int part = strlen(cell) == 7 ? cell[6] - '0' : 0;
    return month_of(year, cell[4] == '-' && cell[5] == 'Q'   ? part * 3
                          : cell[4] == '-' && cell[5] == 'H' ? part * 6
                                                             : 12);
}

static const char *period_text(Finder *f, const char *cell)
{
    char month[16];
    Month m = cell_month(cell);
    return m == MONTH_MISSING ? "" : copy(f, month_text(m, month));
}

/* A row that got a date it did not have is being worked at; in a later period, one of that time. */
static bool has_progressed(const Finder *f, const Pair *p, char **old, char **new)
{
    for (size_t c = 0; c < p->new.columns; c++)
        if (p->old_of[c] >= 0 && strcmp(p->type_of[c], "date") == 0 && !old[p->old_of[c]][0] &&
            new[c][0] &&
            (f->after_period == f->before_period || cell_month(new[c]) > f->before_period))
            return true;
    return false;
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* Counts that grow while a matter runs. */
static bool is_running_count(const char *name)
{
    return ends_with(name, "_done") || ends_with(name, "_fixed") || ends_with(name, "_replied") ||
           strcmp(name, "done_count") == 0 || strcmp(name, "objections") == 0;
}

static void compare_cells(Finder *f, const Pair *p, const char *key, char **old, char **new)
{
    bool same_period = f->after_period == f->before_period;
    bool progress = has_progressed(f, p, old, new);
    for (size_t c = 0; c < p->new.columns; c++) {
        int o = p->old_of[c];
        const char *name = p->new.names[c], *type = p->type_of[c];
        if (o < 0 || strcmp(old[o], new[c]) == 0 || strcmp(name, "updated_on") == 0)
            continue;
        bool completed = !old[o][0] || (progress && (strcmp(type, "enumeration") == 0 ||
                                                     strcmp(type, "boolean") == 0 ||
                                                     strcmp(type, "integer") == 0));
        if (!same_period && (completed || is_running_count(name))) {
            f->other = true;
            continue;
        }
        add(f, &(Change){.kind = completed ? "late" : "changed",
                         .table = p->name,
                         .key = copy(f, key),
                         .column = copy(f, name),
                         .compound_id = p->compound < 0 ? "" : copy(f, new[p->compound]),
                         .period = p->date < 0 ? "" : period_text(f, new[p->date]),
                         .from = copy(f, old[o]),
                         .to = copy(f, new[c])});
    }
}

static void row_is_new(Finder *f, const Pair *p, const char *key, char **new)
{
    Month month = p->date < 0 ? MONTH_MISSING : cell_month(new[p->date]);
    if (month == MONTH_MISSING || month > f->before_period) {
        f->other = true;
        return;
    }
    add(f, &(Change){.kind = "late",
                     .table = p->name,
                     .key = copy(f, key),
                     .column = "",
                     .compound_id = p->compound < 0 ? "" : copy(f, new[p->compound]),
                     .period = period_text(f, new[p->date]),
                     .from = "",
                     .to = ""});
}

static void row_is_gone(Finder *f, const Pair *p, const char *key, char **old)
{
    if (p->date < 0 && f->after_period != f->before_period) {
        f->other = true;
        return;
    }
    add(f, &(Change){.kind = "removed",
                     .table = p->name,
                     .key = copy(f, key),
                     .column = "",
                     .compound_id = p->old_compound < 0 ? "" : copy(f, old[p->old_compound]),
                     .period = p->old_date < 0 ? "" : period_text(f, old[p->old_date]),
                     .from = "",
                     .to = ""});
}

static size_t row_length(const Readback *rows, size_t row)
{
    return rows->starts[row + 1] - rows->starts[row];
}

static bool same_line(const Pair *p, size_t old, size_t new, bool same_header)
{
    size_t length = row_length(&p->old, old);
    return same_header && length == row_length(&p->new, new) &&
           memcmp(p->old.bytes + p->old.starts[old], p->new.bytes + p->new.starts[new], length) ==
               0;
}

static void compare_rows(Finder *f, Pair *p)
{
    size_t size = 64;
    while (size < p->old.count * 2)
        size *= 2;
    uint32_t *slots = memory_alloc(size * sizeof *slots); /* row + 1 */
    uint64_t *hashes = memory_alloc((p->old.count + 1) * sizeof *hashes);
    bool *seen = memory_alloc(p->old.count + 1);
    memset(slots, 0, size * sizeof *slots);
    memset(seen, 0, p->old.count + 1);
    Arena *scratch = arena_new();
    for (size_t i = 0; i < p->old.count; i++) {
        hashes[i] = hash_text(
            join_key(scratch, readback_cells(&p->old, scratch, i), p->old_key, p->key_count));
        size_t at = hashes[i] & (size - 1);
        while (slots[at])
            at = (at + 1) & (size - 1);
        slots[at] = (uint32_t)i + 1;
        if (i % 1024 == 0) {
            arena_free(scratch);
            scratch = arena_new();
        }
    }
    bool same_header = p->old.starts[0] == p->new.starts[0] &&
                       memcmp(p->old.bytes, p->new.bytes, p->old.starts[0]) == 0;
    bool compare = p->date >= 0 || f->after_period == f->before_period;
    for (size_t i = 0; i < p->new.count; i++) {
        if (i % 1024 == 0) {
            arena_free(scratch);
            scratch = arena_new();
        }
        char **new = readback_cells(&p->new, scratch, i);
        const char *key = join_key(scratch, new, p->new_key, p->key_count);
        uint64_t hash = hash_text(key);
        size_t at = hash & (size - 1);
        char **old = NULL;
        for (; slots[at]; at = (at + 1) & (size - 1)) {
            size_t row = slots[at] - 1;
            if (seen[row] || hashes[row] != hash)
                continue;
            old = readback_cells(&p->old, scratch, row);
            if (strcmp(join_key(scratch, old, p->old_key, p->key_count), key) != 0) {
                old = NULL;
                continue;
            }
            seen[row] = true;
            if (same_line(p, row, i, same_header))
                break;
            if (compare)
                compare_cells(f, p, key, old, new);
            else
                f->other = true;
            break;
        }
        if (!old)
            row_is_new(f, p, key, new);
    }
    for (size_t i = 0; i < p->old.count; i++)
        if (!seen[i]) {
            char **old = readback_cells(&p->old, scratch, i);
            row_is_gone(f, p, join_key(scratch, old, p->old_key, p->key_count), old);
        }
    arena_free(scratch);
    free(slots);
    free(hashes);
    free(seen);
}

/* What dictionary.csv says of the columns; false where the key does not stand in both files. */
static bool describe(const Finder *f, Arena *scratch, Pair *p)
{
    const Readback *d = &f->dictionary;
    int table = readback_column(d, "table"), column = readback_column(d, "column"),
        type = readback_column(d, "type"), key = readback_column(d, "key"),
        dates = readback_column(d, "dates_row");
    if (table < 0 || column < 0 || type < 0 || key < 0 || dates < 0 || p->new.columns > 128)
        return false;
    p->date = p->old_date = -1;
    p->compound = readback_column(&p->new, "compound_id");
    p->old_compound = readback_column(&p->old, "compound_id");
    for (size_t c = 0; c < p->new.columns; c++) {
        p->old_of[c] = readback_column(&p->old, p->new.names[c]);
        p->type_of[c] = "";
    }
    for (size_t i = 0; i < d->count; i++) {
        char **cells = readback_cells(d, scratch, i);
        if (strcmp(cells[table], p->name) != 0 || strcmp(cells[type], "code") == 0)
            continue;
        int c = readback_column(&p->new, cells[column]);
        if (c >= 0)
            p->type_of[c] = cells[type];
        if (strcmp(cells[dates], "true") == 0) {
            p->date = c;
            p->old_date = readback_column(&p->old, cells[column]);
        }
        if (strcmp(cells[key], "true") != 0)
            continue;
        if (c < 0 || p->old_of[c] < 0 || p->key_count == 8)
            return false;
        p->old_key[p->key_count] = p->old_of[c];
        p->new_key[p->key_count++] = c;
    }
    return p->key_count > 0;
}

static bool same_files(const Readback *a, const Readback *b)
{
    size_t length = a->starts[a->count];
    return length == b->starts[b->count] && memcmp(a->bytes, b->bytes, length) == 0;
}

static void compare_table(Finder *f, const char *name)
{
    Arena *scratch = arena_new();
    char *path = arena_printf(scratch, "data/%s.csv", name);
    Pair *p = ARENA_NEW(scratch, Pair);
    p->name = copy(f, name);
    bool had, has;
    readback_open_both(path_join(scratch, f->before, path), path_join(scratch, f->after, path),
                       &had, &p->old, &has, &p->new);
    if (had && has && !same_files(&p->old, &p->new)) {
        if (describe(f, scratch, p))
            compare_rows(f, p);
        else
            f->other = true; /* no public key: rows cannot be told apart */
    }
    readback_close(&p->old);
    readback_close(&p->new);
    arena_free(scratch);
}

/* --- figures ------------------------------------------------------------------------ */

enum { M_ID, M_LEVEL, M_SCOPE, M_PERIOD, M_WINDOW, M_BASE, M_NUM, M_DEN, M_VALUE, M_UNIT, M_STATE };
#define METRIC_KEY 6
#define MONTHS_BACK 12 /* that metrics.csv goes back from its period (metrics.md 1.7) */

static int compare_keys(char **a, char **b)
{
    for (int i = 0; i < METRIC_KEY; i++) {
        int order = strcmp(a[i], b[i]);
        if (order != 0)
            return order;
    }
    return 0;
}

static const char *figure_text(char **cells)
{
    if (!cells)
        return "";
    return cells[M_VALUE][0] ? cells[M_VALUE] : cells[M_STATE];
}

static void figure_changed(Finder *f, char **old, char **new)
{
    bool gone = new == NULL, fresh = old == NULL;
    char **key = gone ? old : new;
    Month month;
    if (!month_parse(key[M_PERIOD], &month) || month > f->before_period ||
        month > f->after_period || (!new &&month < f->after_period - MONTHS_BACK) ||
        (fresh && month < f->before_period - MONTHS_BACK)) {
        f->other = true; /* of a month that one of the two does not speak of */
        return;
    }
    bool parts = old && new &&strcmp(figure_text(old), figure_text(new)) == 0;
    if (parts && strcmp(old[M_NUM], new[M_NUM]) == 0 && strcmp(old[M_DEN], new[M_DEN]) == 0)
        return; /* only who reported differs: said by the late rows */
    add(f,
        &(Change){.kind = "figure",
                  .table = "metrics",
                  .key = arena_printf(f->arena, "%s|%s|%s|%s|%s", key[M_ID], key[M_LEVEL],
                                      key[M_SCOPE], key[M_PERIOD], key[M_WINDOW]),
                  .column = parts ? "parts" : "value",
                  .compound_id = strcmp(key[M_LEVEL], "compound") == 0 ? copy(f, key[M_SCOPE]) : "",
                  .period = copy(f, key[M_PERIOD]),
                  .from = parts ? arena_printf(f->arena, "%s/%s", old[M_NUM], old[M_DEN])
                                : copy(f, figure_text(old)),
                  .to = parts ? arena_printf(f->arena, "%s/%s", new[M_NUM], new[M_DEN])
                              : copy(f, figure_text(new))});
}

/* Length of an id without the suffix behind its dot: "D36" of "D36.hotline". */
static size_t base_length(const char *id)
{
    return strcspn(id, ".");
}

static bool same_metric(const Readback *file, Arena *scratch, size_t row, const char *id)
{
    if (row >= file->count)
        return false;
    const char *other = readback_cells(file, scratch, row)[M_ID];
    size_t length = base_length(id);
    return base_length(other) == length && memcmp(other, id, length) == 0;
}

/*
 * A metric that no edition knew before corrects nothing. `next` is the first old row
 * behind the place of `id`; both files are sorted by id.
 */
static bool is_new_metric(const Readback *old, Arena *scratch, size_t next, const char *id)
{
    return !same_metric(old, scratch, next, id) &&
           !(next > 0 && same_metric(old, scratch, next - 1, id));
}

/* Both files are sorted by the same key: one pass, and equal lines are not even split. */
static void compare_figures(Finder *f)
{
    Arena *scratch = arena_new();
    Readback old, new;
    bool had, has;
    readback_open_both(path_join(scratch, f->before, "metrics.csv"),
                       path_join(scratch, f->after, "metrics.csv"), &had, &old, &has, &new);
    bool both = had && has && old.columns == new.columns &&old.columns > M_STATE;
    for (size_t i = 0, j = 0; both && (i < old.count || j < new.count);) {
        size_t length = i < old.count ? row_length(&old, i) : 0;
        if (i < old.count && j < new.count &&length == row_length(&new, j) &&
            memcmp(old.bytes + old.starts[i], new.bytes + new.starts[j], length) == 0) {
            i++, j++;
            continue;
        }
        char **a = i < old.count ? readback_cells(&old, scratch, i) : NULL;
        char **b = j < new.count ? readback_cells(&new, scratch, j) : NULL;
        if (!a && !b)
            break;
        int order = !a ? 1 : !b ? -1 : compare_keys(a, b);
        if (order > 0 && is_new_metric(&old, scratch, i, b[M_ID]))
            f->other = true;
        else
            figure_changed(f, order <= 0 ? a : NULL, order >= 0 ? b : NULL);
        i += order <= 0;
        j += order >= 0;
        if (arena_used(scratch) > (8u << 20)) {
            arena_free(scratch);
            scratch = arena_new();
        }
    }
    readback_close(&old);
    readback_close(&new);
    arena_free(scratch);
}

/* --- all of it ----------------------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
    const Change *x = a, *y = b;
    const char *const pairs[][2] = {
        {x->kind, y->kind},     {x->table, y->table}, {x->compound_id, y->compound_id},
        {x->period, y->period}, {x->key, y->key},     {x->column, y->column},
        {x->from, y->from},     {x->to, y->to}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        int order = strcmp(pairs[i][0], pairs[i][1]);
        if (order != 0)
            return order;
    }
    return 0;
}

void changes_find(Arena *arena, const char *before, Month before_period, const char *after,
                  Month after_period, Changes *out)
{
    char month[16];
    Finder f = {.arena = arena,
                .before = before,
                .after = after,
                .before_period = before_period,
                .after_period = after_period,
                .edition = arena_strdup(arena, month_text(after_period, month)),
                .other = before_period != after_period};
    *out = (Changes){0};
    if (!readback_open(path_join(arena, after, "data/dictionary.csv"), &f.dictionary))
        return;
    int table = readback_column(&f.dictionary, "table");
    char *last = arena_strdup(arena, "");
    for (size_t i = 0; table >= 0 && i < f.dictionary.count; i++) {
        char *name = readback_cells(&f.dictionary, arena, i)[table];
        if (strcmp(name, last) != 0 && strcmp(name, "metrics") != 0)
            compare_table(&f, name);
        last = name;
    }
    compare_figures(&f);
    readback_close(&f.dictionary);
    out->items = ARENA_NEW_ARRAY(arena, f.count + 1, Change);
    out->count = out->fresh = f.count;
    for (size_t i = 0; i < f.count; i++) {
        out->items[i] = f.items[i];
        out->items[i].reason = out->items[i].approver = "";
        out->items[i].edition = f.edition;
        f.other = f.other || strcmp(f.items[i].kind, "late") == 0;
    }
    free(f.items);
    if (out->count > 1)
        qsort(out->items, out->count, sizeof *out->items, by_place);
    changes_explain(arena, out, NULL, 0);
    out->only_corrections = out->count > 0 && !f.other;
}

static bool fits(const char *wanted, const char *is)
{
    return !wanted[0] || strcmp(wanted, is) == 0;
}

/* Reasons of rows that may have moved this figure, each once, at most three. */
static void borrow_reason(Arena *arena, Changes *changes, Change *figure)
{
    const char *texts[3], *approver = "";
    size_t count = 0, first = changes->count - changes->fresh;
    for (size_t i = first; i < changes->count && count < 3; i++) {
        const Change *row = &changes->items[i];
        bool late = strcmp(row->kind, "late") == 0;
        const char *text = late ? LATE : row->reason;
        if (strcmp(row->kind, "figure") == 0 || !text[0] ||
            (figure->compound_id[0] && strcmp(row->compound_id, figure->compound_id) != 0))
            continue;
        size_t known = 0;
        while (known < count && strcmp(texts[known], text) != 0)
            known++;
        if (known == count)
            texts[count++] = text;
        approver = row->approver[0] ? row->approver : approver;
    }
    if (count == 0)
        return;
    figure->reason = count == 1   ? texts[0]
                     : count == 2 ? arena_printf(arena, "%s；%s", texts[0], texts[1])
                                  : arena_printf(arena, "%s；%s；%s", texts[0], texts[1], texts[2]);
    figure->approver = approver;
}

void changes_explain(Arena *arena, Changes *changes, const ChangeReason *reasons, size_t count)
{
    changes->unexplained = 0;
    for (int figures = 0; figures < 2; figures++)
        for (size_t i = changes->count - changes->fresh; i < changes->count; i++) {
            Change *change = &changes->items[i];
            if ((strcmp(change->kind, "figure") == 0) != figures)
                continue;
            for (size_t r = 0; r < count && !change->reason[0]; r++)
                if (fits(reasons[r].table, change->table) &&
                    fits(reasons[r].period, change->period) &&
                    fits(reasons[r].compound_id, change->compound_id) &&
                    (fits(reasons[r].key, change->key) ||
                     (figures &&
                      strncmp(change->key, reasons[r].key, strlen(reasons[r].key)) == 0 &&
                      change->key[strlen(reasons[r].key)] == '|'))) {
                    change->reason = reasons[r].reason;
                    change->approver = reasons[r].approver;
                }
            if (figures && !change->reason[0])
                borrow_reason(arena, changes, change);
            changes->unexplained += !change->reason[0] && strcmp(change->kind, "late") != 0;
        }
}

static const char *const columns[] = {"edition", "kind",        "table",   "key",
                                      "column",  "compound_id", "period",  "from",
                                      "to",      "reason",      "approver"};
#define COLUMN_COUNT (sizeof columns / sizeof *columns)

static void to_cells(const Change *c, const char *cells[COLUMN_COUNT])
{
    const char *const all[COLUMN_COUNT] = {c->edition, c->kind,        c->table,   c->key,
                                           c->column,  c->compound_id, c->period,  c->from,
                                           c->to,      c->reason,      c->approver};
    memcpy(cells, all, sizeof all);
}

void changes_carry(Arena *arena, Changes *changes, const char *before)
{
    Readback old;
    if (!readback_open(path_join(arena, before, "data/corrections.csv"), &old))
        return;
    if (old.columns >= COLUMN_COUNT) {
        Change *all = ARENA_NEW_ARRAY(arena, old.count + changes->count + 1, Change);
        for (size_t i = 0; i < old.count; i++) {
            char **c = readback_cells(&old, arena, i);
            all[i] = (Change){.edition = c[0],
                              .kind = c[1],
                              .table = c[2],
                              .key = c[3],
                              .column = c[4],
                              .compound_id = c[5],
                              .period = c[6],
                              .from = c[7],
                              .to = c[8],
                              .reason = c[9],
                              .approver = c[10]};
        }
        for (size_t i = 0; i < changes->count; i++)
            all[old.count + i] = changes->items[i];
        changes->items = all;
        changes->count += old.count;
    }
    readback_close(&old);
}

void changes_csv(const Changes *changes, Buffer *out)
{
    for (size_t k = 0; k < COLUMN_COUNT; k++)
        buffer_printf(out, "%s%s", k > 0 ? "," : "", columns[k]);
    buffer_char(out, '\n');
    for (size_t i = 0; i < changes->count; i++) {
        const char *cells[COLUMN_COUNT];
        to_cells(&changes->items[i], cells);
        for (size_t k = 0; k < COLUMN_COUNT; k++) {
            if (k > 0)
                buffer_char(out, ',');
            csvout_cell(out, cells[k], strlen(cells[k]));
        }
        buffer_char(out, '\n');
    }
}

void changes_json(const Changes *changes, Buffer *out)
{
    Json json = {.out = out};
    json_open(&json, '[');
    for (size_t i = 0; i < changes->count; i++) {
        const char *cells[COLUMN_COUNT];
        to_cells(&changes->items[i], cells);
        buffer_text(out, i > 0 ? ",\n" : "\n");
        json.pending = false;
        json_open(&json, '{');
        for (size_t k = 0; k < COLUMN_COUNT; k++)
            json_put_text(&json, columns[k], cells[k]);
        json_close(&json, '}');
    }
    buffer_text(out, "\n]\n}\n");
}

size_t changes_undeclared(Arena *arena, const char *before, Month before_period, const char *after,
                          Month after_period, const char *const **out)
{
    Changes found, declared = {0};
    changes_find(arena, before, before_period, after, after_period, &found);
    changes_carry(arena, &declared, after);
    const char **missing = ARENA_NEW_ARRAY(arena, found.count + 1, const char *);
    size_t count = 0;
    if (declared.count > 1)
        qsort(declared.items, declared.count, sizeof *declared.items, by_place);
    for (size_t i = 0; i < found.count; i++) {
        const Change *c = &found.items[i]; /* whatever reason was given for it */
        if (declared.count == 0 ||
            !bsearch(c, declared.items, declared.count, sizeof *declared.items, by_place))
            missing[count++] = arena_printf(arena, "%s %s %s", c->table, c->key, c->column);
    }
    *out = missing;
    return count;
}

bool changes_is_correction(const Change *change)
{
    bool figure = strcmp(change->kind, "figure") == 0;
    return strcmp(change->kind, "late") != 0 && !(figure && strcmp(change->reason, LATE) == 0);
}

int changes_scope(const ScopeSet *scopes, const char *key)
{
    const char *level = strchr(key, '|'), *scope = level ? strchr(++level, '|') : NULL;
    const char *end = scope ? strchr(++scope, '|') : NULL;
    char id[512];
    if (!end || (size_t)(end - scope) >= sizeof id)
        return -1;
    snprintf(id, sizeof id, "%.*s", (int)(end - scope), scope);
    for (int l = LEVEL_COMPOUND; l <= LEVEL_CITY; l++) {
        size_t length = strlen(level_code((Level)l));
        if (strncmp(level, level_code((Level)l), length) == 0 && level[length] == '|')
            return scope_find(scopes, (Level)l, id);
    }
    return -1;
}
