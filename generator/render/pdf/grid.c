/*
 * grid.c - see layout.h: tables of data.
 *
 * Type shrinks step by step until every column can hold its widest unbreakable
 * piece; the spare width then goes where it saves most lines. A table that does
 * not fit even so is told row by row, label and value (as on a phone).
 */
#include <ctype.h>
#include <string.h>

#include "render/pdf/layout.h"

#define SAMPLE_ROWS 120
#define MORE_AIR 0.3 /* em, of a row where there is room */
#define FEW_ROWS 6   /* are seen at one glance, so they stand on one page */

typedef struct {
    Para *para;
    double natural; /* width on one line */
    double pad;     /* right-aligned: space for decimals that others have */
    const ParaLine *lines;
    size_t line_count;
} Cell;

typedef struct {
    Layout *layout;
    const Block *block;
    size_t columns, rows; /* rows without the head */
    double size;
    Cell *cells; /* row 0 is the head */
    double *minimum, *natural, *width, *x;
    double *gap;        /* before a column; more where figures meet words */
    double head_height; /* with what stands above it */
    double slack;       /* of a broken line, in em: what is guessed to stay empty at its end */
    int element;
} Grid;

static Cell *cell_at(const Grid *grid, size_t row, size_t column)
{
    return &grid->cells[row * grid->columns + column];
}

static bool head_para(Grid *grid, const TableColumn *column, double size, Para *para, Error *err)
{
    if (!para_add(para, column->head ? column->head : "", FACE_SANS_BOLD, size, NULL, err))
        return false;
    if (column->unit == NULL || *column->unit == '\0')
        return true;
    char *unit = arena_printf(grid->layout->arena, "（%s）", column->unit);
    return para_add(para, unit, FACE_SANS, size, NULL, err);
}

static bool make_cells(Grid *grid, double size, Error *err)
{
    const Block *block = grid->block;
    for (size_t c = 0; c < grid->columns; c++) {
        double head_size = size * 11 / 12 < grid->layout->g->table_min ? size : size * 11 / 12;
        Cell *head = cell_at(grid, 0, c);
        head->para = para_new(grid->layout->arena, grid->layout->fonts);
        if (!head_para(grid, &block->columns[c], head_size, head->para, err))
            return error_in(err, "head of column %zu", c + 1);
        head->natural = para_width(head->para);
        for (size_t r = 0; r < grid->rows; r++) {
            const TableRow *row = &block->rows[r];
            Cell *cell = cell_at(grid, r + 1, c);
            cell->para = para_new(grid->layout->arena, grid->layout->fonts);
            FaceId face = row->kind == ROW_BODY ? FACE_SERIF : FACE_SERIF_BOLD;
            if (!para_add(cell->para, row->cells[c] ? row->cells[c] : "", face, size, NULL, err))
                return error_in(err, "row %zu, column %zu", r + 1, c + 1);
            cell->natural = para_width(cell->para);
        }
    }
    grid->size = size;
    return true;
}

/* A plain number: optional sign, digits with separators; -1 if not, else decimals with the dot. */
static int decimals_of(const char *text)
{
    const char *p = text;
    if (*p == '-' || *p == '+')
        p++;
    else if (strncmp(p, "−", 3) == 0)
        p += 3;
    if (!isdigit((unsigned char)*p))
        return -1;
    while (isdigit((unsigned char)*p) || *p == ',')
        p++;
    if (*p == '\0')
        return 0;
    if (*p != '.')
        return -1;
    int decimals = 1;
    for (p++; isdigit((unsigned char)*p); p++)
        decimals++;
    return *p == '\0' ? decimals : -1;
}

