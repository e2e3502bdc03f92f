/* verify.c - see verify.h. */
#include "publish/verify.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/hash.h"
#include "publish/chain.h"
#include "publish/changes.h"
#include "publish/manifest.h"
#include "publish/output.h"
#include "publish/sign.h"
#include "publish/withdrawn.h"

#define FILE_LIMIT ((size_t)1 << 32)
#define DEPTH_MAX 32
#define SHORT_HASH 8

typedef struct {
    dev_t dev;
    ino_t ino;
    char hash[65];
} Hashed; /* editions share files: each is read once */

typedef struct {
    Arena *arena;
    const char *output; /* "" where only one edition is at hand */
    const VerifyOptions *options;
    Finding *findings;
    size_t count, capacity;
    Hashed *hashed; /* open addressing by inode */
    size_t hashed_count, hashed_size;
    Withdrawn withdrawn;
    SignPublic key;
    bool has_key;
    char expect[65]; /* as it stands in manifests; "" for nothing */
    bool expected;   /* it was met */
    Verdict *verdict;
} Verify;

static void found(Verify *v, FoundKind kind, const char *zh, const char *en, const char *place)
{
    GROW(v->findings, v->capacity, v->count + 1);
    v->findings[v->count++] = (Finding){.kind = kind,
                                        .zh = arena_printf(v->arena, "%s：%s", place, zh),
                                        .en = arena_printf(v->arena, "%s: %s", place, en)};
}

static bool is_start(const char *hash, const char *start)
{
    return strncmp(hash, start, strlen(start)) == 0;
}

static void meet(Verify *v, const char *hash)
{
    v->expected = v->expected || (v->expect[0] && is_start(hash, v->expect));
}

/* --- files ---------------------------------------------------------------------- */

static void hashed_grow(Verify *v)
{
    Hashed *old = v->hashed;
    size_t size = v->hashed_size;
    v->hashed_size = size ? size * 2 : 1024;
    v->hashed = ARENA_NEW_ARRAY(v->arena, v->hashed_size, Hashed);
    for (size_t i = 0; i < size; i++) {
        if (!old[i].hash[0])
            continue;
        size_t at = (size_t)old[i].ino % v->hashed_size;
        while (v->hashed[at].hash[0])
            at = (at + 1) % v->hashed_size;
        v->hashed[at] = old[i];
    }
}

static bool hash_once(Verify *v, const char *path, char hash[65])
{
    struct stat st;
    Error err = {0};
    if (stat(path, &st) != 0) {
        file_note_trouble(path);
        return false;
    }
    if (!S_ISREG(st.st_mode))
        return false;
    if (v->hashed_count * 2 >= v->hashed_size)
        hashed_grow(v);
    size_t at = (size_t)st.st_ino % v->hashed_size;
    for (; v->hashed[at].hash[0]; at = (at + 1) % v->hashed_size)
        if (v->hashed[at].ino == st.st_ino && v->hashed[at].dev == st.st_dev) {
            memcpy(hash, v->hashed[at].hash, 65);
            return true;
        }
    if (!hash_file(path, hash, &err)) {
        file_note_trouble(path);
        return false;
    }
    v->hashed[at] = (Hashed){.dev = st.st_dev, .ino = st.st_ino};
    memcpy(v->hashed[at].hash, hash, 65);
    v->hashed_count++;
    return true;
}

static void check_files(Verify *v, const char *folder, const Manifest *manifest)
{
    char hash[65];
    for (size_t i = 0; i < manifest->count; i++) {
        const ManifestEntry *entry = &manifest->entries[i];
        char *path = path_join(v->arena, folder, entry->path);
        v->verdict->files++;
        meet(v, entry->hash);
        bool withdrawn = withdrawn_has(&v->withdrawn, entry->path, entry->hash);
        if (!hash_once(v, path, hash)) {
            if (!withdrawn)
                found(v, FOUND_MISSING, "文件不见了", "the file is missing", path);
        } else if (strcmp(hash, entry->hash) != 0 && !withdrawn) {
            found(v, FOUND_CHANGED, "文件被改动过，与发布时不同",
                  "the file was changed since it was published", path);
        }
    }
}

