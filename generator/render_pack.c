/* render_pack.c - see render_pack.h. */
#include "render_pack.h"

#include <stdlib.h>
#include <string.h>

#include "doc/packlist.h"
#include "doc/postings.h"

/* A bulletin, a poster, and as many notices as a month can need. */
#define PACK_PARTS_MAX 24

/* A print pack while it is gathered; papers[i] tells of part i. */
typedef struct {
    const Sheet *sheet;
    const char *title;
    PdfPart *parts;
    PackPaper *papers;
    PackOld *old;
    size_t count, old_count;
} Pack;

static void add_part(Pack *pack, PdfPart part, const char *what, const char *until)
{
    pack->parts[pack->count] = part;
    pack->papers[pack->count++] = (PackPaper){.compound = part.document->scope_name,
                                              .what = what,
                                              .paper = part.product == PDF_POSTER ? "A3" : "A4",
                                              .until = until};
}

static bool was_published(const Config *config, Month month)
{
    for (size_t i = 0; i < config->published_count; i++)
        if (config->published[i] == month)
            return true;
    return false;
}

/* Last month's bulletin and poster make room; notices of earlier months have their day. */
static void add_old(Pack *pack, const Sheet *one)
{
    Arena *arena = pack->sheet->arena;
    Month before = one->all->input.period - 1;
    const TableRow **rows;
    size_t count = packlist_rows(arena, &one->board, PACKLIST_TAKE, &rows);
    PackOld *grown = ARENA_NEW_ARRAY(arena, pack->old_count + count + 1, PackOld);
    if (pack->old_count)
        memcpy(grown, pack->old, pack->old_count * sizeof *grown);
    pack->old = grown;
    if (was_published(one->all->input.config, before))
        pack->old[pack->old_count++] = (PackOld){
            one->facts->name,
            arena_printf(arena, "%d年%d月公示、海报", month_year(before), month_number(before)),
            "贴新件时换下"};
    for (size_t i = 0; i < count; i++)
        pack->old[pack->old_count++] =
            (PackOld){one->facts->name, rows[i]->cells[0],
                      arena_printf(arena, "%s公示期满后", rows[i]->cells[1])};
}

/* PdfCover of the pack at `context`. */
static void write_cover(void *context, Arena *arena, const size_t *first, const size_t *pages,
                        Document *out)
{
    Pack *pack = context;
    for (size_t i = 0; i < pack->count; i++) {
        pack->papers[i].first = first ? first[i] : 0;
        pack->papers[i].pages = pages ? pages[i] : 0;
    }
    *out = (Document){.scope = pack->sheet->scope,
                      .period = pack->sheet->all->input.period,
                      .scope_name = pack->sheet->facts->name};
    sheet_describe(pack->sheet, out, "zh");
    out->fingerprint = ""; /* each paper has its own */
    packlist_write(arena, pack->title, pack->papers, pack->count, pack->old, pack->old_count, out);
}

/* Of a compound its bulletin and notices, or its poster. */
static void add_compound(Pack *pack, const Sheet *one, bool poster)
{
    const RenderInput *in = &one->all->input;
    if (poster) {
        add_part(pack, (PdfPart){&one->poster, PDF_POSTER, one->laid, 1}, "海报", "下月换新");
        return;
    }
    add_part(pack, (PdfPart){&one->paper, PDF_BULLETIN, one->laid, 0},
             arena_printf(one->arena, "%d年%d月“四公开”公示", month_year(in->period),
                          month_number(in->period)),
             "下月换新");
    for (size_t n = 0; n < one->notice_count && n < PACK_PARTS_MAX - 2; n++) {
        const Posting *notice = &one->notices[n];
        add_part(pack, (PdfPart){&notice->document, PDF_NOTICE, one->laid_notices, n},
                 notice->document.title,
                 packlist_find(one->arena, &one->board, PACKLIST_POST, notice->name));
    }
    add_old(pack, one);
}

/* A3 last: the A4 pages are printed in the office, these at the copy shop. */
static void gather(Pack *pack, Sheet *const *compounds, size_t count)
{
    pack->count = pack->old_count = 0;
    for (size_t i = 0; i < count; i++)
        add_compound(pack, compounds[i], false);
    for (size_t i = 0; i < count; i++)
        add_compound(pack, compounds[i], true);
}

/* Those of the compounds that `can` be had; false on what no compound is to blame for. */
static bool keep_able(Sheet **compounds, size_t *count, bool (*can)(Sheet *sheet, Error *err),
                      Error *err)
{
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) {
        Error own = {0};
        if (can(compounds[i], &own))
            compounds[kept++] = compounds[i];
        else if (!sheet_is_own_fault(&own)) {
            if (err)
                *err = own;
            return false;
        }
    }
    *count = kept;
    return true;
}

/*
 * The key is that of all compounds that have documents: whose paper fails follows from them, so it
 * need not be known to find a pack that was made before.
 */
static void key_of_pack(Pack *pack, const char *title, char key[65])
{
    Arena *arena = pack->sheet->arena;
    const Document **documents = ARENA_NEW_ARRAY(arena, pack->count + 1, const Document *);
    Document *cover = ARENA_NEW(arena, Document);
    for (size_t i = 0; i < pack->count; i++)
        documents[i] = pack->parts[i].document;
    write_cover(pack, arena, NULL, NULL, cover);
    documents[pack->count] = cover;
    sheet_paper_key(pack->sheet, title, documents, pack->count + 1, key);
}

bool pack_put(const Sheet *sheet, Sheet *const *compounds, size_t count, Error *err)
{
    const RenderInput *in = &sheet->all->input;
    const char *name = "print-pack.pdf";
    Buffer *bytes = &sheet->worker->bytes[1];
    Sheet **able = ARENA_NEW_ARRAY(sheet->arena, count, Sheet *);
    char key[65], *title = arena_printf(sheet->arena, "%s%d年%d月公示打印包", sheet->facts->name,
                                        month_year(in->period), month_number(in->period));
    Pack pack = {.sheet = sheet,
                 .title = arena_printf(sheet->arena, "%s%d年%d月张贴清单", sheet->facts->name,
                                       month_year(in->period), month_number(in->period)),
                 .parts = ARENA_NEW_ARRAY(sheet->arena, count * PACK_PARTS_MAX, PdfPart),
                 .papers = ARENA_NEW_ARRAY(sheet->arena, count * PACK_PARTS_MAX, PackPaper)};
    for (size_t i = 0; i < count; i++)
        able[i] = compounds[i];
    if (!keep_able(able, &count, sheet_for_pack, err))
        return false;
    gather(&pack, able, count);
    key_of_pack(&pack, title, key);
    bool found = cache_find(sheet->all->cache, sheet_paper_path(sheet, name), key, bytes);
    if (!found) {
        if (!keep_able(able, &count, sheet_lay_out, err))
            return false;
        gather(&pack, able, count);
    }
    if (pack.count == 0)
        return true;
    if (!found && !pdf_render_pack(sheet->all->fonts, pack.parts, pack.count, title, write_cover,
                                   &pack, sheet->all->style, bytes, err))
        return error_in(err, "%s", name);
    return sheet_put_paper(sheet, name, key, bytes, found, err);
}
