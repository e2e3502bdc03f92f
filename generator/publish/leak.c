/* leak.c - see leak.h: what is searched for, and one text. Files are leak_files.c's. */
#include "publish/leak.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "data/column_scan.h"
#include "data/scan_skim.h"
#include "data/secret.h"
#include "publish/leak_text.h"

#define SOURCE_LIMIT ((size_t)8 << 20)

#define COLUMN_NAME 96 /* bytes; longer ones are looked up each time */
#define COLUMNS_KNOWN 1024
#define COLUMN_PROBES 16

typedef struct {
    char name[COLUMN_NAME];
    size_t length;
    enum { COLUMN_UNKNOWN, COLUMN_TEXT, COLUMN_OTHER } answer;
} KnownColumn;

struct Leak {
    Arena *arena;
    const char *dir; /* the workspace */
    const Import *import;
    const Config *config;
    const Secret *secrets;
    size_t count;
    SecretSearch *search;
    size_t *passed;       /* finds that a public cell excuses */
    KnownColumn *columns; /* by a hash of the name */
};

/* --- what is searched for -------------------------------------------------------- */

static void drop_words_of(SecretSearch *search, const Secret *secrets, bool *drop, bool numbers,
                          const char *text, size_t length)
{
    size_t at = 0;
    for (const Secret *hit; (hit = secret_search_next(search, text, length, &at)); at++)
        if (numbers || hit->kind == SECRET_NAME || hit->kind == SECRET_TEXT)
            drop[hit - secrets] = true;
}

#define OWN_TEXTS 3

/* What the office itself configured to be printed, its telephone too. */
static void own_texts(const Config *config, const char *texts[OWN_TEXTS])
{
    texts[0] = config->name ? config->name : "";
    texts[1] = config->publisher ? config->publisher : "";
    texts[2] = config->contact ? config->contact : "";
}

static bool is_own(const Config *config, const char *text)
{
    const char *texts[OWN_TEXTS];
    own_texts(config, texts);
    for (size_t i = 0; i < OWN_TEXTS; i++)
        if (strstr(texts[i], text))
            return true;
    return false;
}

static void drop_words_below(Arena *arena, const char *folder, SecretSearch *search,
                             const Secret *secrets, bool *drop)
{
    FileList list;
    if (!folder_list(arena, folder, &list, NULL))
        return;
    for (size_t i = 0; i < list.count; i++) {
        char *bytes;
        size_t length;
        if (!file_read(path_join(arena, folder, list.paths[i]), SOURCE_LIMIT, &bytes, &length,
                       NULL))
            continue;
        drop_words_of(search, secrets, drop, false, bytes, length);
        free(bytes);
    }
}

Leak *leak_open(Arena *arena, const Import *import, const Config *config, const char *dir,
                const char *installed)
{
    static const char *const folders[] = {"scripts", "themes"};
    Leak *leak = ARENA_NEW(arena, Leak);
    const Secret *all = NULL;
    size_t count =
               import->secrets ? secrets_searchable(import->secrets, import->data, arena, &all) : 0,
           kept = 0;
    SecretSearch *search = secret_search_new(arena, all, count);
    bool *drop = ARENA_NEW_ARRAY(arena, count + 1, bool);
    for (size_t i = 0; installed && i < sizeof folders / sizeof *folders; i++)
        drop_words_below(arena, path_join(arena, installed, folders[i]), search, all, drop);
    const char *own[OWN_TEXTS];
    own_texts(config, own);
    for (size_t i = 0; i < OWN_TEXTS; i++)
        drop_words_of(search, all, drop, true, own[i], strlen(own[i]));
    Secret *secrets = ARENA_NEW_ARRAY(arena, count + 1, Secret);
    for (size_t i = 0; i < count; i++)
        if (!drop[i])
            secrets[kept++] = all[i];
    *leak = (Leak){.arena = arena,
                   .dir = dir,
                   .import = import,
                   .config = config,
                   .secrets = secrets,
                   .count = kept,
                   .passed = ARENA_NEW(arena, size_t),
                   .columns = ARENA_NEW_ARRAY(arena, COLUMNS_KNOWN, KnownColumn),
                   .search = secret_search_new(arena, secrets, kept)};
    return leak;
}