/* Everything that stands in the folder, hidden files too, must be listed. */
static void check_extra(Verify *v, const char *folder, const char *below, const Manifest *manifest,
                        int depth)
{
    char *here = *below ? path_join(v->arena, folder, below) : arena_strdup(v->arena, folder);
    DIR *dir = depth < DEPTH_MAX ? opendir(here) : NULL;
    if (!dir) {
        if (depth < DEPTH_MAX)
            file_note_trouble(here);
        return;
    }
    for (struct dirent *entry; (entry = folder_next(dir));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        char *name = path_join(v->arena, below, entry->d_name);
        char *path = path_join(v->arena, folder, name);
        struct stat st;
        if (lstat(path, &st) != 0) {
            file_note_trouble(path);
            continue;
        }
        if (S_ISDIR(st.st_mode))
            check_extra(v, folder, name, manifest, depth + 1);
        else if (!S_ISREG(st.st_mode))
            found(v, FOUND_EXTRA, "不是普通文件，发布时没有这样的东西",
                  "not a plain file: nothing like it was published", path);
        else if (!manifest_is_own(name) && !manifest_find(manifest, name))
            found(v, FOUND_EXTRA, "多出来的文件，清单里没有它",
                  "an extra file that no manifest lists", path);
    }
    if (errno != 0)
        file_note_trouble(here);
    closedir(dir);
}

/* --- signatures ------------------------------------------------------------------ */

static char *read_text(Verify *v, const char *path, size_t *length)
{
    char *bytes;
    if (!file_read(path, FILE_LIMIT, &bytes, length, NULL))
        return NULL;
    char *copy = arena_copy(v->arena, bytes, *length);
    free(bytes);
    return copy;
}

static bool signature_fits(Verify *v, const char *bytes, size_t length, const char *signature,
                           Error *err)
{
    size_t size;
    char *text = read_text(v, signature, &size);
    return text && sign_check(&v->key, bytes, length, text, err);
}

/*
 * `must`: a key is trusted, so a missing signature is a finding. `aside` may be NULL: a second
 * place where the signature may be while a run that was cut short waits to be completed.
 */
static void check_signature(Verify *v, const char *path, const char *aside, bool must)
{
    Error err = {0};
    size_t length;
    char *signature = arena_printf(v->arena, "%s.minisig", path);
    char *bytes = read_text(v, path, &length);
    bool has = file_exists(signature) || (aside && file_exists(aside));
    if (!has) {
        if (must && bytes)
            found(v, FOUND_SIGNATURE, "没有签名", "the signature is missing", path);
        return;
    }
    v->verdict->is_signed = true;
    if (!v->has_key)
        found(v, FOUND_SIGNATURE, "有签名，但没有公钥可以验证",
              "signed, but there is no public key to check it with", path);
    else if (bytes && !(aside && signature_fits(v, bytes, length, aside, &err)) &&
             !signature_fits(v, bytes, length, signature, &err))
        found(v, FOUND_SIGNATURE,
              strstr(err.text, "another key") ? "签名用的是另一把密钥"
                                              : "签名不对，内容或签名被改动过",
              err.text, path);
}

static bool load_key(Verify *v, const char *edition, Error *err)
{
    size_t length;
    const char *given = v->options->key;
    char *text = read_text(v, given ? given : path_join(v->arena, edition, "gongkai.pub"), &length);
    if (!text)
        return !given || error_set(err, ERR_USAGE, "%s: cannot be read", given);
    v->has_key = sign_public_read(text, &v->key, err);
    if (given)
        return v->has_key || error_in(err, "%s", given);
    if (!v->has_key)
        found(v, FOUND_SIGNATURE, "公钥文件坏了", "the public key cannot be read",
              path_join(v->arena, edition, "gongkai.pub"));
    return true;
}

/* --- the chain -------------------------------------------------------------------- */

static bool starts_with(const Chain *longer, const Chain *shorter)
{
    if (shorter->length == 0)
        return true;
    return longer->length >= shorter->length && longer->bytes && shorter->bytes &&
           memcmp(longer->bytes, shorter->bytes, shorter->length) == 0;
}

