/* pdf.c - see pdf.h: lays documents out, then writes them. */
#include "render/pdf/pdf.h"

#include <assert.h>
#include <stdlib.h>

#include "render/pdf/attach.h"
#include "render/pdf/emit.h"
#include "render/pdf/layout.h"
#include "render/pdf/lint.h"
#include "render/pdf/measured.h"

/* One page: in the bulletin's size if that will do, else smaller. */
static bool lay_out_notice(Arena *arena, const PdfFonts *fonts, const Document *doc,
                           const PdfStyle *style, Display *display, Error *err)
{
    if (!layout_document(arena, fonts, doc, PDF_BULLETIN, style, display, err))
        return false;
    return display->page_count <= 1 ||
           layout_document(arena, fonts, doc, PDF_NOTICE, style, display, err);
}

/* GONGKAI_LINT_PAPER: tests ask for the lint of every page of a run; a fault fails it. */
static bool is_clean(const Display *display, Error *err)
{
    if (getenv("GONGKAI_LINT_PAPER") == NULL)
        return true;
    Buffer faults = {0};
    bool clean = lint_display(display, &faults) == 0 ||
                 error_set(err, ERR_INTERNAL, "lint of paper: %s", faults.bytes);
    buffer_free(&faults);
    return clean;
}

static bool lay_out(Arena *arena, const PdfFonts *fonts, const Document *doc, PdfProduct product,
                    const PdfStyle *style, Display *display, Error *err)
{
    measures_tidy(fonts_measures(fonts));
    bool good = product == PDF_NOTICE ? lay_out_notice(arena, fonts, doc, style, display, err)
                : product == PDF_POSTER
                    ? poster_document(arena, fonts, doc, style, display, err)
                    : layout_document(arena, fonts, doc, product, style, display, err);
    return good && is_clean(display, err);
}

struct PdfPapers {
    Arena *arena, *font_arena; /* of the pages, of the fonts' subsets */
    const PdfFonts *fonts;
    const Document **documents;
    const Display **displays;
    size_t count, document_room, display_room;
    FontSet set;
    bool set_made;
};

PdfPapers *pdf_papers_new(const PdfFonts *fonts)
{
    PdfPapers *papers = memory_alloc(sizeof *papers);
    papers->arena = arena_new();
    papers->fonts = fonts;
    return papers;
}

bool pdf_papers_add(PdfPapers *papers, const Document *doc, PdfProduct product,
                    const PdfStyle *style, Error *err)
{
    assert(!papers->set_made);
    Display *display = ARENA_NEW(papers->arena, Display);
    if (!lay_out(papers->arena, papers->fonts, doc, product, style, display, err))
        return false;
    GROW(papers->documents, papers->document_room, papers->count + 1);
    GROW(papers->displays, papers->display_room, papers->count + 1);
    papers->documents[papers->count] = doc;
    papers->displays[papers->count++] = display;
    return true;
}

bool pdf_papers_write(PdfPapers *papers, size_t index, Buffer *out, Error *err)
{
    assert(index < papers->count);
    if (!papers->set_made) {
        if (!papers->font_arena)
            papers->font_arena = arena_new();
        if (!fontset_make(papers->font_arena, papers->fonts, papers->displays, papers->count,
                          &papers->set, err))
            return false;
    }
    papers->set_made = true;
    const Document *doc = papers->documents[index];
    const char *mark, *subject = layout_foot_text(papers->arena, doc, &mark);
    EmitInfo info = {.title = rich_text(papers->arena, doc->title),
                     .lang = doc->lang,
                     .subject = arena_printf(papers->arena, "%s　%s", subject, mark),
                     .period = doc->period};
    Buffer data = {0};
    attach_figures(doc, &data);
    info.data = &data;
    bool good = emit_pdf(papers->fonts, &papers->set, papers->displays[index], &info, out, err);
    buffer_free(&data);
    return good;
}

void pdf_papers_rest(PdfPapers *papers)
{
    if (!papers)
        return;
    fontset_free(&papers->set);
    if (papers->font_arena)
        arena_free(papers->font_arena);
    papers->font_arena = NULL;
    papers->set_made = false;
}

void pdf_papers_free(PdfPapers *papers)
{
    if (!papers)
        return;
    pdf_papers_rest(papers);
    arena_free(papers->arena);
    free(papers->documents);
    free(papers->displays);
    free(papers);
}

bool pdf_render(const PdfFonts *fonts, const Document *doc, PdfProduct product,
                const PdfStyle *style, Buffer *out, Error *err)
{
    PdfPapers *papers = pdf_papers_new(fonts);
    bool good =
        pdf_papers_add(papers, doc, product, style, err) && pdf_papers_write(papers, 0, out, err);
    pdf_papers_free(papers);
    return good;
}

/* The first sheet says on which pages the others are, and takes pages itself. */
static bool lay_out_cover(Arena *arena, const PdfFonts *fonts, const Display *displays,
                          size_t count, PdfCover cover, void *context, const PdfStyle *style,
                          Display *out, Error *err)
{
    size_t *first = ARENA_NEW_ARRAY(arena, count, size_t);
    size_t *pages = ARENA_NEW_ARRAY(arena, count, size_t);
    size_t own = 1;
    for (int attempt = 0; attempt < 3; attempt++) {
        size_t page = own + 1;
        for (size_t i = 0; i < count; i++) {
            first[i] = page;
            pages[i] = displays[i].page_count;
            page += pages[i];
        }
        Document *doc = ARENA_NEW(arena, Document);
        cover(context, arena, first, pages, doc);
        if (!lay_out(arena, fonts, doc, PDF_LIST, style, out, err))
            return error_in(err, "%s", doc->title);
        if (out->page_count == own)
            break;
        own = out->page_count;
    }
    return true;
}

bool pdf_render_pack(const PdfFonts *fonts, const PdfPart *parts, size_t count, const char *title,
                     PdfCover cover, void *context, const PdfStyle *style, Buffer *out, Error *err)
{
    Arena *arena = arena_new();
    Display pack = {.arena = arena, .style = style}, first;
    Display *displays = ARENA_NEW_ARRAY(arena, count, Display);
    bool good = true;
    for (size_t i = 0; i < count && good; i++) {
        const Document *doc = parts[i].document;
        if (parts[i].laid)
            displays[i] = *parts[i].laid->displays[parts[i].index];
        else
            good = lay_out(arena, fonts, doc, parts[i].product, style, &displays[i], err) ||
                   error_in(err, "%s", doc->scope_name ? doc->scope_name : "");
    }
    if (good && cover) {
        good = lay_out_cover(arena, fonts, displays, count, cover, context, style, &first, err);
        if (good)
            display_join(&pack, &first);
    }
    for (size_t i = 0; i < count && good; i++)
        display_join(&pack, &displays[i]);
    if (good) {
        EmitInfo info = {
            .title = title, .lang = parts[0].document->lang, .period = parts[0].document->period};
        const Display *one = &pack;
        FontSet set;
        good = fontset_make(arena, fonts, &one, 1, &set, err);
        if (good) {
            good = emit_pdf(fonts, &set, &pack, &info, out, err);
            fontset_free(&set);
        }
    }
    arena_free(arena);
    return good;
}
