/* leave_out.c - see leave_out.h. */
#include "data/leave_out.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data/table_build.h"

#define EARLY_BYTES ((off_t)16 << 20) /* T01 of a province is smaller */
#define LARGE_TABLE 20000             /* rows of one file; below it is not worth while */

struct LeaveOut {
    Intake early; /* what was read for T01 */
    Places *places;
    size_t compounds, least;
    int *owner; /* by compound: the shard that has it */
    int shard, shards;
    bool *wanted; /* by compound: it is this shard's */
    bool *gives;  /* by file of the list */
};

/* T01 as far as the files directly in input/ hold it. */
static void read_early(Intake *early, FileList *list, const char *input, GatherRead *read,
                       void *context)
{
    FileList all = *list, top = {0};
    top.paths = ARENA_NEW_ARRAY(early->arena, all.count + 1, char *);
    for (size_t i = 0; i < all.count; i++) {
        struct stat st;
        const char *path = path_join(early->arena, input, all.paths[i]);
        if (strchr(all.paths[i], '/'))
            continue;
        if (stat(path, &st) != 0)
            file_note_trouble(path);
        else if (st.st_size <= EARLY_BYTES)
            top.paths[top.count++] = all.paths[i];
    }
    *list = top; /* what `read` looks at */
    gather_run(early, top.count, 0, 1, read, context);
    *list = all;
}

size_t leave_out_turn(const char *path, size_t count)
{
    uint64_t hash = 0;
    for (; *path; path++)
        hash = (hash ^ (unsigned char)*path) * UINT64_C(1099511628211);
    return count ? (size_t)(hash >> 32) % count : 0;
}

/* Is it wanted, and which shard of those that want it hands its reading over? */
static bool is_wanted(const LeaveOut *l, const char *path, bool *covers, bool *wants, int *giver)
{
    const char *slash = strrchr(path, '/');
    char folder[PATH_MAX];
    size_t count = 0, turn;
    *giver = (int)leave_out_turn(path, (size_t)l->shards);
    if (!slash || strncmp(path, "notes/", 6) == 0)
        return true;
    snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
    memset(covers, 0, l->compounds);
    if (!arrival_folder(l->places, folder, covers))
        return true;
    memset(wants, 0, (size_t)l->shards);
    for (size_t c = 0; c < l->compounds; c++)
        if (covers[c] && !wants[l->owner[c]]) {
            wants[l->owner[c]] = true;
            count++;
        }
    turn = leave_out_turn(path, count);
    for (int s = 0; s < l->shards; s++)
        if (wants[s] && turn-- == 0)
            *giver = s;
    return wants[l->shard];
}

static size_t take_files(LeaveOut *l, FileList *list)
{
    size_t kept = 0, count = list->count;
    bool *covers = ARENA_NEW_ARRAY(l->early.arena, l->compounds, bool);
    bool *wants = ARENA_NEW_ARRAY(l->early.arena, (size_t)l->shards, bool);
    for (size_t i = 0; i < count; i++) {
        int giver;
        if (!is_wanted(l, list->paths[i], covers, wants, &giver))
            continue;
        l->gives[kept] = giver == l->shard;
        list->paths[kept++] = list->paths[i];
    }
    list->count = kept;
    return count - kept;
}

bool leave_out_gives(const LeaveOut *l, size_t item)
{
    return l->gives[item];
}

/* As the cube tells large tables from small ones; tests make every table large. */
static size_t large_table(void)
{
    const char *rows = getenv("GONGKAI_LARGE_TABLE");
    return rows ? (size_t)strtoul(rows, NULL, 10) : LARGE_TABLE;
}

LeaveOut *leave_out_open(const Intake *whole, const ImportOptions *options, FileList *list,
                         const char *input, GatherRead *read, void *context, size_t *left_out)
{
    LeaveOut *l = memory_alloc(sizeof *l);
    l->early = *whole; /* which Places go on asking */
    l->early.arena = arena_new();
    l->early.data = dataset_new(whole->schemas);
    l->early.problems = problems_new(l->early.arena);
    l->early.secrets = secrets_new();
    l->early.give = NULL; /* they are read once more */
    l->early.take = NULL;
    l->shard = options->shard;
    l->shards = options->shards;
    l->least = large_table();
    read_early(&l->early, list, input, read, context);
    settle_compounds(&l->early, &l->places);
    l->compounds = places_count(l->places);
    *left_out = 0;
    l->gives = ARENA_NEW_ARRAY(l->early.arena, list->count + 1, bool);
    if (l->compounds > 0) {
        l->wanted = ARENA_NEW_ARRAY(l->early.arena, l->compounds, bool);
        l->owner = ARENA_NEW_ARRAY(l->early.arena, l->compounds, int);
        options->divide(options->context, l->early.data, l->owner);
        for (size_t c = 0; c < l->compounds; c++) {
            assert(l->owner[c] >= 0 && l->owner[c] < l->shards);
            l->wanted[c] = l->owner[c] == l->shard;
        }
        *left_out = take_files(l, list);
    } else
        for (size_t i = 0; i < list->count; i++)
            l->gives[i] = (int)leave_out_turn(list->paths[i], (size_t)l->shards) == l->shard;
    return l;
}