/* Against a copy made earlier: lines may be added, never changed or taken away. */
static bool check_old_chain(Verify *v, const Chain *chain, const char *place, Error *err)
{
    if (!v->options->chain)
        return true;
    Chain old;
    if (!file_exists(v->options->chain))
        return error_set(err, ERR_USAGE, "%s: no such file", v->options->chain);
    if (!chain_read(v->arena, v->options->chain, &old, err)) {
        err->code = ERR_USAGE;
        return false;
    }
    if (starts_with(chain, &old))
        return true;
    if (starts_with(&old, chain)) {
        found(v, FOUND_CHAIN, "比您留存的旧链还短：发布记录被退回到过去",
              "shorter than the copy you kept: the chain was rolled back", place);
        return true;
    }
    size_t line = 0;
    while (line < chain->count && line < old.count &&
           strcmp(chain->lines[line].hash, old.lines[line].hash) == 0)
        line++;
    found(v, FOUND_CHAIN,
          arena_printf(v->arena, "第%zu行与您留存的旧链不同：发布记录被改写", line + 1),
          arena_printf(v->arena, "line %zu differs from the copy you kept: the chain was rewritten",
                       line + 1),
          place);
    return true;
}

/* The chain with the line that a run which was cut short has yet to put in place. */
static bool read_chain(Verify *v, const char *output, const char *current, Chain *chain,
                       const char **place)
{
    Error err = {0};
    Chain aside;
    *place = path_join(v->arena, output, "chain.log");
    char *pending = path_join(v->arena, output, ".chain.log.new");
    if (file_exists(pending) && chain_read(v->arena, pending, &aside, NULL) && aside.count > 0 &&
        strcmp(aside.lines[aside.count - 1].id, current) == 0) {
        *chain = aside;
        *place = pending;
        return true;
    }
    if (!file_exists(*place)) {
        found(v, FOUND_CHAIN, "发布链不见了", "the chain is missing", *place);
        return false;
    }
    if (!chain_read(v->arena, *place, chain, &err)) {
        const char *at = strstr(err.text, "line ");
        found(v, FOUND_CHAIN,
              arena_printf(v->arena, "第%d行接不上前一行：链断了，有人改过", at ? atoi(at + 5) : 0),
              arena_printf(v->arena,
                           "line %d does not follow the line before it: the chain is broken",
                           at ? atoi(at + 5) : 0),
              *place);
        return false;
    }
    return true;
}

/* --- editions ---------------------------------------------------------------------- */

/* Files, extra files, manifest and signature of one edition; false where its manifest fails. */
static bool check_edition(Verify *v, const char *folder, const char *root, Manifest *manifest,
                          bool must_sign)
{
    Error err = {0};
    char hash[65];
    char *path = path_join(v->arena, folder, "MANIFEST");
    v->verdict->editions++;
    if (!hash_once(v, path, hash)) {
        found(v, FOUND_MISSING, "清单不见了", "the manifest is missing", path);
        return false;
    }
    if (root && strcmp(hash, root) != 0)
        found(v, FOUND_CHANGED, "清单被改动过，与发布链记录的不同",
              "the manifest is not the one in the chain", path);
    bool loaded = manifest_load(v->arena, folder, manifest, &err);
    /* An edition that holds the public key was signed. */
    must_sign = must_sign || (loaded && manifest_find(manifest, "gongkai.pub"));
    check_signature(v, path, NULL, must_sign);
    check_signature(v, path_join(v->arena, folder, "chain.log"), NULL, must_sign);
    if (!loaded) {
        found(v, FOUND_CHANGED, "清单读不通或被改动过", "a manifest was changed", err.text);
        return false;
    }
    check_files(v, folder, manifest);
    check_extra(v, folder, "", manifest, 0);
    return true;
}

