/* render_peer.c - see render_peer.h. */
#include "render_peer.h"

#include "doc/postings.h"
#include "render/scope_data.h"

#define PEER_PAGES 8
#define PEER_FILES 8

static bool put_peer_file(void *context, const char *name, const Buffer *bytes, Error *err)
{
    return sheet_put(context, "", name, bytes, err);
}

/* The edition's page, then one per heading of level 1 or 2 with what stands below it. */
static bool put_peer_pages(Sheet *sheet, Error *err)
{
    Document whole = sheet->document;
    Buffer *bytes = &sheet->worker->bytes[0];
    bool ok = sheet_page(sheet, "zh", false, err);
    size_t start = 0;
    for (int page = 1; ok && page < PEER_PAGES && start < whole.block_count; page++) {
        size_t end = start + 1;
        while (end < whole.block_count &&
               (whole.blocks[end].kind != BLOCK_HEADING || whole.blocks[end].level > 2))
            end++;
        sheet->document.blocks = whole.blocks + start;
        sheet->document.block_count = end - start;
        buffer_clear(bytes);
        ok =
            site_edition_page(sheet->all->site, &sheet->document, sheet->scope, "zh", bytes, err) &&
            sheet_put(sheet, "", arena_printf(sheet->arena, "page-%d.html", page), bytes, err);
        start = end;
    }
    sheet->document = whole;
    return ok;
}

bool peer_render(Sheet *sheet, Error *err)
{
    const RenderInput *in = &sheet->all->input;
    Buffer *bytes = &sheet->worker->bytes[0];
    if (sheet->facts->level != LEVEL_COMPOUND)
        return true;
    if (!scope_data_files(sheet->arena, in->import, in->cube->figures, sheet->scope, in->period,
                          PEER_FILES, put_peer_file, sheet, err) ||
        !sheet_document(sheet, "zh", err))
        return false;
    Document board = document_for_paper(sheet->arena, &sheet->document);
    return pdf_render(sheet->all->fonts, &board, PDF_BULLETIN, sheet->all->style, bytes, err) &&
           sheet_put(sheet, "", "bulletin.pdf", bytes, err) && put_peer_pages(sheet, err);
}
