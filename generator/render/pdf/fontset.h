/*
 * fontset.h - the subset fonts of one or several displays, ready to be put into files.
 *
 * A compound's papers say nearly the same, so their faces are subset and compressed
 * once and every paper takes the same streams.
 *
 * Order of use:  fontset_make() -> emit_pdf() per display -> fontset_free()
 */
#ifndef FONTSET_H
#define FONTSET_H

#include "render/pdf/content.h"

typedef struct {
    FontSubset subset; /* without its bytes, which are in `program` */
    const char *name;  /* ABCDEF+FontName */
    Buffer program;    /* deflated font file */
    Buffer map;        /* deflated ToUnicode */
} FontStreams;

typedef struct {
    FaceUse use[FACE_COUNT];
    FontStreams faces[FACE_COUNT]; /* of those used */
} FontSet;

/* Everything but the buffers lives in `arena`. *out is empty when it returns false. */
bool fontset_make(Arena *arena, const PdfFonts *fonts, const Display *const *displays, size_t count,
                  FontSet *out, Error *err);
void fontset_free(FontSet *set);
/* Faces that `display` itself shows. */
void fontset_faces(const Display *display, bool used[FACE_COUNT]);
#endif