/* As printed on paper: groups of digits, in either case; nothing where it is no start of a hash. */
static void read_expected(Verify *v)
{
    size_t length = 0;
    for (const char *c = v->options->expect; c && *c; c++) {
        if (*c == ' ')
            continue;
        char digit = *c >= 'A' && *c <= 'F' ? (char)(*c - 'A' + 'a') : *c;
        if (length == 64 || !strchr("0123456789abcdef", digit)) {
            v->expect[0] = '\0';
            return;
        }
        v->expect[length++] = digit;
    }
}

/*
 * Paper prints the start of a hash: of its data, and of the chain before it. Those of earlier
 * revisions are met in the editions that are kept.
 */
static void check_expected(Verify *v, const Chain *chain, const char *root, const char *place)
{
    bool fine = strlen(v->expect) >= SHORT_HASH;
    if (!v->options->expect)
        return;
    meet(v, root);
    meet(v, CHAIN_FIRST); /* before the first edition */
    for (size_t i = 0; i < chain->count; i++) {
        meet(v, chain->lines[i].root);
        meet(v, chain->lines[i].hash);
    }
    if (!fine || !v->expected)
        found(v, FOUND_UNEXPECTED,
              !fine ? "校验码太短或写错了，应是纸上印的数字和字母，至少8位"
                    : "没有哪一期、哪个文件是这个校验码",
              !fine ? "a hash needs 8 digits or more, 0 to 9 and a to f"
                    : "no edition and no file has the hash that you gave",
              place);
}

/*
 * Folders of earlier months change only as a revision that the line declares, or where it says that
 * what could not be made then was made now. What was withdrawn is
 * gone from its old place.
 */
static void check_earlier(Verify *v, const ChainLine *line, const Manifest *before,
                          const Manifest *after, const char *folder)
{
    char *declared = arena_printf(v->arena, ",%s,", line->declared);
    const char *told = "";
    for (size_t i = 0, k = 0; i < before->count || k < after->count;) {
        const ManifestEntry *old = i < before->count ? &before->entries[i] : NULL;
        const ManifestEntry *new = k < after->count ? &after->entries[k] : NULL;
        assert(old || new);
        int order = !old ? 1 : !new ? -1 : strcmp(old->path, new->path);
        const char *path = order <= 0 ? old->path : new->path;
        bool same = order == 0 && strcmp(old->hash, new->hash) == 0;
        bool gone = order < 0 && withdrawn_has(&v->withdrawn, old->path, old->hash);
        i += order <= 0;
        k += order >= 0;
        Month month = manifest_month(path);
        const char *name = strncmp(path, "en/", 3) == 0 ? path + 3 : path;
        if (same || gone || month == MONTH_MISSING || month == line->period)
            continue;
        /* c/SLUG/2026-09: up to the slash behind the month. */
        const char *slash = name;
        for (int parts = *name == 'c' ? 3 : 4; parts > 0; parts--)
            slash = strchr(slash, '/') + 1;
        char *place = arena_copy(v->arena, name, (size_t)(slash - 1 - name));
        if (strcmp(place, told) == 0 || strstr(declared, arena_printf(v->arena, ",%s=", place)) ||
            strstr(declared, arena_printf(v->arena, ",again=%s,", place)))
            continue;
        told = place;
        found(v, FOUND_UNDECLARED, "以前月份公布的内容变了，发布链却没有声明更正",
              "what an earlier month published changed, and the chain declares no revision",
              path_join(v->arena, folder, place));
    }
}

static void check_undeclared(Verify *v, const char *before, Month before_period, const char *after,
                             Month after_period)
{
    const char *const *changes;
    size_t count =
        changes_undeclared(v->arena, before, before_period, after, after_period, &changes);
    for (size_t i = 0; i < count; i++)
        found(v, FOUND_UNDECLARED, "改动了已公布的内容，却没有列入更正",
              "something published was changed without being declared as a correction",
              arena_printf(v->arena, "%s %s", after, changes[i]));
}

