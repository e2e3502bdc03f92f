/*
 * entries.c - names in input/, and what stands there but is no file; see intake.h.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/utf8.h"
#include "data/decode.h"
#include "data/intake.h"

const char *path_extension(const char *path)
{
    const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
    return dot && (!slash || dot > slash) ? dot + 1 : "";
}

bool is_one_of(const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(word, words[i]) == 0)
            return true;
    return false;
}

/* Line breaks and the like as the pictures that stand for them. */
static const char *without_controls(Arena *arena, const char *name)
{
    Buffer out = {0};
    size_t plain = 0;
    while (name[plain] && (unsigned char)name[plain] >= ' ' && name[plain] != 0x7F)
        plain++;
    if (!name[plain])
        return name;
    for (const char *at = name; *at; at++) {
        char picture[4];
        unsigned char c = (unsigned char)*at;
        if (c < ' ' || c == 0x7F)
            buffer_put(&out, picture, utf8_encode(c == 0x7F ? 0x2421 : 0x2400u + c, picture));
        else
            buffer_char(&out, *at);
    }
    name = arena_copy(arena, out.bytes, out.length);
    buffer_free(&out);
    return name;
}

const char *shown_name(Arena *arena, const char *name)
{
    size_t length = strlen(name);
    Decoded d;
    if (utf8_check(name, length) == length)
        return without_controls(arena, name);
    if (!decode_text(name, length, "GB18030",
                     &d)) { /* no name in any encoding: bytes as they can be shown */
        char *plain = arena_strdup(arena, name);
        for (char *at = plain; *at; at++)
            *at = *at & 0x80 ? '?' : *at;
        return plain;
    }
    const char *copy = arena_copy(arena, d.text, d.length);
    free(d.owned);
    return copy;
}

static void tell_entry(Intake *intake, const char *below, const struct stat *st)
{
    const char *path = arena_printf(intake->arena, "input/%s", shown_name(intake->arena, below));
    if (S_ISDIR(st->st_mode))
        problem_at(intake, path, 0, SEVERITY_WARNING, "not_a_file", "",
                   "是文件夹，却用了表格的名字；里面的文件照常读",
                   "is a folder with the name of a table; the files in it are read",
                   "请核对是不是解压时多出的文件夹", "see whether unpacking made it");
    else
        problem_at(intake, path, 0, SEVERITY_ERROR, "not_a_file", "",
                   S_ISLNK(st->st_mode) ? "是链接，指不到文件，没有读" : "不是普通文件，没有读",
                   S_ISLNK(st->st_mode) ? "is a link that leads to no file; it was not read"
                                        : "is no regular file and was not read",
                   "请放入文件本身", "put the file itself here");
}

/* Hidden files are not read; one that may be a table is named. macOS leaves ._b.csv for b.csv. */
static void tell_hidden_file(Intake *intake, const char *below, const char *name)
{
    static const char *const tables[] = {"csv", "tsv", "txt", "xlsx", "xlsm", "ods", "xls", "et"};
    if (name[1] == '_' || name[1] == '~' || !is_one_of(path_extension(name), tables, 8))
        return;
    problem_at(intake, arena_printf(intake->arena, "input/%s", shown_name(intake->arena, below)), 0,
               SEVERITY_WARNING, "hidden_file", "", "是隐藏文件（名字以点开头），没有读",
               "is hidden, as its name begins with a dot, and was not read",
               "如应读取，请去掉名字开头的点", "if it should be read, take the dot away");
}

/*
 * folder_list() passes over what is neither file nor folder; none of it goes unsaid. It has seen
 * how deep the folders go.
 */
static void tell_below(Intake *intake, const char *input, const char *below)
{
    const char *here = *below ? path_join(intake->arena, input, below) : input;
    DIR *dir = opendir(here);
    if (!dir) {
        file_note_trouble(here);
        return;
    }
    for (struct dirent *entry; (entry = folder_next(dir));) {
        char *name = path_join(intake->arena, below, entry->d_name);
        if (entry->d_name[0] == '.') {
            tell_hidden_file(intake, name, entry->d_name);
            continue;
        }
        char *full = path_join(intake->arena, input, name);
        struct stat st, target;
        if (lstat(full, &st) != 0) {
            file_note_trouble(full);
            continue;
        }
        if (S_ISDIR(st.st_mode)) {
            if (is_one_of(path_extension(name), (const char *const[]){"csv", "xlsx", "xls", "ods"},
                          4))
                tell_entry(intake, name, &st);
            tell_below(intake, input, name);
        } else if (!S_ISREG(st.st_mode) &&
                   !(S_ISLNK(st.st_mode) && stat(full, &target) == 0 && S_ISREG(target.st_mode)))
            tell_entry(intake, name, &st);
    }
    if (errno != 0)
        file_note_trouble(here);
    closedir(dir);
}

void entries_tell(Intake *intake, const char *input)
{
    tell_below(intake, input, "");
}
