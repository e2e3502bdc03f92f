/*
 * withdraw.c - taking something back; see history.h.
 *
 * Order: tombstones (so no later run brings it back), a new edition without it (so residents stop
 * seeing it at once), then the older editions. Each step may be done twice.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "publish/chain.h"
#include "publish/edition.h"
#include "publish/history.h"
#include "publish/manifest.h"
#include "publish/output.h"
#include "publish/readback.h"
#include "publish/tombstone.h"
#include "publish/trace.h"
#include "publish/withdrawn.h"
#include "render/csv.h"

#define FILE_LIMIT ((size_t)1 << 32)
#define TEXT_MIN 12 /* bytes, four han characters: a shorter cell is no sign of a row */

typedef struct {
    Arena *arena;
    const char *output, *what, *reason;
    const Buffer *paper;
    const char *path;        /* a file; NULL for a row */
    const char *table, *key; /* a row */
    Trace *trace;            /* what only this row has */
    Chain chain;
    Withdrawn withdrawn;
    Buffer tombstones; /* output/withdrawn.log as it will be */
    Withdrawal *result;
} Withdraw;

static void add_tombstone(Withdraw *w, const char *line)
{
    if (w->tombstones.bytes && strstr(w->tombstones.bytes, line))
        return;
    buffer_text(&w->tombstones, line);
}

static bool write_tombstones(Withdraw *w, Error *err)
{
    char *path = path_join(w->arena, w->output, "withdrawn.log");
    char *aside = path_join(w->arena, w->output, ".withdrawn.log.new");
    return file_write(aside, w->tombstones.bytes, w->tombstones.length, err) &&
           output_sync(w->output, err) && (rename(aside, path) == 0 || error_errno(err, path));
}

/* --- where the row stands ------------------------------------------------------------------ */

/* The key column of the table, as dictionary.csv of the edition says; -1 for none. */
static int key_column(Withdraw *w, const char *folder, const Readback *rows)
{
    Readback d;
    int column = -1;
    if (!readback_open(path_join(w->arena, folder, "data/dictionary.csv"), &d))
        return -1;
    int table = readback_column(&d, "table"), name = readback_column(&d, "column"),
        key = readback_column(&d, "key");
    for (size_t i = 0; table >= 0 && name >= 0 && key >= 0 && column < 0 && i < d.count; i++) {
        char **cells = readback_cells(&d, w->arena, i);
        if (strcmp(cells[table], w->table) == 0 && strcmp(cells[key], "true") == 0)
            column = readback_column(rows, cells[name]);
    }
    readback_close(&d);
    return column;
}

static bool row_has(const Readback *rows, size_t row, size_t column, const char *cell)
{
    const char *record = rows->bytes + rows->starts[row];
    size_t length = rows->starts[row + 1] - rows->starts[row];
    /* Most rows do not hold the text at all; only the others are split. */
    if (*cell && !strpbrk(cell, "\"") && !memmem(record, length, cell, strlen(cell)))
        return false;
    Arena *scratch = arena_new();
    bool has = strcmp(readback_cells(rows, scratch, row)[column], cell) == 0;
    arena_free(scratch);
    return has;
}

/* Cells of the row that no other row has in the same column: by these it is known elsewhere. */
static void note_texts(Withdraw *w, const Readback *rows, size_t row)
{
    char **cells = readback_cells(rows, w->arena, row);
    for (size_t c = 0; c < rows->columns; c++) {
        bool alone =
            strlen(cells[c]) >= TEXT_MIN || (strcmp(cells[c], w->key) == 0 && strlen(w->key) >= 4);
        if (!alone || strcmp(rows->names[c], "compound_id") == 0 ||
            strcmp(rows->names[c], "compound_name") == 0)
            continue;
        for (size_t i = 0; alone && i < rows->count; i++)
            if (i != row)
                alone = !row_has(rows, i, c, cells[c]);
        if (alone)
            trace_add(w->trace, cells[c]);
    }
}

