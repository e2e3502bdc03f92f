/* render_scope.c - see render_scope.h. */
#include "render_scope.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "data/approval.h"
#include "doc/digest.h"
#include "doc/packlist.h"
#include "doc/postings.h"
#include "glyph_row.h"
#include "publish/cache.h"
#include "render/markdown.h"
#include "render/opendata.h"
#include "render/pdf/pdf.h"
#include "publish/unchanged.h"
#include "script/script.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define PAPERS_MAX 4
#define SCRATCH_LIMIT ((size_t)256 << 20)

struct RenderScopes {
    RenderInput input;
    Arena *arena;
    PdfFonts *fonts;
    PdfStyle style; /* of the theme */
    Site *site;
    Approvals *approvals;
    BuildChange *changes; /* the input's, for sections */
    Cache *cache;         /* NULL: every paper is made */
    const char *scratch;  /* folder of documents for the packs, NULL: none */
};

/* What one worker keeps between scopes. */
typedef struct {
    Builder *builder;
    size_t failures_told;
    Buffer bytes[PAPERS_MAX];
} Worker;

/* One scope in one language being rendered. */
typedef struct {
    RenderScopes *all;
    Worker *worker;
    Arena *arena;
    int scope;
    const Scope *facts;
    const char *folder; /* "c/fa-01/2026-10/" */
    Document document;
    Document board; /* poster and notices */
    const DocumentPosting *postings;
    size_t posting_count;
} Sheet;

/* A scope is named as in explain, "compound:a1", or by its id alone. */
static bool names_scope(const char *name, const Scope *scope)
{
    const char *level = level_code(scope->level);
    size_t n = strlen(level);
    if (strncmp(name, level, n) == 0 && name[n] == ':' && strcmp(name + n + 1, scope->id) == 0)
        return true;
    return strcmp(name, scope->id) == 0;
}

static bool is_wanted(const RenderInput *input, const Scope *scope)
{
    for (size_t i = 0; i < input->only_count; i++)
        if (names_scope(input->only[i], scope))
            return true;
    return input->only_count == 0;
}

/* What another shard, or the merge, makes is let be. */
static bool is_mine(const RenderInput *input, size_t scope)
{
    return !input->mine || input->mine[scope];
}

/* A name that is no scope would quietly render nothing. */
static bool check_only(const RenderInput *input, Error *err)
{
    const ScopeSet *scopes = figures_scopes(input->cube->figures);
    for (size_t i = 0; i < input->only_count; i++) {
        bool known = false;
        for (size_t s = 0; s < scopes->count && !known; s++)
            known = names_scope(input->only[i], &scopes->scopes[s]);
        if (!known)
            return error_set(err, ERR_USAGE, "--only：没有这个范围 / no such scope: %s",
                             input->only[i]);
    }
    return true;
}

/* A scope that is not rendered this time keeps its files of this period. */
static bool keep_others(const RenderScopes *all, Error *err)
{
    const ScopeSet *scopes = figures_scopes(all->input.cube->figures);
    bool ok = true;
    for (size_t i = 0; ok && !all->input.again && i < scopes->count; i++) {
        if (is_wanted(&all->input, &scopes->scopes[i]))
            continue;
        const char *folder = site_edition_folder(all->arena, &scopes->scopes[i], all->input.period);
        ok = edition_keep(all->input.edition, folder, err) &&
             edition_keep(all->input.edition, arena_printf(all->arena, "en/%s", folder), err);
    }
    return ok;
}

/*
 * What stands in the edition; a download with the hash that was noted when it was written, since
 * the pages ask for each of them many times. `context` is the RenderScopes.
 */
static bool find_of_run(void *context, const char *path, SiteFile *out)
{
    const RenderScopes *all = context;
    Edition *edition = all->input.edition;
    size_t bytes;
    if (!site_find_in_folder((void *)edition_folder(edition), path, out))
        return false;
    if (out && strncmp(path, "data/", 5) == 0)
        edition_find(edition, path, out->sha256, &bytes);
    return true;
}

/*
 * A shard does not carry the history over, so it looks for what the merge will.
 * `context` is the RenderScopes.
 */