/* Figures of one column stand with their decimal points under each other. */
static void align_decimals(Grid *grid)
{
    Layout *layout = grid->layout;
    double digit = fonts_digit_width(layout->fonts, FACE_SERIF) * grid->size / 1000;
    for (size_t c = 0; c < grid->columns; c++) {
        if (grid->block->columns[c].align != ALIGN_RIGHT)
            continue;
        int most = 0, *decimals = ARENA_NEW_ARRAY(layout->arena, grid->rows + 1, int);
        for (size_t r = 0; r < grid->rows; r++) {
            Rich text = grid->block->rows[r].cells[c];
            decimals[r] = decimals_of(rich_text(layout->arena, text ? text : ""));
            most = decimals[r] > most ? decimals[r] : most;
        }
        for (size_t r = 0; r < grid->rows; r++) {
            int missing = decimals[r] < 0 ? 0 : most - decimals[r];
            Cell *cell = cell_at(grid, r + 1, c);
            cell->pad = missing > 0 ? missing * digit - (decimals[r] == 0 ? digit * 0.42 : 0) : 0;
            cell->natural += cell->pad;
        }
    }
}

/* Space between columns: an em less in small type, a third more behind right-aligned figures. */
static double set_gaps(Grid *grid, double size)
{
    double sum = 0, gap = size < 10 ? size * 0.5 : size * 0.65;
    for (size_t c = 1; c < grid->columns; c++) {
        bool meets = grid->block->columns[c - 1].align == ALIGN_RIGHT &&
                     grid->block->columns[c].align == ALIGN_LEFT;
        grid->gap[c] = meets ? gap * 1.7 : gap;
        sum += grid->gap[c];
    }
    return sum;
}

/*
 * The least and the one-line width of every column; the sum of the least. With
 * `whole`, a short cell (five han or less) is not to be broken.
 */
static double column_limits(Grid *grid, bool whole)
{
    double sum = 0, em = grid->size;
    for (size_t c = 0; c < grid->columns; c++) {
        double minimum = 0, natural = 0;
        bool left = grid->block->columns[c].align == ALIGN_LEFT;
        for (size_t r = 0; r <= grid->rows; r++) {
            Cell *cell = cell_at(grid, r, c);
            double piece = para_widest_piece(cell->para) + cell->pad;
            if (whole && cell->natural <= em * 5.2)
                piece = cell->natural;
            /* An address or a run of letters may be broken rather than shrink the table. */
            if (left && piece > em * 9)
                piece = em * 9;
            minimum = piece > minimum ? piece : minimum;
            natural = cell->natural > natural ? cell->natural : natural;
        }
        /* One character per line is no column. */
        double least = left && natural > em * 4 ? em * 4 : natural < em * 2 ? natural : em * 2;
        minimum = minimum < least ? least : minimum;
        grid->minimum[c] = minimum + 0.1;
        grid->natural[c] = natural + 0.1;
        sum += grid->minimum[c];
    }
    return sum;
}

static double natural_sum(const Grid *grid)
{
    double sum = 0;
    for (size_t c = 0; c < grid->columns; c++)
        sum += grid->natural[c];
    return sum;
}

/* Measures at `size`; true where the columns fit side by side. */
static bool try_size(Grid *grid, double size, bool whole, bool *fits, Error *err)
{
    if (size != grid->size) {
        if (!make_cells(grid, size, err))
            return false;
        align_decimals(grid);
    }
    *fits = column_limits(grid, whole) + set_gaps(grid, size) <= grid->layout->g->w;
    return true;
}

/*
 * The largest size at which all fits: first without breaking short cells, then with. A
 * table that could stand on one line per row at 11 pt does so rather than wrap at 12.
 */
static bool choose_size(Grid *grid, bool *fits, Error *err)
{
    const Geometry *g = grid->layout->g;
    if (!try_size(grid, g->table, true, fits, err))
        return false;
    if (*fits) {
        double natural = natural_sum(grid), gaps = set_gaps(grid, g->table);
        double small = g->table * 11 / 12;
        if (natural + gaps > g->w && small >= g->table_min && (natural + gaps) * 11 / 12 <= g->w)
            return try_size(grid, small, true, fits, err);
        return true;
    }
    for (int pass = 0; pass < 2; pass++)
        for (double size = g->table; size >= g->table_min - 0.01;
             size -= size > 10.5 ? 0.5 : 0.75) {
            /* Widths follow the size: measure again only where it may fit. */
            double guess = column_limits(grid, pass == 0) * size / grid->size;
            if (guess + set_gaps(grid, size) > g->w * 1.01)
                continue;
            if (!try_size(grid, size, pass == 0, fits, err))
                return false;
            if (*fits)
                return true;
        }
    return true;
}

