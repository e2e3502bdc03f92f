/* same_run.c - see same_run.h. */
#include "same_run.h"

#include <stdlib.h>
#include <string.h>

static bool is_whole(const RunOptions *o)
{
    return !o->only_count && !o->dry_run && !o->check_only && !o->shards && !o->merge && !o->peer;
}

static UnchangedInput input_of(Arena *arena, const RunOptions *o, const char *output)
{
    return (UnchangedInput){
        .dir = o->dir,
        .installed = run_installed(),
        .output = output,
        .options = arena_printf(
            arena, "period %d asof %d today %d strict %d unexplained %d lang %d", (int)o->period,
            (int)o->asof, (int)day_today(), o->strict, o->allow_unexplained, o->english)};
}

bool same_run(Arena *arena, const RunOptions *options, const char *output, UnchangedRun *out)
{
    UnchangedInput input = input_of(arena, options, output);
    return is_whole(options) && !options->afresh && unchanged_check(arena, &input, out);
}

/* Paths of files as the import has them, sorted, with the hash of what was read. */
typedef struct {
    const FileReport **files;
    size_t count;
    const UnchangedFiles *others;
} Hashes;

static int by_path(const void *a, const void *b)
{
    const FileReport *const *x = a, *const *y = b;
    return strcmp((*x)->path, (*y)->path);
}

static int is_path(const void *path, const void *file)
{
    const FileReport *const *f = file;
    return strcmp(path, (*f)->path);
}

static const char *hash_of(void *context, const char *path)
{
    const Hashes *hashes = context;
    const FileReport **found =
        hashes->count ? bsearch(path, hashes->files, hashes->count, sizeof *found, is_path) : NULL;
    if (found && (*found)->sha256[0])
        return (*found)->sha256;
    for (size_t i = 0; i < hashes->others->count; i++)
        if (strcmp(hashes->others->items[i].path, path) == 0)
            return hashes->others->items[i].hash;
    return NULL;
}

void same_run_remember(Arena *arena, const RunOptions *options, const char *output,
                       const char *fonts, const char *key, const Import *import,
                       const UnchangedFiles *hashed, const EditionResult *result)
{
    if (!is_whole(options))
        return;
    UnchangedRun run = {.files = result->files};
    memcpy(run.id, result->id, sizeof run.id);
    Hashes hashes = {ARENA_NEW_ARRAY(arena, import->file_count + 1, const FileReport *), 0, hashed};
    for (size_t i = 0; i < import->file_count; i++) {
        run.quarantined += import->files[i].quarantined;
        hashes.files[hashes.count++] = &import->files[i];
    }
    qsort(hashes.files, hashes.count, sizeof *hashes.files, by_path);
    UnchangedInput input = input_of(arena, options, output);
    char *real = *key ? realpath(key, NULL) : NULL;
    input.fonts = real ? arena_printf(arena, "%s; key (%s #0)", fonts, real) : fonts;
    free(real);
    unchanged_remember(arena, &input, &run, hash_of, &hashes);
}
