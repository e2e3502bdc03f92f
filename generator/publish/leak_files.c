/*
 * leak_files.c - see leak.h: the kinds of files, whole or piece by piece.
 *
 * Data files are searched as bytes first, which nearly always ends there; only the row, line or
 * page where something begins is taken apart into its cells, since neighbouring cells must not be
 * read as one and numbers may have any digits. Pieces are cut between rows, lines and pages, so
 * nothing stands across a cut.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "publish/leak_text.h"
#include "publish/pdf_text.h"
#include "render/sqlite.h"
#include "render/sqlitepage.h"
#include "render/zip.h"

#if defined __SSE2__
#include <emmintrin.h>
#endif

#define ENTRY_LIMIT ((size_t)1 << 32)
#define COLUMNS 256

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

typedef struct {
    const Leak *leak;
    const char *path, *inside;
    Error *err;
} Place;

/* --- CSV ------------------------------------------------------------------------------- */

/*
 * CSV of data: a text column's cells are searched; the columns of numbers are known by the
 * schema (tables) or by the contract (metrics.csv).
 */
typedef struct {
    bool is_text[COLUMNS]; /* by the header */
    size_t row;            /* rows that were seen, the header too */
} Csv;

/* The end of the record that begins at `start`, behind its line feed; `length` for the last. */
static size_t record_end(const char *bytes, size_t length, size_t start)
{
    const char *line = bytes + start, *feed = memchr(line, '\n', length - start);
    if (feed && !memchr(line, '"', (size_t)(feed - line)))
        return (size_t)(feed - bytes) + 1;
    bool quoted = false;
    for (size_t i = start; i < length; i++) {
        if (bytes[i] == '"')
            quoted = !quoted;
        if (bytes[i] == '\n' && !quoted)
            return i + 1;
    }
    return length;
}

/* Which of 64 bytes are `c`: the first is the lowest bit. */
static uint64_t places_of(const char *bytes, char c)
{
    uint64_t mask = 0;
#if defined __SSE2__
    for (int i = 0; i < 4; i++) {
        __m128i t = _mm_loadu_si128((const __m128i *)(const void *)(bytes + 16 * i));
        unsigned some = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(t, _mm_set1_epi8(c)));
        mask |= (uint64_t)some << (16 * i);
    }
#else
    for (int i = 0; i < 64; i++)
        mask |= (uint64_t)(bytes[i] == c) << i;
#endif
    return mask;
}

/*
 * The record that holds the byte at `at`, or begins there; one begins at `from`. Adds to *passed
 * how many end between. Nearly all bytes are passed 64 at a time.
 */
static size_t record_at(const char *bytes, size_t from, size_t at, size_t *passed)
{
    size_t start = from, i = from;
    bool quoted = false;
    while (i < at) {
        if (at - i >= 64 && places_of(bytes + i, '"') == 0) {
            uint64_t feeds = quoted ? 0 : places_of(bytes + i, '\n');
            if (feeds) {
                *passed += (size_t)__builtin_popcountll(feeds);
                start = i + 64 - (size_t)__builtin_clzll(feeds);
            }
            i += 64;
            continue;
        }
        for (size_t end = at - i < 64 ? at : i + 64; i < end; i++) {
            if (bytes[i] == '"')
                quoted = !quoted;
            if (bytes[i] == '\n' && !quoted) {
                start = i + 1;
                ++*passed;
            }
        }
    }
    return start;
}

