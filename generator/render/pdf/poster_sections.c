/*
 * poster_sections.c - see poster.h: what a resident asks first, in two columns.
 *
 * Sections are ranked by what their headings speak of; rows shown per table shrink until
 * all sections stand, or those that weigh most.
 */
#include <string.h>

#include "base/utf8.h"
#include "render/pdf/poster.h"
#include "render/prose.h"

static bool mentions(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (strstr(text, *words))
            return true;
    return false;
}

/* What is asked first stands first. */
static int rank_of(const char *heading)
{
    static const char *const decided[] = {"决议",   "表决",    "业主大会", "③",
                                          "owners", "ecision", NULL};
    static const char *const money[] = {"收支", "收益", "资金", "费用", "账", "fund", "oney", NULL};
    static const char *const until[] = {"公示期", "异议", "意见", "bjection", NULL};
    static const char *const missing[] = {"缺", "未收到", "未公开", "逾期", "issing", NULL};
    static const char *const kept[] = {"上月", "承诺", "romise", NULL};
    static const char *const four[] = {"提议", "商议", "物业服务", "①", "②", "④", NULL};
    return mentions(heading, decided)   ? 0
           : mentions(heading, money)   ? 1
           : mentions(heading, until)   ? 2
           : mentions(heading, missing) ? 3
           : mentions(heading, kept)    ? 4
           : mentions(heading, four)    ? 5
                                        : 6;
}

static bool is_content(const Block *block)
{
    return block->kind == BLOCK_TABLE || block->kind == BLOCK_NOTICE ||
           block->kind == BLOCK_PROSE || block->kind == BLOCK_FIGURES;
}

static void find_sections(Poster *poster)
{
    const Document *doc = poster->layout.doc;
    int rank_above = 9; /* of the level 1 heading above */
    poster->sections = ARENA_NEW_ARRAY(poster->layout.arena, doc->block_count + 1, Section);
    poster->count = 0;
    for (size_t i = 0; i < doc->block_count;) {
        size_t end = i + 1;
        bool content = false;
        if (doc->blocks[i].kind != BLOCK_HEADING) {
            i++;
            continue; /* what stands before the first heading is the head and the box */
        }
        for (; end < doc->block_count && doc->blocks[end].kind != BLOCK_HEADING; end++)
            content = content || is_content(&doc->blocks[end]);
        int rank = rank_of(rich_text(poster->layout.arena, doc->blocks[i].text));
        int level = doc->blocks[i].level;
        if (doc->poster)
            rank = (int)poster->count < 6 ? (int)poster->count : 6;
        else if (level <= 1)
            rank_above = rank;
        else if (rank_above < rank || rank_above == 0)
            rank = rank_above; /* a vote on the repair fund is a vote */
        if (content)
            poster->sections[poster->count++] =
                (Section){.heading = i, .from = i + 1, .to = end, .rank = rank, .level = level};
        i = end;
    }
    if (doc->poster)
        return;
    /* The votes themselves say what their summary counts. */
    for (size_t s = 0; s + 1 < poster->count; s++)
        if (poster->sections[s].rank == 0 && poster->sections[s].level <= 1 &&
            poster->sections[s + 1].rank == 0 && poster->sections[s + 1].level > 1) {
            memmove(poster->sections + s, poster->sections + s + 1,
                    (poster->count - s - 1) * sizeof *poster->sections);
            poster->count--;
            poster->cut = true;
        }
    /* Stable: sections of one rank stay in the document's order. */
    for (size_t i = 1; i < poster->count; i++)
        for (size_t k = i; k > 0 && poster->sections[k].rank < poster->sections[k - 1].rank; k--) {
            Section swap = poster->sections[k];
            poster->sections[k] = poster->sections[k - 1];
            poster->sections[k - 1] = swap;
        }
}

/* 三、 and （一） count sections of the bulletin; here they would only be out of order. */
static Rich without_number(Rich text)
{
    static const char digits[] = "一二三四五六七八九十";
    const char *p = text;
    bool bracket = strncmp(p, "（", 3) == 0;
    if (bracket)
        p += 3;
    size_t n = 0;
    while (p[0] && p[1] && p[2]) {
        char one[4] = {p[0], p[1], p[2], '\0'};
        if (strstr(digits, one) == NULL)
            break;
        p += 3;
        n++;
    }
    if (n && strncmp(p, bracket ? "）" : "、", 3) == 0)
        return p + 3;
    return text;
}

