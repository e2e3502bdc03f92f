/* part.c - see part.h. */
#include "cube/part.h"

#include <stdlib.h>
#include <string.h>

#include "cube/ledger_part.h"

#define MAGIC "gongkai-cube-1\n"

typedef struct {
    const char *bytes;
    size_t length;
} Bytes;

typedef struct {
    const char *name;
    int64_t all;     /* rows */
    int64_t *counts; /* by compound of the part */
} TableCount;

typedef struct {
    const char *metric;
    size_t number, entry;
} TermOf;

typedef struct {
    const char *metric;
    Window window;
    Day first, last;
    Bytes bytes;
} Answers;

typedef struct {
    const char *path, *sha256;
} ReadFile;

struct CubePart {
    const char **ids; /* of its compounds */
    int32_t *rows;    /* and their rows in T01, once they are known */
    size_t count;
    ReadFile *files; /* by path */
    size_t file_count;
    TableCount *tables;
    size_t table_count;
    Bytes days, *entries;
    size_t entry_count;
    TermOf *terms; /* by metric and number */
    size_t term_count;
    Answers *answers;
    size_t answer_count;
};

bool part_holds(const Table *table)
{
    return schema_is_divided(table_schema(table));
}

/* --- writing ------------------------------------------------------------------------------ */

/* How many rows of the table each compound has. */
static int64_t *count_rows(const Table *table, size_t compounds)
{
    int64_t *counts = memory_alloc((compounds + 1) * sizeof *counts);
    const int32_t *of = table_compounds(table);
    for (size_t r = 0; r < table_rows(table); r++)
        if (of[r] >= 0)
            counts[of[r]]++;
    return counts;
}

static void put_files(PartWriter *out, const Import *import)
{
    pack_number(&out->bytes, (Int128)import->file_count);
    for (size_t i = 0; i < import->file_count; i++) {
        pack_text(&out->bytes, import->files[i].path);
        pack_text(&out->bytes, import->files[i].sha256);
    }
}

void part_open(PartWriter *out, Arena *arena, const Import *import, const bool *mine)
{
    const Table *t01 = dataset_find(import->data, "compounds");
    const SchemaSet *schemas = dataset_schemas(import->data);
    size_t compounds = table_rows(t01), id = table_schema(t01)->key[0];
    int32_t *rows = ARENA_NEW_ARRAY(arena, compounds + 1, int32_t);
    *out = (PartWriter){.rows = rows};
    for (size_t c = 0; c < compounds; c++)
        if (mine[c])
            rows[out->count++] = (int32_t)c;
    buffer_text(&out->bytes, MAGIC);
    pack_number(&out->bytes, (Int128)out->count);
    for (size_t i = 0; i < out->count; i++)
        pack_text(&out->bytes, table_text(t01, (size_t)rows[i], id));
    put_files(out, import);
    pack_number(&out->bytes, (Int128)schemas->count);
    for (size_t t = 0; t < schemas->count; t++) {
        const Table *table = dataset_table(import->data, (int)t);
        int64_t *counts = count_rows(table, compounds);
        pack_text(&out->bytes, schemas->tables[t].name);
        pack_number(&out->bytes, (Int128)table_rows(table));
        for (size_t i = 0; i < out->count; i++)
            pack_number(&out->bytes, counts[rows[i]]);
        free(counts);
    }
}

/* Calls `take` for every term that the ledger holds in a table that shards divide. */
static size_t each_term(const Ledger *l, void *context,
                        void (*take)(void *context, const Metric *metric, size_t term, size_t book,
                                     size_t entry))
{
    size_t count = 0, book, entry;
    for (size_t m = 0; m < l->plan->count; m++) {
        const Metric *metric = &l->plan->metrics[m];
        for (size_t t = 0; t < metric->term_count; t++)
            if (part_holds(metric->terms[t].table) &&
                ledger_find(l, &metric->terms[t], metric->kind == KIND_MEDIAN, &book, &entry)) {
                if (take)
                    take(context, metric, t, book, entry);
                count++;
            }
    }
    return count;
}

