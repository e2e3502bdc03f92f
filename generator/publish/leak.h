/*
 * leak.h - nothing private leaves: every finished byte is searched before it is written.
 *
 * Order of use:  leak_open() -> edition_use_check(edition, leak_check, leak) -> writes
 *
 * Searched for is what was read as private (data/secret.h), and what looks like a resident
 * id, a mobile number or a bank card (data/scan.h). PDF text, zip entries and SQLite
 * cells are unpacked first. In tables of data only text cells are searched: amounts, counts and
 * hashes may hold any digits.
 */
#ifndef LEAK_H
#define LEAK_H

#include "base/config.h"
#include "data/import.h"

typedef struct Leak Leak;

/*
 * `dir`: the workspace, to name the note that a text comes from. `installed`: the program's own
 * scripts/ and themes/; a name that stands in its words (方便, 高兴) is no sign of a leak and is
 * not searched for. Everything lives in `arena`.
 */
Leak *leak_open(Arena *arena, const Import *import, const Config *config, const char *dir,
                const char *installed);
/*
 * An EditionCheck: ERR_PRIVATE names the file and line, what kind of thing was found, and the note
 * or the row of input it was read from; never the thing itself.
 */
bool leak_check(void *leak, const char *path, const void *bytes, size_t length, Error *err);

/*
 * The same for a file read piece by piece, an EditionSearch: leak_begin() -> leak_feed()... ->
 * leak_end(), which frees. `file` is where it stands, since archives and databases are opened.
 */
typedef struct LeakStream LeakStream;
void *leak_begin(void *leak, const char *path, const char *file);
bool leak_feed(void *stream, const void *bytes, size_t length, Error *err);
bool leak_end(void *stream, Error *err);

/* All that is searched for, as one hash. */
void leak_digest(const Leak *leak, char hex[65]);
/*
 * How many finds this process let pass because a public cell says the same: they hang on that cell,
 * so the same bytes must be searched again another time.
 */
size_t leak_passed(const Leak *leak);

/* How many texts are searched for, for report/privacy.json. */
size_t leak_searched(const Leak *leak);
/* report/privacy.json: per table and column its class and how many cells, and what was searched. */
void leak_report(const Leak *leak, const Import *import, Month period, Buffer *out);
#endif