/* 东门设快递柜（改变共有部分用途…）: the legal kind stays on the A4 notice. */
static Rich without_bracket(Arena *arena, Rich text)
{
    const char *open = strstr(text, "（");
    size_t length = strlen(text);
    bool closes = length > 3 && strcmp(text + length - 3, "）") == 0;
    return open && open > text && closes && utf8_count(text) > 14
               ? arena_copy(arena, text, (size_t)(open - text))
               : text;
}

static bool section_heading(Poster *poster, const Block *block)
{
    Layout *layout = &poster->layout;
    double size =
        (block->level <= 1 ? poster_column.head : poster_column.head * 0.85) * poster->scale;
    int element = poster_element(poster, TAG_H2);
    Para *para = para_new(layout->arena, layout->fonts);
    if (!para_add(para, without_bracket(layout->arena, without_number(block->text)), FACE_SANS_BOLD,
                  size, NULL, poster->err))
        return false;
    ParaShape shape = {.width = poster_column.w, .balanced = true, .loose = true};
    Piece *rule_piece = layout_piece(layout, 2 * MM + 2.6);
    show_add(
        layout->arena, &rule_piece->shows,
        (Show){.kind = SHOW_FILL, .element = ELEMENT_ARTIFACT, .w = poster_column.w, .h = 2.6});
    layout_lines(layout, para, &shape, 0, size * 1.2, size, element);
    layout->pieces[layout->count - 1].height += 1.5 * MM;
    return true;
}

static bool text_piece(Poster *poster, Rich text, FaceId face, int element)
{
    Layout *layout = &poster->layout;
    Para *para = para_new(layout->arena, layout->fonts);
    double size = TEXT * poster->scale;
    if (!para_add(para, text, face, size, NULL, poster->err))
        return false;
    ParaShape shape = {.width = poster_column.w, .loose = true};
    layout_lines(layout, para, &shape, 0, LINE * poster->scale, size, element);
    return true;
}

static void hairline(Poster *poster)
{
    Piece *piece = layout_piece(&poster->layout, 4);
    show_add(poster->layout.arena, &piece->shows,
             (Show){.kind = SHOW_LINE,
                    .element = ELEMENT_ARTIFACT,
                    .y = 2,
                    .w = poster_column.w,
                    .line_width = 0.7});
}

/* A row as a resident would say it: what it is in bold, then what is known of it. */
static bool told_row(Poster *poster, const Block *block, const TableRow *row)
{
    Layout *layout = &poster->layout;
    int element = poster_element(poster, TAG_WORDS);
    Buffer rest = {0};
    int figures = 0;
    for (size_t c = 1; c < block->column_count; c++)
        figures += layout_given(row->cells[c]) && block->columns[c].align == ALIGN_RIGHT;
    for (size_t c = 1; c < block->column_count; c++) {
        const TableColumn *head = &block->columns[c];
        if (!layout_given(row->cells[c]))
            continue;
        if (rest.length)
            buffer_text(&rest, "，");
        /* A bare figure needs its name; words, and the one figure of a total, speak alone. */
        if (head->align == ALIGN_RIGHT && (row->kind == ROW_BODY || figures > 1))
            buffer_text(&rest, head->head ? head->head : "");
        buffer_text(&rest, row->cells[c]);
        if (head->align == ALIGN_RIGHT && layout_given(head->unit))
            buffer_text(&rest, head->unit);
    }
    char *words = arena_strdup(layout->arena, rest.bytes ? rest.bytes : "");
    buffer_free(&rest);
    return text_piece(poster, row->cells[0] ? row->cells[0] : "", FACE_SANS_BOLD, element) &&
           text_piece(poster, words, FACE_SANS, element);
}

/* Label and amount on one line each, as in an account: 本月收入 ······ +20,088.00元. */
static bool ledger_row(Poster *poster, const Block *block, const TableRow *row, bool *fits)
{
    Layout *layout = &poster->layout;
    double size = TEXT * poster->scale, pitch = LINE * poster->scale * 1.08, label_w, value_w;
    FaceId face = row->kind == ROW_BODY ? FACE_SANS : FACE_SANS_BOLD;
    char *value = arena_printf(layout->arena, "%s%s", row->cells[1],
                               layout_given(row->cells[1]) ? block->columns[1].unit : "");
    if (!para_one_line(layout->arena, layout->fonts, row->cells[0], face, size, 0, 0, ALIGN_LEFT, 0,
                       NULL, &label_w, poster->err) ||
        !para_one_line(layout->arena, layout->fonts, value, face, size, 0, 0, ALIGN_LEFT, 0, NULL,
                       &value_w, poster->err))
        return false;
    *fits = label_w + value_w + size <= poster_column.w;
    if (!*fits)
        return true;
    int element = poster_element(poster, TAG_WORDS);
    Piece *piece = layout_piece(layout, pitch);
    double y = pitch / 2 + size * 0.38;
    return para_one_line(layout->arena, layout->fonts, row->cells[0], face, size, 0, y, ALIGN_LEFT,
                         element, &piece->shows, NULL, poster->err) &&
           para_one_line(layout->arena, layout->fonts, value, face, size, poster_column.w, y,
                         ALIGN_RIGHT, element, &piece->shows, NULL, poster->err);
}

