/*
 * sqlitepage.h - one page of SQLite's database file: how rows lie on it, and their texts read back.
 *
 * The format: https://www.sqlite.org/fileformat2.html
 */
#ifndef SQLITEPAGE_H
#define SQLITEPAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define SQLITE_PAGE 4096  /* bytes of every page that this program writes */
#define SQLITE_HEADER 100 /* of the file, at the start of page 1 */

enum {
    SQLITE_INNER_INDEX = 2,
    SQLITE_INNER_TABLE = 5,
    SQLITE_LEAF_INDEX = 10,
    SQLITE_LEAF_TABLE = 13
};

/* What of a record stands on its own page at most; else less, and the rest overflows (1.6). */
#define SQLITE_MOST_TABLE (SQLITE_PAGE - 35)
#define SQLITE_MOST_INDEX ((SQLITE_PAGE - 12) * 64 / 255 - 23)
#define SQLITE_LEAST ((SQLITE_PAGE - 12) * 32 / 255 - 23)
size_t sqlite_local_part(size_t length, size_t most);

/* Takes one text; `key`: it stands in an index or in a table WITHOUT ROWID. False stops. */
typedef bool (*SqlitePageText)(void *context, bool key, const char *text, size_t length,
                               Error *err);
/*
 * Every text of the rows of one page, what overflows onto others fetched from `fd`. `page` counts
 * from 1. Pages without rows have none. ERR_DATA where the page is broken.
 */
bool sqlitepage_texts(int fd, uint32_t page, const unsigned char *bytes, SqlitePageText take,
                      void *context, Error *err);
/* True where some row of the page goes on elsewhere, or the page is broken. */
bool sqlitepage_overflows(uint32_t page, const unsigned char *bytes);
#endif
