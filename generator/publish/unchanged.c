/*
 * unchanged.c - see unchanged.h.
 *
 *   gongkai-last-run 1
 *   sizes HASH        names and sizes of everything that is read, cheap to look at
 *   bytes HASH        the same with their bytes
 *   fonts TEXT
 *   edition ID FILES QUARANTINED
 *   check HASH        over the lines before it
 */
#include "publish/unchanged.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/hash.h"
#include "publish/manifest.h"
#include "publish/output.h"

#define HEAD "gongkai-last-run 1\n"
#define SMALL ((size_t)64 << 20)

typedef struct {
    Arena *arena;
    bool read; /* bytes too, not sizes alone */
    bool fine;
    Buffer text; /* one line per thing that goes in */
    UnchangedHash hash;
    void *context;
    struct UnchangedFile *files; /* what was hashed, to be kept */
    size_t file_count, file_capacity;
    bool keeps;
} Sum;

static void keep_hash(Sum *sum, const char *path, const char *hash)
{
    GROW(sum->files, sum->file_capacity, sum->file_count + 1);
    struct UnchangedFile *file = &sum->files[sum->file_count++];
    file->path = arena_strdup(sum->arena, path);
    memcpy(file->hash, hash, sizeof file->hash);
}

static void add_file(Sum *sum, const char *label, const char *path)
{
    struct stat st;
    char hash[65] = "-";
    if (stat(path, &st) != 0) {
        buffer_printf(&sum->text, "none %s\n", label);
        return;
    }
    if (sum->read) {
        const char *known = sum->hash ? sum->hash(sum->context, label) : NULL;
        if (known)
            snprintf(hash, sizeof hash, "%s", known);
        else if (!hash_file(path, hash, NULL))
            sum->fine = false;
        else if (sum->keeps)
            keep_hash(sum, path, hash);
    }
    buffer_printf(&sum->text, "%lld %s %s\n", (long long)st.st_size, hash, label);
}

static void add_folder(Sum *sum, const char *dir, const char *name, const char *label)
{
    FileList list;
    Error err = {0}; /* whatever is wrong, a whole run will say it */
    const char *folder = path_join(sum->arena, dir, name);
    if (!folder_list(sum->arena, folder, &list, &err)) {
        sum->fine = false;
        return;
    }
    for (size_t i = 0; i < list.count; i++)
        add_file(sum, arena_printf(sum->arena, "%s/%s", label, list.paths[i]),
                 path_join(sum->arena, folder, list.paths[i]));
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/*
 * Every file whose code this process runs, the program and its libraries, in whatever order they
 * lie in memory. Modules of iconv come and go with what is decoded; they are libc's.
 */
static void add_program(Sum *sum)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    char line[4096], *paths[256];
    size_t count = 0;
    if (!maps) {
        sum->fine = false;
        return;
    }
    while (fgets(line, sizeof line, maps) && count < sizeof paths / sizeof *paths) {
        char *path = strchr(line, '/');
        line[strcspn(line, "\n")] = '\0';
        if (path && strstr(line, " r-xp ") && !strstr(path, "/gconv/"))
            paths[count++] = arena_strdup(sum->arena, path);
    }
    fclose(maps);
    qsort(paths, count, sizeof *paths, by_text);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || strcmp(paths[i], paths[i - 1]) != 0)
            add_file(sum, paths[i], paths[i]);
}

/* "Noto Serif CJK SC (/usr/…/NotoSerifCJK-Regular.ttc #2); …": the files between the brackets. */
static void add_fonts(Sum *sum, const char *fonts)
{
    for (const char *at = fonts; at && (at = strstr(at, "(/")); at++) {
        const char *end = strstr(at, " #");
        if (end) {
            char *path = arena_copy(sum->arena, at + 1, (size_t)(end - at - 1));
            add_file(sum, path, path);
        }
    }
}

/* What the output has become: the editions by their chain, what was withdrawn, the report. */
static void add_output(Sum *sum, const char *output)
{
    static const char *const files[] = {"chain.log", "site/MANIFEST", "site/MANIFEST.minisig",
                                        "site/withdrawn.csv"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        add_file(sum, files[i], path_join(sum->arena, output, files[i]));
    add_folder(sum, output, "report", "report");
}

/* What an office may change beside its data. */
static void add_rules(Sum *sum, const UnchangedInput *input)
{
    static const char *const folders[] = {"scripts", "themes"};
    add_file(sum, "gongkai.lua", path_join(sum->arena, input->dir, "gongkai.lua"));
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        add_folder(sum, input->dir, folders[i], folders[i]);
        add_folder(sum, input->installed, folders[i], "installed");
    }
}

static bool sum_up(Arena *arena, const UnchangedInput *input, const char *fonts, bool read,
                   UnchangedHash hash, void *context, char hex[65])
{
    Sum sum = {.arena = arena, .read = read, .fine = true, .hash = hash, .context = context};
    buffer_printf(&sum.text, "%s\n%s\n", input->options, fonts);
    add_program(&sum);
    add_rules(&sum, input);
    add_fonts(&sum, fonts);
    add_output(&sum, input->output);
    add_folder(&sum, input->dir, "input", "input");
    hash_bytes(sum.text.bytes, sum.text.length, hex);
    buffer_free(&sum.text);
    return sum.fine;
}

