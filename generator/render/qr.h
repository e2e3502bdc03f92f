/* qr.h - an address as a QR code (ISO/IEC 18004, error correction M), through libqrencode. */
#ifndef QR_H
#define QR_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"

typedef struct {
    int size;                     /* modules per side, quiet zone of 4 modules not included */
    const unsigned char *modules; /* size * size, row by row; 1 is black */
} QrCode;

/* ERR_DATA where the text is longer than a QR code holds. Lives in the arena. */
bool qr_encode(Arena *arena, const char *text, QrCode *out, Error *err);
#endif
