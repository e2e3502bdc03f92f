/* render_sheet.c - see render_sheet.h. */
#include "render_sheet.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "doc/digest.h"
#include "doc/postings.h"
#include "render/markdown.h"
#include "render/scope_data.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

bool sheet_put(const Sheet *sheet, const char *prefix, const char *name, const Buffer *bytes,
               Error *err)
{
    char *path = arena_printf(sheet->arena, "%s%s%s", prefix, sheet->folder, name);
    return edition_write(sheet->all->input.edition, path, bytes->bytes, bytes->length, err);
}

/* The same where its hash is known. */
static bool put_known(const Sheet *sheet, const char *name, const Buffer *bytes,
                      const char hash[65], Error *err)
{
    char *path = arena_printf(sheet->arena, "%s%s", sheet->folder, name);
    return edition_write_known(sheet->all->input.edition, path, bytes->bytes, bytes->length, hash,
                               err);
}

/* As people compare it: the first 16 digits in groups of four. */
static char *short_hash(Arena *arena, const char *hex)
{
    return arena_printf(arena, "%.4s %.4s %.4s %.4s", hex, hex + 4, hex + 8, hex + 12);
}

/* The data of a compound in bytes[0]; its hash is the fingerprint that paper and page print. */
static bool make_data(Sheet *sheet, Error *err)
{
    const RenderInput *in = &sheet->all->input;
    Buffer *bytes = &sheet->worker->bytes[0];
    if (!scope_data_zip(sheet->arena, in->import, in->cube->figures, in->config, sheet->scope,
                        in->period, in->asof, bytes, err))
        return false;
    hash_bytes(bytes->bytes, bytes->length, sheet->data_hash);
    sheet->fingerprint = short_hash(sheet->arena, sheet->data_hash);
    return true;
}

/* Above a compound its figures are the data: its lines of metrics.csv, as they are now. */
static bool put_data(Sheet *sheet, Error *err)
{
    const RenderInput *in = &sheet->all->input;
    Buffer *bytes = &sheet->worker->bytes[0];
    if (sheet->facts->level == LEVEL_COMPOUND)
        return make_data(sheet, err) && put_known(sheet, "data.zip", bytes, sheet->data_hash, err);
    char hex[65];
    scope_data_metrics(in->import, in->cube->figures, sheet->scope, in->period, bytes);
    hash_bytes(bytes->bytes, bytes->length, hex);
    sheet->fingerprint = short_hash(sheet->arena, hex);
    return put_known(sheet, "metrics.csv", bytes, hex, err);
}

/* A later revision says so in its title, so on every product, and in a notice before all else. */
static void mark_revision(const Sheet *sheet, Document *doc)
{
    bool english = strcmp(doc->lang, "en") == 0;
    Block *blocks = ARENA_NEW_ARRAY(sheet->arena, doc->block_count + 1, Block);
    blocks[0] = (Block){.kind = BLOCK_NOTICE, .notice = "correction", .title = "", .note = ""};
    blocks[0].text = arena_printf(
        sheet->arena,
        english ? "Correction: this is revision %d of this issue. What was changed, from what to "
                  "what and why stands under “Corrections and late rows”."
                : "更正：这是本期第%d版，公布过的内容有更正。改了什么、由什么改为什么、为什么，"
                  "见“更正与补报”。",
        doc->revision);
    if (doc->block_count)
        memcpy(blocks + 1, doc->blocks, doc->block_count * sizeof *blocks);
    doc->blocks = blocks;
    doc->block_count++;
    doc->title =
        arena_printf(sheet->arena, english ? "%s (corrected, revision %d)" : "%s（更正，第%d版）",
                     doc->title, doc->revision);
}

