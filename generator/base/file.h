/*
 * file.h - whole files and folders.
 *
 * Every failure is ERR_FILE and names the path.
 */
#ifndef FILE_H
#define FILE_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

/* The whole file, with a NUL after it, in *bytes (free() it). Fails above `limit` bytes. */
bool file_read(const char *path, size_t limit, char **bytes, size_t *length, Error *err);
/* The same into `all`, instead of what was in it; its memory serves for many files. */
bool file_read_into(const char *path, size_t limit, Buffer *all, Error *err);
/* The same by two threads: most of the time goes into memory that is touched for the first time. */
bool file_read_by_two(const char *path, size_t limit, Buffer *all, Error *err);
/*
 * From file_watch() on, in this process and those forked later, it is remembered where a file or
 * folder that is there could not be read and the caller took no Error, or could not even be looked
 * for: what follows from it may be wrong. file_all_read() then fails, naming the first of them.
 * file_note_trouble(): `path` is one, for the reason in errno; what does not exist is none.
 */
void file_watch(void);
bool file_all_read(Error *err);
void file_note_trouble(const char *path);
/* Creates or replaces `path` (mode 0644 whatever the umask), and its missing parent folders. */
bool file_write(const char *path, const void *bytes, size_t length, Error *err);
/* False where it cannot be told, by trouble that is remembered too. */
bool file_exists(const char *path);
bool folder_exists(const char *path);
/* Whether anything stands at `path`, in *there; fails where it cannot be told. */
bool file_there(const char *path, bool *there, Error *err);
/* Makes the folder and its parents, mode 0755 whatever the umask; one that exists is fine. */
bool folder_make(const char *path, Error *err);
/* Removes the file or the whole folder; nothing there is fine. Links are removed, not followed. */
bool folder_remove(const char *path, Error *err);

/* readdir(); after NULL errno is 0 at the end, else why reading failed. */
struct dirent *folder_next(DIR *dir);

typedef struct {
    char **paths; /* relative to the folder, '/' between parts, sorted as bytes */
    size_t count;
} FileList;

/*
 * All regular files below `folder`, at any depth; hidden ones (leading '.') are
 * left out, and so are symbolic links to folders. A missing folder is an empty list.
 */
bool folder_list(Arena *arena, const char *folder, FileList *out, Error *err);
/* "a/b" of "a" and "b"; a first part of "" or "." is left out. */
char *path_join(Arena *arena, const char *first, const char *second);
#endif
