/* digest.c - see digest.h. */
#include "doc/digest.h"

#include <stdint.h>
#include <string.h>

static void put_number(Buffer *out, int64_t n)
{
    buffer_put(out, &n, sizeof n);
}

static void put_wide(Buffer *out, Int128 n)
{
    buffer_put(out, &n, sizeof n);
}

static void put_text(Buffer *out, const char *text)
{
    size_t length = text ? strlen(text) : 0;
    put_number(out, text ? (int64_t)length : -1);
    buffer_put(out, text ? text : "", length);
}

static void put_cell(Buffer *out, const FigureCell *cell)
{
    put_text(out, cell->label);
    put_text(out, cell->value);
    put_text(out, cell->unit);
    put_text(out, cell->fraction);
    for (size_t i = 0; i < sizeof cell->notes / sizeof *cell->notes; i++)
        put_text(out, cell->notes[i]);
    put_number(out, cell->squares_filled);
    put_number(out, cell->squares_total);
}

static void put_table(Buffer *out, const Block *block)
{
    put_number(out, (int64_t)block->column_count);
    for (size_t c = 0; c < block->column_count; c++) {
        const TableColumn *column = &block->columns[c];
        put_text(out, column->head);
        put_text(out, column->unit);
        put_number(out, column->align);
        put_number(out, column->weight);
    }
    put_number(out, (int64_t)block->row_count);
    for (size_t r = 0; r < block->row_count; r++) {
        put_number(out, block->rows[r].kind);
        for (size_t c = 0; c < block->column_count; c++)
            put_text(out, block->rows[r].cells[c]);
    }
}

static void put_chart(Buffer *out, const Chart *chart)
{
    put_number(out, chart->kind);
    put_text(out, chart->unit);
    put_number(out, (int64_t)chart->point_count);
    for (size_t i = 0; i < chart->point_count; i++) {
        const ChartPoint *point = &chart->points[i];
        put_text(out, point->label);
        put_number(out, point->known);
        put_wide(out, point->numerator);
        put_wide(out, point->denominator);
        put_text(out, point->text);
        put_number(out, point->state);
    }
    put_number(out, chart->has_target);
    put_wide(out, chart->target_numerator);
    put_wide(out, chart->target_denominator);
    put_text(out, chart->target_label);
    put_text(out, chart->description);
}

static void put_block(Buffer *out, const Block *block)
{
    put_number(out, block->kind);
    put_text(out, block->anchor);
    put_number(out, block->detail);
    put_number(out, block->minor);
    put_text(out, block->basis);
    put_number(out, block->level);
    put_text(out, block->text);
    put_number(out, block->from_office);
    put_text(out, block->notice);
    put_text(out, block->title);
    put_text(out, block->note);
    put_number(out, (int64_t)block->figure_count);
    for (size_t i = 0; i < block->figure_count; i++)
        put_cell(out, &block->figures[i]);
    put_table(out, block);
    put_chart(out, &block->chart);
    put_text(out, block->body);
    put_text(out, block->date);
    put_number(out, block->seal);
}

/* A figure is known by its line of metrics.csv, which is attached, and how it was printed. */
static void put_use(Buffer *out, const FigureUse *use)
{
    const Figure *figure = use->figure;
    put_text(out, figure ? figure->id : NULL);
    put_number(out, figure ? (int64_t)figure->window : -1);
    put_number(out, figure ? (int64_t)figure->state : -1);
    put_text(out, figure ? figure->value : NULL);
    put_wide(out, figure ? figure->numerator : 0);
    put_wide(out, figure ? figure->denominator : 0);
    put_number(out, figure ? (int64_t)figure->period : -1);
    put_number(out, figure ? (int64_t)figure->base : -1);
    put_number(out, figure ? (int64_t)figure->source : -1);
    put_number(out, figure ? (int64_t)figure->scope : -1);
    put_number(out, figure ? (int64_t)figure->reporting : -1);
    put_number(out, figure ? (int64_t)figure->expected : -1);
    put_text(out, use->form);
    put_text(out, use->text);
}

void digest_put(const Document *doc, Buffer *out)
{
    put_text(out, doc->title);
    put_text(out, doc->lang);
    put_number(out, doc->period);
    put_number(out, doc->poster);
    put_number(out, doc->draft);
    put_text(out, doc->fingerprint);
    put_text(out, doc->chain_head ? doc->chain_head : "");
    put_number(out, doc->revision);
    put_text(out, doc->url);
    put_text(out, doc->scope_name);
    put_number(out, (int64_t)doc->block_count);
    for (size_t i = 0; i < doc->block_count; i++)
        put_block(out, &doc->blocks[i]);
    put_number(out, (int64_t)doc->use_count);
    for (size_t i = 0; i < doc->use_count; i++)
        put_use(out, &doc->uses[i]);
    put_number(out, (int64_t)doc->posting_count);
    for (size_t i = 0; i < doc->posting_count; i++) {
        put_text(out, doc->postings[i].file);
        put_text(out, doc->postings[i].title);
    }
}
