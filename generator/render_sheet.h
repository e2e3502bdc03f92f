/*
 * render_sheet.h - one scope while it is rendered: its document, its papers, its pages.
 *
 * Order of use:  sheet_begin() -> sheet_render() or sheet_for_pack() -> sheet_end()
 *
 * What is made lies in the sheet's own arena, so that a print pack can take it until sheet_end().
 */
#ifndef RENDER_SHEET_H
#define RENDER_SHEET_H

#include "data/approval.h"
#include "doc/postings.h"
#include "render/pdf/pdf.h"
#include "render_scope.h"
#include "script/script.h"

#define PAPERS_MAX 4

struct RenderScopes {
    RenderInput input;
    Arena *arena;
    const PdfFonts *fonts;
    const PdfStyle *style; /* of the theme */
    Site *site;
    Approvals *approvals;
    BuildChange *changes; /* the input's, for sections */
    Ground *ground;       /* of all builders */
    Cache *cache;         /* NULL: every paper is made */
    const char *maker;    /* program and fonts, once there is a cache */
    struct Keys *keys;    /* NULL: so is every scope */
    struct TaskList *tasks;
};

/* What one worker keeps between scopes. */
typedef struct {
    Builder *builder;
    size_t failures_told;
    Buffer bytes[PAPERS_MAX];
} RenderWorker;

typedef struct {
    RenderScopes *all;
    RenderWorker *worker;
    Arena *arena;
    int scope;
    const Scope *facts;
    const char *folder;      /* "c/fa-01/2026-10/" */
    char data_hash[65];      /* with the fingerprint of a compound: of its data.zip */
    const char *fingerprint; /* of its data, NULL: not known yet */
    Document document;       /* in the language that is rendered */
    Document zh, paper;      /* in Chinese; without what is for pages only */
    Document board, poster;  /* the notices; the poster that goes with the bulletin */
    Posting *notices;
    const DocumentPosting *postings; /* their files, once they are written */
    size_t notice_count, posting_count;
    uint64_t reads;                 /* by its scripts, render_key.h */
    bool flawed;                    /* a section says that it failed */
    char key[65];                   /* render_key.h; "": none */
    bool has_documents;             /* zh, paper, board, poster, notices */
    bool keeps_pages;               /* a pack will want what was laid out */
    PdfPapers *laid, *laid_notices; /* bulletin and poster first; NULL: not laid out */
} Sheet;

void sheet_begin(Sheet *sheet, RenderScopes *all, RenderWorker *worker, size_t scope);
void sheet_end(Sheet *sheet);

/* A document that scripts or fonts could not give costs its scope, not the run (exit 3). */
bool sheet_is_own_fault(const Error *err);
/* All files of the scope, but for a community's pack, which comes first. */
bool sheet_render(Sheet *sheet, Error *err);
/* Its files were taken over: of a compound the data are known by what they were. */
void sheet_is_taken(Sheet *sheet);
/* Of a compound whose files need not be made: its documents, for a pack. */
bool sheet_for_pack(Sheet *sheet, Error *err);
/* Lays out bulletin, poster and notices where that was not done yet. */
bool sheet_lay_out(Sheet *sheet, Error *err);
/* The pages of a scope that could not be rendered: 本期未能生成. */
bool sheet_failed(Sheet *sheet, Error *err);

/* For the rooms beside this one. */
bool sheet_put(const Sheet *sheet, const char *prefix, const char *name, const Buffer *bytes,
               Error *err);
bool sheet_document(Sheet *sheet, const char *lang, Error *err);
/* The page of the edition in `lang`; `failed`: that there is none this time. */
bool sheet_page(Sheet *sheet, const char *lang, bool failed, Error *err);
/* What a document says of itself besides its blocks. */
void sheet_describe(const Sheet *sheet, Document *doc, const char *lang);
const char *sheet_paper_path(const Sheet *sheet, const char *name);
/* `title` is the file's own, where it is none of a document's. */
void sheet_paper_key(const Sheet *sheet, const char *title, const Document *const *documents,
                     size_t count, char key[65]);
/* A paper that was made, or taken over: into the edition, and noted for the next one. */
bool sheet_put_paper(const Sheet *sheet, const char *name, const char key[65], const Buffer *bytes,
                     bool kept, Error *err);
#endif
