/* shard.c - see shard.h. */
#include "shard.h"

#include <sys/stat.h>

#include "base/file.h"
#include "base/hash.h"
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

/* Sizes, not bytes: a shard need not read what belongs to others. */
static bool put_sizes(Arena *arena, const char *folder, Buffer *out, Error *err)
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
              put_sizes(arena, path_join(arena, dir, "input"), &input, err) &&
              output_current(output, id, err) &&
              put_file(path_join(arena, output, "chain.log"), &edition, err);
    if (ok)
        buffer_text(&edition, id);
    out->marks[MARK_PROGRAM] = digest(arena, &program);
    out->marks[MARK_CONFIG] = digest(arena, &config);
    out->marks[MARK_INPUT] = digest(arena, &input);
    out->marks[MARK_EDITION] = digest(arena, &edition);
    out->marks[MARK_PERIOD] =
        arena_printf(arena, "%s %s%s", month_text(period, month), day_text(asof, day),
                     options->allow_unexplained ? " allow-unexplained" : "");
    return ok;
}
