/* qr.c - see qr.h. The only module that includes qrencode.h. */
#include "render/qr.h"

#include <qrencode.h>

bool qr_encode(Arena *arena, const char *text, QrCode *out, Error *err)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (code == NULL)
        return error_set(err, ERR_DATA, "the address does not fit into a QR code: %.60s…", text);
    size_t count = (size_t)code->width * (size_t)code->width;
    unsigned char *modules = arena_alloc(arena, count);
    for (size_t i = 0; i < count; i++)
        modules[i] = code->data[i] & 1;
    out->size = code->width;
    out->modules = modules;
    QRcode_free(code);
    return true;
}