static long lines_needed(const Grid *grid)
{
    size_t step = grid->rows / SAMPLE_ROWS + 1;
    long total = 0;
    for (size_t r = 0; r <= grid->rows; r += step) {
        long most = 1, all = 0;
        for (size_t c = 0; c < grid->columns; c++) {
            double natural = cell_at(grid, r, c)->natural, width = grid->width[c];
            /* Broken lines are not filled to the brim. */
            double used = width - grid->size * grid->slack;
            used = used > grid->size ? used : grid->size;
            long lines = natural <= width ? 1 : (long)(natural / used) + 1;
            most = lines > most ? lines : most;
            all += lines;
        }
        /* A row is as high as its highest cell; a cell saved is a step towards a row saved. */
        total += 4 * most + all;
    }
    return total;
}

/* Spare width by weight, over the widths that `least` asks for. */
static void spread(Grid *grid, const double *least, double spare)
{
    double weights = 0;
    for (size_t c = 0; c < grid->columns; c++)
        weights += grid->block->columns[c].weight > 0 ? grid->block->columns[c].weight : 1;
    for (size_t c = 0; c < grid->columns; c++) {
        double weight = grid->block->columns[c].weight > 0 ? grid->block->columns[c].weight : 1;
        grid->width[c] = least[c] + spare * weight / weights;
    }
}

/* The least number of lines that every row can do with, as widths; false where there is none. */
static bool share_evenly(Grid *grid, double room)
{
    double *least = ARENA_NEW_ARRAY(grid->layout->arena, grid->columns, double);
    for (int lines = 2; lines <= 6; lines++) {
        double sum = 0;
        for (size_t c = 0; c < grid->columns; c++) {
            least[c] = grid->natural[c] / lines + grid->size * 0.6;
            if (least[c] > grid->natural[c])
                least[c] = grid->natural[c];
            if (least[c] < grid->minimum[c])
                least[c] = grid->minimum[c];
            sum += least[c];
        }
        if (sum <= room) {
            spread(grid, least, room - sum);
            return true;
        }
    }
    return false;
}

/* Step by step, wherever a point of width saves most lines. */
static void share_greedily(Grid *grid, double room)
{
    double spare = room;
    for (size_t c = 0; c < grid->columns; c++) {
        grid->width[c] = grid->minimum[c];
        spare -= grid->minimum[c];
    }
    while (spare > 0.5) {
        long now = lines_needed(grid);
        size_t best = grid->columns;
        double best_step = 0, best_worth = 0;
        for (size_t c = 0; c < grid->columns; c++)
            /* Wide enough for the longest cell on one line, on two, on three … */
            for (int parts = 1; parts <= 6; parts++) {
                double target =
                    parts == 1 ? grid->natural[c] : grid->natural[c] / parts + grid->size * 0.6;
                double step = target - grid->width[c];
                if (step < 0.5 || step > spare)
                    continue;
                grid->width[c] += step;
                double worth = (double)(now - lines_needed(grid)) / step;
                grid->width[c] -= step;
                if (worth > best_worth) {
                    best_worth = worth;
                    best_step = step;
                    best = c;
                }
            }
        /* No step saves a line: widen by an em the column that is furthest from its width. */
        if (best == grid->columns) {
            double worst = 0;
            best_step = spare < grid->size ? spare : grid->size;
            for (size_t c = 0; c < grid->columns; c++)
                if (grid->natural[c] / grid->width[c] > worst) {
                    worst = grid->natural[c] / grid->width[c];
                    best = c;
                }
        }
        grid->width[best] += best_step;
        spare -= best_step;
    }
}