static bool find_row(Withdraw *w, const char *folder)
{
    Readback rows;
    bool found = false;
    char *path = arena_printf(w->arena, "%s/data/%s.csv", folder, w->table);
    if (!readback_open(path, &rows))
        return false;
    int column = key_column(w, folder, &rows);
    for (size_t i = 0; column >= 0 && i < rows.count; i++)
        if (row_has(&rows, i, (size_t)column, w->key)) {
            note_texts(w, &rows, i);
            found = true;
        }
    readback_close(&rows);
    return found;
}

/* Whether this file of an edition must go; its hash then. A tombstone stays where it stands. */
static bool must_go(const Withdraw *w, const char *folder, const char *path, char hash[65])
{
    char *bytes;
    size_t length;
    if (w->path ? strcmp(path, w->path) != 0
                : manifest_is_own(path) || strcmp(path, "withdrawn.csv") == 0)
        return false;
    if (!file_read(path_join(w->arena, folder, path), FILE_LIMIT, &bytes, &length, NULL))
        return false;
    bool found =
        !tombstone_is(bytes, length) && (w->path || trace_in_file(w->trace, bytes, length));
    if (found)
        hash_bytes(bytes, length, hash);
    free(bytes);
    return found;
}

/* --- the table's own files, without the row -----------------------------------------------------
 */

static bool is_table_file(const Withdraw *w, const char *path)
{
    return !w->path && (strcmp(path, arena_printf(w->arena, "data/%s.csv", w->table)) == 0 ||
                        strcmp(path, arena_printf(w->arena, "data/%s.excel.csv", w->table)) == 0 ||
                        strcmp(path, arena_printf(w->arena, "data/%s.json", w->table)) == 0);
}

/* Records that hold one of the texts are left out: lines, or quoted records over several lines. */
static void cut_records(const Withdraw *w, const char *bytes, size_t length, Buffer *out)
{
    bool quoted = false, json = length > 0 && bytes[0] == '[';
    for (size_t start = 0, at = 0; at < length; at++) {
        if (bytes[at] == '"' && !json)
            quoted = !quoted;
        if ((bytes[at] != '\n' || quoted) && at + 1 < length)
            continue;
        size_t size = at + 1 - start;
        if (!trace_in_text(w->trace, bytes + start, size))
            buffer_put(out, bytes + start, size);
        start = at + 1;
    }
    /* The last object of a JSON list has no comma behind it. */
    if (json && out->length > 4 && strcmp(out->bytes + out->length - 4, ",\n]\n") == 0) {
        out->length -= 4;
        buffer_text(out, "\n]\n");
    }
}

static bool write_cut(Withdraw *w, Edition *edition, const char *folder, const char *path,
                      Error *err)
{
    char *bytes;
    size_t length;
    Buffer out = {0};
    if (!file_read(path_join(w->arena, folder, path), FILE_LIMIT, &bytes, &length, err))
        return false;
    cut_records(w, bytes, length, &out);
    bool ok = edition_write(edition, path, out.bytes ? out.bytes : "", out.length, err);
    buffer_free(&out);
    free(bytes);
    return ok;
}

/* --- editions
 * -------------------------------------------------------------------------------------- */

static const char *edition_path(const Withdraw *w, const char *id)
{
    return arena_printf(w->arena, "%s/editions/%s", w->output, id);
}

/*
 * A page or paper of one month may hold what leaked in other bytes too, as soon as it is made
 * again; a whole table or list of figures goes on growing, and a row of it is taken back by its
 * key.
 */
static bool is_named(const Withdraw *w)
{
    return w->path && manifest_month(w->path) != MONTH_MISSING;
}

/* Every edition's files that hold it become tombstones. */
static bool note_files(Withdraw *w, Error *err)
{
    char hash[65];
    for (size_t i = 0; i < w->chain.count; i++) {
        FileList list;
        if (chain_find(&w->chain, w->chain.lines[i].id) != &w->chain.lines[i])
            continue;
        const char *folder = edition_path(w, w->chain.lines[i].id);
        if (!folder_list(w->arena, folder, &list, err))
            return false;
        for (size_t f = 0; f < list.count; f++)
            if (must_go(w, folder, list.paths[f], hash))
                add_tombstone(w, arena_printf(w->arena, "%s %s %s\n", is_named(w) ? "name" : "file",
                                              hash, list.paths[f]));
    }
    return true;
}

