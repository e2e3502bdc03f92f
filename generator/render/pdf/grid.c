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

#define GAP 8.0 /* between columns */
#define SAMPLE_ROWS 120

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

static double column_limits(Grid *grid)
{
    double sum = 0;
    for (size_t c = 0; c < grid->columns; c++) {
        double minimum = 0, natural = 0;
        for (size_t r = 0; r <= grid->rows; r++) {
            Cell *cell = cell_at(grid, r, c);
            double piece = para_widest_piece(cell->para) + cell->pad;
            /* An address or a run of letters may be broken rather than shrink the table. */
            double cap = grid->size * 9;
            piece = piece > cap && cell->pad == 0 && grid->block->columns[c].align == ALIGN_LEFT
                        ? cap
                        : piece;
            minimum = piece > minimum ? piece : minimum;
            natural = cell->natural > natural ? cell->natural : natural;
        }
        /* Two han at least: one character per line is no column. */
        double least = natural < grid->size * 2 ? natural : grid->size * 2;
        if (grid->block->columns[c].align == ALIGN_LEFT && natural > grid->size * 4)
            least = grid->size * 4;
        minimum = minimum < least ? least : minimum;
        grid->minimum[c] = minimum + 0.1;
        grid->natural[c] = natural + 0.1;
        sum += grid->minimum[c];
    }
    return sum + GAP * (double)(grid->columns - 1);
}

static long lines_needed(const Grid *grid)
{
    size_t step = grid->rows / SAMPLE_ROWS + 1;
    long total = 0;
    for (size_t r = 0; r <= grid->rows; r += step) {
        long most = 1;
        for (size_t c = 0; c < grid->columns; c++) {
            double natural = cell_at(grid, r, c)->natural, width = grid->width[c];
            /* Broken lines are not filled to the brim. */
            long lines = natural <= width ? 1
                                          : (long)(natural / (width - grid->size * 0.4 > grid->size
                                                                  ? width - grid->size * 0.4
                                                                  : grid->size)) +
                                                1;
            most = lines > most ? lines : most;
        }
        total += most;
    }
    return total;
}

