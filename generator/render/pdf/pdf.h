/*
 * pdf.h - a document as PDF: blocks -> lines and boxes -> pages -> display list -> libharu.
 *
 * Order of use:  pdf_fonts_open() once -> pdf_render() per document and product ->
 * pdf_fonts_close() Fonts are opened and preprocessed once, before workers are forked.
 */
#ifndef PDF_H
#define PDF_H

#include "base/buffer.h"
#include "base/config.h"
#include "doc/document.h"
#include "render/pdf/style.h"

/*
 * PDF_NOTICE: A4 like the bulletin, set smaller where it would not fit on one page. PDF_LIST: for
 * the office; nobody posts it, so it has neither code nor slip.
 */
typedef enum {
    PDF_BULLETIN,
    PDF_POSTER,
    PDF_LARGE_PRINT,
    PDF_ROUNDUP,
    PDF_NOTICE,
    PDF_LIST
} PdfProduct;

typedef struct PdfFonts PdfFonts;

/* Finds and verifies the faces of the configuration or of fontconfig; errors name the face. */
bool pdf_fonts_open(const Config *config, PdfFonts **out, Error *err);
/*
 * The same in two steps: the first asks fontconfig, in a process of its own, and is done before a
 * thread begins; the second may be done in one. It uses `faces` up.
 */
typedef struct PdfFaces PdfFaces;
PdfFaces *pdf_faces_ask(const Config *config);
bool pdf_fonts_open_at(const Config *config, PdfFaces *faces, PdfFonts **out, Error *err);
void pdf_fonts_close(PdfFonts *fonts);
/* What was found, for the report: "Noto Serif CJK SC (…/NotoSerifCJK-Regular.ttc #2)" … */
const char *pdf_fonts_describe(const PdfFonts *fonts);

/*
 * The whole file into `out` (emptied first). The same document gives the same bytes.
 * `style`: what the theme says (style.h); NULL: all black.
 * Fails with ERR_DATA on a character that no font has: names the character, its
 * code point and the block it stands in.
 */
bool pdf_render(const PdfFonts *fonts, const Document *doc, PdfProduct product,
                const PdfStyle *style, Buffer *out, Error *err);

/*
 * Papers of one scope that share their fonts: laid out one by one, then written.
 *
 * Order of use:  pdf_papers_new() -> pdf_papers_add()... -> pdf_papers_write()... ->
 * pdf_papers_free()
 */
typedef struct PdfPapers PdfPapers;
PdfPapers *pdf_papers_new(const PdfFonts *fonts);
/* Lays out one paper more; borrows `doc` until pdf_papers_free(). Fails like pdf_render(). */
bool pdf_papers_add(PdfPapers *papers, const Document *doc, PdfProduct product,
                    const PdfStyle *style, Error *err);
/* The file of the paper that was added as number `index`, from 0; none may be added after it. */
bool pdf_papers_write(PdfPapers *papers, size_t index, Buffer *out, Error *err);
/* Frees what only pdf_papers_write() needs; the pages stay, for a pack. NULL is fine. */
void pdf_papers_rest(PdfPapers *papers);
void pdf_papers_free(PdfPapers *papers);

/* One paper of a pack: number `index` of `laid`, which was laid out before; `laid` NULL: not yet.
 */
typedef struct {
    const Document *document;
    PdfProduct product;
    const PdfPapers *laid;
    size_t index;
} PdfPart;

/*
 * Makes the first sheet of a pack once the others are laid out: pages[i] is how many part i has,
 * the first of them is page first[i] of the file, from 1. *out and all of it in `arena`.
 */
typedef void (*PdfCover)(void *context, Arena *arena, const size_t *first, const size_t *pages,
                         Document *out);

/*
 * Several papers as one file, to be printed in one go; each keeps its own page numbers.
 * `title` names the file; language and dates are those of the first part. `cover` NULL: none.
 * Fails like pdf_render(), with the name of the part's scope in front. count > 0.
 */
bool pdf_render_pack(const PdfFonts *fonts, const PdfPart *parts, size_t count, const char *title,
                     PdfCover cover, void *context, const PdfStyle *style, Buffer *out, Error *err);
#endif