static bool section_table(Poster *poster, const Block *block, size_t rows_shown)
{
    size_t body = 0;
    /* An account that leaves out what was spent is none. */
    if (poster->layout.doc->poster && block->column_count == 2)
        rows_shown = block->row_count;
    for (size_t r = 0; r < block->row_count; r++) {
        const TableRow *row = &block->rows[r];
        if (row->kind == ROW_BODY && ++body > rows_shown) {
            poster->cut = true;
            continue;
        }
        if (r)
            hairline(poster);
        bool fits = false;
        bool ledger = block->column_count == 2 && block->columns[1].align == ALIGN_RIGHT;
        if ((ledger && !ledger_row(poster, block, row, &fits)) ||
            (!fits && !told_row(poster, block, row)))
            return false;
    }
    return true;
}

/* 全体业主： and 特此公示。 belong to the letter, not to the poster. */
static bool is_formula(const ProsePart *part)
{
    const char *text = part->run_count ? part->runs[0].text : "";
    return strcmp(text, "特此公示。") == 0 || strcmp(text, "全体业主：") == 0 ||
           strncmp(text, "统计截至", strlen("统计截至")) == 0;
}

static bool has_bold(const ProsePart *part)
{
    for (size_t r = 0; r < part->run_count; r++)
        if (part->runs[r].bold)
            return true;
    return false;
}

/* The run before the first bold one, where its last sentence leads up to it; else the first. */
static size_t result_run(const ProsePart *part)
{
    for (size_t r = 1; r < part->run_count; r++)
        if (part->runs[r].bold)
            return r - 1;
    return 0;
}

/* What follows the last full stop inside a run: 表决结果： */
static Rich last_sentence(Rich text)
{
    Rich last = text;
    for (const char *p = text; (p = strstr(p, "。")) != NULL; p += 3)
        if (p[3])
            last = p + 3;
    return last;
}

/* `only_result`: of a vote, the sentence that says how it ended. */
static bool section_prose(Poster *poster, const Block *block, size_t rows_shown, size_t most_lines,
                          bool only_result)
{
    Layout *layout = &poster->layout;
    Prose prose;
    prose_parse(layout->arena, block->text, &prose);
    size_t shown = 0;
    for (size_t i = 0; i < prose.count; i++) {
        const ProsePart *part = &prose.parts[i];
        if (is_formula(part) || prose_is_background(layout->doc, part))
            continue;
        if (only_result && !has_bold(part)) {
            poster->cut = true;
            continue;
        }
        if (shown >= (rows_shown > 0 ? rows_shown : 1)) {
            poster->cut = true;
            break;
        }
        size_t from = only_result ? result_run(part) : 0;
        Para *para = para_new(layout->arena, layout->fonts);
        for (size_t r = from; r < part->run_count; r++)
            if (!para_add(para,
                          r == from && from + 1 < part->run_count && only_result
                              ? last_sentence(part->runs[r].text)
                              : part->runs[r].text,
                          part->runs[r].bold ? FACE_SANS_BOLD : FACE_SANS, TEXT * poster->scale,
                          NULL, poster->err))
                return false;
        ParaShape shape = {.width = poster_column.w, .loose = true};
        const ParaLine *lines;
        if (para_break(para, &shape, &lines) > most_lines) {
            poster->cut = true;
            continue;
        }
        shown++;
        layout_lines(layout, para, &shape, 0, LINE * poster->scale, TEXT * poster->scale,
                     poster_element(poster, TAG_P));
    }
    return true;
}

/*
 * What can be objected to: what it is, until when in large figures, a square for every day of
 * the posting period (those gone are filled), and its first day.
 */