static bool find_of_shard(void *context, const char *path, SiteFile *out)
{
    const RenderScopes *all = context;
    Edition *edition = all->input.edition;
    SiteFile file = {0};
    bool found = site_find_in_folder((void *)edition_folder(edition), path, &file) ||
                 edition_would_keep(edition, all->input.period, path, &file.size);
    if (out)
        *out = file;
    return found;
}

/* Colours, margins, logo … of the theme, and the fonts that it or the configuration chose. */
static bool open_style(RenderScopes *all, Error *err)
{
    const RenderInput *in = &all->input;
    const char *name = in->config->theme;
    Arena *arena = all->arena;
    const char *const folders[STYLE_FOLDERS] = {
        arena_printf(arena, "%s/themes/%s", in->dir, name),
        arena_printf(arena, "%s/themes/%s", in->installed, name),
        arena_printf(arena, "%s/themes/default", in->installed)};
    Value value;
    if (!script_theme(arena, in->dir, in->installed, name, &value, err))
        return false;
    if (!style_read(arena, &value, in->config, folders, &all->style, err))
        return error_in(err, "themes/%s/pdf.lua", name);
    Config fonts = style_fonts(&all->style, in->config);
    return pdf_fonts_open(&fonts, &all->fonts, err);
}

/* What may be taken over, and where documents wait for the pack of their community. */
static void open_cache(RenderScopes *all)
{
    const RenderInput *in = &all->input;
    char *maker = arena_alloc(all->arena, 65);
    if (!unchanged_maker(all->arena, pdf_fonts_describe(all->fonts), maker))
        return;
    all->cache =
        cache_open(all->arena, in->output, in->afresh ? "" : edition_current(in->edition), maker);
    const char *scratch = path_join(all->arena, in->output, "cache/.documents");
    if (folder_remove(scratch, NULL) && folder_make(scratch, NULL))
        all->scratch = scratch;
}

bool render_scopes_open(Arena *arena, const RenderInput *input, RenderScopes **out, Error *err)
{
    RenderScopes *all = ARENA_NEW(arena, RenderScopes);
    *all = (RenderScopes){.input = *input, .arena = arena};
    *out = all;
    SiteDue *due = ARENA_NEW_ARRAY(arena, input->cube->due_count, SiteDue);
    for (size_t i = 0; i < input->cube->due_count; i++) {
        const CubeDue *d = &input->cube->due[i];
        due[i] = (SiteDue){d->compound, d->rule_id, d->title,  d->title_en, d->basis,
                           d->section,  d->due,     d->posted, d->on_time,  d->continuous};
    }
    all->changes = ARENA_NEW_ARRAY(arena, input->change_count + 1, BuildChange);
    for (size_t i = 0; i < input->change_count; i++) {
        const SiteChange *c = &input->changes[i];
        all->changes[i] = (BuildChange){c->late_row, c->scope, c->period, c->what,
                                        c->from,     c->to,    c->reason, c->day};
    }
    SiteInput site = {.dir = input->dir,
                      .breaks = input->breaks,
                      .break_count = input->break_count,
                      .installed = input->installed,
                      .config = input->config,
                      .import = input->import,
                      .figures = input->cube->figures,
                      .period = input->period,
                      .asof = input->asof,
                      .due = due,
                      .due_count = input->cube->due_count,
                      .rules = input->cube->rules,
                      .changes = input->changes,
                      .change_count = input->change_count,
                      .chain_head = revisions_of(input->revisions, "", input->period).head,
                      .find = input->mine ? find_of_shard : find_of_run,
                      .context = all};
    if (check_only(input, err) && keep_others(all, err) &&
        approvals_read(arena, input->dir, &all->approvals, err) &&
        site_open(&site, &all->site, err) && open_style(all, err)) {
        if (input->alone)
            open_cache(all);
        return true;
    }
    render_scopes_close(all);
    return false;
}

void render_scopes_close(RenderScopes *all)
{
    if (all->scratch)
        folder_remove(all->scratch, NULL);
    site_close(all->site);
    pdf_fonts_close(all->fonts);
}

