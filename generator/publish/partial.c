/*
 * partial.c - see partial.h.
 *
 * shard.tsv has a line per fact, its fields set apart by tabs, the last line "end": a file that was
 * cut off is no shard. In a field \t \n and \\ stand for tab, newline and backslash.
 */
#include "publish/partial.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"

#define FACTS "shard.tsv"
#define CUBE "cube"
#define READINGS "read"
#define FORMAT "gongkai-shard-2"
#define FACTS_LIMIT ((size_t)1 << 30)
#define FILE_LIMIT ((size_t)1 << 32)
#define FIELDS 6
#define PLACE_TRIES 20

static const char *const mark_names[MARK_COUNT] = {"program", "config",  "period",
                                                   "input",   "edition", "fonts"};

struct Partial {
    Arena *arena;
    const char *parent, *folder, *files, *scratch, *readings;
    int shard, shards;
};

/* --- writing -------------------------------------------------------------------------------- */

static const char *final_name(Arena *arena, const char *parent, int shard, int shards)
{
    return arena_printf(arena, "%s/%d-of-%d", parent, shard, shards);
}

/* A folder of mode 0700 that nobody else has, "PARENT/.NAME-XXXXXX". */
static bool make_aside(Partial *p, Error *err)
{
    char *path = arena_printf(p->arena, "%s/.%d-of-%d-XXXXXX", p->parent, p->shard, p->shards);
    if (!mkdtemp(path))
        return error_errno(err, path);
    p->folder = path;
    p->files = arena_printf(p->arena, "%s/files", path);
    p->scratch = arena_printf(p->arena, "%s/scratch", path);
    p->readings = path_join(p->arena, path, READINGS);
    return true;
}

bool partial_begin(const char *parent, int shard, int shards, Partial **out, Error *err)
{
    Arena *arena = arena_new();
    Partial *p = ARENA_NEW(arena, Partial);
    *p = (Partial){
        .arena = arena, .parent = arena_strdup(arena, parent), .shard = shard, .shards = shards};
    *out = p;
    if (folder_make(parent, err) && make_aside(p, err) && folder_make(p->files, err))
        return true;
    partial_abandon(p);
    *out = NULL;
    return false;
}

const char *partial_files(const Partial *partial)
{
    return partial->files;
}

const char *partial_scratch(const Partial *partial)
{
    return partial->scratch;
}

const char *partial_readings(const Partial *partial)
{
    return partial->readings;
}

static void put_field(Buffer *out, const char *text)
{
    buffer_char(out, '\t');
    for (; *text; text++)
        switch (*text) {
        case '\t':
            buffer_text(out, "\\t");
            break;
        case '\n':
            buffer_text(out, "\\n");
            break;
        case '\\':
            buffer_text(out, "\\\\");
            break;
        default:
            buffer_char(out, *text);
        }
}

static void put_facts(const Partial *p, const Marks *marks, const PartialScope *scopes,
                      size_t count, const Buffer *manifest, const Buffer *cube, Buffer *out)
{
    char hash[65], cube_hash[65];
    hash_bytes(manifest->bytes ? manifest->bytes : "", manifest->length, hash);
    hash_bytes(cube->bytes ? cube->bytes : "", cube->length, cube_hash);
    buffer_printf(out, FORMAT "\t%d\t%d\t%s\t%s\n", p->shard, p->shards, hash, cube_hash);
    for (int m = 0; m < MARK_COUNT; m++) {
        buffer_text(out, mark_names[m]);
        put_field(out, marks->marks[m]);
        buffer_char(out, '\n');
    }
    for (size_t i = 0; i < count; i++) {
        buffer_text(out, scopes[i].failed ? "failed" : "scope");
        put_field(out, scopes[i].level);
        put_field(out, scopes[i].id);
        put_field(out, scopes[i].key);
        put_field(out, scopes[i].note);
        buffer_char(out, '\n');
    }
    buffer_text(out, "end\n");
}

/*
 * The name may be taken, by an older shard or by a copy of this one that has just ended. What has
 * it is moved aside first, since a folder cannot replace one that is not empty.
 */
static bool take_place(const Partial *p, const char *place, Error *err)
{
    char *old = arena_printf(p->arena, "%s-old", p->folder);
    for (int i = 0; i < PLACE_TRIES; i++) {
        if (rename(p->folder, place) == 0)
            return true;
        if (errno != ENOTEMPTY && errno != EEXIST)
            return error_errno(err, place);
        if (rename(place, old) == 0 && !folder_remove(old, err))
            return false;
    }
    return error_set(err, ERR_FILE, "%s: other runs keep taking this name", place);
}