static bool section_figure(Poster *poster, const FigureCell *cell)
{
    Layout *layout = &poster->layout;
    int element = poster_element(poster, TAG_WORDS);
    double size = 42 * poster->scale, width;
    char *value = arena_printf(layout->arena, "%s%s%s", cell->value ? cell->value : "",
                               cell->unit ? cell->unit : "", cell->fraction ? cell->fraction : "");
    if (!text_piece(poster, cell->label ? cell->label : "", FACE_SANS_BOLD, element) ||
        !para_one_line(layout->arena, layout->fonts, value, FACE_SERIF_BOLD, size, 0, 0, ALIGN_LEFT,
                       0, NULL, &width, poster->err))
        return false;
    if (width > poster_column.w)
        size *= poster_column.w / width;
    Piece *piece = layout_piece(layout, size * 1.25);
    if (!para_one_line(layout->arena, layout->fonts, value, FACE_SERIF_BOLD, size, 0, size * 1.02,
                       ALIGN_LEFT, element, &piece->shows, NULL, poster->err))
        return false;
    if (cell->squares_total > 0 && cell->squares_total <= 40) {
        double h = 13 * poster->scale;
        piece = layout_piece(layout, h + 8);
        layout_squares(layout->arena, &piece->shows, 0, 2, poster_column.w, h, cell->squares_filled,
                       cell->squares_total, ELEMENT_ARTIFACT);
    }
    return !layout_given(cell->notes[0]) || text_piece(poster, cell->notes[0], FACE_SANS, element);
}

/* 另有1项，见A4公示 under what was cut short. */
static bool tell_rest(Poster *poster, size_t rest)
{
    if (rest == 0 || !poster->tells_rest)
        return true;
    char *words = arena_printf(
        poster->layout.arena,
        poster_english(poster) ? "%zu more: see the A4 bulletin" : "另有%zu项，见A4公示", rest);
    return text_piece(poster, words, FACE_SANS, poster_element(poster, TAG_P));
}

/* How many of the rest are named. */
static size_t briefs_of(const Poster *poster, const Section *section)
{
    return !poster->tells_rest               ? 0
           : section->briefs < section->rest ? section->briefs
                                             : section->rest;
}

static bool section_figures(Poster *poster, const Block *block, Section *section)
{
    size_t most = section->rows ? section->rows : 1, count = block->figure_count;
    for (size_t i = 0; i < count && i < most; i++) {
        if (i)
            hairline(poster);
        if (!section_figure(poster, &block->figures[i]))
            return false;
    }
    if (count <= most)
        return true;
    poster->cut = true;
    section->rest = count - most;
    size_t briefs = briefs_of(poster, section);
    for (size_t i = most; i < most + briefs; i++) {
        const FigureCell *cell = &block->figures[i];
        char *words = arena_printf(poster->layout.arena, "%s，%s", cell->label ? cell->label : "",
                                   cell->value ? cell->value : "");
        if (!text_piece(poster, words, FACE_SANS_BOLD, poster_element(poster, TAG_P)))
            return false;
    }
    return tell_rest(poster, section->rest - briefs);
}

/* Of a poster that scripts made, a matter begins in bold; a line stands before all but the first.
 */
static bool begins_matter(const Block *block)
{
    return block->kind == BLOCK_PROSE && block->text && strncmp(block->text, "**", 2) == 0;
}

/* Those behind the shown ones: the first of them by what they are, the others by their number. */
static bool rest_of_matters(Poster *poster, Section *section, size_t from)
{
    const Block *blocks = poster->layout.doc->blocks;
    poster->cut = true;
    for (size_t b = from; b < section->to; b++)
        section->rest += begins_matter(&blocks[b]);
    size_t briefs = briefs_of(poster, section), named = 0;
    for (size_t b = from; b < section->to && named < briefs; b++)
        if (begins_matter(&blocks[b])) {
            named++;
            if (!section_prose(poster, &blocks[b], 1, 9, false))
                return error_in(poster->err, "block %zu", b + 1);
        }
    return tell_rest(poster, section->rest - briefs);
}

