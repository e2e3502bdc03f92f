/* cff_index.c - see cff_index.h. */
#include "render/pdf/cff_index.h"

bool cff_index_read(CffSpan all, size_t from, CffIndex *out)
{
    *out = (CffIndex){0};
    if (all.length < 2 || from > all.length - 2)
        return false;
    const unsigned char *at = all.at + from;
    size_t left = all.length - from;
    out->count = cff_number(at, 2);
    out->whole = (CffSpan){at, 2};
    if (out->count == 0)
        return true;
    if (left < 4)
        return false;
    out->offset_size = at[2];
    size_t head = 3 + (out->count + 1) * out->offset_size;
    if (out->offset_size < 1 || out->offset_size > 4 || head > left)
        return false;
    out->offsets = at + 3;
    out->data = at + head - 1;
    size_t before = 1;
    for (size_t i = 0; i <= out->count; i++) {
        size_t offset = cff_number(out->offsets + i * out->offset_size, out->offset_size);
        if (offset < before || offset > left - head + 1)
            return false;
        before = offset;
    }
    out->whole.length = head - 1 + before;
    return true;
}