static size_t break_cells(Grid *grid, size_t row)
{
    size_t most = 1;
    for (size_t c = 0; c < grid->columns; c++) {
        Cell *cell = cell_at(grid, row, c);
        ParaShape shape = {.width = grid->width[c] - cell->pad,
                           .align = grid->block->columns[c].align,
                           .loose = true};
        cell->line_count = para_break(cell->para, &shape, &cell->lines);
        most = cell->line_count > most ? cell->line_count : most;
    }
    return most;
}

/* Lines of all rows as they are really broken; cells of less lines decide between equals. */
static long lines_taken(Grid *grid)
{
    size_t step = grid->rows / SAMPLE_ROWS + 1;
    long total = 0;
    for (size_t r = 0; r <= grid->rows; r += step) {
        total += 100 * (long)break_cells(grid, r);
        for (size_t c = 0; c < grid->columns; c++)
            total += (long)cell_at(grid, r, c)->line_count;
    }
    return total;
}

static void share_width(Grid *grid)
{
    static const double slacks[] = {0.4, 1.6};
    double room = grid->layout->g->w - set_gaps(grid, grid->size);
    double natural = natural_sum(grid);
    if (natural <= room) {
        spread(grid, grid->natural, room - natural);
        return;
    }
    double *best = ARENA_NEW_ARRAY(grid->layout->arena, grid->columns, double);
    long least = 0;
    for (int way = 0; way < 3; way++) {
        if (way < 2) {
            grid->slack = slacks[way];
            share_greedily(grid, room);
        } else if (!share_evenly(grid, room)) {
            break;
        }
        long lines = lines_taken(grid);
        if (way == 0 || lines < least) {
            least = lines;
            memcpy(best, grid->width, grid->columns * sizeof *best);
        }
    }
    memcpy(grid->width, best, grid->columns * sizeof *best);
}

static void rule(Layout *layout, ShowList *list, double y, double width)
{
    show_add(layout->arena, list,
             (Show){.kind = SHOW_LINE,
                    .element = ELEMENT_ARTIFACT,
                    .y = y,
                    .w = layout->g->w,
                    .line_width = width,
                    .tint = width < 0.5 ? TINT_HAIR : TINT_INK});
}

/* Lines from..to of every cell of a row, the first at `y`. */
static void show_lines(Grid *grid, size_t row, size_t from, size_t to, double y, double pitch,
                       const int *elements, ShowList *list)
{
    if (grid->layout->counts)
        return;
    for (size_t c = 0; c < grid->columns; c++) {
        const Cell *cell = cell_at(grid, row, c);
        for (size_t l = from; l < to && l < cell->line_count; l++)
            para_show(cell->para, &cell->lines[l], grid->x[c],
                      y + pitch * (double)(l - from) + pitch / 2 + grid->size * 0.38, elements[c],
                      list);
    }
}

