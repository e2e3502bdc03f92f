/*
 * deflate_join.c - see deflate_join.h.
 *
 * Between two parts stands an empty stored block that fills the last byte, as zlib's Z_SYNC_FLUSH
 * puts it (RFC 1951, 3.2.4).
 */
#include "base/deflate_join.h"

#include <string.h>

#include "base/deflate.h"

#define MARK "\x00\x00\xFF\xFF"
#define END "\x03" /* and a zero byte */
#define UNPACKED_MOST ((size_t)1 << 32)

void deflate_join_end(Buffer *out)
{
    buffer_put(out, END, 2); /* a block of fixed codes: its end, seven bits that are 0 */
}

/*
 * A part with the end of a stream behind it is a stream. Where four bytes look like the end of a
 * part and are none, no block ends there, so that it is none.
 */
static bool unpack_part(DeflateParts *p, size_t from, size_t to)
{
    char kept[2], *end = p->packed.bytes + to;
    memcpy(kept, end, 2);
    memcpy(end, END, 2);
    bool ok = deflate_unpack(DEFLATE_RAW, p->packed.bytes + from, to + 2 - from, UNPACKED_MOST,
                             &p->bytes);
    memcpy(end, kept, 2);
    return ok;
}

bool deflate_parts_put(DeflateParts *p, const void *packed, size_t length)
{
    size_t from = 0; /* of what is not unpacked */
    Buffer *in = &p->packed;
    buffer_put(in, packed, length);
    buffer_reserve(in, 2);
    for (const char *mark;
         in->length > p->looked &&
         (mark = memmem(in->bytes + p->looked, in->length - p->looked, MARK, 4));) {
        p->looked = (size_t)(mark - in->bytes) + 4;
        if (unpack_part(p, from, p->looked))
            from = p->looked;
    }
    if (in->length - p->looked > 3) /* a mark may be cut */
        p->looked = in->length - 3;
    memmove(in->bytes, in->bytes + from, in->length - from);
    in->length -= from;
    p->looked -= from;
    return in->length <= DEFLATE_PARTS_MOST;
}

bool deflate_parts_end(DeflateParts *p)
{
    bool whole = p->packed.length == 2 && memcmp(p->packed.bytes, END, 2) == 0;
    buffer_free(&p->packed);
    return whole;
}