/* Number of an entry among those of all books. */
static size_t number_of(const Ledger *l, size_t book, size_t entry)
{
    for (size_t b = 0; b < book; b++)
        entry += l->books[b].count;
    return entry;
}

typedef struct {
    const Ledger *ledger;
    PartWriter *out;
} Terms;

static void put_term(void *context, const Metric *metric, size_t term, size_t book, size_t entry)
{
    const Terms *terms = context;
    pack_text(&terms->out->bytes, metric->info.id);
    pack_number(&terms->out->bytes, (Int128)term);
    pack_number(&terms->out->bytes, (Int128)number_of(terms->ledger, book, entry));
}

void part_put_ledger(PartWriter *out, const Ledger *l)
{
    Buffer entry = {0};
    ledger_put_days(l, &out->bytes);
    pack_number(&out->bytes, (Int128)number_of(l, l->book_count, 0));
    for (size_t b = 0; b < l->book_count; b++)
        for (size_t e = 0; e < l->books[b].count; e++) {
            buffer_clear(&entry);
            if (part_holds(l->books[b].table))
                ledger_put_entry(l, b, e, out->rows, out->count, &entry);
            pack_bytes(&out->bytes, entry.bytes ? entry.bytes : "", entry.length);
        }
    buffer_free(&entry);
    Terms terms = {l, out};
    pack_number(&out->bytes, (Int128)each_term(l, NULL, NULL));
    each_term(l, &terms, put_term);
}

void part_put_answers(PartWriter *out, const MetricInfo *metric, const ScopeSet *set, Window window,
                      Day first, Day last, const ComputeAnswer *answers)
{
    Buffer bytes = {0};
    bool looked = false;
    for (size_t i = 0; i < out->count; i++) {
        const ComputeAnswer *a = &answers[set->of_compound[out->rows[i]]];
        looked = looked || a->looked;
        pack_number(&bytes, a->known ? 1 : 0);
        if (a->known) {
            pack_number(&bytes, a->numerator);
            pack_number(&bytes, a->has_denominator ? a->denominator : 0);
        }
    }
    if (looked) { /* the shard has not all rows: the merge asks */
        buffer_free(&bytes);
        return;
    }
    pack_text(&out->answers, metric->id);
    pack_number(&out->answers, window);
    pack_number(&out->answers, first);
    pack_number(&out->answers, last);
    pack_bytes(&out->answers, bytes.bytes ? bytes.bytes : "", bytes.length);
    out->answer_count++;
    buffer_free(&bytes);
}

void part_close(PartWriter *out)
{
    pack_number(&out->bytes, (Int128)out->answer_count);
    buffer_put(&out->bytes, out->answers.bytes ? out->answers.bytes : "", out->answers.length);
    pack_text(&out->bytes, "end");
    buffer_free(&out->answers);
}

/* --- reading ------------------------------------------------------------------------------ */

static Bytes unpack_piece(Unpack *in)
{
    Bytes piece;
    piece.bytes = unpack_bytes(in, &piece.length);
    return piece;
}

static const char **read_texts(Unpack *in, Arena *arena, size_t *count)
{
    *count = unpack_count(in);
    const char **texts = ARENA_NEW_ARRAY(arena, *count + 1, const char *);
    for (size_t i = 0; i < *count; i++)
        texts[i] = unpack_text(in, arena);
    return texts;
}

static void read_tables(CubePart *part, Unpack *in, Arena *arena)
{
    part->table_count = unpack_count(in);
    part->tables = ARENA_NEW_ARRAY(arena, part->table_count + 1, TableCount);
    for (size_t t = 0; t < part->table_count && !in->broken; t++) {
        TableCount *table = &part->tables[t];
        table->name = unpack_text(in, arena);
        table->all = unpack_between(in, 0, INT64_MAX);
        table->counts = ARENA_NEW_ARRAY(arena, part->count + 1, int64_t);
        for (size_t c = 0; c < part->count; c++)
            table->counts[c] = unpack_between(in, 0, INT64_MAX);
    }
}

