/* edition_commit.c - an edition is completed, signed and shown; see edition.h. */
#include "publish/edition_own.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "publish/chain.h"
#include "publish/editions.h"
#include "publish/output.h"

#define ID_DIGITS 12

/* A file without a line was left half written by a process that was killed. */
static bool drop_unfinished(const Edition *e, Arena *arena, const Manifest *log, Error *err)
{
    FileList list;
    if (!folder_list(arena, e->folder, &list, err))
        return false;
    size_t found = 0;
    for (size_t i = 0; i < list.count; i++) {
        if (manifest_find(log, list.paths[i])) {
            found++;
            continue;
        }
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s/%s", e->folder, list.paths[i]);
        if (unlink(path) != 0)
            return error_errno(err, path);
    }
    return found == log->count || error_set(err, ERR_FILE, "%s: %zu of %zu files are gone",
                                            e->folder, log->count - found, log->count);
}

/* Everything of the edition is on the disk. */
static bool sync_all(Edition *e, Error *err)
{
    Ahead *ahead = e->ahead;
    e->ahead = NULL;
    return ahead_end(ahead, e->folder, err);
}

/* A MANIFEST for every folder of a compound and period; they then stand in `all` too. */
static bool write_folder_manifests(Edition *e, Arena *arena, Manifest *all, Manifest *root,
                                   Error *err)
{
    Buffer text = {0};
    bool ok = true;
    root->entries = ARENA_NEW_ARRAY(arena, all->count + 1, ManifestEntry);
    root->count = 0;
    for (size_t i = 0; ok && i < all->count;) {
        const char *path = all->entries[i].path;
        size_t skip = manifest_folder(path), end = i + 1;
        if (skip == 0) {
            root->entries[root->count++] = all->entries[i++];
            continue;
        }
        while (end < all->count && manifest_folder(all->entries[end].path) == skip &&
               strncmp(all->entries[end].path, path, skip) == 0)
            end++;
        buffer_clear(&text);
        manifest_format(all->entries + i, end - i, skip, &text);
        ManifestEntry *entry = &root->entries[root->count++];
        entry->path = arena_printf(arena, "%.*sMANIFEST", (int)skip, path);
        hash_bytes(text.bytes, text.length, entry->hash);
        ok = edition_write(e, entry->path, text.bytes, text.length, err);
        i = end;
    }
    buffer_free(&text);
    manifest_sort(root);
    return ok;
}

static bool write_signed(Edition *e, const char *name, const void *bytes, size_t length,
                         const char *comment, Error *err)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", e->folder, name);
    if (!edition_write_new(e, path, bytes, length, err))
        return false;
    if (!e->key)
        return true;
    Buffer signature = {0};
    snprintf(path, sizeof path, "%s/%s.minisig", e->folder, name);
    bool ok = sign_bytes(e->key, bytes, length, comment, &signature, err) &&
              edition_write_new(e, path, signature.bytes, signature.length, err);
    buffer_free(&signature);
    return ok;
}

static bool same_as_current(const Edition *e, const Buffer *manifest)
{
    char path[PATH_MAX];
    if (!e->current[0])
        return false;
    snprintf(path, sizeof path, "%s/MANIFEST", e->current);
    if (!edition_same_bytes(path, manifest->bytes, manifest->length))
        return false;
    snprintf(path, sizeof path, "%s/MANIFEST.minisig", e->current);
    return !e->key || file_exists(path); /* a first key makes an edition of its own */
}

/* An edition that was shown before keeps its folder; the same content again gets "-2", "-3" … */
static void choose_id(const Edition *e, const Chain *chain, Month period, const char *root,
                      char id[65])
{
    char month[16], path[PATH_MAX];
    int length = snprintf(id, 65, "%s-%.*s", month_text(period, month), ID_DIGITS, root);
    for (int again = 2;; again++) {
        snprintf(path, sizeof path, "%s/editions/%s", e->output, id);
        if (!chain_find(chain, id) && !folder_exists(path))
            return;
        snprintf(id + length, 65 - (size_t)length, "-%d", again);
    }
}