static void share_width(Grid *grid)
{
    double room = grid->layout->g->w - GAP * (double)(grid->columns - 1), natural = 0, weights = 0;
    for (size_t c = 0; c < grid->columns; c++)
        natural += grid->natural[c];
    if (natural <= room) {
        for (size_t c = 0; c < grid->columns; c++)
            weights += grid->block->columns[c].weight > 0 ? grid->block->columns[c].weight : 1;
        for (size_t c = 0; c < grid->columns; c++) {
            double weight = grid->block->columns[c].weight > 0 ? grid->block->columns[c].weight : 1;
            grid->width[c] = grid->natural[c] + (room - natural) * weight / weights;
        }
        return;
    }
    double spare = room;
    for (size_t c = 0; c < grid->columns; c++) {
        grid->width[c] = grid->minimum[c];
        spare -= grid->minimum[c];
    }
    while (spare > 0.5) {
        double step = spare < grid->size ? spare : grid->size;
        long now = lines_needed(grid), best_gain = 0;
        size_t best = grid->columns;
        for (size_t c = 0; c < grid->columns; c++) {
            if (grid->width[c] >= grid->natural[c])
                continue;
            grid->width[c] += step;
            long gain = now - lines_needed(grid);
            grid->width[c] -= step;
            if (gain > best_gain) {
                best_gain = gain;
                best = c;
            }
        }
        /* No single step saves a line: widen the column that is furthest from its width. */
        if (best == grid->columns) {
            double worst = 1;
            for (size_t c = 0; c < grid->columns; c++)
                if (grid->natural[c] / grid->width[c] > worst) {
                    worst = grid->natural[c] / grid->width[c];
                    best = c;
                }
        }
        if (best == grid->columns)
            best = 0;
        grid->width[best] += step;
        spare -= step;
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

static void rule(Layout *layout, ShowList *list, double y, double width)
{
    show_add(layout->arena, list,
             (Show){.kind = SHOW_LINE,
                    .element = ELEMENT_ARTIFACT,
                    .y = y,
                    .w = layout->g->w,
                    .line_width = width});
}

/* Lines from..to of every cell of a row, the first at `y`. */
static void show_lines(Grid *grid, size_t row, size_t from, size_t to, double y, double pitch,
                       const int *elements, ShowList *list)
{
    for (size_t c = 0; c < grid->columns; c++) {
        const Cell *cell = cell_at(grid, row, c);
        for (size_t l = from; l < to && l < cell->line_count; l++)
            para_show(cell->para, &cell->lines[l], grid->x[c],
                      y + pitch * (double)(l - from) + pitch / 2 + grid->size * 0.38, elements[c],
                      list);
    }
}

static void add_row(Grid *grid, size_t row, int head, bool keep_next)
{
    Layout *layout = grid->layout;
    const Geometry *g = layout->g;
    RowKind kind = grid->block->rows[row - 1].kind;
    bool last = row == grid->rows, after_total = row > 1 && kind != ROW_BODY;
    size_t lines = break_cells(grid, row);
    double pitch = grid->size * (layout->product == PDF_LARGE_PRINT ? 1.5 : 1.4);
    double pad = (grid->size * 1.97 - pitch) / 2;
    int tr = display_element(layout->display, TAG_ROW, grid->element);
    int *elements = ARENA_NEW_ARRAY(layout->arena, grid->columns, int);
    for (size_t c = 0; c < grid->columns; c++) {
        elements[c] = display_element(layout->display,
                                      c == 0 && kind != ROW_BODY ? TAG_HEAD_CELL : TAG_CELL, tr);
        layout->display->elements[elements[c]].row_scope = true;
    }
    double height = pitch * (double)lines + 2 * pad;
    bool split = height > g->h * 0.6;
    size_t per_piece = split ? 1 : lines;
    for (size_t from = 0; from < lines; from += per_piece) {
        bool first_piece = from == 0, last_piece = from + per_piece >= lines;
        double top = first_piece ? pad : 0, bottom = last_piece ? pad : 0;
        Piece *piece = layout_piece(layout, top + pitch * (double)per_piece + bottom);
        piece->head = head;
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
    size_t lines = break_cells(grid, 0);
    double pitch = grid->size * 1.35, pad = (grid->size * 1.97 - pitch) / 2;
    double height = pitch * (double)lines + 2 * pad;
    int tr = display_element(layout->display, TAG_ROW, grid->element);
    int *elements = ARENA_NEW_ARRAY(layout->arena, grid->columns, int);
    for (size_t c = 0; c < grid->columns; c++)
        elements[c] = display_element(layout->display, TAG_HEAD_CELL, tr);
    Piece head = {.height = height, .head = -1, .keep_next = true};
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

/* Row by row: the first cell as a lead, then 名称：值 for every other cell that says something. */
static bool tell_rows(Grid *grid, Error *err)
{
    Layout *layout = grid->layout;
    const Geometry *g = layout->g;
    double size = g->table, pitch = size * g->line;
    for (size_t r = 0; r < grid->rows; r++) {
        const TableRow *row = &grid->block->rows[r];
        int element = display_element(layout->display, TAG_P, layout->root);
        size_t from = layout->count;
        for (size_t c = 0; c < grid->columns; c++) {
            const TableColumn *column = &grid->block->columns[c];
            if (row->cells[c] == NULL || *row->cells[c] == '\0')
                continue;
            Para *para = para_new(layout->arena, layout->fonts);
            bool lead = c == 0;
            char *label = arena_printf(layout->arena, "%s：", column->head ? column->head : "");
            const char *unit = column->unit ? column->unit : "";
            if (!para_add(para, lead ? "" : label, FACE_SANS, size, NULL, err) ||
                !para_add(para, row->cells[c],
                          lead || row->kind != ROW_BODY ? FACE_SANS_BOLD : FACE_SERIF, size, NULL,
                          err) ||
                !para_add(para, lead ? "" : unit, FACE_SERIF, size, NULL, err))
                return error_in(err, "row %zu, column %zu", r + 1, c + 1);
            ParaShape shape = {.width = g->w, .indent = lead ? 0 : size, .loose = true};
            layout_lines(layout, para, &shape, 0, pitch, size, element);
        }
        if (layout->count == from)
            continue;
        layout->pieces[from].keep_next = layout->count > from + 1;
        if (layout->count > from + 2)
            layout->pieces[layout->count - 2].keep_next = true;
        Piece *last = &layout->pieces[layout->count - 1];
        last->height += 4;
        rule(layout, &last->shows, last->height - 1, r + 1 == grid->rows ? 1.2 : 0.3);
    }
    return true;
}

bool grid_block(Layout *layout, const Block *block, Error *err)
{
    const Geometry *g = layout->g;
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

    if (!make_cells(&grid, g->table, err))
        return false;
    align_decimals(&grid);
    double needed = column_limits(&grid), gaps = GAP * (double)(n - 1), size = g->table;
    while (size > g->table_min && (needed - gaps) * size / g->table + gaps > g->w)
        size -= 0.5;
    bool fits = (needed - gaps) * size / g->table + gaps <= g->w;
    if (!fits) {
        if (!block_caption(layout, block, layout->root, err) || !tell_rows(&grid, err))
            return false;
        if (layout->count)
            layout->pieces[layout->count - 1].snap = true;
        return block_note(layout, block, layout->root, err);
    }
    if (size < g->table) {
        if (!make_cells(&grid, size, err))
            return false;
        align_decimals(&grid);
        column_limits(&grid);
    }
    share_width(&grid);
    for (size_t c = 1; c < n; c++)
        grid.x[c] = grid.x[c - 1] + grid.width[c - 1] + GAP;

    grid.element = display_element(layout->display, TAG_TABLE, layout->root);
    if (!block_caption(layout, block, grid.element, err))
        return false;
    int head = add_head(&grid);
    for (size_t r = 1; r <= grid.rows; r++) {
        bool total_next = r < grid.rows && block->rows[r].kind != ROW_BODY;
        bool few_left = r + 1 == grid.rows || (r == 1 && grid.rows > 1);
        add_row(&grid, r, head, total_next || few_left);
    }
    Piece *last = &layout->pieces[layout->count - 1];
    last->height += 2;
    last->snap = true;
    return block_note(layout, block, layout->root, err);
}