static int by_text(const void *a, const void *b)
{
    const Secret *x = *(const Secret *const *)a, *y = *(const Secret *const *)b;
    int order = memcmp(x->text, y->text, x->length < y->length ? x->length : y->length);
    return order                    ? order
           : x->length != y->length ? (x->length > y->length ? 1 : -1)
                                    : (int)x->kind - (int)y->kind;
}

void leak_digest(const Leak *leak, char hex[65])
{
    const Secret **sorted = memory_alloc((leak->count + 1) * sizeof *sorted);
    Hash hash;
    for (size_t i = 0; i < leak->count; i++)
        sorted[i] = &leak->secrets[i];
    if (leak->count)
        qsort(sorted, leak->count, sizeof *sorted, by_text);
    hash_begin(&hash);
    for (size_t i = 0; i < leak->count; i++) {
        const unsigned char kind = (unsigned char)sorted[i]->kind;
        hash_add(&hash, &kind, 1);
        hash_add(&hash, sorted[i]->text, sorted[i]->length);
        hash_add(&hash, "", 1);
    }
    hash_end(&hash, hex);
    free(sorted);
}

size_t leak_passed(const Leak *leak)
{
    return *leak->passed;
}

size_t leak_searched(const Leak *leak)
{
    return leak->count;
}

/* --- one text ---------------------------------------------------------------------- */

bool leak_any(const Leak *leak, const char *bytes, size_t length, size_t *at)
{
    return secret_search_any(leak->search, bytes, length, at);
}

static bool column_is_text(const Leak *leak, const char *name, size_t length)
{
    static const char *const numbers[] = {"numerator", "denominator", "value",
                                          "reporting", "expected",    "bytes"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (strlen(numbers[i]) == length && memcmp(numbers[i], name, length) == 0)
            return false;
    const SchemaSet *schemas = dataset_schemas(leak->import->data);
    bool known = false;
    for (size_t t = 0; t < schemas->count; t++)
        for (size_t c = 0; c < schemas->tables[t].column_count; c++) {
            const ColumnSchema *column = &schemas->tables[t].columns[c];
            size_t zh = strlen(column->title.zh);
            bool same =
                (strlen(column->name) == length && memcmp(column->name, name, length) == 0) ||
                (length >= zh && memcmp(column->title.zh, name, zh) == 0 &&
                 (length == zh || memcmp(name + zh, "（", 3) == 0));
            if (same && (column->type == TYPE_ID || column->type == TYPE_STR ||
                         column->type == TYPE_ENUM || column->type == TYPE_TEXT))
                return true;
            known = known || same;
        }
    return !known;
}

/*
 * A few hundred names, asked for at the head of every file: each is looked up once. Where there is
 * no room for more they are looked up each time.
 */
bool leak_column_is_text(const Leak *leak, const char *name, size_t length)
{
    uint64_t hash = length;
    if (length > COLUMN_NAME)
        return column_is_text(leak, name, length);
    for (size_t i = 0; i < length; i++)
        hash = hash * 31 + (unsigned char)name[i];
    KnownColumn *known = NULL;
    for (size_t probe = 0; probe < COLUMN_PROBES; probe++) {
        known = &leak->columns[(hash + probe) % COLUMNS_KNOWN];
        if (!known->answer)
            break;
        if (known->length == length && memcmp(known->name, name, length) == 0)
            return known->answer == COLUMN_TEXT;
    }
    bool text = column_is_text(leak, name, length);
    if (!known->answer) {
        *known = (KnownColumn){.length = length, .answer = text ? COLUMN_TEXT : COLUMN_OTHER};
        memcpy(known->name, name, length);
    }
    return text;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f');
}

bool leak_is_number(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!is_digit(text[i]))
            return false;
    return length > 0;
}

