/*
 * pages.h - what the files of this folder share; not for other folders.
 *
 * A page is a Model filled by one function and printed by one template:
 *
 *   Page page;  page_begin(&page, site, lang, "method/index.html", title)
 *   model_…(&page.model, …)
 *   page_write(&page, "method.html", write, context, err)      ends the page
 */
#ifndef PAGES_H
#define PAGES_H

#include "site/model.h"
#include "site/site.h"
#include "site/template.h"

enum { MAP_MONTHS = 12 };

/* Something posted on the as-of day that can be objected to. */
typedef struct {
    Day first, last;
    const char *title;
    int32_t compound; /* row of T01 */
    int64_t matter;   /* cell of matter_id, CELL_MISSING */
} Posting;

/* A matter that runs through the tables by matter_id. */
typedef struct {
    int32_t compound;
    int64_t id; /* cell of matter_id */
    const char *key, *title;
    const char *address; /* "matter/….html" */
    bool other_name;     /* the same matter under the title that it has in another table */
} Matter;

#define PERIODS_KEPT 120

struct Site {
    Arena *arena;
    SiteInput in;
    const ScopeSet *scopes;
    TemplateSet *templates;
    char *folders[2];  /* of the theme: the workspace's own (or NULL), the installed one */
    int top;           /* smallest scope with all compounds: the portal's figures */
    Value words[2];    /* zh, en */
    Posting *postings; /* by last day */
    size_t posting_count;
    Matter *matters; /* by compound, then title */
    size_t matter_count;
    unsigned char (*bars)[MAP_MONTHS][4]; /* per row of T01; NULL: due items are not known */
    unsigned char *four; /* per row of T01: bits of the disclosures that are there (four.c) */
    /* page_periods() of the scope that was asked for last: its pages come one after the other. */
    const Scope *periods_of;
    Month periods[PERIODS_KEPT];
    size_t period_count;
};

typedef struct {
    Site *site;
    Arena *arena;
    const char *lang;
    bool english;
    const char *path;  /* below the language's root: "method/index.html" */
    const char *root;  /* from the page to the edition's root: "../../" */
    const char *pages; /* from the page to the root of its language */
    Model model;
} Page;

/* words.c: the program's own words. */
Value words_build(Arena *arena, bool english);

/* site.c */
void page_begin(Page *page, Site *site, const char *lang, const char *path, const char *title);
/* The finished page into `out`; frees what the page holds. */
bool page_render(Page *page, const char *template, Buffer *out, Error *err);
bool page_write(Page *page, const char *template, SiteWrite write, void *context, Error *err);
const char *page_words(const Page *page, const char *zh, const char *en);
/* "2026年10月" / "October 2026"; "2026年10月31日" / "31 October 2026". */
const char *page_month(const Page *page, Month month);
const char *page_day(const Page *page, Day day);
bool site_has(const Site *site, const char *path, SiteFile *out);

/* facts.c: figures and rows as pages show them. */

/* The figure, which lives as long as the page's arena, or NULL. */
const Figure *page_find(const Page *page, const char *id, int scope, Month month, Window window);
/*
 * `key` (ending in _html): the figure as <data>, in a form of doc/format.h, or "big": the unit
 * smaller beside the number; "—" where there is no such figure. Returns the figure or NULL.
 */
const Figure *page_figure(const Page *page, Model *map, const char *key, const char *id, int scope,
                          Month month, Window window, const char *form);
void page_put_figure(const Page *page, const Figure *figure, const char *form, Buffer *out);
/* `key`: the metric's id where the method page has it, so that a link to it holds; else nothing. */
void page_method(const Page *page, Model *map, const char *key, const char *id);
/* Cell of the row of T01 that the compound scope stands for, as displayed; "" where none. */
const char *page_compound_cell(const Page *page, const Scope *scope, const char *column);
/* Earlier periods of the scope with a page, newest first; at most `max`. */
size_t page_periods(const Page *page, const Scope *scope, Month *out, size_t max);
/* "1.4 MB", "203 kB" */
const char *page_size(const Page *page, int64_t bytes);
/* List of the files beside an edition page that are there: {href, name, what, size}. */
Model page_downloads(const Page *page, const Scope *scope, Month period);
/* Adds the notices of one page that go with the document. */
void page_add_postings(const Page *page, const Document *document, const Scope *scope, Model *list);
/* Scopes above, outermost first: {href, name}. */
Model page_where(const Page *page, int scope);
/* A row per scope with the figures that are compared; `scopes` numbers of one level. */
Model page_comparison(const Page *page, const int *scopes, size_t count, bool towns);
/* Corrections and late rows of a compound that this edition publishes: {late, what, from, to, …}.
 */