static bool build_section(Poster *poster, Section *section)
{
    size_t rows_shown = section->rows;
    Layout *layout = &poster->layout;
    const Document *doc = layout->doc;
    section->first_piece = layout->count;
    section->placed = false;
    section->rest = 0;
    if (!section_heading(poster, &doc->blocks[section->heading]))
        return error_in(poster->err, "block %zu (heading)", section->heading + 1);
    size_t after_heading = layout->count;
    size_t matters = 0;
    bool vote = !doc->poster && section->rank == 0 && section->level > 1;
    for (size_t b = section->from; b < section->to; b++) {
        const Block *block = &doc->blocks[b];
        bool good = true;
        if (block == poster->box)
            continue;
        if (doc->poster && begins_matter(block) && ++matters > (rows_shown ? rows_shown : 1)) {
            if (!rest_of_matters(poster, section, b))
                return false;
            break;
        }
        if (doc->poster && b > section->from &&
            (begins_matter(block) ||
             (block->kind == BLOCK_TABLE && doc->blocks[b - 1].kind == BLOCK_TABLE)))
            hairline(poster);
        switch (block->kind) {
        case BLOCK_TABLE:
            /* The count of a vote is long; its result stands in the words above it. */
            if (vote)
                poster->cut = true;
            else
                good = section_table(poster, block, rows_shown);
            break;
        case BLOCK_PROSE:
            /* What was decided, until when, how to object: seven lines whatever the room. */
            if (doc->poster)
                good = section_prose(poster, block, 9, 9, false);
            else if (rows_shown == 0 && section->rank > 2)
                poster->cut = true;
            else
                good =
                    section_prose(poster, block, rows_shown,
                                  section->rank <= 2 && rows_shown < 3 ? 7 : 3 * rows_shown, vote);
            break;
        case BLOCK_NOTICE:
            if (block == poster_objection(doc) &&
                (doc->poster || poster->channel_shown || rows_shown < 2)) {
                poster->cut = poster->cut || !poster->channel_shown;
                break; /* it stands in the foot, or on the A4 notice */
            }
            good = text_piece(poster, block->text, FACE_SANS_BOLD, poster_element(poster, TAG_P));
            break;
        case BLOCK_FIGURES:
            good = section_figures(poster, block, section);
            break;
        default: /* charts are on the A4 bulletin; the signature is in the head */
            break;
        }
        if (!good)
            return error_in(poster->err, "block %zu", b + 1);
    }
    /* A heading over nothing is left out. */
    if (layout->count == after_heading)
        layout->count = section->first_piece;
    section->last_piece = layout->count;
    section->height = 0;
    for (size_t i = section->first_piece; i < section->last_piece; i++)
        section->height += layout->pieces[i].height;
    return true;
}

/* One that is asked for first outweighs any two of the next rank. */
static long weight_of(const Section *section)
{
    return 1L << 3 * (7 - section->rank);
}

#define CHOOSE_MAX 6

/*
 * Of all ways to set sections into two columns, in their order, one that shows the most
 * weight, then the one with the lowest foot. Bit s: section s is shown; stands on the right.
 */
static bool best_columns(const Poster *poster, double room, double gap, unsigned *shown,
                         unsigned *right)
{
    double lowest = 0;
    long heaviest = 0;
    unsigned all = 1u << poster->count;
    if (poster->count > CHOOSE_MAX)
        return false;
    for (unsigned take = 1; take < all; take++)
        for (unsigned mask = take;; mask = (mask - 1) & take) {
            double used[2] = {0, 0};
            long weight = 0;
            for (size_t s = 0; s < poster->count; s++) {
                const Section *section = &poster->sections[s];
                int c = mask >> s & 1;
                if (!(take >> s & 1) || section->first_piece == section->last_piece)
                    continue;
                used[c] += section->height + (used[c] > 0 ? gap : 0);
                weight += weight_of(section);
            }
            double foot = used[0] > used[1] ? used[0] : used[1];
            /* What is asked first stands on the left. */
            if (!(mask & 1) && foot <= room &&
                (weight > heaviest || (weight == heaviest && foot < lowest))) {
                lowest = foot;
                heaviest = weight;
                *shown = take;
                *right = mask;
            }
            if (mask == 0)
                break;
        }
    return heaviest > 0;
}