/*
 * Digits that are part of something that may hold any digits: a decimal (84.12, 12345678.90), a
 * hash, an attribute value="…" of a figure, the coordinates of a drawing.
 */
static bool is_exempt(const char *text, size_t length, size_t start, size_t size)
{
    size_t end = start + size, from = start, to = end;
    if (!leak_is_number(text + start, size))
        return false;
    if (start >= 2 && (text[start - 1] == '.' || text[start - 1] == ',') &&
        is_digit(text[start - 2]))
        return true;
    if (start >= 1 && text[start - 1] == '.')
        return true;
    if (end + 1 < length && (text[end] == '.' || text[end] == ',') && is_digit(text[end + 1]))
        return true;
    if (start >= 7 && memcmp(text + start - 7, "value=\"", 7) == 0)
        return true;
    while (from > 0 && is_hex(text[from - 1]))
        from--;
    while (to < length && is_hex(text[to]))
        to++;
    return to - from >= 16 && to - from > size;
}

static const char *const kinds[][2] = {
    [SECRET_NAME] = {"姓名", "a name"},      [SECRET_PHONE] = {"电话号码", "a phone number"},
    [SECRET_ID] = {"证件或账号", "an id"},   [SECRET_PLATE] = {"车牌号", "a plate"},
    [SECRET_ROOM] = {"房号", "a full room"}, [SECRET_TEXT] = {"私密文字", "a private text"}};

/* "input/2026-10/问题台账.csv 第12行": a row whose private cell holds this text. */
static const char *row_that_holds(const Leak *leak, const char *text, size_t length)
{
    const Import *import = leak->import;
    const SchemaSet *schemas = dataset_schemas(import->data);
    /* It is there already, so this only looks its number up. */
    int64_t number = secrets_intern(import->secrets, SECRET_TEXT, text, length);
    for (size_t t = 0; t < schemas->count; t++) {
        const Table *table = dataset_table(import->data, (int)t);
        for (size_t c = 0; c < schemas->tables[t].column_count; c++) {
            const ColumnSchema *column = &schemas->tables[t].columns[c];
            if (column->privacy != PRIVACY_PRIVATE ||
                (column->type != TYPE_ID && column->type != TYPE_STR && column->type != TYPE_TEXT))
                continue;
            for (size_t row = 0; row < table_rows(table); row++) {
                RowOrigin origin = table_origin(table, row);
                if (table_cell(table, row, c) == number && origin.file >= 0 &&
                    (size_t)origin.file < import->file_count)
                    return arena_printf(leak->arena, "%s 第%d行 row %d “%s”",
                                        import->files[origin.file].path, (int)origin.row,
                                        (int)origin.row, column->title.zh);
            }
        }
    }
    return NULL;
}

/* A note of the office's own that holds the text. */
static const char *note_that_holds(const Leak *leak, const char *text, size_t length)
{
    FileList list;
    const char *folder = path_join(leak->arena, leak->dir, "input/notes");
    if (!folder_list(leak->arena, folder, &list, NULL))
        return NULL;
    for (size_t i = 0; i < list.count; i++) {
        char *bytes;
        size_t size;
        if (!file_read(path_join(leak->arena, folder, list.paths[i]), SOURCE_LIMIT, &bytes, &size,
                       NULL))
            continue;
        bool has = memmem(bytes, size, text, length) != NULL;
        free(bytes);
        if (has)
            return arena_printf(leak->arena, "input/notes/%s", list.paths[i]);
    }
    return NULL;
}

/* Says where it would be seen, what kind of thing it is and where it comes from; never the thing.
 */
static bool leaked(const Leak *leak, const char *path, const char *inside, const char *zh,
                   const char *en, const char *text, size_t at, size_t length, bool is_secret,
                   Error *err)
{
    size_t line = 1;
    for (size_t i = 0; i < at; i++)
        line += text[i] == '\n';
    const char *note = note_that_holds(leak, text + at, length);
    const char *row = is_secret ? row_that_holds(leak, text + at, length) : NULL;
    return error_set(
        err, ERR_PRIVATE,
        "%s%s%s 第%zu行：含有不公开的内容（%s），本次没有发布%s%s%s%s / %s would be published "
        "(line %zu)",
        path, *inside ? " → " : "", inside, line, zh, note ? "；写在 " : "", note ? note : "",
        row ? "；按私密读自 " : "", row ? row : "", en, line);
}

