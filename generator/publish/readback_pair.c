/*
 * readback_pair.c - two editions of one table, of which only what differs is read; see readback.h.
 *
 * From one month to the next, or for one corrected row, nearly all of a table of gigabytes is the
 * same. What both files begin with and end with is passed piece by piece. Whether a line's end
 * stands in quotes follows from how many quotes stand before it, so pieces are counted through.
 */
#include "publish/readback.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

#define PIECE ((size_t)1 << 20)
#define TRIES 8

typedef struct {
    int fd;
    size_t size;
    char *bytes; /* [2 * PIECE]: a piece, and for the beginning the one before it */
} Part;

/* Exactly `length` bytes from `at` on. */
static bool load(const Part *p, size_t at, size_t length, char *to)
{
    for (size_t done = 0; done < length;) {
        ssize_t n = pread(p->fd, to + done, length - done, (off_t)(at + done));
        if (n <= 0)
            return false;
        done += (size_t)n;
    }
    return true;
}

static bool part_open(const char *path, Part *p)
{
    struct stat s;
    *p = (Part){.fd = open(path, O_RDONLY | O_CLOEXEC)};
    if (p->fd < 0 || fstat(p->fd, &s) != 0 || !S_ISREG(s.st_mode))
        return false;
    p->size = (size_t)s.st_size;
    p->bytes = memory_alloc(2 * PIECE);
    return true;
}

static void part_close(Part *p)
{
    if (p->fd >= 0)
        close(p->fd);
    free(p->bytes);
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool has_odd_quotes(const char *bytes, size_t length)
{
    size_t quotes = 0;
    for (size_t i = 0; i < length; i++)
        quotes += bytes[i] == '"';
    return quotes % 2;
}

static size_t same_bytes(const char *a, const char *b, size_t length)
{
    size_t n = 0;
    while (n + 64 <= length && memcmp(a + n, b + n, 64) == 0)
        n += 64;
    while (n < length && a[n] == b[n])
        n++;
    return n;
}

/* The last two beginnings of rows among bytes[0..length], which begin in quotes or not. */
static size_t last_starts(const char *bytes, size_t length, bool quoted, size_t starts[2])
{
    size_t found = 0;
    for (size_t i = 0; i < length; i++) {
        quoted ^= bytes[i] == '"';
        if (bytes[i] != '\n' || quoted)
            continue;
        starts[0] = starts[1];
        starts[1] = i + 1;
        found++;
    }
    return found;
}

/*
 * Where the last row begins that both files have from their beginning on, which begin alike; the
 * end of the header where there is none. False where it is not found.
 */
static bool pass_beginning(Part *a, Part *b, size_t header, size_t *from)
{
    size_t end = smaller(a->size, b->size), at = 0, kept = 0;
    bool odd = false, odd_kept = false; /* before the piece; before what is kept */
    for (;;) {
        size_t length = smaller(PIECE, end - at);
        char *piece = a->bytes + kept;
        if (!load(a, at, length, piece) || !load(b, at, length, b->bytes))
            return false;
        size_t same = same_bytes(piece, b->bytes, length);
        if (same < length || at + length == end) {
            size_t starts[2] = {0, 0}, base = at - kept;
            size_t found = last_starts(a->bytes, kept + same, odd_kept, starts);
            if (found >= 2)
                *from = base + starts[0] < header ? header : base + starts[0];
            else
                *from = header;
            return found >= 2 || base == 0;
        }
        memmove(a->bytes, piece, length); /* the piece before is needed no more */
        kept = length;
        odd_kept = odd;
        odd ^= has_odd_quotes(a->bytes, length);
        at += length;
    }
}

/* How many bytes both files end with, both being read from `from` on. */
static bool pass_end(Part *a, Part *b, size_t from, size_t *out)
{
    size_t most = smaller(a->size, b->size) - from, same = 0;
    while (same < most) {
        size_t length = smaller(PIECE, most - same), n = 0;
        if (!load(a, a->size - same - length, length, a->bytes) ||
            !load(b, b->size - same - length, length, b->bytes))
            return false;
        if (memcmp(a->bytes, b->bytes, length) == 0) {
            same += length;
            continue;
        }
        while (a->bytes[length - 1 - n] == b->bytes[length - 1 - n])
            n++;
        same += n;
        break;
    }
    *out = same;
    return true;
}

/* The first row that begins at `least` or behind; a row begins at `from`. The end at the latest. */
static bool next_start(Part *p, size_t from, size_t least, size_t *out)
{
    bool quoted = false;
    *out = from;
    for (size_t at = from; *out < least; at += PIECE) {
        size_t length = smaller(PIECE, p->size - at);
        if (!load(p, at, length, p->bytes))
            return false;
        if (at + length < least) {
            quoted ^= has_odd_quotes(p->bytes, length);
            continue;
        }
        for (size_t i = 0; i < length && *out < least; i++) {
            quoted ^= p->bytes[i] == '"';
            if ((p->bytes[i] == '\n' && !quoted) || at + i + 1 == p->size)
                *out = at + i + 1;
        }
    }
    return true;
}

/* Where a row begins from which on both files are the same, as a number of bytes from the end. */
static bool find_end(Part *a, Part *b, size_t from, size_t *end)
{
    if (!pass_end(a, b, from, end))
        return false;
    for (int i = 0; i < TRIES; i++) {
        size_t x, y;
        if (!next_start(a, from, a->size - *end, &x) || !next_start(b, from, b->size - *end, &y))
            return false;
        if (a->size - x == b->size - y) {
            *end = a->size - x;
            return true;
        }
        *end = smaller(a->size - x, b->size - y);
    }
    *end = 0;
    return true;
}

/* The header and the rows of [from, to). */
static bool take_rows(const Part *p, size_t header, size_t from, size_t to, Readback *out)
{
    char *bytes = memory_alloc(header + (to - from) + 1);
    if (load(p, 0, header, bytes) && load(p, from, to - from, bytes + header)) {
        readback_take(bytes, header + (to - from), out);
        return true;
    }
    free(bytes);
    return false;
}

static size_t header_of(Part *p)
{
    size_t length = smaller(PIECE, p->size), end = 0;
    if (!load(p, 0, length, p->bytes))
        return 0;
    const char *line = memchr(p->bytes, '\n', length);
    end = line ? (size_t)(line - p->bytes) + 1 : 0;
    return memchr(p->bytes, '"', end) ? 0 : end;
}

static bool open_parts(Part *a, Part *b, Readback *old, Readback *new)
{
    size_t header = header_of(a), from, end, to;
    if (!header || header_of(b) != header || memcmp(a->bytes, b->bytes, header) != 0 ||
        !pass_beginning(a, b, header, &from) || !find_end(a, b, from, &end) ||
        !next_start(a, from, smaller(a->size, a->size - end + 1), &to))
        return false;
    size_t more = to - (a->size - end); /* one row that both have */
    if (!take_rows(a, header, from, to, old))
        return false;
    if (take_rows(b, header, from, b->size - end + more, new))
        return true;
    readback_close(old);
    return false;
}

void readback_open_both(const char *before, const char *after, bool *had, Readback *old, bool *has,
                        Readback *new)
{
    Part a = {.fd = -1}, b = {.fd = -1};
    bool both = part_open(before, &a) && part_open(after, &b) && open_parts(&a, &b, old, new);
    part_close(&a);
    part_close(&b);
    *had = both || readback_open(before, old);
    *has = both || readback_open(after, new);
}