/* There is a new edition: its list of editions gets those before it, and `manifest` its hash. */
static bool complete_editions(Edition *e, const Chain *chain, Month period, Manifest *root,
                              Buffer *manifest, Error *err)
{
    char path[PATH_MAX], *bytes;
    size_t length, head;
    ManifestEntry *entry = NULL;
    for (size_t i = 0; i < root->count; i++)
        if (strcmp(root->entries[i].path, EDITIONS_PATH) == 0)
            entry = &root->entries[i];
    if (!entry)
        return true;
    snprintf(path, sizeof path, "%s/" EDITIONS_PATH, e->folder);
    if (!file_read(path, EDITION_LOG_LIMIT, &bytes, &length, err))
        return false;
    bool ok = true;
    if ((head = editions_head_length(bytes, length)) > 0) { /* else a tombstone: it stays */
        Buffer text = {0};
        ChainLine own = {.kind = e->kind, .period = period, .declared = e->declared};
        editions_head(chain, &own, &text);
        buffer_put(&text, bytes + head, length - head);
        ok = edition_write_hashed(e, EDITIONS_PATH, text.bytes, text.length, entry->hash, err);
        buffer_free(&text);
        buffer_clear(manifest);
        manifest_format(root->entries, root->count, 0, manifest);
    }
    free(bytes);
    return ok;
}

bool edition_commit(Edition *e, Month period, EditionResult *out, Error *err)
{
    Arena *arena = arena_new();
    Manifest all, root;
    Chain chain;
    Buffer text = {0};
    char hash[65], path[PATH_MAX], comment[160], month[16];
    bool ok = false;
    *out = (EditionResult){0};
    if (e->key) {
        sign_public_text(e->key, &text);
        if (!edition_write(e, "gongkai.pub", text.bytes, text.length, err))
            goto done;
        buffer_clear(&text);
    }
    snprintf(path, sizeof path, "%s/chain.log", e->output);
    /* No page says that something is missing because it could not be read. */
    if (!file_all_read(err) || !edition_read_log(e, arena, &all, err) ||
        !drop_unfinished(e, arena, &all, err) ||
        !write_folder_manifests(e, arena, &all, &root, err) ||
        !chain_read(arena, path, &chain, err))
        goto done;
    manifest_format(root.entries, root.count, 0, &text);
    out->files = all.count;
    if (same_as_current(e, &text)) {
        snprintf(out->id, sizeof out->id, "%s", strrchr(e->current, '/') + 1);
        ok = true;
        goto done;
    }
    if (!complete_editions(e, &chain, period, &root, &text, err))
        goto done;
    hash_bytes(text.bytes, text.length, hash);
    choose_id(e, &chain, period, hash, out->id);
    snprintf(comment, sizeof comment, "gongkai %s %s", out->id, month_text(period, month));
    if (!write_signed(e, "MANIFEST", text.bytes ? text.bytes : "", text.length, comment, err) ||
        !write_signed(e, "chain.log", chain.bytes, chain.length, comment, err) || !sync_all(e, err))
        goto done;
    ChainLine line = {.kind = e->kind, .id = out->id, .period = period, .declared = e->declared};
    memcpy(line.root, hash, sizeof line.root);
    ok = output_show(e->output, e->folder, &line, e->key, err);
    out->changed = ok;
    e->gone = ok;
done:
    arena_free(arena);
    buffer_free(&text);
    if (!e->gone) {
        folder_remove(e->folder, ok ? err : NULL);
        e->gone = true;
    }
    if (ok)
        edition_abandon(e);
    return ok;
}

bool edition_end_aside(Edition *e, Buffer *manifest, Error *err)
{
    Arena *arena = arena_new();
    Manifest all;
    bool ok = file_all_read(err) && edition_read_log(e, arena, &all, err) &&
              drop_unfinished(e, arena, &all, err) && sync_all(e, err);
    if (ok)
        manifest_format(all.entries, all.count, 0, manifest);
    arena_free(arena);
    e->gone = ok;
    if (ok)
        edition_abandon(e);
    return ok;
}