/* What only looks personal, in `text`. */
static bool find_shapes_in(const Leak *leak, const char *path, const char *inside, const char *text,
                           size_t length, Error *err)
{
    ScanHit scan;
    size_t at = 0;
    while (scan_skim(text, length, leak->config, &at, &scan)) {
        char copy[64];
        if (is_exempt(text, length, scan.start, scan.length))
            continue;
        /* A public cell that is just this number was let through when it was read: an office's. */
        snprintf(copy, sizeof copy, "%.*s", (int)scan.length, text + scan.start);
        if (is_own(leak->config, copy))
            continue;
        if (dataset_lookup(leak->import->data, copy) >= 0) {
            ++*leak->passed;
            continue;
        }
        return leaked(leak, path, inside, scan_name(scan.kind, false), scan_name(scan.kind, true),
                      text, scan.start, scan.length, false, err);
    }
    return true;
}

static bool find_shapes(const Leak *leak, const char *path, const char *inside, const char *text,
                        size_t length, Error *err)
{
    if (!find_shapes_in(leak, path, inside, text, length, err))
        return false;
    if (!scan_is_odd(text, length))
        return true;
    Buffer form = {0};
    size_t size;
    const char *plain = scan_form(0, text, length, &form, &size, NULL);
    bool ok = find_shapes_in(leak, path, inside, plain, size, err);
    buffer_free(&form);
    return ok;
}

bool leak_text(const Leak *leak, const char *path, const char *inside, const char *text,
               size_t length, bool patterns, Error *err)
{
    size_t at = 0;
    for (const Secret *hit; (hit = secret_search_next(leak->search, text, length, &at)); at++)
        if (!is_exempt(text, length, at, hit->length))
            return leaked(leak, path, inside, kinds[hit->kind][0], kinds[hit->kind][1], text, at,
                          hit->length, true, err);
    return !patterns || find_shapes(leak, path, inside, text, length, err);
}

/* --- report/privacy.json ---------------------------------------------------------------- */

void leak_report(const Leak *leak, const Import *import, Month period, Buffer *out)
{
    static const char *const classes[] = {"public", "masked", "private"};
    static const char *const actions[] = {"published", "published after masking",
                                          "counted, never written out"};
    const SchemaSet *schemas = dataset_schemas(import->data);
    Json json = {.out = out};
    char month[16];
    json_open(&json, '{');
    json_put_text(&json, "period", month_text(period, month));
    json_put_int(&json, "private_texts_read",
                 import->secrets ? (int64_t)secrets_count(import->secrets) : 0);
    json_put_int(&json, "private_texts_searched_for_in_output", (int64_t)leak->count);
    json_key(&json, "columns");
    json_open(&json, '[');
    for (size_t t = 0; t < schemas->count; t++)
        for (size_t c = 0; c < schemas->tables[t].column_count; c++) {
            const ColumnSchema *column = &schemas->tables[t].columns[c];
            Privacy privacy = column->type == TYPE_TEXT ? PRIVACY_PRIVATE : column->privacy;
            if (privacy == PRIVACY_PUBLIC)
                continue;
            json_open(&json, '{');
            json_put_text(&json, "table", schemas->tables[t].name);
            json_put_text(&json, "column", column->name);
            json_put_text(&json, "title", column->title.zh);
            json_put_text(&json, "class", classes[privacy]);
            json_put_text(&json, "action", actions[privacy]);
            json_put_int(&json, "cells",
                         (int64_t)column_filled(dataset_table(import->data, (int)t), c));
            json_close(&json, '}');
        }
    json_close(&json, ']');
    json_close(&json, '}');
    buffer_char(out, '\n');
}
