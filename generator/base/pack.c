/* pack.c - see pack.h. */
#include "base/pack.h"

#include <string.h>

__extension__ typedef unsigned __int128 Unsigned;

void pack_number(Buffer *out, Int128 number)
{
    Unsigned bits = (Unsigned)number << 1 ^ (number < 0 ? ~(Unsigned)0 : 0);
    for (; bits > 0x7F; bits >>= 7)
        buffer_char(out, (char)(0x80 | (unsigned char)(bits & 0x7F)));
    buffer_char(out, (char)bits);
}

void pack_bytes(Buffer *out, const char *bytes, size_t length)
{
    pack_number(out, (Int128)length);
    buffer_put(out, bytes, length);
}

void pack_text(Buffer *out, const char *text)
{
    pack_bytes(out, text, strlen(text));
}

Unpack unpack_from(const char *bytes, size_t length)
{
    return (Unpack){bytes, bytes + length, false};
}

Int128 unpack_number(Unpack *in)
{
    Unsigned bits = 0;
    for (unsigned shift = 0; !in->broken && in->at < in->end && shift < 128; shift += 7) {
        unsigned char byte = (unsigned char)*in->at++;
        bits |= (Unsigned)(byte & 0x7F) << shift;
        if (!(byte & 0x80))
            return (Int128)(bits >> 1) ^ -(Int128)(bits & 1);
    }
    in->broken = true;
    return 0;
}

int64_t unpack_between(Unpack *in, int64_t least, int64_t most)
{
    Int128 number = unpack_number(in);
    if (!in->broken && number >= least && number <= most)
        return (int64_t)number;
    in->broken = true;
    return 0;
}

size_t unpack_count(Unpack *in)
{
    return (size_t)unpack_between(in, 0, in->end - in->at);
}

const char *unpack_bytes(Unpack *in, size_t *length)
{
    *length = unpack_count(in); /* bounded by what stood before its own bytes, so once more */
    if (in->broken || *length > (size_t)(in->end - in->at)) {
        in->broken = true;
        *length = 0;
        return "";
    }
    const char *bytes = in->at;
    in->at += *length;
    return bytes;
}

const char *unpack_text(Unpack *in, Arena *arena)
{
    size_t length;
    const char *bytes = unpack_bytes(in, &length);
    return arena_copy(arena, bytes, length);
}