/* `total_next`, `few_left`: the row must not be the last of its page, or better not. */
static void add_row(Grid *grid, size_t row, int head, bool total_next, bool few_left)
{
    Layout *layout = grid->layout;
    const Geometry *g = layout->g;
    RowKind kind = grid->block->rows[row - 1].kind;
    bool last = row == grid->rows, after_total = row > 1 && kind != ROW_BODY;
    size_t lines = break_cells(grid, row);
    double pitch = grid->size * g->leading;
    double pad = (grid->size * g->row - pitch) / 2;
    int tr = display_element(layout->display, TAG_ROW, grid->element);
    int *elements = ARENA_NEW_ARRAY(layout->arena, grid->columns, int);
    for (size_t c = 0; c < grid->columns; c++) {
        elements[c] = display_element(layout->display,
                                      c == 0 && kind != ROW_BODY ? TAG_HEAD_CELL : TAG_CELL, tr);
        layout->display->elements[elements[c]].row_scope = true;
    }
    double height = pitch * (double)lines + 2 * pad;
    /* Only what no page holds below the head is parted. */
    bool split = height > g->h - grid->head_height;
    bool keep_next = total_next || (few_left && lines <= 2);
    size_t per_piece = split ? 1 : lines;
    for (size_t from = 0; from < lines; from += per_piece) {
        bool first_piece = from == 0, last_piece = from + per_piece >= lines;
        double top = first_piece ? pad : 0, bottom = last_piece ? pad : 0;
        Piece *piece = layout_piece(layout, top + pitch * (double)per_piece + bottom);
        piece->head = head;
        piece->air = split ? 0 : grid->size * MORE_AIR;
        piece->keep_next = last_piece ? keep_next : first_piece || from + 2 * per_piece >= lines;
        show_lines(grid, row, from, from + per_piece, top, pitch, elements, &piece->shows);
        if (first_piece && after_total)
            rule(layout, &piece->shows, 0, 0.6);
        if (last_piece && kind == ROW_BALANCE) {
            rule(layout, &piece->shows, piece->height - 2.2, 0.6);
            rule(layout, &piece->shows, piece->height, 0.6);
        } else if (last_piece) {
            rule(layout, &piece->shows, piece->height, last ? 1.2 : 0.3);
        }
    }
}

static int add_head(Grid *grid)
{
    Layout *layout = grid->layout;
    const Geometry *g = layout->g;
    size_t lines = break_cells(grid, 0);
    double pitch = grid->size * g->leading, pad = (grid->size * (g->row + 0.2) - pitch) / 2;
    double height = pitch * (double)lines + 2 * pad;
    int tr = display_element(layout->display, TAG_ROW, grid->element);
    int *elements = ARENA_NEW_ARRAY(layout->arena, grid->columns, int);
    for (size_t c = 0; c < grid->columns; c++)
        elements[c] = display_element(layout->display, TAG_HEAD_CELL, tr);
    Piece head = {.height = height, .head = -1, .keep_next = true, .table = true};
    rule(layout, &head.shows, 0, 1.2);
    /* A short head stands at the foot of its cell, over its column. */
    for (size_t c = 0; c < grid->columns; c++) {
        const Cell *cell = cell_at(grid, 0, c);
        double y = pad + pitch * (double)(lines - cell->line_count);
        for (size_t l = 0; l < cell->line_count; l++)
            para_show(cell->para, &cell->lines[l], grid->x[c],
                      y + pitch * (double)l + pitch / 2 + grid->size * 0.35, elements[c],
                      &head.shows);
    }
    rule(layout, &head.shows, height, 0.6);
    Piece repeated = head;
    repeated.shows = (ShowList){0};
    show_append(layout->arena, &repeated.shows, &head.shows, 0, 0);
    for (size_t i = 0; i < repeated.shows.count; i++)
        repeated.shows.shows[i].element = ELEMENT_ARTIFACT;
    int index = layout_head(layout, repeated);
    Piece *piece = layout_piece(layout, height);
    head.before = 3;
    *piece = head;
    return index;
}

