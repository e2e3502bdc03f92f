/* leave_out.c - see leave_out.h. */
#include "data/leave_out.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define EARLY_BYTES ((off_t)16 << 20) /* T01 of a province is smaller */

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

static bool is_wanted(const Places *places, const char *path, const bool *wanted, bool *covers)
{
    const char *slash = strrchr(path, '/');
    size_t count = places_count(places);
    char folder[PATH_MAX];
    if (!slash || strncmp(path, "notes/", 6) == 0)
        return true;
    snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
    memset(covers, 0, count);
    if (!arrival_folder(places, folder, covers))
        return true;
    for (size_t c = 0; c < count; c++)
        if (covers[c] && wanted[c])
            return true;
    return false;
}

size_t leave_out_files(const Intake *whole, const ImportOptions *options, FileList *list,
                       const char *input, GatherRead *read, void *context)
{
    Intake early = *whole;
    Places *places;
    size_t kept = 0, count = list->count;
    early.arena = arena_new();
    early.data = dataset_new(whole->schemas);
    early.problems = problems_new(early.arena);
    early.secrets = secrets_new();
    read_early(&early, list, input, read, context);
    settle_compounds(&early, &places);
    size_t compounds = places_count(places);
    if (compounds > 0) {
        bool *wanted = ARENA_NEW_ARRAY(early.arena, compounds, bool);
        bool *covers = ARENA_NEW_ARRAY(early.arena, compounds, bool);
        options->want(options->context, early.data, wanted);
        for (size_t i = 0; i < count; i++)
            if (is_wanted(places, list->paths[i], wanted, covers))
                list->paths[kept++] = list->paths[i];
        list->count = kept;
    }
    places_free(places);
    free(early.sheets);
    free(early.named);
    dataset_free(early.data);
    secrets_free(early.secrets);
    arena_free(early.arena);
    return count - list->count;
}
