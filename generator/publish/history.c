/* history.c - rollback and prune; see history.h. Withdrawal is in withdraw.c. */
#include "publish/history.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "publish/chain.h"
#include "publish/edition.h"
#include "publish/manifest.h"
#include "publish/output.h"
#include "publish/withdrawn.h"

/* An edition from which something was taken is no longer whole. */
static bool has_withdrawn(Arena *arena, const char *output, const char *folder)
{
    Manifest manifest;
    Withdrawn withdrawn;
    if (!withdrawn_read(arena, output, &withdrawn, NULL) ||
        !manifest_load(arena, folder, &manifest, NULL))
        return true;
    for (size_t i = 0; i < withdrawn.count; i++) {
        const Tombstone *t = &withdrawn.items[i];
        const ManifestEntry *entry = t->row ? NULL : manifest_find(&manifest, t->path);
        if (entry && strcmp(entry->hash, t->hash) == 0)
            return true;
    }
    return false;
}

static bool rollback(Arena *arena, const char *output, const char *id, const SignKey *key,
                     Error *err)
{
    char current[65], hash[65];
    Chain chain;
    if (!output_recover(output, err) || !output_current(output, current, err) ||
        !chain_read(arena, path_join(arena, output, "chain.log"), &chain, err))
        return false;
    const ChainLine *line = chain_find(&chain, id);
    char *folder = arena_printf(arena, "%s/editions/%s", output, id);
    bool there = line && folder_exists(folder);
    if (!file_all_read(err))
        return false;
    if (!there)
        return error_set(err, ERR_USAGE, "没有这一期 / no such edition: %s", id);
    if (strcmp(current, id) == 0)
        return error_set(err, ERR_USAGE, "正在展示的就是这一期 / this edition is shown already: %s",
                         id);
    if (!hash_file(path_join(arena, folder, "MANIFEST"), hash, err))
        return false;
    if (strcmp(hash, line->root) != 0)
        return error_set(err, ERR_DATA, "%s: 清单被改动过，不能退回 / not what was published",
                         folder);
    if (has_withdrawn(arena, output, folder))
        return file_all_read(err) &&
               error_set(err, ERR_DATA,
                         "%s: 这一期有内容已撤回，不能再展示 / something was withdrawn from it",
                         id);
    ChainLine next = {.kind = "rollback", .id = line->id, .period = line->period};
    memcpy(next.root, line->root, sizeof next.root);
    return file_all_read(err) && output_show(output, NULL, &next, key, err);
}

bool history_rollback(const char *output, const char *id, const SignKey *key, Error *err)
{
    int lock;
    if (!edition_lock(output, &lock, err))
        return false;
    Arena *arena = arena_new();
    bool ok = rollback(arena, output, id, key, err);
    arena_free(arena);
    edition_unlock(lock);
    return ok;
}

/* Renamed first: a run that is killed leaves a name that the next one clears away. */
static bool remove_edition(Arena *arena, const char *output, const char *id, Error *err)
{
    char *folder = arena_printf(arena, "%s/editions/%s", output, id);
    char *aside = arena_printf(arena, "%s/editions/.new-pruned-%s", output, id);
    if (rename(folder, aside) != 0)
        return error_errno(err, folder);
    return folder_remove(aside, err);
}

static bool prune(Arena *arena, const char *output, int keep, size_t *removed, Error *err)
{
    char current[65];
    Chain chain;
    if (!output_recover(output, err) || !output_current(output, current, err) ||
        !chain_read(arena, path_join(arena, output, "chain.log"), &chain, err))
        return false;
    int kept = 0;
    for (size_t i = chain.count; i-- > 0;) {
        const ChainLine *line = &chain.lines[i];
        bool there = chain_find(&chain, line->id) == line &&
                     folder_exists(arena_printf(arena, "%s/editions/%s", output, line->id));
        if (!file_all_read(err)) /* it may be one of those to keep */
            return false;
        if (!there)
            continue;
        if (kept++ < keep || strcmp(line->id, current) == 0)
            continue;
        if (!remove_edition(arena, output, line->id, err))
            return false;
        (*removed)++;
    }
    return true;
}

bool history_prune(const char *output, int keep, size_t *removed, Error *err)
{
    int lock;
    *removed = 0;
    if (keep < 1)
        return error_set(err, ERR_USAGE, "--keep 至少是1 / must be 1 or more");
    if (!edition_lock(output, &lock, err))
        return false;
    Arena *arena = arena_new();
    bool ok = prune(arena, output, keep, removed, err);
    arena_free(arena);
    edition_unlock(lock);
    return ok;
}