static void check_chain_of_edition(Verify *v, const Chain *chain, const ChainLine *line,
                                   const char *folder)
{
    Chain own;
    Error err = {0};
    char *path = path_join(v->arena, folder, "chain.log");
    size_t before = 0;
    for (size_t i = 0; i + 1 < (size_t)line->number; i++)
        before = (size_t)(strchr(chain->bytes + before, '\n') - chain->bytes) + 1;
    if (!file_exists(path)) /* that of the first edition is empty, but it is there */
        found(v, FOUND_MISSING, "这一期自带的链不见了",
              "the edition's own copy of the chain is missing", path);
    else if (!chain_read(v->arena, path, &own, &err))
        found(v, FOUND_CHAIN, "这一期自带的链断了", "the edition's own copy of the chain is broken",
              path);
    else if (own.length != before || memcmp(own.bytes, chain->bytes, before) != 0)
        found(
            v, FOUND_CHAIN, "这一期自带的链与发布链不一致：有一处被改写或截短",
            "the edition's own copy differs from the chain: one of them was rewritten or shortened",
            path);
}

/* The line with which an edition was made; it may have been shown again later. */
static const ChainLine *chain_made(const Chain *chain, const char *id)
{
    size_t i = 0;
    while (i + 1 < chain->count && strcmp(chain->lines[i].id, id) != 0)
        i++;
    return &chain->lines[i];
}

/*
 * Tombstones excuse what is gone, so they must be those that the chain declares; lines behind them
 * are of a withdrawal that was cut short, and excuse nothing yet.
 */
static void check_tombstones(Verify *v, const Chain *chain)
{
    static const char word[] = "tombstones=";
    const char *declared = NULL;
    for (size_t i = 0; i < chain->count; i++) {
        const char *at = strstr(chain->lines[i].declared, word);
        declared = at ? at + sizeof word - 1 : declared;
        if (!at && strcmp(chain->lines[i].kind, "withdraw") == 0)
            declared = NULL; /* a line of six words */
    }
    bool any = false;
    for (size_t i = 0; i < chain->count; i++)
        any = any || strcmp(chain->lines[i].kind, "withdraw") == 0;
    if (any && !declared)
        return; /* withdrawn before the chain said which */
    size_t length = 0, count = 0;
    char hash[65], *path = path_join(v->arena, v->output, "withdrawn.log");
    char *text = read_text(v, path, &length);
    bool fits = declared == NULL;
    for (size_t end = 0; text && declared && !fits && end < length; count++) {
        const char *stop = memchr(text + end, '\n', length - end);
        end = stop ? (size_t)(stop - text) + 1 : length;
        hash_bytes(text, end, hash);
        fits = strncmp(declared, hash, 64) == 0;
    }
    v->withdrawn.count = fits ? count : 0;
    if (!fits)
        found(v, FOUND_CHANGED, "撤回记录被改动过，与发布链记录的不同",
              "the record of what was withdrawn is not the one in the chain", path);
}

/* Folders that no line of the chain made, nor one of a run that was cut short. */
static void check_unknown(Verify *v, const Chain *chain)
{
    Chain aside = {0};
    char *place = path_join(v->arena, v->output, "editions");
    char *pending = path_join(v->arena, v->output, ".chain.log.new");
    bool waits = file_exists(pending) && chain_read(v->arena, pending, &aside, NULL);
    DIR *dir = opendir(place);
    if (!dir) {
        file_note_trouble(place);
        return;
    }
    for (struct dirent *entry; (entry = folder_next(dir));)
        if (entry->d_name[0] != '.' && !chain_find(chain, entry->d_name) &&
            !(waits && chain_find(&aside, entry->d_name)))
            found(v, FOUND_EXTRA, "多出来的一期，发布链里没有它",
                  "an extra edition that the chain does not know",
                  path_join(v->arena, place, entry->d_name));
    if (errno != 0)
        file_note_trouble(place);
    closedir(dir);
}