/* Row by row: the first cell in bold, then 名称：值 for every other cell that says something. */
static bool tell_rows(Grid *grid, Error *err)
{
    Layout *layout = grid->layout;
    const Geometry *g = layout->g;
    double size = g->table, pitch = size * g->line;
    ParaShape shape = {.width = g->w, .loose = true};
    for (size_t r = 0; r < grid->rows; r++) {
        const TableRow *row = &grid->block->rows[r];
        int element = display_element(layout->display, TAG_WORDS, layout->root);
        size_t from = layout->count, told = 0;
        Para *para = para_new(layout->arena, layout->fonts);
        for (size_t c = 0; c < grid->columns; c++) {
            const TableColumn *column = &grid->block->columns[c];
            Rich cell = row->cells[c];
            if (cell == NULL || *cell == '\0')
                continue;
            const char *mark = told == 0 ? "" : told == 1 ? "　" : "；";
            char *label =
                arena_printf(layout->arena, "%s%s：", mark, column->head ? column->head : "");
            FaceId face = row->kind == ROW_BODY ? FACE_SERIF : FACE_SERIF_BOLD;
            bool lead = c == 0;
            if ((!lead && !para_add(para, label, FACE_SANS, size, NULL, err)) ||
                !para_add(para, cell, lead ? FACE_SANS_BOLD : face, size, NULL, err) ||
                (!lead &&
                 !para_add(para, column->unit ? column->unit : "", FACE_SERIF, size, NULL, err)))
                return error_in(err, "row %zu, column %zu", r + 1, c + 1);
            told++;
        }
        layout_lines(layout, para, &shape, 0, pitch, size, element);
        if (layout->count == from)
            continue;
        Piece *last = &layout->pieces[layout->count - 1];
        last->height += 4;
        rule(layout, &last->shows, last->height - 1, r + 1 == grid->rows ? 1.2 : 0.3);
    }
    return true;
}

bool grid_block(Layout *layout, const Block *block, Error *err)
{
    if (block->column_count == 0 || block->row_count == 0)
        return block_caption(layout, block, layout->root, err) &&
               block_note(layout, block, layout->root, err);
    Grid grid = {
        .layout = layout, .block = block, .columns = block->column_count, .rows = block->row_count};
    size_t n = grid.columns;
    grid.cells = ARENA_NEW_ARRAY(layout->arena, (grid.rows + 1) * n, Cell);
    grid.minimum = ARENA_NEW_ARRAY(layout->arena, n, double);
    grid.natural = ARENA_NEW_ARRAY(layout->arena, n, double);
    grid.width = ARENA_NEW_ARRAY(layout->arena, n, double);
    grid.x = ARENA_NEW_ARRAY(layout->arena, n, double);

    grid.gap = ARENA_NEW_ARRAY(layout->arena, n, double);
    bool fits;
    if (!choose_size(&grid, &fits, err))
        return false;
    if (!fits) {
        if (!block_caption(layout, block, layout->root, err) || !tell_rows(&grid, err))
            return false;
        if (layout->count)
            layout->pieces[layout->count - 1].snap = true;
        return block_note(layout, block, layout->root, err);
    }
    share_width(&grid);
    for (size_t c = 1; c < n; c++)
        grid.x[c] = grid.x[c - 1] + grid.width[c - 1] + grid.gap[c];

    grid.element = display_element(layout->display, TAG_TABLE, layout->root);
    size_t from = layout->count;
    if (!block_caption(layout, block, grid.element, err))
        return false;
    size_t first = layout->count;
    int head = add_head(&grid);
    for (size_t i = from; i < layout->count; i++)
        grid.head_height += layout->pieces[i].before + layout->pieces[i].height;
    for (size_t r = 1; r <= grid.rows; r++) {
        bool total_next = r < grid.rows && block->rows[r].kind != ROW_BODY;
        bool few_left = r + 1 == grid.rows || (r == 1 && grid.rows > 1);
        add_row(&grid, r, head, total_next, few_left);
    }
    for (size_t i = from; i < layout->count; i++)
        layout->pieces[i].table = true;
    Piece *last = &layout->pieces[layout->count - 1];
    last->height += 2;
    last->snap = true;
    /* A table of few rows, or that is a fifth of a page high, is not cut in two. */
    double height = 0;
    for (size_t i = first; i < layout->count; i++)
        height += layout->pieces[i].height;
    bool account = block->rows[grid.rows - 1].kind == ROW_BALANCE;
    double most = grid.rows > FEW_ROWS ? 0.2 : 0.4;
    bool whole = height < layout->g->h * (layout->tight && !account ? most * 0.4 : most);
    for (size_t i = first; i + 1 < layout->count && whole; i++)
        layout->pieces[i].keep_soft = true;
    return block_note(layout, block, layout->root, err);
}
