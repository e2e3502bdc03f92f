/*
 * alike.c - ids that differ only by capitals or blanks; see intake.h.
 *
 * They are two matters, since nobody here knows better; but whoever wrote w-012 for W-012 on the
 * second day has two matters where there is one, and must be told.
 */
#include <string.h>

#include "data/intake.h"

#define ID_BYTES 256 /* longer ones are not compared */
#define BLOCK 1024   /* rows */

typedef enum { CAPITALS, SMALL } Letters;

/* The id without blanks and with one kind of letters; false where it is that already. */
static bool respell(const char *id, Letters letters, char out[ID_BYTES])
{
    char first = letters == CAPITALS ? 'a' : 'A', last = letters == CAPITALS ? 'z' : 'Z';
    size_t length = 0;
    bool other = false;
    for (; *id && length < ID_BYTES - 1; id++) {
        bool turned = *id >= first && *id <= last;
        other |= turned || *id == ' ';
        if (*id != ' ')
            out[length++] = (char)(turned ? *id ^ 0x20 : *id);
    }
    out[length] = '\0';
    return other && !*id;
}

/* The row whose id is the same but for capitals and blanks; -1 where there is none. */
static int64_t find_alike(const Intake *intake, const Table *t, const char *id)
{
    char spelled[ID_BYTES];
    for (Letters letters = CAPITALS; letters <= SMALL; letters++) {
        if (!respell(id, letters, spelled))
            continue;
        int64_t cell = dataset_lookup(intake->data, spelled);
        int64_t row = cell > 0 ? table_find(t, cell) : -1;
        if (row >= 0)
            return row;
    }
    return -1;
}

static void tell_alike(Intake *intake, const Table *t, size_t row, size_t other)
{
    RowOrigin origin = table_origin(t, row), at = table_origin(t, other);
    Sheet *sheet = intake->sheets[origin.file];
    size_t key = table_schema(t)->key[0];
    if (!problem_may_tell(intake, sheet, origin.row, SEVERITY_WARNING, "alike_id"))
        return;
    const char *path = intake->sheets[at.file]->report.path, *id = table_text(t, other, key);
    problem_of_row(
        intake, origin, (int)key, SEVERITY_WARNING, "alike_id", table_text(t, row, key),
        arena_printf(intake->arena, "与 %s 第%d行的“%s”只差大小写或空格，现按两件算", path, at.row,
                     id),
        arena_printf(intake->arena,
                     "differs from \"%s\" of %s row %d by capitals or blanks only; they count as "
                     "two",
                     id, path, at.row),
        "如是同一件，请把编号改成一样", "if it is one matter, write both ids alike");
}

static void check_ids(Intake *intake, const Table *t)
{
    size_t key = table_schema(t)->key[0];
    const size_t rows = table_rows(t);
    /* The first of the last leaf whose ids are spelled in capitals, without blanks. */
    uint64_t plain_leaf = UINT64_MAX / 2;
    int64_t cells[BLOCK];
    for (size_t r = 0; r < rows; r++) {
        if (r % BLOCK == 0)
            table_cells(t, key, r, rows - r < BLOCK ? rows - r : BLOCK, cells);
        int64_t cell = cells[r % BLOCK];
        char spelled[ID_BYTES], room[TEXTS_ROOM];
        size_t length;
        if (cell <= 0 || (uint64_t)cell - plain_leaf < TEXTS_LEAF)
            continue;
        const char *id = dataset_spell(intake->data, cell, room, &length);
        /* Of a pair one is in capitals or one in small letters; where both are, one of them tells.
         */
        if (!respell(id, CAPITALS, spelled)) {
            if (cell >= TEXTS_SERIAL) /* ids of a leaf differ by digits only */
                plain_leaf = (uint64_t)(cell - (cell - TEXTS_SERIAL) % TEXTS_LEAF);
            continue;
        }
        int64_t other = find_alike(intake, t, id);
        if (other >= 0 && (size_t)other != r)
            tell_alike(intake, t, r, (size_t)other);
    }
}

void settle_alike_ids(Intake *intake)
{
    for (size_t i = 0; i < intake->schemas->count; i++) {
        const Table *t = dataset_table(intake->data, (int)i);
        const TableSchema *schema = table_schema(t);
        if (schema->key_count == 1 && schema->columns[schema->key[0]].type == TYPE_ID &&
            schema->columns[schema->key[0]].privacy == PRIVACY_PUBLIC)
            check_ids(intake, t);
    }
}
