/*
 * file.h - whole files and folders.
 *
 * Every failure is ERR_FILE and names the path.
 */
#ifndef FILE_H
#define FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

/* The whole file, with a NUL after it, in *bytes (free() it). Fails above `limit` bytes. */
bool file_read(const char *path, size_t limit, char **bytes, size_t *length, Error *err);
/* The same into `all`, instead of what was in it; its memory serves for many files. */
bool file_read_into(const char *path, size_t limit, Buffer *all, Error *err);
/*
 * From file_watch() on, in this process and those forked later, it is remembered where a file that
 * is there could not be read and the caller took no Error: what follows from such a file may be
 * wrong. file_trouble(): the errno, 0 where all went well.
 */
void file_watch(void);
int file_trouble(void);
/* Creates or replaces `path` (mode 0644 whatever the umask), and its missing parent folders. */
bool file_write(const char *path, const void *bytes, size_t length, Error *err);
bool file_exists(const char *path);
bool folder_exists(const char *path);
/* Makes the folder and its parents, mode 0755 whatever the umask; one that exists is fine. */
bool folder_make(const char *path, Error *err);
/* Removes the file or the whole folder; nothing there is fine. Links are removed, not followed. */
bool folder_remove(const char *path, Error *err);

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
