/* pdf_objects.h - a finished PDF with what its object streams hold, to be looked into as text. */
#ifndef PDF_OBJECTS_H
#define PDF_OBJECTS_H

#include "unit.h"

#include <string.h>

#include "base/buffer.h"
#include "base/deflate.h"

/* The file with the objects of its object streams behind it. */
static void unpack(const Buffer *pdf, Buffer *out)
{
    const char *at = pdf->bytes, *end = at + pdf->length;
    buffer_put(out, pdf->bytes, pdf->length);
    while ((at = memmem(at, (size_t)(end - at), "/ObjStm", 7))) {
        at = (const char *)memmem(at, (size_t)(end - at), "stream\n", 7) + 7;
        assert_true(deflate_unpack(DEFLATE_ZLIB, at, (size_t)(end - at), 1 << 24, out));
    }
    assert_true(out->length > pdf->length);
}
#endif