void sheet_describe(const Sheet *sheet, Document *doc, const char *lang)
{
    const RenderInput *in = &sheet->all->input;
    doc->lang = strcmp(lang, "en") == 0 ? "en" : "zh-CN";
    Revision revision = revisions_of(in->revisions, sheet->folder, in->period);
    doc->fingerprint = sheet->fingerprint ? sheet->fingerprint : "";
    doc->chain_head = short_hash(sheet->arena, revision.head);
    doc->revision = revision.number;
    if (doc->revision > 1)
        mark_revision(sheet, doc);
    doc->draft = !approvals_cover(sheet->all->approvals, in->import->data, sheet->facts->compounds,
                                  sheet->facts->compound_count, in->period);
    if (*in->config->base_url) {
        size_t length = strlen(in->config->base_url);
        doc->url = arena_printf(sheet->arena, "%s%s%s", in->config->base_url,
                                in->config->base_url[length - 1] == '/' ? "" : "/", sheet->folder);
    } else {
        doc->url = "";
    }
    doc->postings = sheet->postings;
    doc->posting_count = sheet->posting_count;
}

/* A reference to a figure may be in a text that no script made. */
static void note_reads(Sheet *sheet, const Document *doc)
{
    const ScopeSet *scopes = figures_scopes(sheet->all->input.cube->figures);
    sheet->reads |= builder_reads(sheet->worker->builder);
    sheet->flawed = sheet->flawed || builder_is_flawed(sheet->worker->builder);
    for (size_t i = 0; i < doc->use_count; i++) {
        int scope = doc->uses[i].figure->scope;
        while (scope >= 0 && scope != sheet->scope)
            scope = scopes->scopes[scope].parent;
        if (scope < 0)
            sheet->reads |= READS_FIGURES;
    }
}

/* `lang` may be BUILD_POSTINGS. */
static bool build(Sheet *sheet, const char *lang, Document *out, Error *err)
{
    if (!builder_build(sheet->worker->builder, sheet->arena, sheet->scope, lang, out, err))
        return false;
    note_reads(sheet, out);
    sheet_describe(sheet, out, lang);
    return true;
}

bool sheet_document(Sheet *sheet, const char *lang, Error *err)
{
    return build(sheet, lang, &sheet->document, err);
}

/* What is said in Chinese, to be printed and posted. */
static bool make_documents(Sheet *sheet, Error *err)
{
    if (!build(sheet, "zh", &sheet->zh, err))
        return false;
    sheet->paper = document_for_paper(sheet->arena, &sheet->zh);
    sheet->poster = sheet->zh;
    if (sheet->facts->level == LEVEL_COMPOUND) {
        if (!build(sheet, BUILD_POSTINGS, &sheet->board, err))
            return error_in(err, "notices");
        if (!postings_poster(sheet->arena, &sheet->board, &sheet->poster))
            sheet->poster = sheet->zh;
        sheet->notice_count = postings_split(sheet->arena, &sheet->board, &sheet->notices);
    }
    sheet->document = sheet->zh;
    sheet->has_documents = true;
    return true;
}

/* --- papers --------------------------------------------------------------------------- */

const char *sheet_paper_path(const Sheet *sheet, const char *name)
{
    return arena_printf(sheet->arena, "%s%s", sheet->folder, name);
}

bool sheet_put_paper(const Sheet *sheet, const char *name, const char key[65], const Buffer *bytes,
                     bool kept, Error *err)
{
    char hash[65];
    hash_bytes(bytes->bytes, bytes->length, hash);
    if (!put_known(sheet, name, bytes, hash, err))
        return false;
    cache_note(sheet->all->cache, sheet_paper_path(sheet, name), key, hash, kept);
    return true;
}

void sheet_paper_key(const Sheet *sheet, const char *title, const Document *const *documents,
                     size_t count, char key[65])
{
    Buffer digest = {0};
    buffer_put(&digest, title, strlen(title) + 1);
    buffer_text(&digest, sheet->all->style->digest);
    for (size_t i = 0; i < count; i++)
        digest_put(documents[i], &digest);
    cache_key(sheet->all->cache, digest.bytes, digest.length, key);
    buffer_free(&digest);
}