static bool search_record(const Place *p, Csv *csv, const char *bytes, size_t length)
{
    bool quoted = false;
    size_t column = 0, start = 0;
    if (csv->row == 1 && length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        start = 3;
    for (size_t i = start; i <= length; i++) {
        char c = i < length ? bytes[i] : '\n';
        if (c == '"')
            quoted = !quoted;
        if (i < length && (quoted || (c != ',' && c != '\n')))
            continue;
        size_t end = i > start && bytes[i - 1] == '\r' ? i - 1 : i;
        if (csv->row == 1 && column < COLUMNS)
            csv->is_text[column] = leak_column_is_text(p->leak, bytes + start, end - start);
        if ((column >= COLUMNS || csv->is_text[column]) && end > start &&
            !leak_text(p->leak, p->path, p->inside, bytes + start, end - start, false, p->err))
            return p->err ? error_in(p->err, "row %zu, column %zu", csv->row, column + 1) : false;
        start = i + 1;
        column++;
        if (c == '\n')
            break;
    }
    return true;
}

#define NOT_COUNTED SIZE_MAX /* no more records follow: how many these were is nobody's concern */

/* Whole records; `count` of them, or 0 where that is not known. */
static bool search_csv(const Place *p, Csv *csv, const char *bytes, size_t length, size_t count)
{
    size_t from = 0, at = 0, before = csv->row;
    if (csv->row == 0 && length > 0) {
        csv->row = 1;
        from = at = record_end(bytes, length, 0);
        if (!search_record(p, csv, bytes, from))
            return false;
    }
    while (at < length && leak_any(p->leak, bytes, length, &at)) {
        from = record_at(bytes, from, at, &csv->row);
        csv->row++;
        size_t end = record_end(bytes, length, from);
        if (!search_record(p, csv, bytes + from, end - from))
            return false;
        from = at = end;
    }
    if (count == NOT_COUNTED)
        return true;
    if (count)
        csv->row = before + count;
    else if (record_at(bytes, from, length, &csv->row) < length) /* no feed ends the last one */
        csv->row++;
    return true;
}

/* --- other kinds ----------------------------------------------------------------------- */

static bool search_bytes(const Place *p, const char *name, const char *bytes, size_t length);

static bool search_entry(void *context, const char *name, const char *bytes, size_t length,
                         Error *err)
{
    const Place *outer = context;
    Place p = {outer->leak, outer->path, name, err};
    return leak_text(p.leak, p.path, "", name, strlen(name), false, err) &&
           search_bytes(&p, name, bytes, length);
}

static bool search_cell(void *context, const char *table, const char *text, size_t length,
                        Error *err)
{
    const Place *p = context;
    bool figure = strcmp(table, "metrics") == 0 && leak_is_number(text, length); /* its value */
    return figure || leak_text(p->leak, p->path, table, text, length, false, err);
}

static bool search_pdf(const Place *p, const char *bytes, size_t length)
{
    Buffer text = {0};
    bool ok = pdf_text(bytes, length, &text, p->err) &&
              leak_text(p->leak, p->path, p->inside, text.bytes ? text.bytes : "", text.length,
                        true, p->err);
    buffer_free(&text);
    return ok;
}

/* JSON of data: the texts in quotes; numbers stand outside of them, but for a figure's value. */
static bool search_line(const Place *p, const char *bytes, size_t length)
{
    bool value = false;
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] != '"')
            continue;
        size_t start = ++i;
        while (i < length && bytes[i] != '"')
            i += bytes[i] == '\\' ? 2 : 1;
        if (i > length)
            i = length;
        if (!value &&
            !leak_text(p->leak, p->path, p->inside, bytes + start, i - start, false, p->err))
            return false;
        value = i - start == 5 && memcmp(bytes + start, "value", 5) == 0 && i + 1 < length &&
                bytes[i + 1] == ':';
    }
    return true;
}

/* Whole lines, or all of it. */
static bool search_json(const Place *p, const char *bytes, size_t length)
{
    size_t at = 0;
    while (at < length && leak_any(p->leak, bytes, length, &at)) {
        const char *before = memrchr(bytes, '\n', at), *end = memchr(bytes + at, '\n', length - at);
        size_t from = before ? (size_t)(before - bytes) + 1 : 0,
               to = end ? (size_t)(end - bytes) : length;
        if (!search_line(p, bytes + from, to - from))
            return false;
        at = to;
    }
    return true;
}

static bool search_bytes(const Place *p, const char *name, const char *bytes, size_t length)
{
    if (length >= 4 && memcmp(bytes, "PK\3\4", 4) == 0)
        return zip_archive_each(bytes, length, ENTRY_LIMIT, search_entry, (void *)(uintptr_t)p,
                                p->err);
    if (length >= 16 && memcmp(bytes, "SQLite format 3", 15) == 0)
        return sqlite_each_text(bytes, length, search_cell, (void *)(uintptr_t)p, p->err);
    if (length >= 5 && memcmp(bytes, "%PDF-", 5) == 0)
        return search_pdf(p, bytes, length);
    if (ends_with(name, ".csv"))
        return search_csv(p, &(Csv){0}, bytes, length, NOT_COUNTED);
    if (ends_with(name, ".json") || ends_with(name, ".jsonld"))
        return search_json(p, bytes, length);
    if (ends_with(name, "MANIFEST") || ends_with(name, ".minisig") ||
        ends_with(name, "chain.log") || ends_with(name, "gongkai.pub"))
        return true; /* hashes of what was searched */
    return leak_text(p->leak, p->path, p->inside, bytes, length, true, p->err);
}

bool leak_check(void *context, const char *path, const void *bytes, size_t length, Error *err)
{
    Place p = {.leak = context, .path = path, .inside = "", .err = err};
    return leak_text(p.leak, path, "", path, strlen(path), false, err) &&
           search_bytes(&p, path, bytes, length);
}

/* --- piece by piece ---------------------------------------------------------------------- */

typedef enum { KIND_CSV, KIND_JSON, KIND_PAGES, KIND_ZIP, KIND_OTHER } Kind;

struct LeakStream {
    Place place;
    char *path, *inside, *file;
    Kind kind;
    bool begun, clean;
    Buffer waiting; /* what is not a whole row, line or page yet */
    Csv csv;
    uint32_t pages;
    int fd; /* of a database, for what overflows */
    Error error;
};

static char *copy(const char *text)
{
    char *own = memory_alloc(strlen(text) + 1);
    return strcpy(own, text);
}

static LeakStream *stream_new(const Leak *leak, const char *path, const char *inside,
                              const char *file)
{
    LeakStream *s = memory_alloc(sizeof *s);
    *s = (LeakStream){
        .path = copy(path), .inside = copy(inside), .file = copy(file), .fd = -1, .clean = true};
    s->place = (Place){.leak = leak, .path = s->path, .inside = s->inside, .err = &s->error};
    return s;
}

