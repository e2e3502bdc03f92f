/* revise.c - see revise.h. */
#include "revise.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "publish/manifest.h"
#include "publish/tombstone.h"
#include "site/site.h"

#define TOMBSTONE_MAX ((size_t)1 << 20)

typedef struct {
    Month month;
    int scope;
} Place;

typedef struct {
    Arena *arena;
    const ScopeSet *scopes;
    const Edition *edition;
    Month period;
    Revisions *revisions;
    Place *places;
    size_t count, capacity;
} Reviser;

static bool is_shown(const Reviser *r, const char *folder)
{
    const char *current = edition_current(r->edition);
    return *current && file_exists(arena_printf(r->arena, "%s/%sindex.html", current, folder));
}

/* To be rendered again, where it is no page of the run's own month. */
static void add_place(Reviser *r, int scope, Month month)
{
    if (month == r->period)
        return;
    for (size_t i = 0; i < r->count; i++)
        if (r->places[i].month == month && r->places[i].scope == scope)
            return;
    GROW(r->places, r->capacity, r->count + 1);
    r->places[r->count++] = (Place){month, scope};
}

static void revise(Reviser *r, int scope, Month month)
{
    const char *folder = site_edition_folder(r->arena, &r->scopes->scopes[scope], month);
    if (!is_shown(r, folder))
        return;
    revisions_raise(r->revisions, folder, revisions_of(r->revisions, folder, month).number);
    add_place(r, scope, month);
}

/*
 * What a compound prints stands above it too: its figures in the comparison of compounds, its
 * bulletin in the community's print pack.
 */
static void revise_change(Reviser *r, const Change *change)
{
    Month month = r->period; /* tables without a date are compared within one period only */
    if (change->period[0] && !month_parse(change->period, &month))
        return;
    bool figure = strcmp(change->kind, "figure") == 0;
    int scope = figure ? changes_scope(r->scopes, change->key)
                       : scope_find(r->scopes, LEVEL_COMPOUND, change->compound_id);
    if (scope < 0)
        return;
    const Scope *place = &r->scopes->scopes[scope];
    revise(r, scope, month);
    if (place->level == LEVEL_COMPOUND && place->parent >= 0)
        revise(r, place->parent, month);
}

static int by_place(const void *a, const void *b)
{
    const Place *x = a, *y = b;
    return x->month != y->month ? (x->month > y->month) - (x->month < y->month)
                                : (x->scope > y->scope) - (x->scope < y->scope);
}

/* Notices are taken back by name and stay away; the others are made again without the row. */
static bool is_tombstone(const Reviser *r, const char *path)
{
    char *bytes;
    size_t length;
    const char *current = edition_current(r->edition);
    if (!*current || strstr(path, "/notices/") ||
        !file_read(path_join(r->arena, current, path), TOMBSTONE_MAX, &bytes, &length, NULL))
        return false;
    bool is = tombstone_is(bytes, length);
    free(bytes);
    return is;
}

static void revise_withdrawn(Reviser *r, const Withdrawn *withdrawn)
{
    for (size_t i = 0; i < withdrawn->count; i++) {
        const Tombstone *t = &withdrawn->items[i];
        /* What the office named stays away; there is nothing to be made again. */
        bool stays = t->row || withdrawn_names(withdrawn, t->path);
        Month month = stays ? MONTH_MISSING : manifest_month(t->path);
        if (month == MONTH_MISSING || !is_tombstone(r, t->path))
            continue;
        const char *path = t->path + (strncmp(t->path, "en/", 3) == 0 ? 3 : 0);
        for (size_t s = 0; s < r->scopes->count; s++) {
            const char *folder = site_edition_folder(r->arena, &r->scopes->scopes[s], month);
            if (strncmp(path, folder, strlen(folder)) == 0)
                revise(r, (int)s, month);
        }
    }
}

/* What an earlier run could not make; its revision was declared then. */
static void add_incomplete(Reviser *r, const Incomplete *incomplete)
{
    for (size_t i = 0; incomplete && i < incomplete->count; i++) {
        const IncompleteItem *item = &incomplete->items[i];
        for (int level = LEVEL_COMPOUND; level <= LEVEL_CITY; level++) {
            int scope = strcmp(level_code((Level)level), item->level) == 0
                            ? scope_find(r->scopes, (Level)level, item->id)
                            : -1;
            if (scope < 0)
                continue;
            add_place(r, scope, item->month);
            if (item->month != r->period)
                revisions_again(
                    r->revisions,
                    site_edition_folder(r->arena, &r->scopes->scopes[scope], item->month));
        }
    }
}

size_t revise_months(Arena *arena, const ReviseInput *input, Revisions *revisions,
                     ReviseMonth **out)
{
    const ScopeSet *scopes = input->scopes;
    Reviser r = {arena, scopes, input->edition, input->period, revisions, NULL, 0, 0};
    const Changes *changes = &input->corrections->changes;
    for (size_t i = 0; revisions_know(revisions, r.period) && i < scopes->count; i++) {
        const char *folder = site_edition_folder(arena, &scopes->scopes[i], r.period);
        if (!is_shown(&r, folder))
            revisions_raise(revisions, folder, 0);
    }
    for (size_t i = changes->count - changes->fresh; i < changes->count; i++)
        if (changes_is_correction(&changes->items[i]))
            revise_change(&r, &changes->items[i]);
    if (revisions_after_withdrawal(revisions))
        revise_withdrawn(&r, input->withdrawn);
    add_incomplete(&r, input->incomplete);
    if (r.count > 1)
        qsort(r.places, r.count, sizeof *r.places, by_place);
    ReviseMonth *months = ARENA_NEW_ARRAY(arena, r.count + 1, ReviseMonth);
    size_t count = 0;
    for (size_t i = 0; i < r.count; i++) {
        if (i == 0 || r.places[i].month != r.places[i - 1].month)
            months[count++] =
                (ReviseMonth){r.places[i].month, ARENA_NEW_ARRAY(arena, r.count - i, const char *),
                              ARENA_NEW_ARRAY(arena, r.count - i, const char *), 0};
        const Scope *scope = &scopes->scopes[r.places[i].scope];
        ReviseMonth *month = &months[count - 1];
        month->folders[month->count] = site_edition_folder(arena, scope, month->month);
        month->scopes[month->count++] =
            arena_printf(arena, "%s:%s", level_code(scope->level), scope->id);
    }
    free(r.places);
    *out = months;
    return count;
}

void revise_declare(const Corrections *corrections, const Revisions *revisions, Edition *edition)
{
    const Changes *changes = &corrections->changes;
    size_t late = 0;
    Buffer text = {0};
    revisions_declare(revisions, &text);
    for (size_t i = changes->count - changes->fresh; i < changes->count; i++)
        late += strcmp(changes->items[i].kind, "late") == 0;
    if (late > 0)
        buffer_printf(&text, "%slate=%zu", text.length ? "," : "", late);
    edition_declare(edition, text.bytes ? text.bytes : "");
    buffer_free(&text);
}