/* Sections into two columns of height `room`; the weight of those that stand. */
static long fill_columns(Poster *poster, double room, bool show, double y)
{
    double used[2] = {0, 0}, gap = 5 * MM;
    long placed = 0;
    unsigned shown = 0, right = 0;
    bool chosen = poster->layout.doc->poster && best_columns(poster, room, gap, &shown, &right);
    for (size_t s = 0; s < poster->count; s++) {
        Section *section = &poster->sections[s];
        if (section->first_piece == section->last_piece)
            continue;
        int to = -1;
        /* Into the emptier column, the left one first. */
        for (int c = 0; c < 2; c++) {
            double need = section->height + (used[c] > 0 ? gap : 0);
            if (chosen ? (shown >> s & 1) && c == (int)(right >> s & 1)
                       : used[c] + need <= room && (to < 0 || used[c] < used[to] - 1))
                to = c;
        }
        if (to < 0)
            continue;
        placed += weight_of(section);
        if (used[to] > 0)
            used[to] += gap;
        if (show) {
            section->placed = true;
            double x = SIDE + (to ? poster_column.w + COLUMN_GAP : 0), at = y + used[to];
            for (size_t i = section->first_piece; i < section->last_piece; i++) {
                const Piece *piece = &poster->layout.pieces[i];
                show_append(poster->layout.arena, poster->shows, &piece->shows, x, at);
                at += piece->height;
            }
        }
        used[to] += section->height;
    }
    return placed;
}

/* All sections at one size and detail; the weight of those that stand, and of all. */
static bool try_detail(Poster *poster, bool box_cut, double y, double bottom, bool show,
                       long *placed, long *wanted)
{
    poster->layout.count = 0;
    poster->cut = box_cut;
    *wanted = 0;
    for (size_t s = 0; s < poster->count; s++) {
        if (!build_section(poster, &poster->sections[s]))
            return false;
        if (poster->sections[s].first_piece != poster->sections[s].last_piece)
            *wanted += weight_of(&poster->sections[s]);
    }
    *placed = fill_columns(poster, bottom - y, false, y);
    poster->cut = poster->cut || *placed != *wanted;
    if (show)
        fill_columns(poster, bottom - y, true, y);
    return true;
}

static void set_rows(Poster *poster, size_t rows)
{
    for (size_t s = 0; s < poster->count; s++)
        poster->sections[s].rows = rows;
}

/*
 * Where all sections had to be shortened alike, what room is left goes to those asked for first:
 * what is left out is at least named, then told: a second vote, another line of the account.
 */
static bool give_room(Poster *poster, bool box_cut, double y, double bottom, long best)
{
    long placed, wanted;
    for (size_t s = 0; s < poster->count && poster->tells_rest; s++) {
        Section *section = &poster->sections[s];
        while (section->briefs < section->rest) {
            section->briefs++;
            if (!try_detail(poster, box_cut, y, bottom, false, &placed, &wanted))
                return false;
            if (placed < best) {
                section->briefs--;
                break;
            }
        }
    }
    for (size_t s = 0; s < poster->count; s++) {
        Section *section = &poster->sections[s];
        for (size_t rows = section->rows; rows < 12; rows++) {
            double height = section->height;
            section->rows = rows + 1;
            if (!try_detail(poster, box_cut, y, bottom, false, &placed, &wanted))
                return false;
            if (placed < best) {
                section->rows = rows;
                break;
            }
            if (section->height == height)
                break; /* it has no more to say */
        }
    }
    return true;
}

/* Larger where all of it has room; then fewer rows, then fewer sections. */
bool poster_sections(Poster *poster, double y, double bottom)
{
    static const struct {
        double scale;
        size_t rows;
    } choices[] = {{1.4, 12}, {1.3, 12}, {1.2, 12}, {1.1, 12}, {1, 12}, {1, 8},
                   {1, 5},    {1, 4},    {1, 3},    {1, 2},    {1, 1},  {1, 0}};
    size_t count = sizeof choices / sizeof *choices, best = 4;
    long best_placed = -1, placed, wanted;
    find_sections(poster);
    bool box_cut = poster->cut, all = false;
    for (size_t i = 0; i < count && !all; i++) {
        poster->scale = choices[i].scale;
        set_rows(poster, choices[i].rows);
        if (!try_detail(poster, box_cut, y, bottom, false, &placed, &wanted))
            return false;
        all = placed == wanted && (choices[i].scale <= 1 || !poster->cut);
        if (all || (choices[i].scale <= 1 && placed > best_placed)) {
            best = i;
            best_placed = placed;
        }
    }
    poster->scale = choices[best].scale;
    set_rows(poster, choices[best].rows);
    if (choices[best].rows < 12) {
        poster->tells_rest = true;
        if (!try_detail(poster, box_cut, y, bottom, false, &placed, &wanted))
            return false;
        poster->tells_rest = placed >= best_placed;
        if (!give_room(poster, box_cut, y, bottom, best_placed))
            return false;
    }
    return try_detail(poster, box_cut, y, bottom, true, &placed, &wanted);
}