/* What the public is told: when (by period), what kind of thing, why. */
static bool write_notice(Withdraw *w, Edition *edition, const char *folder, Month period,
                         Error *err)
{
    Buffer out = {0};
    char *bytes, month[16];
    size_t length;
    if (file_read(path_join(w->arena, folder, "withdrawn.csv"), FILE_LIMIT, &bytes, &length,
                  NULL)) {
        buffer_put(&out, bytes, length);
        free(bytes);
    } else {
        buffer_text(&out, "period,what,reason\n");
    }
    size_t before = out.length;
    const char *what = w->path ? w->path : w->table; /* never the key: it may be what leaked */
    buffer_printf(&out, "%s,", month_text(period, month));
    csvout_cell(&out, what, strlen(what));
    buffer_char(&out, ',');
    csvout_cell(&out, w->reason, strlen(w->reason));
    buffer_char(&out, '\n');
    char *line = arena_strdup(w->arena, out.bytes + before);
    char *first = strstr(out.bytes, line);
    if (first < out.bytes + before)
        out.length = before; /* said already, when this was cut short */
    bool ok = edition_write(edition, "withdrawn.csv", out.bytes, out.length, err);
    buffer_free(&out);
    return ok;
}

/* Says in the place of a file that it was withdrawn. Where nothing can say so the place is empty.
 */
static bool write_tombstone(Withdraw *w, Edition *edition, const char *path, Error *err)
{
    Buffer bytes = {0};
    bool ok = !tombstone_make(path, w->reason, is_named(w), w->paper, &bytes) ||
              edition_write(edition, path, bytes.bytes, bytes.length, err);
    buffer_free(&bytes);
    return ok;
}

static bool write_without(Withdraw *w, Edition *edition, const char *folder, const char *path,
                          Error *err)
{
    char hash[65];
    if (is_table_file(w, path))
        return write_cut(w, edition, folder, path, err);
    return !must_go(w, folder, path, hash) || write_tombstone(w, edition, path, err);
}

static void declare(const Withdraw *w, Edition *edition)
{
    Buffer text = {0};
    buffer_text(&text, "withdrawn=");
    chain_escape(w->path ? w->path : w->table, &text); /* never the key: it may be what leaked */
    char hash[65];
    hash_bytes(w->tombstones.bytes, w->tombstones.length, hash);
    buffer_printf(&text, ",tombstones=%s", hash);
    edition_declare(edition, text.bytes);
    buffer_free(&text);
}

/* A new edition: the current one without what is withdrawn. */
static bool show_without(Withdraw *w, const SignKey *key, Error *err)
{
    Edition *edition;
    EditionResult result;
    const ChainLine *last = &w->chain.lines[w->chain.count - 1];
    const char *folder = edition_path(w, last->id);
    FileList list;
    if (!edition_begin(w->output, &edition, err))
        return false;
    edition_use_key(edition, key);
    edition_use_kind(edition, "withdraw");
    bool ok = folder_list(w->arena, folder, &list, err);
    declare(w, edition);
    for (size_t i = 0; ok && i < list.count; i++)
        ok = write_without(w, edition, folder, list.paths[i], err);
    ok = ok && write_notice(w, edition, folder, last->period, err) &&
         edition_keep(edition, "", err) && edition_commit(edition, last->period, &result, err);
    if (!ok) {
        edition_abandon(edition);
        return false;
    }
    snprintf(w->result->id, sizeof w->result->id, "%s", result.changed ? result.id : "");
    return true;
}

