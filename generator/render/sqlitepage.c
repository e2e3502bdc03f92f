/* sqlitepage.c - see sqlitepage.h. */
#include "render/sqlitepage.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"

size_t sqlite_local_part(size_t length, size_t most)
{
    if (length <= most)
        return length;
    size_t kept = SQLITE_LEAST + (length - SQLITE_LEAST) % (SQLITE_PAGE - 4);
    return kept <= most ? kept : SQLITE_LEAST;
}

static uint64_t read_varint(const unsigned char *at, const unsigned char *end, size_t *size)
{
    uint64_t value = 0;
    for (*size = 0; *size < 8 && at + *size < end; ++*size) {
        value = value << 7 | (at[*size] & 127);
        if (at[*size] < 128) {
            ++*size;
            return value;
        }
    }
    if (*size == 8 && at + 8 < end)
        value = value << 8 | at[(*size)++];
    return value;
}

static uint32_t read_32(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* One page being read. */
typedef struct {
    const unsigned char *bytes;
    size_t header; /* 100 on page 1 */
    size_t count, pointers;
    bool key, inner;
} PageRead;

static bool open_page(uint32_t page, const unsigned char *bytes, PageRead *out)
{
    size_t at = page == 1 ? SQLITE_HEADER : 0;
    int type = bytes[at];
    *out = (PageRead){.bytes = bytes,
                      .header = at,
                      .count = (size_t)bytes[at + 3] << 8 | bytes[at + 4],
                      .key = type == SQLITE_LEAF_INDEX || type == SQLITE_INNER_INDEX,
                      .inner = type == SQLITE_INNER_INDEX || type == SQLITE_INNER_TABLE};
    out->pointers = at + (out->inner ? 12 : 8);
    return (type == SQLITE_LEAF_TABLE || type == SQLITE_LEAF_INDEX || type == SQLITE_INNER_INDEX) &&
           out->pointers + 2 * out->count <= SQLITE_PAGE;
}

/* The record of cell `i`: its whole length and its local part; false where the cell is none. */
static bool open_cell(const PageRead *p, size_t i, uint64_t *length, size_t *at, size_t *local)
{
    const unsigned char *end = p->bytes + SQLITE_PAGE, *pointer = p->bytes + p->pointers + 2 * i;
    size_t size;
    *at = ((size_t)pointer[0] << 8 | pointer[1]) + (p->inner ? 4 : 0);
    if (*at >= SQLITE_PAGE)
        return false;
    *length = read_varint(p->bytes + *at, end, &size);
    *at += size;
    if (!p->key) {
        read_varint(p->bytes + *at, end, &size);
        *at += size;
    }
    if (*length > UINT64_C(1) << 31)
        return false;
    *local = sqlite_local_part((size_t)*length, p->key ? SQLITE_MOST_INDEX : SQLITE_MOST_TABLE);
    return *at + *local + (*local < *length ? 4 : 0) <= SQLITE_PAGE;
}

static bool fetch_rest(int fd, uint32_t page, char *to, size_t length)
{
    while (length > 0) {
        unsigned char bytes[SQLITE_PAGE];
        size_t part = length < SQLITE_PAGE - 4 ? length : SQLITE_PAGE - 4;
        if (page == 0 ||
            pread(fd, bytes, SQLITE_PAGE, (off_t)(page - 1) * SQLITE_PAGE) != SQLITE_PAGE)
            return false;
        memcpy(to, bytes + 4, part);
        to += part;
        length -= part;
        page = read_32(bytes);
    }
    return true;
}

/* Calls `take` with every text of a record; -1: broken, 0: stopped. */
static int texts_of(const unsigned char *record, size_t length, bool key, SqlitePageText take,
                    void *context, Error *err)
{
    static const unsigned char widths[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0};
    size_t size, at;
    uint64_t head = read_varint(record, record + length, &at);
    if (head > length)
        return -1;
    for (uint64_t body = head; at < head; at += size) {
        uint64_t type = read_varint(record + at, record + head, &size);
        uint64_t width = type < 12 ? widths[type] : (type - 12) / 2;
        if (size == 0 || width > length - body)
            return -1;
        if (type >= 12 && width > 0 &&
            !take(context, key, (const char *)record + body, (size_t)width, err))
            return 0;
        body += width;
    }
    return 1;
}

static bool broken(uint32_t page, Error *err)
{
    return error_set(err, ERR_DATA, "data.sqlite: page %u is broken", (unsigned)page);
}

bool sqlitepage_texts(int fd, uint32_t page, const unsigned char *bytes, SqlitePageText take,
                      void *context, Error *err)
{
    PageRead p;
    if (!open_page(page, bytes, &p))
        return true;
    for (size_t i = 0; i < p.count; i++) {
        uint64_t length;
        size_t at, local;
        int ok;
        if (!open_cell(&p, i, &length, &at, &local))
            return broken(page, err);
        if (local == length) {
            ok = texts_of(bytes + at, local, p.key, take, context, err);
        } else {
            char *whole = memory_alloc((size_t)length);
            memcpy(whole, bytes + at, local);
            ok = fetch_rest(fd, read_32(bytes + at + local), whole + local, (size_t)length - local)
                     ? texts_of((const unsigned char *)whole, (size_t)length, p.key, take, context,
                                err)
                     : -1;
            free(whole);
        }
        if (ok <= 0)
            return ok == 0 ? false : broken(page, err);
    }
    return true;
}

bool sqlitepage_overflows(uint32_t page, const unsigned char *bytes)
{
    PageRead p;
    uint64_t length;
    size_t at, local;
    if (!open_page(page, bytes, &p))
        return false;
    for (size_t i = 0; i < p.count; i++)
        if (!open_cell(&p, i, &length, &at, &local) || local < length)
            return true; /* a broken cell too: it is looked at closely */
    return false;
}