void leave_out_close(LeaveOut *l)
{
    if (!l)
        return;
    places_free(l->places);
    free(l->early.sheets);
    free(l->early.named);
    dataset_free(l->early.data);
    secrets_free(l->early.secrets);
    arena_free(l->early.arena);
    free(l);
}

/* --- rows --------------------------------------------------------------------------------- */

static bool is_divided(const LeaveOut *l, const Table *table)
{
    return table_rows(table) >= l->least && schema_is_divided(table_schema(table));
}

/* The text that places the row, as settle.c will see it; CELL_MISSING for none. */
static int64_t naming_cell(const Table *table, size_t row, bool *by_id)
{
    const TableSchema *schema = table_schema(table);
    int64_t cell = schema->compound_id >= 0 ? table_cell(table, row, (size_t)schema->compound_id)
                                            : CELL_MISSING;
    *by_id = cell > 0;
    return cell > 0 || schema->compound_name < 0
               ? cell
               : table_cell(table, row, (size_t)schema->compound_name);
}

/* Each text is looked up once: `known` holds the place + 2, or 1. */
static int32_t place_of(const LeaveOut *l, const Dataset *data, const TextMap *known, int64_t cell)
{
    uint32_t *place = text_map_at(known, cell);
    if (*place == 0)
        *place = (uint32_t)(places_compound(l->places, dataset_text(data, cell)) + 2);
    return (int32_t)*place - 2;
}

static void keep_earliest(const Table *table, bool *keep)
{
    const TableSchema *schema = table_schema(table);
    for (size_t c = 0; c < schema->column_count; c++) {
        ColumnType type = schema->columns[c].type;
        int64_t first = CELL_MISSING;
        size_t row = 0;
        for (size_t r = 0; (type == TYPE_DATE || type == TYPE_PERIOD) && r < table_rows(table);
             r++) {
            int64_t day = table_cell(table, r, c);
            if (day != CELL_MISSING && (first == CELL_MISSING || day < first)) {
                first = day;
                row = r;
            }
        }
        if (first != CELL_MISSING)
            keep[row] = true;
    }
}

/* `told`: by sheet and compound, whether it stands among the named ones. */
static bool drop_rows(const LeaveOut *l, Intake *own, Table *table, const TextMap *known,
                      bool *told)
{
    size_t rows = table_rows(table), dropped = 0;
    bool *keep = memory_alloc(rows * sizeof *keep);
    for (size_t r = 0; r < rows; r++) {
        bool by_id;
        int64_t cell = naming_cell(table, r, &by_id);
        int32_t place = cell > 0 ? place_of(l, own->data, known, cell) : -1;
        keep[r] = place < 0 || l->wanted[place];
        if (keep[r])
            continue;
        int32_t sheet = table_origin(table, r).file;
        bool *once = &told[(size_t)sheet * l->compounds + (size_t)place];
        dropped++;
        if (*once)
            continue;
        *once = true;
        GROW(own->named, own->named_capacity, own->named_count + 1);
        own->named[own->named_count++] =
            (Named){sheet, by_id ? cell : CELL_MISSING, by_id ? CELL_MISSING : cell};
    }
    if (dropped) {
        keep_earliest(table, keep);
        table_filter(table, keep);
    }
    free(keep);
    return dropped > 0;
}

bool leave_out_rows(const LeaveOut *l, Intake *own)
{
    TextMap known = {0};
    bool *told = NULL, any = false;
    for (size_t t = 0; l->compounds > 0 && t < own->schemas->count; t++) {
        Table *table = dataset_table(own->data, (int)t);
        if (!is_divided(l, table))
            continue;
        if (!told) {
            told = memory_alloc(own->sheet_count * l->compounds * sizeof *told);
            text_map_open(&known, dataset_text_set(own->data));
        }
        any = drop_rows(l, own, table, &known, told) || any;
    }
    free(told);
    text_map_close(&known);
    return any;
}

static void need(const Intake *own, Texts *into, const TextMap *numbers, int64_t cell)
{
    uint32_t *number = cell > 0 ? text_map_at(numbers, cell) : NULL;
    size_t length;
    if (!number || *number)
        return;
    const char *text = dataset_text_of(own->data, cell, &length);
    *number = texts_intern(into, text, length);
}

void leave_out_texts(const Intake *own, Texts *into, TextMap *numbers)
{
    text_map_open(numbers, dataset_text_set(own->data));
    for (size_t t = 0; t < own->schemas->count; t++) {
        const Table *table = dataset_table(own->data, (int)t);
        const TableSchema *schema = table_schema(table);
        for (size_t c = 0; c < schema->column_count; c++) {
            const ColumnSchema *column = &schema->columns[c];
            if (column->privacy != PRIVACY_PRIVATE &&
                (column->type == TYPE_ID || column->type == TYPE_STR || column->type == TYPE_TEXT))
                for (size_t r = 0; r < table_rows(table); r++)
                    need(own, into, numbers, table_cell(table, r, c));
        }
    }
    for (size_t i = 0; i < own->named_count; i++) {
        need(own, into, numbers, own->named[i].id);
        need(own, into, numbers, own->named[i].name);
    }
}