static bool verify_workspace(Verify *v, Error *err)
{
    char current[65];
    const char *place, *before = NULL;
    Month before_period = MONTH_MISSING;
    Chain chain;
    Manifest manifest = {0}, earlier = {0};
    if (!output_current(v->output, current, err)) {
        if (err->code == ERR_DATA)
            found(v, FOUND_MISSING, "正在展示的一期不见了", "the edition that is shown is gone",
                  path_join(v->arena, v->output, "site"));
        return err->code == ERR_DATA;
    }
    if (!current[0])
        return error_set(err, ERR_USAGE, "%s: nothing was published here", v->output);
    char *folder = arena_printf(
        v->arena, "%s", path_join(v->arena, path_join(v->arena, v->output, "editions"), current));
    if (!load_key(v, folder, err))
        return false;
    bool must = v->options->key || file_exists(path_join(v->arena, folder, "gongkai.pub"));
    if (!read_chain(v, v->output, current, &chain, &place)) {
        check_edition(v, folder, NULL, &manifest, must);
        return true;
    }
    const ChainLine *last = chain.count ? &chain.lines[chain.count - 1] : NULL;
    if (!last || strcmp(last->id, current) != 0)
        found(v, FOUND_CHAIN, "正在展示的一期不是发布链的最后一期：链被截短，或网站被退回",
              "what is shown is not the last edition of the chain: the chain was shortened, or the "
              "site was rolled back",
              place);
    if (!check_old_chain(v, &chain, place, err))
        return false;
    check_signature(v, place, path_join(v->arena, v->output, ".chain.log.minisig.new"), must);
    check_tombstones(v, &chain);
    check_unknown(v, &chain);
    for (size_t i = 0; i < chain.count; i++) {
        const ChainLine *line = &chain.lines[i];
        if (chain_find(&chain, line->id) != line)
            continue; /* shown again later: looked at there */
        char *of = arena_printf(v->arena, "%s/editions/%s", v->output, line->id);
        if (!folder_exists(of)) {
            before = NULL; /* pruned: allowed, its line stays */
            continue;
        }
        bool is_current = strcmp(line->id, current) == 0;
        bool ok = check_edition(v, of, line->root, &manifest, is_current && must);
        check_chain_of_edition(v, &chain, chain_made(&chain, line->id), of);
        if (ok && before && strcmp(line->kind, "publish") == 0)
            check_undeclared(v, before, before_period, of, line->period);
        if (ok && before && strcmp(line->kind, "publish") == 0 && line->declared[0])
            check_earlier(v, line, &earlier, &manifest, of);
        earlier = manifest;
        before = ok ? of : NULL;
        before_period = line->period;
    }
    check_expected(v, &chain, last ? last->root : "", place);
    return true;
}

/* A copy of one edition, as a resident may have it: its own chain ends before it. */
static bool verify_copy(Verify *v, const char *folder, Error *err)
{
    Chain chain = {.bytes = ""};
    Manifest manifest = {0};
    Error broken = {0};
    char root[65] = "";
    char *path = path_join(v->arena, folder, "chain.log");
    if (!load_key(v, folder, err))
        return false;
    check_edition(v, folder, NULL, &manifest, v->has_key);
    if (!chain_read(v->arena, path, &chain, &broken))
        found(v, FOUND_CHAIN, "链断了，有人改过", "the chain is broken", path);
    else if (!check_old_chain(v, &chain, path, err))
        return false;
    hash_once(v, path_join(v->arena, folder, "MANIFEST"), root);
    check_expected(v, &chain, root, folder);
    return true;
}

bool verify_output(Arena *arena, const char *output, const VerifyOptions *options, Verdict *out,
                   Error *err)
{
    *out = (Verdict){0};
    Verify v = {.arena = arena, .output = output, .options = options, .verdict = out};
    bool ok;
    read_expected(&v);
    if (file_exists(path_join(arena, output, "MANIFEST"))) {
        v.output = "";
        ok = verify_copy(&v, output, err);
    } else {
        /* Where it cannot be read nothing is excused, and check_tombstones() says so. */
        Error broken = {0};
        if (!withdrawn_read(arena, output, &v.withdrawn, &broken))
            found(&v, FOUND_CHANGED, "撤回记录读不通或被改动过",
                  "the record of what was withdrawn was changed", broken.text);
        ok = verify_workspace(&v, err);
    }
    Finding *findings = ARENA_NEW_ARRAY(arena, v.count + 1, Finding);
    if (v.count)
        memcpy(findings, v.findings, v.count * sizeof *findings);
    free(v.findings);
    out->findings = findings;
    out->count = v.count;
    return ok;
}