bool partial_end(Partial *p, const Marks *marks, const PartialScope *scopes, size_t count,
                 const Buffer *manifest, const Buffer *cube, Arena *arena, const char **place,
                 Error *err)
{
    Buffer text = {0};
    *place = final_name(arena, p->parent, p->shard, p->shards);
    put_facts(p, marks, scopes, count, manifest, cube, &text);
    bool ok = folder_remove(p->scratch, err) &&
              file_write(path_join(p->arena, p->folder, "MANIFEST"), manifest->bytes,
                         manifest->length, err) &&
              file_write(path_join(p->arena, p->folder, CUBE), cube->bytes ? cube->bytes : "",
                         cube->length, err) &&
              file_write(path_join(p->arena, p->folder, FACTS), text.bytes, text.length, err) &&
              take_place(p, *place, err);
    buffer_free(&text);
    if (ok)
        p->folder = NULL;
    partial_abandon(p);
    return ok;
}

void partial_abandon(Partial *p)
{
    if (!p)
        return;
    if (p->folder)
        folder_remove(p->folder, NULL);
    arena_free(p->arena);
}

/* --- reading -------------------------------------------------------------------------------- */

typedef struct {
    const char *folder;
    int shard, shards;
    char manifest_hash[65], cube_hash[65];
    Marks marks;
    Manifest manifest;
} Shard;

struct Partials {
    Arena *arena;
    Shard *shards;
    size_t count, capacity;
    PartialScope *scopes; /* by level, then id */
    size_t scope_count, scope_capacity;
};

/* Cuts the line at its tabs and undoes the escapes; returns how many fields it has. */
static size_t cut_line(char *line, char *fields[FIELDS])
{
    size_t count = 1;
    char *to = fields[0] = line;
    for (char *at = line; *at; at++) {
        if (*at == '\t') {
            *to++ = '\0';
            if (count == FIELDS)
                return FIELDS + 1;
            fields[count++] = to;
        } else if (*at == '\\' && at[1]) {
            at++;
            *to++ = *at == 't' ? '\t' : *at == 'n' ? '\n' : *at;
        } else {
            *to++ = *at;
        }
    }
    *to = '\0';
    return count;
}

static bool take_fact(Partials *p, Shard *shard, char *fields[FIELDS], size_t count)
{
    if (count == 5 && strcmp(fields[0], FORMAT) == 0) {
        shard->shard = atoi(fields[1]);
        shard->shards = atoi(fields[2]);
        snprintf(shard->manifest_hash, sizeof shard->manifest_hash, "%s", fields[3]);
        snprintf(shard->cube_hash, sizeof shard->cube_hash, "%s", fields[4]);
        return true;
    }
    for (int m = 0; m < MARK_COUNT && count == 2; m++)
        if (strcmp(fields[0], mark_names[m]) == 0) {
            shard->marks.marks[m] = fields[1];
            return true;
        }
    bool failed = strcmp(fields[0], "failed") == 0;
    if (count != 5 || (!failed && strcmp(fields[0], "scope") != 0))
        return false;
    GROW(p->scopes, p->scope_capacity, p->scope_count + 1);
    p->scopes[p->scope_count++] =
        (PartialScope){fields[1], fields[2], fields[3], fields[4], failed, (int)p->count};
    return true;
}

static bool is_whole(const Shard *shard)
{
    for (int m = 0; m < MARK_COUNT; m++)
        if (!shard->marks.marks[m])
            return false;
    return shard->shard > 0 && shard->shard <= shard->shards;
}

static bool read_facts(Partials *p, Shard *shard, Error *err)
{
    char *path = path_join(p->arena, shard->folder, FACTS), *bytes;
    size_t length;
    bool ended = false, sound = true;
    if (!file_read(path, FACTS_LIMIT, &bytes, &length, err))
        return false;
    char *text = arena_copy(p->arena, bytes, length);
    free(bytes);
    for (char *line = text, *next; sound && *line; line = next) {
        char *fields[FIELDS];
        char *end = strchr(line, '\n');
        if (!end)
            break;
        *end = '\0';
        next = end + 1;
        ended = strcmp(line, "end") == 0 && !*next;
        if (!ended)
            sound = take_fact(p, shard, fields, cut_line(line, fields));
    }
    return (ended && sound && is_whole(shard)) ||
           error_set(err, ERR_DATA, "%s：不完整，请重新运行这一份 / is not whole; run it again",
                     path);
}