bool unchanged_maker(Arena *arena, const char *fonts, UnchangedFiles *files, char hex[65])
{
    Sum sum = {.arena = arena, .read = true, .fine = true, .keeps = true};
    buffer_text(&sum.text, fonts);
    add_program(&sum);
    add_fonts(&sum, fonts);
    hash_bytes(sum.text.bytes, sum.text.length, hex);
    buffer_free(&sum.text);
    files->count = sum.file_count;
    files->items = ARENA_NEW_ARRAY(arena, sum.file_count + 1, struct UnchangedFile);
    if (sum.file_count)
        memcpy(files->items, sum.files, sum.file_count * sizeof *sum.files);
    free(sum.files);
    return sum.fine;
}

bool unchanged_rules(Arena *arena, const UnchangedInput *input, char hex[65])
{
    Sum sum = {.arena = arena, .read = true, .fine = true};
    add_rules(&sum, input);
    add_file(&sum, "withdrawn", path_join(arena, input->output, "withdrawn.log"));
    hash_bytes(sum.text.bytes, sum.text.length, hex);
    buffer_free(&sum.text);
    return sum.fine;
}

static const char *state_path(Arena *arena, const UnchangedInput *input)
{
    return path_join(arena, input->output, "cache/last-run");
}

/* Every file that the shown edition declares is there; what stands in it `verify` looks at. */
static bool edition_is_whole(Arena *arena, const UnchangedInput *input, const char *id)
{
    Manifest manifest;
    char current[65];
    const char *folder = arena_printf(arena, "%s/editions/%s", input->output, id);
    if (!output_current(input->output, current, NULL) || strcmp(current, id) != 0 ||
        !manifest_load(arena, folder, &manifest, NULL))
        return false;
    for (size_t i = 0; i < manifest.count; i++)
        if (!file_exists(path_join(arena, folder, manifest.entries[i].path)))
            return false;
    return true;
}

/* "KEY VALUE" of the state, up to the line's end; NULL where it is missing. */
static const char *line_of(Arena *arena, const char *state, const char *key)
{
    size_t length = strlen(key);
    for (const char *at = state; at && *at; at = strchr(at, '\n'), at = at ? at + 1 : NULL)
        if (strncmp(at, key, length) == 0 && at[length] == ' ')
            return arena_copy(arena, at + length + 1, strcspn(at + length + 1, "\n"));
    return NULL;
}

/* The state that the last run left, or NULL where it is missing, damaged or of another version. */
static const char *read_state(Arena *arena, const UnchangedInput *input)
{
    char *bytes, hex[65];
    size_t length;
    const char *kept = NULL;
    Error err = {0}; /* without it all is done again, that is all */
    if (!file_read(state_path(arena, input), SMALL, &bytes, &length, &err))
        return NULL;
    char *check = strstr(bytes, "\ncheck ");
    if (strncmp(bytes, HEAD, strlen(HEAD)) == 0 && check) {
        hash_bytes(bytes, (size_t)(check + 1 - bytes), hex);
        if (strncmp(check + strlen("\ncheck "), hex, 64) == 0)
            kept = arena_copy(arena, bytes, (size_t)(check + 1 - bytes));
    }
    free(bytes);
    return kept;
}

bool unchanged_check(Arena *arena, const UnchangedInput *input, UnchangedRun *out)
{
    char hex[65];
    const char *state = read_state(arena, input);
    const char *sizes = state ? line_of(arena, state, "sizes") : NULL;
    const char *bytes = state ? line_of(arena, state, "bytes") : NULL;
    const char *fonts = state ? line_of(arena, state, "fonts") : NULL;
    const char *edition = state ? line_of(arena, state, "edition") : NULL;
    return sizes && bytes && fonts && edition &&
           sscanf(edition, "%64s %zu %d", out->id, &out->files, &out->quarantined) == 3 &&
           sum_up(arena, input, fonts, false, NULL, NULL, hex) && strcmp(hex, sizes) == 0 &&
           edition_is_whole(arena, input, out->id) &&
           sum_up(arena, input, fonts, true, NULL, NULL, hex) && strcmp(hex, bytes) == 0;
}

void unchanged_remember(Arena *arena, const UnchangedInput *input, const UnchangedRun *run,
                        UnchangedHash hash, void *context)
{
    char sizes[65], bytes[65], check[65];
    Buffer state = {0};
    if (!sum_up(arena, input, input->fonts, false, NULL, NULL, sizes) ||
        !sum_up(arena, input, input->fonts, true, hash, context, bytes))
        return;
    buffer_printf(&state, HEAD "sizes %s\nbytes %s\nfonts %s\nedition %s %zu %d\n", sizes, bytes,
                  input->fonts, run->id, run->files, run->quarantined);
    hash_bytes(state.bytes, state.length, check);
    buffer_printf(&state, "check %s\n", check);
    file_write(state_path(arena, input), state.bytes, state.length, NULL);
    buffer_free(&state);
}