static const struct {
    Level from, to;
    PdfProduct product;
    const char *name;
} papers[] = {
    {LEVEL_COMPOUND, LEVEL_COMPOUND, PDF_BULLETIN, "bulletin.pdf"},
    {LEVEL_COMPOUND, LEVEL_COMPOUND, PDF_POSTER, "poster.pdf"},
    {LEVEL_COMPOUND, LEVEL_COMPOUND, PDF_LARGE_PRINT, "large-print.pdf"},
    {LEVEL_COMMUNITY, LEVEL_CITY, PDF_ROUNDUP, "roundup.pdf"},
};

static bool is_printed(const Sheet *sheet, size_t paper)
{
    return sheet->facts->level >= papers[paper].from && sheet->facts->level <= papers[paper].to;
}

/* Adds a paper to sheet->laid, behind those that are there. */
static bool lay_out(Sheet *sheet, size_t paper, Error *err)
{
    PdfProduct product = papers[paper].product;
    const Document *document = product == PDF_POSTER    ? &sheet->poster
                               : product == PDF_ROUNDUP ? &sheet->zh
                                                        : &sheet->paper;
    if (!sheet->laid)
        sheet->laid = pdf_papers_new(sheet->all->fonts);
    return pdf_papers_add(sheet->laid, document, product, sheet->all->style, err) ||
           error_in(err, "%s", papers[paper].name);
}

/* All of it is made before any of it is written: a scope has its whole set of papers or none. */
static bool put_papers(Sheet *sheet, Error *err)
{
    Buffer *bytes = sheet->worker->bytes;
    const Document *both[] = {&sheet->zh, &sheet->poster};
    char key[65];
    sheet_paper_key(sheet, "", both, 2, key);
    bool found = true, ok = true;
    for (size_t i = 0; found && i < COUNT(papers); i++)
        if (is_printed(sheet, i))
            found = cache_find(sheet->all->cache, sheet_paper_path(sheet, papers[i].name), key,
                               &bytes[i]);
    for (size_t i = 0; !found && ok && i < COUNT(papers); i++)
        if (is_printed(sheet, i))
            ok = lay_out(sheet, i, err);
    for (size_t i = 0, made = 0; !found && ok && i < COUNT(papers); i++)
        if (is_printed(sheet, i))
            ok = pdf_papers_write(sheet->laid, made++, &bytes[i], err) ||
                 error_in(err, "%s", papers[i].name);
    pdf_papers_rest(sheet->laid);
    for (size_t i = 0; ok && i < COUNT(papers); i++)
        if (is_printed(sheet, i))
            ok = sheet_put_paper(sheet, papers[i].name, key, &bytes[i], found, err);
    if (!ok || sheet->facts->level != LEVEL_COMPOUND)
        return ok;
    buffer_clear(&bytes[0]);
    markdown_render(&sheet->document, &bytes[0]);
    return sheet_put(sheet, "", "bulletin.md", &bytes[0], err);
}

static const char *notice_file(const Sheet *sheet, size_t notice)
{
    return arena_printf(sheet->arena, "notices/%s.pdf",
                        site_slug(sheet->arena, sheet->notices[notice].name));
}

static bool lay_out_notices(Sheet *sheet, Error *err)
{
    sheet->laid_notices = pdf_papers_new(sheet->all->fonts);
    for (size_t i = 0; i < sheet->notice_count; i++)
        if (!pdf_papers_add(sheet->laid_notices, &sheet->notices[i].document, PDF_NOTICE,
                            sheet->all->style, err))
            return error_in(err, "%s", notice_file(sheet, i));
    return true;
}