static bool read_manifest(Partials *p, Shard *shard, Error *err)
{
    char *path = path_join(p->arena, shard->folder, "MANIFEST"), *bytes, hash[65];
    size_t length;
    if (!file_read(path, FACTS_LIMIT, &bytes, &length, err))
        return false;
    hash_bytes(bytes, length, hash);
    bool ok =
        strcmp(hash, shard->manifest_hash) == 0
            ? manifest_parse(p->arena, bytes, length, "", &shard->manifest, err)
            : error_set(err, ERR_DATA, "%s：不是这一份写的 / is not what the shard wrote", path);
    free(bytes);
    return ok;
}

static bool read_shard(Partials *p, const char *folder, Error *err)
{
    Shard shard = {.folder = folder};
    if (!read_facts(p, &shard, err) || !read_manifest(p, &shard, err))
        return false;
    GROW(p->shards, p->capacity, p->count + 1);
    p->shards[p->count++] = shard;
    return true;
}

/* The folder is a shard's, or holds such; those that are being written are hidden. */
static bool read_folder(Partials *p, const char *folder, Error *err)
{
    if (file_exists(path_join(p->arena, folder, FACTS)))
        return read_shard(p, folder, err);
    struct dirent **names;
    int count = scandir(folder, &names, NULL, alphasort);
    if (count < 0 && errno != ENOENT)
        return error_errno(err, folder);
    bool ok = true;
    size_t before = p->count;
    for (int i = 0; i < count; i++) {
        char *inner = path_join(p->arena, folder, names[i]->d_name);
        if (ok && names[i]->d_name[0] != '.' && file_exists(path_join(p->arena, inner, FACTS)))
            ok = read_shard(p, inner, err);
        free(names[i]);
    }
    if (count >= 0)
        free(names);
    return ok && (p->count > before ||
                  error_set(err, ERR_DATA, "%s：里面没有分片结果 / holds no shard", folder));
}

static const char *const mark_words[MARK_COUNT][2] = {
    {"程序版本", "another version of the program"},
    {"配置、脚本或样式", "another configuration, script or theme"},
    {"期间或选项", "another period or other options"},
    {"input/ 里的文件", "other files in input/"},
    {"已发布的一期（期间又发布过）", "another edition shown"},
    {"字体或排版用的库", "other fonts or libraries"}};

static bool check_mark(const Shard *s, int mark, const char *word, Error *err)
{
    assert(s->marks.marks[mark]); /* a part without all its marks was refused */
    return strcmp(s->marks.marks[mark], word) == 0 ||
           error_set(err, ERR_DATA,
                     "第%d份（%s）用的%s与现在的不同，请重新运行这一份 / shard %d was "
                     "made from %s; run it again",
                     s->shard, s->folder, mark_words[mark][0], s->shard, mark_words[mark][1]);
}

bool partials_check(const Partials *p, PartialMark mark, const char *word, Error *err)
{
    for (size_t i = 0; i < p->count; i++)
        if (!check_mark(&p->shards[i], (int)mark, word, err))
            return false;
    return true;
}

static bool check_shards(const Partials *p, const Marks *marks, Error *err)
{
    int shards = p->count ? p->shards[0].shards : 0;
    int *seen = ARENA_NEW_ARRAY(p->arena, (size_t)shards + 1, int);
    for (size_t i = 0; i < p->count; i++) {
        const Shard *s = &p->shards[i];
        if (s->shards != shards)
            return error_set(
                err, ERR_DATA,
                "%s 分成%d份，%s 分成%d份，不能合并 / not of one run: %d and %d shards",
                p->shards[0].folder, shards, s->folder, s->shards, shards, s->shards);
        if (seen[s->shard]++)
            return error_set(err, ERR_DATA, "第%d份有两个 / shard %d stands twice: %s", s->shard,
                             s->shard, s->folder);
        for (int m = 0; m < MARK_COUNT; m++)
            if (marks->marks[m] && !check_mark(s, m, marks->marks[m], err))
                return false;
    }
    for (int i = 1; i <= shards; i++)
        if (!seen[i])
            return error_set(err, ERR_DATA,
                             "缺第%d份（共%d份）：请运行 gongkai build --shard %d/%d / shard %d of "
                             "%d is missing",
                             i, shards, i, shards, i, shards);
    return true;
}

static int scope_order(const void *a, const void *b)
{
    const PartialScope *x = a, *y = b;
    int order = strcmp(x->level, y->level);
    return order ? order : strcmp(x->id, y->id);
}