Model page_changes(const Page *page, const Scope *scope);
/* Chart of a metric over 13 months as finished markup, or "" where nothing is known. */
const char *page_chart(const Page *page, const char *id, int scope, Window window);
/* Whether `month` is the first that is counted by another method than those before it. */
bool page_chart_breaks(const Page *page, const char *id, int scope, Window window, Month month);
/* Since when what it shows is counted by another method; "" where all of it is by one. */
const char *page_chart_note(const Page *page, const char *id, int scope, Window window);

/* running.c: postings that can be objected to on the as-of day: {title, body, end, left, …}. */
Model page_running(const Page *page, const Scope *scope, size_t max, size_t *count);

/*
 * What is overdue and not public in the scope (figure M04), at most `max`: {name, href, title, due,
 * basis, late}; *count is how many there are. Compounds name themselves only above a compound.
 */
Model page_overdue(const Page *page, const Scope *scope, size_t max, size_t *count);

/* Whether the due item is overdue and not public on the as-of day, as figure M04 counts. */
bool page_due_open(const Page *page, const SiteDue *due);

/*
 * byrule.c: one row per rule that asked for something in the last twelve months: {title, holder,
 * basis, month, year, open, …}.
 */
Model page_by_rule(const Page *page, const Scope *scope);

/* Whether the compound with this row of T01 belongs to the scope. */
bool page_scope_has(const Scope *scope, int32_t compound);

/* Once, when the site is opened. */
void running_find(Site *site);
void matters_find(Site *site);
void map_build(Site *site);

/* four.c: "③④", those of the month's four disclosures that a compound lacks. */
void four_find(Site *site);
const char *four_missing(const Page *page, const Scope *scope);

/* completeness.c: the pages of who disclosed, one for each part of a large district. */
bool completeness_pages(Site *site, SiteWrite write, void *context, Error *err);
/* Whether the completeness page leads to parts instead of naming all compounds. */
bool completeness_is_split(const Site *site);

/* portal.c: scopes of a level, below `under` (-1: all). */
int *page_scopes(const Page *page, Level level, int under, size_t *count);
/* The list of compounds: rows, heads of the map, and the comparison where wanted. */
void page_put_compounds(Page *page, const int *compounds, size_t count, bool map, bool comparison);

/* map.c: twelve months of four disclosures. */
bool map_known(const Page *page);
/* Adds months (heads of the columns) to `model`. */
void map_heads(const Page *page, Model *model);
/* {years: two drawings, gaps: what is not in order, in words} */
Model map_of(const Page *page, int32_t compound);

/* One file per group of pages. */
bool portal_pages(Site *site, SiteWrite write, void *context, Error *err);
/* Those whose number is `part` modulo `parts`. */
bool compound_pages(Site *site, size_t part, size_t parts, SiteWrite write, void *context,
                    Error *err);
bool matter_pages(Site *site, size_t part, size_t parts, SiteWrite write, void *context,
                  Error *err);
bool scope_feeds(Site *site, size_t part, size_t parts, SiteWrite write, void *context, Error *err);
bool method_page(Site *site, SiteWrite write, void *context, Error *err);
bool data_page(Site *site, SiteWrite write, void *context, Error *err);
bool plain_pages(Site *site, SiteWrite write, void *context, Error *err);
bool asset_files(Site *site, SiteWrite write, void *context, Error *err);
bool feed_files(Site *site, SiteWrite write, void *context, Error *err);
/* Titles and addresses of the matters of a compound. */
void matters_put(const Site *site, const Scope *scope, Buffer *out);
/* Address of the matter page for a title in a compound, from the language's root; NULL: none. */
const char *matter_address(const Page *page, const Scope *scope, const char *title);
#endif
