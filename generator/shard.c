/* shard.c - see shard.h. */
#include "shard.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/hash.h"
#include "cube/share.h"
#include "publish/output.h"

static const char *digest(Arena *arena, Buffer *text)
{
    char *hash = arena_alloc(arena, 65);
    hash_bytes(text->bytes ? text->bytes : "", text->length, hash);
    buffer_free(text);
    return hash;
}

/* "HASH PATH" of every file below the folder; one that is not there has none. */
static bool put_folder(Arena *arena, const char *folder, Buffer *out, Error *err)
{
    FileList list;
    char hash[65];
    if (!folder_list(arena, folder, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++) {
        if (!hash_file(path_join(arena, folder, list.paths[i]), hash, err))
            return false;
        buffer_printf(out, "%s %s\n", hash, list.paths[i]);
    }
    return true;
}

static bool put_file(const char *path, Buffer *out, Error *err)
{
    char hash[65] = "-";
    if (file_exists(path) && !hash_file(path, hash, err))
        return false;
    buffer_printf(out, "%s\n", hash);
    return true;
}

static bool put_scripts(Arena *arena, const char *dir, Buffer *out, Error *err)
{
    return put_folder(arena, path_join(arena, dir, "scripts"), out, err) &&
           put_folder(arena, path_join(arena, dir, "themes"), out, err);
}

/* What is no table: no key of a scope holds it, so its bytes must be the same. */
static bool is_no_table(const char *path)
{
    static const char *const names[] = {"approvals.csv", "arrivals.csv", "corrections.csv"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(path, names[i]) == 0)
            return true;
    return strncmp(path, "notes/", 6) == 0;
}

/* Of tables the sizes, not the bytes: a shard need not read what belongs to others. */
static bool put_input(Arena *arena, const char *folder, Buffer *out, Error *err)
{
    FileList list;
    if (!folder_list(arena, folder, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++) {
        struct stat st = {0};
        char *path = path_join(arena, folder, list.paths[i]);
        if (stat(path, &st) != 0)
            return error_errno(err, path);
        buffer_printf(out, "%lld %s\n", (long long)st.st_size, list.paths[i]);
        if (is_no_table(list.paths[i]) && !put_file(path, out, err))
            return false;
    }
    return true;
}

bool marks_of(Arena *arena, const RunOptions *options, const char *output, Month period, Day asof,
              Marks *out, Error *err)
{
    Buffer program = {0}, config = {0}, input = {0}, edition = {0};
    char id[65], month[16], day[16];
    const char *dir = options->dir;
    bool ok = put_file("/proc/self/exe", &program, err) &&
              put_scripts(arena, run_installed(), &program, err) &&
              put_file(path_join(arena, dir, "gongkai.lua"), &config, err) &&
              put_scripts(arena, dir, &config, err) &&
              put_input(arena, path_join(arena, dir, "input"), &input, err) &&
              output_current(output, id, err) &&
              put_file(path_join(arena, output, "chain.log"), &edition, err);
    if (ok)
        buffer_text(&edition, id);
    out->marks[MARK_PROGRAM] = digest(arena, &program);
    out->marks[MARK_CONFIG] = digest(arena, &config);
    out->marks[MARK_INPUT] = digest(arena, &input);
    out->marks[MARK_EDITION] = digest(arena, &edition);
    out->marks[MARK_FONTS] = NULL; /* the caller's, once they are open */
    out->marks[MARK_PERIOD] = arena_printf(
        arena, "%s %s%s%s", month_text(period, month), day_text(asof, day),
        options->allow_unexplained ? " allow-unexplained" : "", options->peer ? " peer" : "");
    return ok;
}

void share_of(Arena *arena, const ScopeSet *set, const RunOptions *options, Share *out)
{
    int *owner = ARENA_NEW_ARRAY(arena, set->count, int);
    bool *mine = ARENA_NEW_ARRAY(arena, set->count, bool);
    share_scopes(set, options->shards, owner);
    for (size_t i = 0; i < set->count; i++)
        mine[i] = owner[i] == options->shard - 1;
    *out = (Share){set, mine};
}

/* The scope of a figure's key, ID|LEVEL|SCOPE|PERIOD|WINDOW; -1 for none. */
static int scope_of_key(const ScopeSet *set, const char *key)
{
    const char *level = strchr(key, '|'), *id = level ? strchr(level + 1, '|') : NULL;
    const char *end = id ? strchr(id + 1, '|') : NULL;
    char text[1024];
    if (!end || (size_t)(end - id) > sizeof text)
        return -1;
    snprintf(text, sizeof text, "%.*s", (int)(end - id - 1), id + 1);
    for (int l = 0; l < LEVEL_COUNT; l++)
        if (strncmp(level + 1, level_code((Level)l), (size_t)(id - level - 1)) == 0 &&
            strlen(level_code((Level)l)) == (size_t)(id - level - 1))
            return scope_find(set, (Level)l, text);
    return -1;
}

bool share_has_change(void *context, const Change *change)
{
    const Share *share = context;
    bool figure = strcmp(change->kind, "figure") == 0;
    if (!figure && !*change->compound_id)
        return true;
    int scope = figure ? scope_of_key(share->set, change->key)
                       : scope_find(share->set, LEVEL_COMPOUND, change->compound_id);
    return scope >= 0 && share->mine[scope];
}

void shard_divide(void *context, const Dataset *early, int *owner)
{
    const Division *division = context;
    Arena *arena = arena_new();
    ScopeSet set;
    scope_set_build(arena, early, division->config, &set);
    int *of_scope = ARENA_NEW_ARRAY(arena, set.count, int);
    share_scopes(&set, division->options->shards, of_scope);
    for (size_t row = 0; row < table_rows(dataset_find(early, "compounds")); row++)
        owner[row] = of_scope[set.of_compound[row]];
    arena_free(arena);
}

const char *shard_word(Arena *arena, const Marks *marks)
{
    return arena_printf(arena, "%s %s", marks->marks[MARK_PROGRAM], marks->marks[MARK_CONFIG]);
}

bool shard_may_leave_out(Arena *arena, const char *dir)
{
    char own[PATH_MAX], installed[PATH_MAX];
    return !realpath(path_join(arena, dir, "scripts/sections"), own) ||
           (realpath(path_join(arena, run_installed(), "scripts/sections"), installed) &&
            strcmp(own, installed) == 0);
}