bool partials_open(Arena *arena, const char *const *folders, size_t count, const Marks *marks,
                   Partials **out, Error *err)
{
    Partials *p = ARENA_NEW(arena, Partials);
    *p = (Partials){.arena = arena};
    *out = p;
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++)
        ok = read_folder(p, folders[i], err);
    ok = ok && check_shards(p, marks, err);
    PartialScope *scopes = ARENA_NEW_ARRAY(arena, p->scope_count + 1, PartialScope);
    if (p->scope_count) {
        memcpy(scopes, p->scopes, p->scope_count * sizeof *scopes);
        qsort(scopes, p->scope_count, sizeof *scopes, scope_order);
    }
    free(p->scopes);
    p->scopes = scopes;
    Shard *shards = ARENA_NEW_ARRAY(arena, p->count + 1, Shard);
    if (p->count)
        memcpy(shards, p->shards, p->count * sizeof *shards);
    free(p->shards);
    p->shards = shards;
    return ok;
}

/* ".2-of-4-Ab3xYz", and "…-old" of one that was to be replaced: of any division into shards. */
static bool is_half(const char *name)
{
    size_t digits = strspn(name + (*name == '.'), "0123456789");
    const char *at = name + 1 + digits;
    if (*name != '.' || digits == 0 || strncmp(at, "-of-", 4) != 0)
        return false;
    digits = strspn(at + 4, "0123456789");
    return digits > 0 && at[4 + digits] == '-';
}

const char *partials_readings(const Partials *p, int i)
{
    return path_join(p->arena, p->shards[i].folder, READINGS);
}

void partials_tidy(const Partials *p)
{
    for (size_t i = 0; i < p->count; i++) {
        const char *parent = path_join(p->arena, p->shards[i].folder, "..");
        folder_remove(partials_readings(p, (int)i), NULL);
        struct dirent **names;
        int count = scandir(parent, &names, NULL, NULL);
        for (int k = 0; k < count; k++) {
            if (is_half(names[k]->d_name))
                folder_remove(path_join(p->arena, parent, names[k]->d_name), NULL);
            free(names[k]);
        }
        if (count >= 0)
            free(names);
    }
}

int partials_count(const Partials *partials)
{
    return (int)partials->count;
}

bool partials_cube(const Partials *p, int i, const char **bytes, size_t *length, Error *err)
{
    const Shard *shard = &p->shards[i];
    char hash[65], *read;
    if (!file_read(path_join(p->arena, shard->folder, CUBE), FILE_LIMIT, &read, length, err))
        return partials_refuse_cube(p, i, err);
    hash_bytes(read, *length, hash);
    *bytes = arena_copy(p->arena, read, *length);
    free(read);
    return strcmp(hash, shard->cube_hash) == 0 || partials_refuse_cube(p, i, err);
}

bool partials_refuse_cube(const Partials *p, int i, Error *err)
{
    return error_set(err, ERR_DATA,
                     "第%d份的文件已损坏，请重新运行这一份 / a file of shard %d is damaged, run it "
                     "again: %s/" CUBE,
                     p->shards[i].shard, p->shards[i].shard, p->shards[i].folder);
}

const PartialScope *partials_scope(const Partials *p, const char *level, const char *id)
{
    PartialScope key = {.level = level, .id = id};
    return p->scope_count ? bsearch(&key, p->scopes, p->scope_count, sizeof key, scope_order)
                          : NULL;
}

const ManifestEntry *partial_entries(const Partials *p, const PartialScope *scope,
                                     const char *prefix, size_t *count)
{
    const Manifest *all = &p->shards[scope->shard].manifest;
    size_t low = 0, high = all->count, length = strlen(prefix);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(all->entries[middle].path, prefix) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (high = low; high < all->count && strncmp(all->entries[high].path, prefix, length) == 0;)
        high++;
    *count = high - low;
    return all->entries + low;
}

bool partial_file(const Partials *p, const PartialScope *scope, const ManifestEntry *entry,
                  char **bytes, size_t *length, Error *err)
{
    const Shard *shard = &p->shards[scope->shard];
    char path[PATH_MAX], hash[65];
    snprintf(path, sizeof path, "%s/files/%s", shard->folder, entry->path);
    if (!file_read(path, FILE_LIMIT, bytes, length, err))
        return false;
    hash_bytes(*bytes, *length, hash);
    if (strcmp(hash, entry->hash) == 0)
        return true;
    free(*bytes);
    return error_set(err, ERR_DATA,
                     "%s：第%d份的文件已损坏，请重新运行这一份 / is damaged; run shard %d again",
                     path, shard->shard, shard->shard);
}
