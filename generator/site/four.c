/*
 * four.c - which of the four disclosures of the month are there: figure M05, told apart (pages.h).
 *
 * One of the four is there where it has rows of its own in the month or something was posted for
 * it, as figure M05 counts (metrics.md 2).
 */
#include "site/pages.h"

enum { SECTIONS = 4 };

static int column_of(const Table *table, const char *name)
{
    return table ? schema_column(table_schema(table), name) : -1;
}

static int64_t cell_of(const Table *table, size_t row, int column)
{
    return column < 0 ? CELL_MISSING : table_cell(table, row, (size_t)column);
}

static void note(Site *site, int64_t compound, int64_t section, int64_t day)
{
    if (day != CELL_MISSING && day_month((Day)day) == site->in.period && compound >= 0 &&
        section >= 0 && section < SECTIONS)
        site->four[compound] |= (unsigned char)(1u << section);
}

/* Its own section, else its rule's, as numbers of the four. */
static int64_t section_of(const Site *site, const Table *posts, size_t row, int section, int rule)
{
    int64_t code = cell_of(posts, row, section), key = cell_of(posts, row, rule);
    if (code != CELL_MISSING || key == CELL_MISSING || !site->in.rules)
        return code;
    const Rule *found = rules_find(site->in.rules, dataset_text(site->in.import->data, key));
    return found ? found->section : CELL_MISSING;
}

void four_find(Site *site)
{
    static const char *const figures[] = {"A01", "B01", "C01"};
    const Dataset *data = site->in.import->data;
    const Table *compounds = dataset_find(data, "compounds");
    const Table *services = dataset_find(data, "service_items");
    const Table *posts = dataset_find(data, "disclosures");
    size_t count = compounds ? table_rows(compounds) : 0;
    site->four = arena_array(site->arena, count + 1, sizeof *site->four);
    for (size_t s = 0; s < site->scopes->count; s++) {
        const Scope *scope = &site->scopes->scopes[s];
        for (int i = 0; scope->level == LEVEL_COMPOUND && scope->compound_count && i < 3; i++) {
            FigureBox box;
            const Figure *figure = figures_find(site->in.figures, figures[i], (int)s,
                                                site->in.period, WINDOW_MONTH, &box);
            if (figure && figure->state == STATE_OK && figure->numerator > 0)
                site->four[scope->compounds[0]] |= (unsigned char)(1u << i);
        }
    }
    int period = column_of(services, "period");
    for (size_t row = 0; services && row < table_rows(services); row++)
        note(site, table_compound(services, row), SECTIONS - 1, cell_of(services, row, period));
    int posted = column_of(posts, "posted_on"), section = column_of(posts, "section");
    int rule = column_of(posts, "rule_id");
    for (size_t row = 0; posts && row < table_rows(posts); row++) {
        int64_t day = cell_of(posts, row, posted);
        if (day != CELL_MISSING && day_month((Day)day) == site->in.period)
            note(site, table_compound(posts, row), section_of(site, posts, row, section, rule),
                 day);
    }
}

const char *four_missing(const Page *page, const Scope *scope)
{
    static const char *const numerals[] = {"①", "②", "③", "④"};
    const char *text = "";
    for (int s = 0; s < SECTIONS && scope->compound_count; s++)
        if (!(page->site->four[scope->compounds[0]] & (1u << s)))
            text = arena_printf(page->arena, "%s%s", text, numerals[s]);
    return text;
}