static int by_term(const void *a, const void *b)
{
    const TermOf *x = a, *y = b;
    int order = strcmp(x->metric, y->metric);
    return order ? order : (x->number > y->number) - (x->number < y->number);
}

static void read_ledger(CubePart *part, Unpack *in, Arena *arena)
{
    part->days.bytes = in->at;
    ledger_skip_days(in);
    part->days.length = (size_t)(in->at - part->days.bytes);
    part->entry_count = unpack_count(in);
    part->entries = ARENA_NEW_ARRAY(arena, part->entry_count + 1, Bytes);
    for (size_t e = 0; e < part->entry_count; e++)
        part->entries[e] = unpack_piece(in);
    part->term_count = unpack_count(in);
    part->terms = ARENA_NEW_ARRAY(arena, part->term_count + 1, TermOf);
    for (size_t t = 0; t < part->term_count; t++) {
        part->terms[t].metric = unpack_text(in, arena);
        part->terms[t].number = (size_t)unpack_between(in, 0, TERMS_MAX);
        part->terms[t].entry = (size_t)unpack_between(in, 0, (int64_t)part->entry_count - 1);
    }
    if (part->term_count)
        qsort(part->terms, part->term_count, sizeof *part->terms, by_term);
}

static void read_answers(CubePart *part, Unpack *in, Arena *arena)
{
    part->answer_count = unpack_count(in);
    part->answers = ARENA_NEW_ARRAY(arena, part->answer_count + 1, Answers);
    for (size_t i = 0; i < part->answer_count; i++) {
        Answers *a = &part->answers[i];
        a->metric = unpack_text(in, arena);
        a->window = (Window)unpack_between(in, 0, WINDOW_COUNT - 1);
        a->first = (Day)unpack_between(in, INT32_MIN, INT32_MAX);
        a->last = (Day)unpack_between(in, INT32_MIN, INT32_MAX);
        a->bytes = unpack_piece(in);
    }
}

static int by_path(const void *a, const void *b)
{
    const ReadFile *x = a, *y = b;
    int order = strcmp(x->path, y->path);
    return order ? order : strcmp(x->sha256, y->sha256);
}

static void read_files(CubePart *part, Unpack *in, Arena *arena)
{
    part->file_count = unpack_count(in);
    part->files = ARENA_NEW_ARRAY(arena, part->file_count + 1, ReadFile);
    for (size_t i = 0; i < part->file_count; i++) {
        part->files[i].path = unpack_text(in, arena);
        part->files[i].sha256 = unpack_text(in, arena);
    }
    if (part->file_count)
        qsort(part->files, part->file_count, sizeof *part->files, by_path);
}

CubePart *part_read(Arena *arena, const char *bytes, size_t length)
{
    CubePart *part = ARENA_NEW(arena, CubePart);
    size_t magic = strlen(MAGIC);
    if (length < magic || memcmp(bytes, MAGIC, magic) != 0)
        return NULL;
    Unpack in = unpack_from(bytes + magic, length - magic);
    part->ids = read_texts(&in, arena, &part->count);
    part->rows = ARENA_NEW_ARRAY(arena, part->count + 1, int32_t);
    read_files(part, &in, arena);
    read_tables(part, &in, arena);
    read_ledger(part, &in, arena);
    read_answers(part, &in, arena);
    bool ended = strcmp(unpack_text(&in, arena), "end") == 0;
    return ended && !in.broken && in.at == in.end ? part : NULL;
}

/* --- do they fit --------------------------------------------------------------------------- */

