/* pdf.c - see pdf.h: lays documents out, then writes them. */
#include "render/pdf/pdf.h"

#include "render/pdf/emit.h"
#include "render/pdf/layout.h"

/* One page: in the bulletin's size if that will do, else smaller. */
static bool lay_out_notice(Arena *arena, const PdfFonts *fonts, const Document *doc,
                           const Value *style, Display *display, Error *err)
{
    if (!layout_document(arena, fonts, doc, PDF_BULLETIN, style, display, err))
        return false;
    return display->page_count <= 1 ||
           layout_document(arena, fonts, doc, PDF_NOTICE, style, display, err);
}

static bool lay_out(Arena *arena, const PdfFonts *fonts, const Document *doc, PdfProduct product,
                    const Value *style, Display *display, Error *err)
{
    if (product == PDF_NOTICE)
        return lay_out_notice(arena, fonts, doc, style, display, err);
    return product == PDF_POSTER ? poster_document(arena, fonts, doc, style, display, err)
                                 : layout_document(arena, fonts, doc, product, style, display, err);
}

bool pdf_render(const PdfFonts *fonts, const Document *doc, PdfProduct product, const Value *style,
                Buffer *out, Error *err)
{
    Arena *arena = arena_new();
    Display display;
    bool good = lay_out(arena, fonts, doc, product, style, &display, err);
    if (good) {
        const char *mark, *subject = layout_foot_text(arena, doc, &mark);
        EmitInfo info = {.title = rich_text(arena, doc->title),
                         .lang = doc->lang,
                         .subject = arena_printf(arena, "%s　%s", subject, mark),
                         .period = doc->period};
        good = emit_pdf(fonts, &display, &info, out, err);
    }
    arena_free(arena);
    return good;
}

bool pdf_render_pack(const PdfFonts *fonts, const PdfPart *parts, size_t count, const char *title,
                     const Value *style, Buffer *out, Error *err)
{
    Arena *arena = arena_new();
    Display pack = {.arena = arena};
    bool good = true;
    for (size_t i = 0; i < count && good; i++) {
        const Document *doc = parts[i].document;
        Display display;
        good = lay_out(arena, fonts, doc, parts[i].product, style, &display, err) ||
               error_in(err, "%s", doc->scope_name ? doc->scope_name : "");
        if (good)
            display_join(&pack, &display);
    }
    if (good) {
        EmitInfo info = {
            .title = title, .lang = parts[0].document->lang, .period = parts[0].document->period};
        good = emit_pdf(fonts, &pack, &info, out, err);
    }
    arena_free(arena);
    return good;
}
