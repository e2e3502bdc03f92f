/* source.c - see source.h. */
#include "script/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

static bool read_source(Arena *arena, const char *folder, const char *name, Source *out, Error *err)
{
    char *bytes;
    size_t length;
    if (!file_read(path_join(arena, folder, name), SOURCE_MAX, &bytes, &length, err))
        return false;
    *out = (Source){arena_strdup(arena, name), arena_copy(arena, bytes, length), length};
    free(bytes);
    return true;
}

bool source_one(Arena *arena, const char *dir, const char *installed, const char *name, Source *out,
                Error *err)
{
    const char *const folders[] = {dir, installed};
    *out = (Source){name, NULL, 0};
    for (int i = 0; i < 2; i++) {
        bool there;
        if (!folders[i])
            continue;
        if (!file_there(path_join(arena, folders[i], name), &there, err))
            return false;
        if (there)
            return read_source(arena, folders[i], name, out, err);
    }
    return true;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_names(Arena *arena, const char *kind, const char **names, size_t *count,
                      const FileList *files)
{
    for (size_t i = 0; i < files->count; i++) {
        const char *path = files->paths[i];
        size_t length = strlen(path);
        if (strchr(path, '/') || length < 5 || strcmp(path + length - 4, ".lua") != 0)
            continue;
        names[(*count)++] = arena_printf(arena, "%s/%s", kind, path);
    }
}

bool source_list(Arena *arena, const char *dir, const char *installed, const char *kind,
                 SourceList *out, Error *err)
{
    FileList own = {0}, given = {0};
    if (dir && !folder_list(arena, path_join(arena, dir, kind), &own, err))
        return false;
    if (installed && !folder_list(arena, path_join(arena, installed, kind), &given, err))
        return false;
    const char **names = ARENA_NEW_ARRAY(arena, own.count + given.count + 1, const char *);
    size_t count = 0;
    add_names(arena, kind, names, &count, &own);
    add_names(arena, kind, names, &count, &given);
    qsort(names, count, sizeof *names, compare_names);
    *out = (SourceList){ARENA_NEW_ARRAY(arena, count + 1, Source), 0};
    for (size_t i = 0; i < count; i++) {
        if (i && strcmp(names[i], names[i - 1]) == 0)
            continue;
        if (!source_one(arena, dir, installed, names[i], &out->items[out->count++], err))
            return false;
    }
    return true;
}