/* Which part each compound belongs to, in owner[]; false where one has none or two. */
static bool find_owners(const CubeParts *parts, const Table *t01, int32_t *owner)
{
    size_t compounds = table_rows(t01), found = 0;
    for (size_t c = 0; c < compounds; c++)
        owner[c] = -1;
    for (size_t p = 0; p < parts->count; p++)
        for (size_t i = 0; i < parts->parts[p]->count; i++) {
            const char *id = parts->parts[p]->ids[i];
            int32_t row = -1;
            for (size_t c = 0; row < 0 && c < compounds; c++)
                if (strcmp(table_text(t01, c, table_schema(t01)->key[0]), id) == 0)
                    row = (int32_t)c;
            if (row < 0 || owner[row] >= 0)
                return false;
            owner[row] = (int32_t)p;
            parts->parts[p]->rows[i] = row;
            found++;
        }
    return found == compounds;
}

/* read[part * files + file]: the shard opened the file, with the same bytes. */
static bool *find_files(const CubeParts *parts, Arena *arena, const Import *import)
{
    size_t files = import->file_count;
    bool *read = ARENA_NEW_ARRAY(arena, parts->count * files + 1, bool);
    for (size_t p = 0; p < parts->count; p++) {
        const CubePart *part = parts->parts[p];
        for (size_t f = 0; f < files; f++) {
            const ReadFile file = {import->files[f].path, import->files[f].sha256};
            read[p * files + f] = part->file_count && bsearch(&file, part->files, part->file_count,
                                                              sizeof file, by_path);
        }
    }
    return read;
}

/* Every row lies in a file that the shard of its compound opened; one of nobody's in all's. */
static bool rows_were_read(const CubeParts *parts, const Import *import, const Table *table,
                           bool of_nobody, const int32_t *owner, const bool *read)
{
    const int32_t *of = table_compounds(table);
    int32_t file;
    for (size_t r = 0, end; r < table_rows(table); r = end) {
        end = table_file_rows(table, r, &file);
        size_t by = 0;
        for (size_t p = 0; p < parts->count; p++)
            by += read[p * import->file_count + (size_t)file];
        for (; by < parts->count && r < end; r++)
            if (of_nobody || of[r] < 0 ||
                !read[(size_t)owner[of[r]] * import->file_count + (size_t)file])
                return false;
    }
    return true;
}

static const TableCount *find_table(const CubePart *part, const char *name)
{
    for (size_t t = 0; t < part->table_count; t++)
        if (strcmp(part->tables[t].name, name) == 0)
            return &part->tables[t];
    return NULL;
}

/* And of rows with one key the same one was kept: else a compound has fewer here than there. */
static bool rows_were_kept(const CubeParts *parts, const Table *table, bool of_nobody,
                           const int64_t *counts)
{
    for (size_t p = 0; p < parts->count; p++) {
        const CubePart *part = parts->parts[p];
        const TableCount *there = find_table(part, table_schema(table)->name);
        if (!there || (of_nobody && there->all != (int64_t)table_rows(table)))
            return false;
        for (size_t i = 0; i < part->count; i++)
            if (there->counts[i] != counts[part->rows[i]])
                return false;
    }
    return true;
}

bool parts_fit(CubeParts *parts, Arena *arena, const Import *import)
{
    const Table *t01 = dataset_find(import->data, "compounds");
    const SchemaSet *schemas = dataset_schemas(import->data);
    int32_t *owner = ARENA_NEW_ARRAY(arena, table_rows(t01) + 1, int32_t);
    if (!find_owners(parts, t01, owner))
        return false;
    const bool *read = find_files(parts, arena, import);
    parts->answers = true;
    for (size_t t = 0; t < schemas->count; t++) {
        const TableSchema *schema = &schemas->tables[t];
        const Table *table = dataset_table(import->data, (int)t);
        bool of_nobody = table == t01 || (schema->compound_id < 0 && schema->compound_name < 0);
        int64_t *counts = count_rows(table, table_rows(t01));
        bool fit = rows_were_read(parts, import, table, of_nobody, owner, read) &&
                   rows_were_kept(parts, table, of_nobody, counts);
        free(counts);
        if (!fit && (of_nobody || part_holds(table)))
            return false;
        parts->answers = parts->answers && fit;
    }
    return true;
}

