/*
 * site.h - the pages of an edition, from figures, rows and documents.
 *
 * Order of use:  site_open() -> site_edition_page()... (any process) -> site_pages()
 *                -> site_check() on the finished folder -> site_close()
 *
 * Addresses are those of contract.md "Edition". All links are relative and name
 * their file (…/index.html), so the folder also works from a USB stick. A link
 * to a file is only written when `find` says that the file is there.
 *
 * Languages are "zh" and "en"; the English twin of a page has the same path
 * below en/.
 */
#ifndef SITE_H
#define SITE_H

#include "cube/figure.h"
#include "cube/rules.h"
#include "data/import.h"
#include "doc/document.h"

typedef struct Site Site;

typedef struct {
    int64_t size;    /* bytes */
    char sha256[65]; /* "" where not known */
} SiteFile;

/* One change of something that had been published; all texts are printed as they are. */
typedef struct {
    bool late_row;      /* 补报: a row that came late, else a correction 更正 */
    int compound;       /* scope of the compound, -1: none */
    int scope;          /* whose page tells of it: the compound, or of a figure its scope; -1 */
    Month period;       /* of the edition that changes; MONTH_MISSING: none */
    const char *what;   /* 2026年9月投诉总量 */
    const char *from;   /* 26件; "" for a late row */
    const char *to;     /* 23件 */
    const char *reason; /* "" is printed as 未说明原因 */
    Day day;            /* when it was published; DAY_MISSING: not printed */
} SiteChange;

/* One due item (metrics.md 2), for the completeness map and the overdue list. */
typedef struct {
    int32_t compound;     /* row of T01 */
    const char *rule_id;  /* R1 or a built-in pack; "" */
    const char *title;    /* what had to be made public */
    const char *title_en; /* "" where an office wrote the rule: it stands as entered */
    const char *basis;    /* article of law, "" */
    int section;          /* 0..3: the four disclosures; 4: other */
    Day due, posted;      /* posted: first posting up to as-of, DAY_MISSING: none */
    bool on_time;
    bool continuous; /* due on the last day of each month, for as long as it must hang */
} SiteDue;

typedef struct {
    const char *dir, *installed; /* themes/NAME is looked for in `dir` first, then `installed` */
    const Config *config;
    const Import *import;
    const FigureSet *figures;
    Month period;
    Day asof;
    const SiteChange *changes; /* newest first; may be NULL with count 0 */
    size_t change_count;
    const SiteDue *due; /* of 12 months up to the period, by compound; may be NULL */
    size_t due_count;
    const RuleSet *rules;   /* what has to be made public; may be NULL */
    const char *chain_head; /* hash that the verify page names, "" */
    /*
     * Facts of a file of the edition that is being made or kept ("data/issues.csv",
     * "c/fa-01/2026-09/index.html"); false where there is none. Earlier periods of a scope are
     * those whose page it finds. `out` may be NULL: only whether it is there. NULL: nothing is
     * there but what site_pages() writes and the pages of this period.
     */
    bool (*find)(void *context, const char *path, SiteFile *out);
    void *context;
    const MethodBreak *breaks; /* by metric, then by period */
    size_t break_count;
    Month oldest; /* that any edition was of: nothing is looked for before; 0: not known */
} SiteInput;

/*
 * A `find` for files below a folder; `context` is the folder's path. Size only.
 */
bool site_find_in_folder(void *context, const char *path, SiteFile *out);

/* Reads the theme and compiles its templates. ERR_USAGE names theme, file and line. */
bool site_open(const SiteInput *input, Site **out, Error *err);
void site_close(Site *site);

/*
 * Addresses, into the arena. Folder of a scope: "c/fa-01/", "s/community/0a1b2c3d4e/"; of its
 * edition: the same with "2026-10/". A slug is the id where it is [a-z0-9-]+, else the first ten
 * hex digits of its SHA-256.
 */
char *site_slug(Arena *arena, const char *id);
char *site_scope_folder(Arena *arena, const Scope *scope);
char *site_edition_folder(Arena *arena, const Scope *scope, Month period);

/*
 * index.html of an edition folder (below en/ for "en"). Call it after bulletin.pdf and the
 * other files of that folder were written: only those that `find` sees are linked.
 * `document` NULL: the page says 本期未能生成.
 */
bool site_edition_page(Site *site, const Document *document, int scope, const char *lang,
                       Buffer *out, Error *err);

/*
 * What the edition pages of a scope show that follows neither from its own rows and figures nor
 * from what is the same for all: its edition before, the addresses of its matters. As text, to be
 * compared.
 */
void site_put_facts(Site *site, int scope, Buffer *out);

/* Receives one finished file, path below the edition's root; false stops with *err set. */
typedef bool (*SiteWrite)(void *context, const char *path, const void *bytes, size_t length,
                          Error *err);

/*
 * Pages and assets that belong to no edition of one scope, in both languages: in parts 0 to
 * SITE_PARTS - 1, in any order and in any process.
 */
enum { SITE_PARTS = 9 };
bool site_pages(Site *site, size_t part, SiteWrite write, void *context, Error *err);

/*
 * Follows every link of every page below `folder`; ERR_DATA names the first page with a
 * link to a file or anchor that is not there, and how many more there are.
 * `gone`: paths that were withdrawn; pages of earlier months stay as they are and may still link
 * there.
 */
bool site_check(const char *folder, const char *const *gone, size_t gone_count, int jobs,
                Error *err);
#endif
