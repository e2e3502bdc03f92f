/* pdf.c - see pdf.h: lays a document out, then writes it. */
#include "render/pdf/pdf.h"

#include "render/pdf/emit.h"
#include "render/pdf/layout.h"

bool pdf_render(const PdfFonts *fonts, const Document *doc, PdfProduct product, const Value *style,
                Buffer *out, Error *err)
{
    Arena *arena = arena_new();
    Display display;
    bool good = product == PDF_POSTER
                    ? poster_document(arena, fonts, doc, style, &display, err)
                    : layout_document(arena, fonts, doc, product, style, &display, err);
    if (good) {
        EmitInfo info = {.title = rich_text(arena, doc->title),
                         .lang = doc->lang,
                         .subject = layout_foot_text(arena, doc),
                         .period = doc->period};
        good = emit_pdf(fonts, &display, &info, out, err);
    }
    arena_free(arena);
    return good;
}
