/* csvfile.c - see csvfile.h. */
#include "data/csvfile.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "data/cell.h"
#include "data/decode.h"
#include "data/label.h"
#include "data/records.h"

#define COLUMNS_MAX 16
#define BYTES_MAX ((size_t)64 << 20)

typedef struct {
    Arena *arena;
    const char *const *names, *const *zh;
    size_t count;
    int cell_of[COLUMNS_MAX];
    bool has_header, failed;
    CsvRow *rows;
    size_t row_count, capacity;
    const char *path;
    Error *err;
    char text[RECORD_CELL_MAX + 1]; /* longer ones are flaws */
} Reader;

static bool is_name(const Span *cell, const char *name)
{
    char a[128], b[128], unit[32];
    label_header(cell->text, cell->length, a, sizeof a, unit);
    label_header(name, strlen(name), b, sizeof b, unit);
    return *a && strcmp(a, b) == 0;
}

static bool take_header(Reader *r, const Record *record)
{
    for (size_t c = 0; c < r->count; c++) {
        r->cell_of[c] = -1;
        for (size_t i = 0; i < record->count && r->cell_of[c] < 0; i++)
            if (is_name(&record->cells[i], r->names[c]) || is_name(&record->cells[i], r->zh[c]))
                r->cell_of[c] = (int)i;
        if (r->cell_of[c] < 0) {
            r->failed = true;
            return error_set(r->err, ERR_DATA, "%s: column '%s' is missing", r->path, r->names[c]);
        }
    }
    r->has_header = true;
    return true;
}

static bool take(void *context, const Record *record)
{
    Reader *r = context;
    if (record->flaw == RECORD_BLANK)
        return true;
    if (record->flaw != RECORD_FINE) {
        r->failed = true;
        return error_set(r->err, ERR_DATA, "%s: row %d: a quotation mark is never closed", r->path,
                         record->row);
    }
    if (!r->has_header)
        return take_header(r, record);
    const char **cells = ARENA_NEW_ARRAY(r->arena, r->count, const char *);
    bool any = false;
    for (size_t c = 0; c < r->count; c++) {
        CellCode code;
        size_t i = (size_t)r->cell_of[c], n = 0;
        if (i < record->count)
            n = cell_clean(record->cells[i].text, record->cells[i].length, r->text, &code);
        cells[c] = n ? arena_copy(r->arena, r->text, n) : "";
        any |= n > 0;
    }
    if (!any)
        return true;
    GROW(r->rows, r->capacity, r->row_count + 1);
    r->rows[r->row_count++] = (CsvRow){record->row, cells};
    return true;
}

bool csvfile_read(Arena *arena, const char *dir, const char *path, const char *const *names,
                  const char *const *zh, size_t count, CsvFile *out, Error *err)
{
    *out = (CsvFile){0};
    err->code = ERR_NONE;
    char *full = path_join(arena, dir, path), *bytes;
    size_t length;
    bool there;
    if (!file_there(full, &there, err))
        file_note_trouble(full);
    if (!there)
        return false;
    if (!file_read(full, BYTES_MAX, &bytes, &length, err)) {
        if (err->code == ERR_FILE)
            file_note_trouble(full);
        return false;
    }
    Decoded decoded;
    Reader *r = ARENA_NEW(arena, Reader);
    *r = (Reader){
        .arena = arena, .names = names, .zh = zh, .count = count, .path = path, .err = err};
    if (!decode_text(bytes, length, "", &decoded)) {
        free(bytes);
        return error_set(err, ERR_DATA, "%s: row %d is in no known encoding", path,
                         decoded.bad_row);
    }
    char delimiter = records_sniff(decoded.text, decoded.length);
    records_read(decoded.text, decoded.length, delimiter == '\xEF' ? ',' : delimiter, false, take,
                 r);
    if (!r->has_header && !r->failed) {
        r->failed = true;
        error_set(err, ERR_DATA, "%s: has no header", path);
    }
    CsvRow *rows = ARENA_NEW_ARRAY(arena, r->row_count, CsvRow);
    if (r->row_count)
        memcpy(rows, r->rows, r->row_count * sizeof *rows);
    *out = (CsvFile){rows, r->failed ? 0 : r->row_count};
    free(r->rows);
    free(decoded.owned);
    free(bytes);
    return !r->failed;
}
