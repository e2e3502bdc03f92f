/* pages.c - see layout.h: pieces into pages. */
#include <math.h>

#include "render/pdf/layout.h"

/* Of the page: a table up to this high is never cut, whatever stays empty. */
#define SHORT_TABLE 0.3
#define SHOWS_BESIDE 16 /* on a page, as a guess: its head, its foot, its notes */

typedef struct {
    Layout *layout;
    int page;
    double y; /* from the top of the type area */
    double bottom;
    int *notes; /* footnotes of the page */
    size_t note_count;
    struct Placed {
        const Piece *piece;
        double y;
    } * placed; /* on the page */
    size_t placed_count;
} Filler;

double layout_left(const Geometry *g, int page)
{
    return page % 2 == 0 ? g->left_odd : g->left_even;
}

/* Of a page: space to be shared out is no more than this; beyond, something is to stand out. */
#define SPARE_MAX 0.25

/* A row's words go to its middle, the line under it down. */
static void show_higher(Filler *filler, const Piece *piece, double more, double x, double y)
{
    Arena *arena = filler->layout->arena;
    ShowList *page = &filler->layout->display->pages[filler->page];
    for (size_t i = 0; i < piece->shows.count; i++) {
        Show show = piece->shows.shows[i];
        bool line = piece->table && show.kind == SHOW_LINE;
        double down = !piece->table ? more : !line ? more / 2 : show.y > 1 ? more : 0;
        show.x += x;
        show.y += y + down;
        show_add(arena, page, show);
    }
}

/*
 * What was placed is shown. Where lines stand close, the space that is left at the foot goes to
 * rows and headings, so that no page is cramped above an empty strip.
 */
static void show_page(Filler *filler)
{
    Layout *layout = filler->layout;
    const Geometry *g = layout->g;
    size_t count = filler->placed_count, shows = SHOWS_BESIDE;
    const struct Placed *placed = filler->placed;
    double spare = filler->bottom - filler->y, air = 0, share = 0, down = 0;
    bool foot = count > 1 && placed[count - 1].piece->bottom;
    if (foot) /* of the last page */
        spare = placed[count - 1].y - placed[count - 2].y - placed[count - 2].piece->height;
    for (size_t i = 1; i < count; i++)
        air += placed[i].piece->air;
    for (size_t i = 0; i < count; i++)
        shows += placed[i].piece->shows.count;
    show_reserve(layout->arena, &layout->display->pages[filler->page], shows);
    if (layout->tight && spare > 0 && spare < g->h * SPARE_MAX && air > 0)
        share = spare < air ? spare / air : 1;
    for (size_t i = 0; i < count; i++) {
        const Piece *piece = placed[i].piece;
        double more = i ? piece->air * share : 0;
        double y = g->top + placed[i].y + (piece->bottom ? 0 : down);
        show_higher(filler, piece, more, layout_left(g, filler->page), y);
        if (piece->outline)
            display_outline(layout->display, piece->outline, piece->outline_title, filler->page, y);
        down += more;
    }
}

static void end_page(Filler *filler)
{
    if (filler->layout->counts)
        return;
    show_page(filler);
    footnotes_place(filler->layout, filler->notes, filler->note_count, filler->page,
                    layout_left(filler->layout->g, filler->page));
}

static void new_page(Filler *filler)
{
    filler->page = display_page(filler->layout->display);
    filler->y = 0;
    filler->bottom = filler->layout->g->h;
    filler->note_count = 0;
    filler->placed_count = 0;
}

static bool has_note(const Filler *filler, int number)
{
    for (size_t i = 0; i < filler->note_count; i++)
        if (filler->notes[i] == number)
            return true;
    return false;
}

/* What the footnotes of pieces i to last add to the page. */
static double notes_height(const Filler *filler, size_t i, size_t last)
{
    double height = 0;
    size_t others = filler->note_count;
    for (size_t k = i; k <= last; k++) {
        int number = filler->layout->pieces[k].note;
        bool known = number == 0 || has_note(filler, number);
        for (size_t j = i; j < k && !known; j++)
            known = filler->layout->pieces[j].note == number;
        if (!known)
            height += footnote_height(filler->layout, number, others++);
    }
    return height;
}

static double snapped(const Geometry *g, double y)
{
    return ceil(y / g->snap - 0.02) * g->snap;
}

static void place(Filler *filler, const Piece *piece)
{
    const Geometry *g = filler->layout->g;
    filler->placed[filler->placed_count++] = (struct Placed){piece, filler->y};
    if (piece->note && !has_note(filler, piece->note)) {
        filler->bottom -= footnote_height(filler->layout, piece->note, filler->note_count);
        filler->notes[filler->note_count++] = piece->note;
    }
    filler->y += piece->height;
    if (piece->snap)
        filler->y = snapped(g, filler->y);
}

/*
 * Height of piece i, placed at `y`, and all that must follow it on the same page, their
 * footnotes too; may exceed the page.
 */
static double chain_height(const Filler *filler, size_t i, double y, bool soft)
{
    const Layout *layout = filler->layout;
    size_t from = i;
    double end = y + layout->pieces[i].height;
    while (i + 1 < layout->count &&
           (layout->pieces[i].keep_next || (soft && layout->pieces[i].keep_soft))) {
        if (layout->pieces[i].snap)
            end = snapped(layout->g, end);
        i++;
        end += layout->pieces[i].before + layout->pieces[i].height;
    }
    return end - y + notes_height(filler, from, i);
}

/*
 * What must stand together from piece i on: as much of it as a page can hold at all. Behind a
 * piece that counted on what follows, only what must: where that one stands, it was decided.
 */
static double needed_height(const Filler *filler, size_t i, double y)
{
    const Layout *layout = filler->layout;
    double limit = layout->g->h, room = filler->bottom - y;
    double height = chain_height(filler, i, y, true);
    /* Carrying it over whole must not leave a hole: a quarter of a page is the most. */
    bool hole = layout->pieces[i].table && height > limit * SHORT_TABLE && height > room &&
                room > limit * 0.25;
    bool begun = i > 0 && (layout->pieces[i - 1].keep_next || layout->pieces[i - 1].keep_soft);
    if (height > limit || hole || begun)
        height = chain_height(filler, i, y, false);
    return height > limit ? layout->pieces[i].height + notes_height(filler, i, i) : height;
}

double layout_pages(Layout *layout)
{
    double filled = 0;
    Filler filler = {.layout = layout,
                     .notes = ARENA_NEW_ARRAY(layout->arena, layout->footnote_count + 1, int),
                     .placed = ARENA_NEW_ARRAY(layout->arena, layout->count + 1, struct Placed)};
    new_page(&filler);
    for (size_t i = 0; i < layout->count; i++) {
        const Piece *piece = &layout->pieces[i];
        double before = filler.y > 0 ? piece->before : 0;
        double need = needed_height(&filler, i, filler.y + before);
        /* 0.5 pt is rounding, not overflow. */
        if (filler.y > 0 && filler.y + before + need > filler.bottom + 0.5) {
            end_page(&filler);
            new_page(&filler);
            before = 0;
            if (piece->head >= 0)
                place(&filler, &layout->heads[piece->head]);
        }
        if (piece->bottom && filler.y + before < filler.bottom - piece->height)
            filler.y = filler.bottom - piece->height;
        else
            filler.y += before;
        place(&filler, piece);
        filled = piece->bottom ? filled : filler.y;
    }
    end_page(&filler);
    return filled;
}