void *leak_begin(void *leak, const char *path, const char *file)
{
    LeakStream *s = stream_new(leak, path, "", file);
    s->clean = leak_text(leak, path, "", path, strlen(path), false, &s->error);
    return s;
}

/* By the first bytes, else by the name. */
static Kind kind_of(const char *name, const char *bytes, size_t length)
{
    if (length >= 4 && memcmp(bytes, "PK\3\4", 4) == 0)
        return KIND_ZIP;
    if (length >= SQLITE_PAGE && memcmp(bytes, "SQLite format 3", 15) == 0)
        return KIND_PAGES;
    if (length >= 5 && memcmp(bytes, "%PDF-", 5) == 0)
        return KIND_OTHER;
    return ends_with(name, ".csv")                                  ? KIND_CSV
           : ends_with(name, ".json") || ends_with(name, ".jsonld") ? KIND_JSON
                                                                    : KIND_OTHER;
}

static bool search_page_text(void *context, bool key, const char *text, size_t length, Error *err)
{
    const Place *p = context;
    (void)err;
    /* A number in a key stands in its table too; in the figures' own tree it may be a value. */
    if (key && leak_is_number(text, length))
        return true;
    return leak_text(p->leak, p->path, p->inside, text, length, false, p->err);
}

static bool search_page(LeakStream *s, uint32_t page, const char *bytes)
{
    if (s->fd < 0)
        s->fd = open(s->file, O_RDONLY | O_CLOEXEC);
    return sqlitepage_texts(s->fd, page, (const unsigned char *)bytes, search_page_text, &s->place,
                            &s->error);
}

/* Whole pages. Texts that lie on several are put together, the others searched where they lie. */
static bool search_pages(LeakStream *s, const char *bytes, size_t length)
{
    size_t at = 0, count = length / SQLITE_PAGE;
    bool clean = true;
    leak_any(s->place.leak, bytes, length, &at);
    for (size_t i = 0; clean && i < count; i++) {
        const char *page = bytes + i * SQLITE_PAGE;
        bool hit = at < (i + 1) * SQLITE_PAGE;
        if (hit || sqlitepage_overflows(s->pages + 1, (const unsigned char *)page))
            clean = search_page(s, s->pages + 1, page);
        if (hit) {
            at = (i + 1) * SQLITE_PAGE;
            leak_any(s->place.leak, bytes, length, &at);
        }
        s->pages++;
    }
    return clean;
}

static bool search_waiting(LeakStream *s, bool last)
{
    size_t all = s->waiting.length, whole = all, count = 0;
    const char *bytes = s->waiting.bytes;
    switch (s->kind) {
    case KIND_CSV:
        whole = last ? all : record_at(bytes, 0, all, &count);
        s->clean = search_csv(&s->place, &s->csv, bytes, whole, count);
        break;
    case KIND_JSON:
        while (!last && whole > 0 && bytes[whole - 1] != '\n')
            whole--;
        s->clean = search_json(&s->place, bytes, whole);
        break;
    case KIND_PAGES:
        whole = all / SQLITE_PAGE * SQLITE_PAGE;
        s->clean = search_pages(s, bytes, whole);
        break;
    default:
        whole = 0; /* searched as a whole at the end */
        break;
    }
    memmove(s->waiting.bytes, bytes + whole, all - whole);
    s->waiting.length -= whole;
    return s->clean;
}

bool leak_feed(void *stream, const void *bytes, size_t length, Error *err)
{
    LeakStream *s = stream;
    if (!s->begun && length > 0) {
        s->kind = kind_of(*s->inside ? s->inside : s->path, bytes, length);
        s->begun = true;
    }
    if (s->clean && s->kind != KIND_ZIP && length > 0) { /* an archive is opened at the end */
        buffer_put(&s->waiting, bytes, length);
        search_waiting(s, false);
    }
    if (!s->clean && err)
        *err = s->error;
    return s->clean;
}

/* One entry of an archive on disk. */
static void *begin_entry(void *context, const char *name)
{
    const LeakStream *outer = context;
    LeakStream *s = stream_new(outer->place.leak, outer->path, name, "");
    s->clean = leak_text(s->place.leak, s->path, "", name, strlen(name), false, &s->error);
    return s;
}

bool leak_end(void *stream, Error *err)
{
    static const ZipReader reader = {begin_entry, leak_feed, leak_end};
    LeakStream *s = stream;
    if (s->clean && s->kind == KIND_ZIP)
        s->clean = zip_file_each(s->file, &reader, s, &s->error);
    else if (s->clean && s->kind == KIND_OTHER && s->waiting.length > 0)
        s->clean = search_bytes(&s->place, *s->inside ? s->inside : s->path, s->waiting.bytes,
                                s->waiting.length);
    else if (s->clean && s->waiting.length > 0)
        search_waiting(s, true);
    bool clean = s->clean;
    if (!clean && err)
        *err = s->error;
    if (s->fd >= 0)
        close(s->fd);
    buffer_free(&s->waiting);
    free(s->path);
    free(s->inside);
    free(s->file);
    free(s);
    return clean;
}