/* --- adding up ----------------------------------------------------------------------------- */

typedef struct {
    const CubeParts *parts;
    size_t book;
    bool *known;         /* by entry of the book */
    const Bytes **bytes; /* [entry * parts + part] */
} Sought;

static void seek_term(void *context, const Metric *metric, size_t term, size_t book, size_t entry)
{
    Sought *s = context;
    const TermOf key = {metric->info.id, term, 0};
    if (book != s->book || s->known[entry])
        return;
    s->known[entry] = true;
    for (size_t p = 0; p < s->parts->count; p++) {
        const CubePart *part = s->parts->parts[p];
        const TermOf *found =
            part->term_count ? bsearch(&key, part->terms, part->term_count, sizeof key, by_term)
                             : NULL;
        s->known[entry] = s->known[entry] && found;
        if (found)
            s->bytes[entry * s->parts->count + p] = &part->entries[found->entry];
    }
}

static bool same_days(const CubeParts *parts, const Ledger *l)
{
    for (size_t p = 0; p < parts->count; p++)
        if (!ledger_same_days(
                l, unpack_from(parts->parts[p]->days.bytes, parts->parts[p]->days.length)))
            return false;
    return true;
}

bool parts_fill(void *context, Ledger *l, size_t b)
{
    CubeParts *parts = context;
    const Book *book = &l->books[b];
    if (!part_holds(book->table))
        return false;
    if (!same_days(parts, l)) {
        parts->other_days = true;
        return false;
    }
    Sought sought = {parts, b, memory_alloc(book->count + 1),
                     memory_alloc((book->count * parts->count + 1) * sizeof(Bytes *))};
    each_term(l, &sought, seek_term);
    bool all = memchr(sought.known, 0, book->count) == NULL;
    for (size_t e = 0; all && e < book->count; e++)
        for (size_t p = 0; all && p < parts->count; p++) {
            const Bytes *bytes = sought.bytes[e * parts->count + p];
            all = ledger_add_entry(l, b, e, parts->parts[p]->rows, parts->parts[p]->count,
                                   unpack_from(bytes->bytes, bytes->length));
        }
    if (!all)
        ledger_clear_book(l, b);
    free(sought.known);
    free(sought.bytes);
    return all;
}

static bool take_answers(const CubePart *part, const Answers *from, const ScopeSet *set,
                         ComputeAnswer *answers)
{
    Unpack in = unpack_from(from->bytes.bytes, from->bytes.length);
    for (size_t i = 0; i < part->count; i++) {
        ComputeAnswer answer = {.known = unpack_between(&in, 0, 1) == 1};
        if (answer.known) {
            answer.numerator = unpack_between(&in, INT64_MIN, INT64_MAX);
            answer.denominator = unpack_between(&in, INT64_MIN, INT64_MAX);
        }
        answers[set->of_compound[part->rows[i]]] = answer;
    }
    return !in.broken && in.at == in.end;
}

bool parts_answers(const CubeParts *parts, const MetricInfo *metric, const ScopeSet *set,
                   Window window, Day first, Day last, ComputeAnswer *answers)
{
    if (!parts->answers)
        return false;
    for (size_t p = 0; p < parts->count; p++) {
        const CubePart *part = parts->parts[p];
        const Answers *found = NULL;
        for (size_t i = 0; !found && i < part->answer_count; i++) {
            const Answers *a = &part->answers[i];
            if (a->window == window && a->first == first && a->last == last &&
                strcmp(a->metric, metric->id) == 0)
                found = a;
        }
        if (!found || !take_answers(part, found, set, answers))
            return false;
    }
    return true;
}