/* Notices: a vote, its result, a use of the fund …, as notices/NAME.pdf. */
static bool put_notices(Sheet *sheet, Error *err)
{
    size_t count = sheet->notice_count;
    DocumentPosting *done = ARENA_NEW_ARRAY(sheet->arena, count, DocumentPosting);
    const Document **documents = ARENA_NEW_ARRAY(sheet->arena, count, const Document *);
    Buffer *bytes = &sheet->worker->bytes[0];
    char key[65];
    for (size_t i = 0; i < count; i++) {
        done[i] = (DocumentPosting){notice_file(sheet, i), sheet->notices[i].document.title};
        documents[i] = &sheet->notices[i].document;
    }
    sheet_paper_key(sheet, "", documents, count, key); /* they share their fonts */
    for (size_t i = 0; i < count; i++) {
        const char *path = sheet_paper_path(sheet, done[i].file);
        bool found = cache_find(sheet->all->cache, path, key, bytes);
        if (!found && !sheet->laid_notices && !lay_out_notices(sheet, err))
            return false;
        if (!found && !pdf_papers_write(sheet->laid_notices, i, bytes, err))
            return error_in(err, "%s", done[i].file);
        if (!sheet_put_paper(sheet, done[i].file, key, bytes, found, err))
            return false;
    }
    pdf_papers_rest(sheet->laid_notices);
    sheet->document.postings = sheet->postings = done;
    sheet->document.posting_count = sheet->posting_count = count;
    return true;
}

static void forget_pages(Sheet *sheet)
{
    pdf_papers_free(sheet->laid);
    pdf_papers_free(sheet->laid_notices);
    sheet->laid = sheet->laid_notices = NULL;
}

bool sheet_lay_out(Sheet *sheet, Error *err)
{
    if (!sheet->laid)
        for (size_t i = 0; i < COUNT(papers); i++)
            if (papers[i].product != PDF_LARGE_PRINT && is_printed(sheet, i) &&
                !lay_out(sheet, i, err))
                return false;
    return sheet->laid_notices || lay_out_notices(sheet, err);
}

bool sheet_page(Sheet *sheet, const char *lang, bool failed, Error *err)
{
    Buffer *bytes = &sheet->worker->bytes[0];
    buffer_clear(bytes);
    return site_edition_page(sheet->all->site, failed ? NULL : &sheet->document, sheet->scope, lang,
                             bytes, err) &&
           sheet_put(sheet, strcmp(lang, "en") == 0 ? "en/" : "", "index.html", bytes, err);
}

/* --- a scope -------------------------------------------------------------------------- */

void sheet_begin(Sheet *sheet, RenderScopes *all, RenderWorker *worker, size_t scope)
{
    *sheet = (Sheet){.all = all, .worker = worker, .arena = arena_new(), .scope = (int)scope};
    sheet->facts = &figures_scopes(all->input.cube->figures)->scopes[scope];
    sheet->folder = site_edition_folder(sheet->arena, sheet->facts, all->input.period);
}

void sheet_end(Sheet *sheet)
{
    forget_pages(sheet);
    arena_free(sheet->arena);
}

bool sheet_is_own_fault(const Error *err)
{
    return err->code == ERR_SCRIPT || err->code == ERR_DATA;
}

bool sheet_render(Sheet *sheet, Error *err)
{
    bool compound = sheet->facts->level == LEVEL_COMPOUND;
    bool ok = put_data(sheet, err) && make_documents(sheet, err) && put_papers(sheet, err) &&
              (!compound || put_notices(sheet, err));
    if (!sheet->keeps_pages)
        forget_pages(sheet);
    return ok && sheet_page(sheet, "zh", false, err) && sheet_document(sheet, "en", err) &&
           sheet_page(sheet, "en", false, err);
}

bool sheet_for_pack(Sheet *sheet, Error *err)
{
    return sheet->has_documents ||
           ((sheet->fingerprint || make_data(sheet, err)) && make_documents(sheet, err));
}

void sheet_is_taken(Sheet *sheet)
{
    const char *data = sheet_paper_path(sheet, "data.zip");
    const char *hash = edition_declared(sheet->all->input.edition, data);
    if (hash)
        sheet->fingerprint = short_hash(sheet->arena, hash);
}

bool sheet_failed(Sheet *sheet, Error *err)
{
    return sheet_page(sheet, "zh", true, err) && sheet_page(sheet, "en", true, err);
}