Cache *render_scopes_cache(const RenderScopes *all)
{
    return all->cache;
}

Site *render_scopes_site(RenderScopes *all)
{
    return all->site;
}

const char *render_scopes_fonts(const RenderScopes *all)
{
    return pdf_fonts_describe(all->fonts);
}

void *render_scopes_start(void *context)
{
    RenderScopes *all = context;
    Worker *worker = memory_alloc(sizeof *worker);
    BuildInput input = {.dir = all->input.dir,
                        .installed = all->input.installed,
                        .config = all->input.config,
                        .import = all->input.import,
                        .figures = all->input.cube->figures,
                        .period = all->input.period,
                        .asof = all->input.asof,
                        .due = all->input.cube->due,
                        .due_count = all->input.cube->due_count,
                        .approvals = all->approvals,
                        .changes = all->changes,
                        .change_count = all->input.change_count,
                        .rules = all->input.cube->rules};
    worker->builder = builder_new(&input);
    return worker;
}

static void free_bytes(Worker *worker)
{
    for (size_t i = 0; i < PAPERS_MAX; i++)
        buffer_free(&worker->bytes[i]);
}

void render_scopes_stop(void *context, void *state)
{
    (void)context;
    Worker *worker = state;
    builder_free(worker->builder);
    free_bytes(worker);
    free(worker);
}

static bool put(const Sheet *sheet, const char *prefix, const char *name, const Buffer *bytes,
                Error *err)
{
    char *path = arena_printf(sheet->arena, "%s%s%s", prefix, sheet->folder, name);
    return edition_write(sheet->all->input.edition, path, bytes->bytes, bytes->length, err);
}

/* As people compare it: the first 16 digits in groups of four. */
static char *short_hash(Arena *arena, const char *hex)
{
    return arena_printf(arena, "%.4s %.4s %.4s %.4s", hex, hex + 4, hex + 8, hex + 12);
}

/* The data of a compound in bytes[0]; its hash is the fingerprint that paper and page print. */
static bool make_data(Sheet *sheet, const char **fingerprint, Error *err)
{
    const RenderInput *in = &sheet->all->input;
    Buffer *bytes = &sheet->worker->bytes[0];
    char hex[65];
    if (!opendata_compound_zip(sheet->arena, in->import, in->cube->figures, in->config,
                               sheet->scope, in->period, in->asof, bytes, err))
        return false;
    hash_bytes(bytes->bytes, bytes->length, hex);
    *fingerprint = short_hash(sheet->arena, hex);
    return true;
}

