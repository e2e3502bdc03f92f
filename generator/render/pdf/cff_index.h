/* cff_index.h - lists of byte strings as CFF has them (Adobe Technical Note 5176, 5). */
#ifndef CFF_INDEX_H
#define CFF_INDEX_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    const unsigned char *at;
    size_t length;
} CffSpan;

typedef struct {
    size_t count;
    unsigned offset_size;
    const unsigned char *offsets, *data; /* data[-1 + offset] */
    CffSpan whole;
} CffIndex;

/* Big-endian, of `size` bytes. */
static inline unsigned cff_number(const unsigned char *at, unsigned size)
{
    unsigned value = 0;
    for (unsigned i = 0; i < size; i++)
        value = value << 8 | at[i];
    return value;
}

/* The index at `from`; false where it does not lie within `all`. */
bool cff_index_read(CffSpan all, size_t from, CffIndex *out);

/* i < index->count */
static inline CffSpan cff_index_item(const CffIndex *index, size_t i)
{
    unsigned size = index->offset_size;
    size_t from = cff_number(index->offsets + i * size, size);
    return (CffSpan){index->data + from, cff_number(index->offsets + (i + 1) * size, size) - from};
}
#endif