static bool remove_from_older(Withdraw *w, Error *err)
{
    char current[65], hash[65];
    if (!output_current(w->output, current, err))
        return false;
    for (size_t i = 0; i < w->chain.count; i++) {
        const char *id = w->chain.lines[i].id, *folder = edition_path(w, id);
        FileList list;
        size_t before = w->result->files;
        if (strcmp(id, current) == 0 || chain_find(&w->chain, id) != &w->chain.lines[i])
            continue;
        if (!folder_list(w->arena, folder, &list, err))
            return false;
        for (size_t f = 0; f < list.count; f++) {
            char *path = path_join(w->arena, folder, list.paths[f]);
            if (!must_go(w, folder, list.paths[f], hash))
                continue;
            if (unlink(path) != 0)
                return error_errno(err, path);
            w->result->files++;
        }
        w->result->editions += w->result->files > before;
    }
    return output_sync(w->output, err);
}

static bool withdraw(Withdraw *w, const SignKey *key, Error *err)
{
    char *log = path_join(w->arena, w->output, "withdrawn.log"), *bytes;
    size_t length;
    bool found = false;
    if (!output_recover(w->output, err) ||
        !chain_read(w->arena, path_join(w->arena, w->output, "chain.log"), &w->chain, err) ||
        !withdrawn_read(w->arena, w->output, &w->withdrawn, err))
        return false;
    if (w->chain.count == 0)
        return error_set(err, ERR_USAGE, "还没有发布过 / nothing was published yet");
    if (file_exists(log)) {
        if (!file_read(log, FILE_LIMIT, &bytes, &length, err))
            return false;
        buffer_put(&w->tombstones, bytes, length);
        free(bytes);
    }
    for (size_t i = 0; i < w->chain.count; i++) {
        const char *folder = edition_path(w, w->chain.lines[i].id);
        char hash[65];
        found |= w->path ? must_go(w, folder, w->path, hash) : find_row(w, folder);
    }
    if (!file_all_read(err)) /* what was not read may hold it */
        return false;
    bool before = false;
    for (size_t i = 0; i < w->withdrawn.count; i++)
        before |=
            w->path ? !w->withdrawn.items[i].row && strcmp(w->withdrawn.items[i].path, w->path) == 0
                    : w->withdrawn.items[i].row && strcmp(w->withdrawn.items[i].key, w->key) == 0;
    if (!found && before)
        return true; /* gone everywhere already */
    if (!found)
        return error_set(err, ERR_USAGE, "哪一期里都没有 / no edition holds this: %s", w->what);
    if (!w->path)
        add_tombstone(w, arena_printf(w->arena, "row %s %s\n", w->table, w->key));
    return note_files(w, err) && file_all_read(err) && write_tombstones(w, err) &&
           show_without(w, key, err) && remove_from_older(w, err) && file_all_read(err);
}

bool history_withdraw(const char *output, const char *what, const char *reason, const Buffer *paper,
                      const SignKey *key, Withdrawal *out, Error *err)
{
    int lock;
    *out = (Withdrawal){0};
    const char *colon = strchr(what, ':');
    if (!reason || !reason[0] || strpbrk(reason, "\r\n"))
        return error_set(err, ERR_USAGE,
                         "请用 --reason 写明原因（一行）/ give a reason of one line");
    if (strpbrk(what, "\r\n") || !*what || (colon && !colon[1]))
        return error_set(err, ERR_USAGE, "%s: 应是文件路径或 表:编号 / must be a path or TABLE:KEY",
                         what);
    if (!edition_lock(output, &lock, err))
        return false;
    Arena *arena = arena_new();
    Withdraw w = {.arena = arena,
                  .output = output,
                  .what = what,
                  .reason = reason,
                  .trace = trace_new(arena),
                  .paper = paper,
                  .result = out};
    if (colon && !strchr(arena_copy(arena, what, (size_t)(colon - what)), '/')) {
        w.table = arena_copy(arena, what, (size_t)(colon - what));
        w.key = colon + 1;
    } else {
        w.path = what;
    }
    bool ok = withdraw(&w, key, err);
    buffer_free(&w.tombstones);
    arena_free(arena);
    edition_unlock(lock);
    return ok;
}