/* Above a compound its figures are the data: its lines of metrics.csv, as they are now. */
static bool put_data(Sheet *sheet, const char **fingerprint, Error *err)
{
    const RenderInput *in = &sheet->all->input;
    Buffer *bytes = &sheet->worker->bytes[0];
    if (sheet->facts->level == LEVEL_COMPOUND)
        return make_data(sheet, fingerprint, err) && put(sheet, "", "data.zip", bytes, err);
    char hex[65];
    opendata_scope_metrics(in->import, in->cube->figures, sheet->scope, in->period, bytes);
    hash_bytes(bytes->bytes, bytes->length, hex);
    *fingerprint = short_hash(sheet->arena, hex);
    return put(sheet, "", "metrics.csv", bytes, err);
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

/* What a document says of itself besides its blocks. */
static void describe_document(const Sheet *sheet, Document *doc, const char *lang,
                              const char *fingerprint)
{
    const RenderInput *in = &sheet->all->input;
    doc->lang = strcmp(lang, "en") == 0 ? "en" : "zh-CN";
    Revision revision = revisions_of(in->revisions, sheet->folder, in->period);
    doc->fingerprint = fingerprint;
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

static bool read_document(Sheet *sheet, const Value *value, const char *lang,
                          const char *fingerprint, Error *err)
{
    const RenderInput *in = &sheet->all->input;
    if (!document_read(sheet->arena, value, in->cube->figures, sheet->scope, in->period,
                       &sheet->document, err))
        return false;
    describe_document(sheet, &sheet->document, lang, fingerprint);
    return true;
}

/* `kind`: "document" or "board". */
static char *scratch_path(const Sheet *sheet, const char *kind)
{
    return arena_printf(sheet->arena, "%s/%d.%s", sheet->all->scratch, sheet->scope, kind);
}

/* Keeps a compound's document for the pack of its community, which another worker may make. */
static void lay_by(const Sheet *sheet, const char *kind, const Value *value,
                   const char *fingerprint)
{
    Buffer bytes = {0};
    const char *path = scratch_path(sheet, kind);
    const char *whole = arena_printf(sheet->arena, "%s.whole", path);
    buffer_printf(&bytes, "%s\n", fingerprint);
    value_encode(&bytes, value);
    if (file_write(path, bytes.bytes, bytes.length, NULL))
        rename(path, whole);
    buffer_free(&bytes);
}

/* What lay_by() kept, and its fingerprint; false where it is not there (yet). */
static bool take_up(const Sheet *sheet, const char *kind, Value *value, const char **fingerprint)
{
    char *bytes;
    size_t length;
    const char *path = sheet->all->scratch
                           ? arena_printf(sheet->arena, "%s.whole", scratch_path(sheet, kind))
                           : NULL;
    if (!path || !file_read(path, SCRATCH_LIMIT, &bytes, &length, NULL))
        return false;
    size_t head = strcspn(bytes, "\n") + 1;
    bool ok = head < length && value_decode(sheet->arena, bytes + head, length - head, value, NULL);
    if (ok)
        *fingerprint = arena_copy(sheet->arena, bytes, head - 1);
    free(bytes);
    return ok;
}

static bool make_document(Sheet *sheet, const char *lang, const char *fingerprint, Error *err)
{
    Value value;
    if (!builder_build(sheet->worker->builder, sheet->arena, sheet->scope, lang, &value, err))
        return false;
    if (sheet->all->scratch && sheet->facts->level == LEVEL_COMPOUND && strcmp(lang, "zh") == 0)
        lay_by(sheet, "document", &value, fingerprint);
    return read_document(sheet, &value, lang, fingerprint, err);
}

/* --- papers --------------------------------------------------------------------------- */

static const char *paper_path(const Sheet *sheet, const char *name)
{
    return arena_printf(sheet->arena, "%s%s", sheet->folder, name);
}

/* A paper that was made, or taken over: into the edition, and noted for the next one. */
static bool put_made(const Sheet *sheet, const char *name, const char key[65], const Buffer *bytes,
                     bool kept, Error *err)
{
    if (!put(sheet, "", name, bytes, err))
        return false;
    cache_note(sheet->all->cache, paper_path(sheet, name), key, bytes, kept);
    return true;
}

/* `title` is the file's own, where it is none of a document's. */
static void key_of(const Sheet *sheet, const char *title, const Document *const *documents,
                   size_t count, char key[65])
{
    Buffer digest = {0};
    buffer_put(&digest, title, strlen(title) + 1);
    buffer_text(&digest, sheet->all->style.digest);
    for (size_t i = 0; i < count; i++)
        digest_put(documents[i], &digest);
    cache_key(sheet->all->cache, digest.bytes, digest.length, key);
    buffer_free(&digest);
}

/* All of it is made before any of it is written: a scope has its whole set of papers or none. */
static bool put_paper(Sheet *sheet, Error *err)
{
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
    Buffer *bytes = sheet->worker->bytes;
    Level level = sheet->facts->level;
    const Document *document = &sheet->document;
    Document board = document_for_paper(sheet->arena, document), poster = *document;
    if (level == LEVEL_COMPOUND && !postings_poster(sheet->arena, &sheet->board, &poster))
        poster = *document;
    const Document *both[] = {document, &poster};
    char key[65];
    key_of(sheet, "", both, 2, key);
    bool found = true, ok = true;
    for (size_t i = 0; found && i < COUNT(papers); i++)
        if (level >= papers[i].from && level <= papers[i].to)
            found =
                cache_find(sheet->all->cache, paper_path(sheet, papers[i].name), key, &bytes[i]);
    PdfPapers *set = pdf_papers_new(sheet->all->fonts);
    for (size_t i = 0; !found && ok && i < COUNT(papers); i++) {
        bool brief = papers[i].product == PDF_BULLETIN || papers[i].product == PDF_LARGE_PRINT;
        if (level >= papers[i].from && level <= papers[i].to)
            ok = pdf_papers_add(set,
                                brief                             ? &board
                                : papers[i].product == PDF_POSTER ? &poster
                                                                  : document,
                                papers[i].product, &sheet->all->style, err) ||
                 error_in(err, "%s", papers[i].name);
    }
    for (size_t i = 0, made = 0; !found && ok && i < COUNT(papers); i++)
        if (level >= papers[i].from && level <= papers[i].to)
            ok = pdf_papers_write(set, made++, &bytes[i], err) ||
                 error_in(err, "%s", papers[i].name);
    pdf_papers_free(set);
    if (!ok)
        return false;
    for (size_t i = 0; i < COUNT(papers); i++)
        if (level >= papers[i].from && level <= papers[i].to &&
            !put_made(sheet, papers[i].name, key, &bytes[i], found, err))
            return false;
    if (level != LEVEL_COMPOUND)
        return true;
    buffer_clear(&bytes[0]);
    markdown_render(&sheet->document, &bytes[0]);
    return put(sheet, "", "bulletin.md", &bytes[0], err);
}

static bool add_postings(const Sheet *sheet, const Document **documents,
                         const DocumentPosting *files, size_t count, PdfPapers **out, Error *err)
{
    *out = pdf_papers_new(sheet->all->fonts);
    for (size_t i = 0; i < count; i++)
        if (!pdf_papers_add(*out, documents[i], PDF_NOTICE, &sheet->all->style, err))
            return error_in(err, "%s", files[i].file);
    return true;
}

/* What scripts say for the board beside the bulletin: the poster, notices of one page each. */
static bool make_postings(Sheet *sheet, const char *fingerprint, Error *err)
{
    const RenderInput *in = &sheet->all->input;
    Value value;
    const char *kept;
    if (!take_up(sheet, "board", &value, &kept)) {
        if (!builder_build(sheet->worker->builder, sheet->arena, sheet->scope, BUILD_POSTINGS,
                           &value, err))
            return error_in(err, "notices");
        if (sheet->all->scratch)
            lay_by(sheet, "board", &value, fingerprint);
    }
    if (!document_read(sheet->arena, &value, in->cube->figures, sheet->scope, in->period,
                       &sheet->board, err))
        return error_in(err, "notices");
    describe_document(sheet, &sheet->board, "zh", fingerprint);
    return true;
}

/* Notices: a vote, its result, a use of the fund …, as notices/NAME.pdf. */
static bool put_postings(Sheet *sheet, Error *err)
{
    Posting *list;
    size_t count = postings_split(sheet->arena, &sheet->board, &list);
    DocumentPosting *done = ARENA_NEW_ARRAY(sheet->arena, count, DocumentPosting);
    const Document **documents = ARENA_NEW_ARRAY(sheet->arena, count, const Document *);
    Buffer *bytes = &sheet->worker->bytes[0];
    char key[65];
    for (size_t i = 0; i < count; i++) {
        done[i] = (DocumentPosting){
            arena_printf(sheet->arena, "notices/%s.pdf", site_slug(sheet->arena, list[i].name)),
            list[i].document.title};
        documents[i] = &list[i].document;
    }
    key_of(sheet, "", documents, count, key); /* they share their fonts */
    PdfPapers *papers = NULL;
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        bool found = cache_find(sheet->all->cache, paper_path(sheet, done[i].file), key, bytes);
        if (!found && !papers)
            ok = add_postings(sheet, documents, done, count, &papers, err);
        ok = ok &&
             (found || pdf_papers_write(papers, i, bytes, err) ||
              error_in(err, "%s", done[i].file)) &&
             put_made(sheet, done[i].file, key, bytes, found, err);
    }
    pdf_papers_free(papers);
    if (!ok)
        return false;
    sheet->document.postings = sheet->postings = done;
    sheet->document.posting_count = sheet->posting_count = count;
    return true;
}

static int by_number(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

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

static void add_part(Pack *pack, const Document *document, PdfProduct product, const char *what,
                     const char *until)
{
    pack->parts[pack->count] = (PdfPart){document, product};
    pack->papers[pack->count++] = (PackPaper){.compound = document->scope_name,
                                              .what = what,
                                              .paper = product == PDF_POSTER ? "A3" : "A4",
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
    describe_document(pack->sheet, out, "zh", "");
    packlist_write(arena, pack->title, pack->papers, pack->count, pack->old, pack->old_count, out);
}

/* One compound's bulletin, notices and poster; false where its own bulletin cannot be made. */
static bool add_compound(Pack *pack, Sheet *one, Document *poster)
{
    const RenderInput *in = &one->all->input;
    Arena *arena = one->arena;
    const char *fingerprint = "";
    Error own = {0};
    Value value;
    bool good =
        take_up(one, "document", &value, &fingerprint)
            ? read_document(one, &value, "zh", fingerprint, &own)
            : make_data(one, &fingerprint, &own) && make_document(one, "zh", fingerprint, &own);
    if (!good)
        return false;
    Document *board = ARENA_NEW(arena, Document);
    *board = document_for_paper(arena, &one->document);
    add_part(pack, board, PDF_BULLETIN,
             arena_printf(arena, "%d年%d月“四公开”公示", month_year(in->period),
                          month_number(in->period)),
             "下月换新");
    Posting *list;
    size_t notices = 0;
    if (make_postings(one, one->document.fingerprint, &own))
        notices = postings_split(arena, &one->board, &list);
    else
        one->board.block_count = 0;
    for (size_t n = 0; n < notices && n < PACK_PARTS_MAX - 2; n++)
        add_part(pack, &list[n].document, PDF_NOTICE, list[n].document.title,
                 packlist_find(arena, &one->board, PACKLIST_POST, list[n].name));
    if (!postings_poster(arena, &one->board, poster))
        *poster = one->document;
    add_old(pack, one);
    return true;
}

/*
 * What is posted in a community's compounds as one file, to be printed in one go: a list of it all,
 * bulletins and notices by compound, then the posters. A compound whose own bulletin cannot be made
 * is left out; its page says so.
 */
static bool put_pack(const Sheet *sheet, Error *err)
{
    const RenderInput *in = &sheet->all->input;
    const ScopeSet *scopes = figures_scopes(in->cube->figures);
    Buffer *bytes = &sheet->worker->bytes[1];
    size_t most = sheet->facts->compound_count, poster_count = 0;
    int *compounds = ARENA_NEW_ARRAY(sheet->arena, most, int);
    Document *posters = ARENA_NEW_ARRAY(sheet->arena, most, Document), cover;
    Pack pack = {.sheet = sheet,
                 .title = arena_printf(sheet->arena, "%s%d年%d月张贴清单", sheet->facts->name,
                                       month_year(in->period), month_number(in->period)),
                 .parts = ARENA_NEW_ARRAY(sheet->arena, most * PACK_PARTS_MAX, PdfPart),
                 .papers = ARENA_NEW_ARRAY(sheet->arena, most * PACK_PARTS_MAX, PackPaper)};
    for (size_t i = 0; i < most; i++)
        compounds[i] = scopes->of_compound[sheet->facts->compounds[i]];
    qsort(compounds, most, sizeof *compounds, by_number);
    for (size_t i = 0; i < most; i++) {
        const Scope *facts = &scopes->scopes[compounds[i]];
        Sheet one = {.all = sheet->all,
                     .worker = sheet->worker,
                     .arena = sheet->arena,
                     .scope = compounds[i],
                     .facts = facts,
                     .folder = site_edition_folder(sheet->arena, facts, in->period)};
        poster_count += add_compound(&pack, &one, &posters[poster_count]);
    }
    /* A3 last: the A4 pages are printed in the office, these at the copy shop. */
    for (size_t i = 0; i < poster_count; i++)
        add_part(&pack, &posters[i], PDF_POSTER, "海报", "下月换新");
    if (pack.count == 0)
        return true;
    char key[65], *title = arena_printf(sheet->arena, "%s%d年%d月公示打印包", sheet->facts->name,
                                        month_year(in->period), month_number(in->period));
    const Document **documents = ARENA_NEW_ARRAY(sheet->arena, pack.count + 1, const Document *);
    for (size_t i = 0; i < pack.count; i++)
        documents[i] = pack.parts[i].document;
    write_cover(&pack, sheet->arena, NULL, NULL, &cover);
    documents[pack.count] = &cover;
    key_of(sheet, title, documents, pack.count + 1, key);
    bool found = cache_find(sheet->all->cache, paper_path(sheet, "print-pack.pdf"), key, bytes);
    if (!found && !pdf_render_pack(sheet->all->fonts, pack.parts, pack.count, title, write_cover,
                                   &pack, &sheet->all->style, bytes, err))
        return error_in(err, "print-pack.pdf");
    return put_made(sheet, "print-pack.pdf", key, bytes, found, err);
}

static bool put_page(Sheet *sheet, const char *lang, bool failed, Error *err)
{
    Buffer *bytes = &sheet->worker->bytes[0];
    buffer_clear(bytes);
    return site_edition_page(sheet->all->site, failed ? NULL : &sheet->document, sheet->scope, lang,
                             bytes, err) &&
           put(sheet, strcmp(lang, "en") == 0 ? "en/" : "", "index.html", bytes, err);
}

/* New script failures since the last scope, as one text; NULL for none. */
static char *new_failures(Worker *worker)
{
    const ScriptFailure *failures;
    size_t count = builder_failures(worker->builder, &failures);
    Buffer text = {0};
    for (; worker->failures_told < count; worker->failures_told++) {
        const ScriptFailure *f = &failures[worker->failures_told];
        buffer_printf(&text, "%s%s:%d: %s", text.length ? "; " : "", f->script, f->line,
                      f->message);
    }
    return text.bytes;
}

/* A document that scripts or fonts could not give costs this scope, not the run (exit 3). */
static bool is_own_fault(const Error *err)
{
    return err->code == ERR_SCRIPT || err->code == ERR_DATA;
}

/* --- the profile `peer` (render_scope.h) ----------------------------------------------- */

#define PEER_PAGES 8
#define PEER_FILES 8

static bool put_peer_file(void *context, const char *name, const Buffer *bytes, Error *err)
{
    return put(context, "", name, bytes, err);
}

/* The edition's page, then one per heading of level 1 or 2 with what stands below it. */
static bool put_peer_pages(Sheet *sheet, Error *err)
{
    Document whole = sheet->document;
    Buffer *bytes = &sheet->worker->bytes[0];
    bool ok = put_page(sheet, "zh", false, err);
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
            put(sheet, "", arena_printf(sheet->arena, "page-%d.html", page), bytes, err);
        start = end;
    }
    sheet->document = whole;
    return ok;
}

static bool render_peer(Sheet *sheet, Error *err)
{
    const RenderInput *in = &sheet->all->input;
    Buffer *bytes = &sheet->worker->bytes[0];
    if (sheet->facts->level != LEVEL_COMPOUND)
        return true;
    if (!opendata_compound_files(sheet->arena, in->import, in->cube->figures, sheet->scope,
                                 in->period, PEER_FILES, put_peer_file, sheet, err) ||
        !make_document(sheet, "zh", "", err))
        return false;
    Document board = document_for_paper(sheet->arena, &sheet->document);
    return pdf_render(sheet->all->fonts, &board, PDF_BULLETIN, &sheet->all->style, bytes, err) &&
           put(sheet, "", "bulletin.pdf", bytes, err) && put_peer_pages(sheet, err);
}

static bool render_sheet(Sheet *sheet, Error *err)
{
    const char *fingerprint = "";
    if (!put_data(sheet, &fingerprint, err))
        return false;
    if (sheet->facts->level == LEVEL_COMMUNITY && !put_pack(sheet, err))
        return false;
    return make_document(sheet, "zh", fingerprint, err) &&
           (sheet->facts->level != LEVEL_COMPOUND || make_postings(sheet, fingerprint, err)) &&
           put_paper(sheet, err) &&
           (sheet->facts->level != LEVEL_COMPOUND || put_postings(sheet, err)) &&
           put_page(sheet, "zh", false, err) && make_document(sheet, "en", fingerprint, err) &&
           put_page(sheet, "en", false, err);
}

static Sheet sheet_of(RenderScopes *all, Worker *worker, size_t scope)
{
    Sheet sheet = {.all = all, .worker = worker, .arena = arena_new(), .scope = (int)scope};
    sheet.facts = &figures_scopes(all->input.cube->figures)->scopes[scope];
    sheet.folder = site_edition_folder(sheet.arena, sheet.facts, all->input.period);
    return sheet;
}

static bool failed_pages(Sheet *sheet, Error *err)
{
    return put_page(sheet, "zh", true, err) && put_page(sheet, "en", true, err);
}

/* What a shard made of the scope, searched once more as it is written. */
static bool take_files(const Sheet *sheet, const PartialScope *scope, Error *err)
{
    static const char *const prefixes[] = {"", "en/"};
    const RenderInput *in = &sheet->all->input;
    bool ok = true;
    for (size_t p = 0; p < COUNT(prefixes); p++) {
        size_t count, length;
        const ManifestEntry *entries =
            partial_entries(in->partials, scope,
                            arena_printf(sheet->arena, "%s%s", prefixes[p], sheet->folder), &count);
        for (size_t i = 0; ok && i < count; i++) {
            char *bytes;
            ok = partial_file(in->partials, scope, &entries[i], &bytes, &length, err);
            if (!ok)
                break;
            ok = edition_write(in->edition, entries[i].path, bytes, length, err);
            free(bytes);
        }
    }
    return ok;
}

/*
 * The shard's files of the scope; NULL where this run must make them itself, since they could not
 * be made or the shard did not have all that they follow from.
 */
static const PartialScope *made_before(const Sheet *sheet)
{
    const RenderInput *in = &sheet->all->input;
    const PartialScope *scope =
        in->partials
            ? partials_scope(in->partials, level_code(sheet->facts->level), sheet->facts->id)
            : NULL;
    return scope && !scope->failed && strcmp(scope->key, in->keys[sheet->scope]) == 0 ? scope
                                                                                      : NULL;
}

bool render_scopes_work(void *context, void *state, size_t task, char **message, Error *err)
{
    Sheet sheet = sheet_of(context, state, task);
    const PartialScope *before = made_before(&sheet);
    bool ok = true;
    if (before) {
        ok = take_files(&sheet, before, err);
        if (ok && *before->note)
            *message = strdup(before->note);
    } else if (is_mine(&sheet.all->input, task) && is_wanted(&sheet.all->input, sheet.facts)) {
        ok = sheet.all->input.peer ? render_peer(&sheet, err) : render_sheet(&sheet, err);
        *message = new_failures(sheet.worker);
        if (!ok && is_own_fault(err)) {
            glyph_row_name(sheet.all->input.import, sheet.facts, err);
            if (!*message)
                *message = strdup(err->text);
            ok = failed_pages(&sheet, err);
        }
    }
    arena_free(sheet.arena);
    return ok;
}

/* Links lead to every scope: one that was left out and has no page yet gets one that says so. */
bool render_scopes_gaps(RenderScopes *all, Error *err)
{
    const ScopeSet *scopes = figures_scopes(all->input.cube->figures);
    bool ok = true;
    for (size_t i = 0; ok && !all->input.again && i < scopes->count; i++) {
        SiteFile file;
        const Scope *scope = &scopes->scopes[i];
        char *page = arena_printf(all->arena, "%sindex.html",
                                  site_edition_folder(all->arena, scope, all->input.period));
        if (!is_wanted(&all->input, scope) &&
            !site_find_in_folder((void *)edition_folder(all->input.edition), page, &file))
            ok = render_scopes_failed(all, i, err);
    }
    return ok;
}

bool render_scopes_failed(RenderScopes *all, size_t scope, Error *err)
{
    Worker worker = {0};
    Sheet sheet = sheet_of(all, &worker, scope);
    bool ok = failed_pages(&sheet, err);
    free_bytes(&worker);
    arena_free(sheet.arena);
    return ok;
}
