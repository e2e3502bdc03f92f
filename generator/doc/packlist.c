/* packlist.c - see packlist.h. */
#include "doc/packlist.h"

#include <string.h>

static bool begins(const Block *block)
{
    return block->kind == BLOCK_HEADING && block->level == 1 && block->anchor && *block->anchor;
}

size_t packlist_rows(Arena *arena, const Document *whole, const char *anchor,
                     const TableRow ***rows)
{
    size_t count = 0, most = 0;
    for (size_t i = 0; i < whole->block_count; i++)
        most += whole->blocks[i].kind == BLOCK_TABLE ? whole->blocks[i].row_count : 0;
    *rows = ARENA_NEW_ARRAY(arena, most + 1, const TableRow *);
    bool inside = false;
    for (size_t i = 0; i < whole->block_count; i++) {
        const Block *block = &whole->blocks[i];
        if (begins(block))
            inside = strcmp(block->anchor, anchor) == 0;
        else if (inside && block->kind == BLOCK_TABLE && block->column_count == 2)
            for (size_t r = 0; r < block->row_count; r++)
                (*rows)[count++] = &block->rows[r];
    }
    return count;
}

const char *packlist_find(Arena *arena, const Document *whole, const char *anchor, const char *name)
{
    const TableRow **rows;
    size_t count = packlist_rows(arena, whole, anchor, &rows);
    for (size_t i = 0; i < count; i++)
        if (strcmp(rows[i]->cells[0], name) == 0)
            return rows[i]->cells[1];
    return "";
}

static Block *add(Document *doc, Block *blocks, BlockKind kind)
{
    Block *block = &blocks[doc->block_count++];
    *block = (Block){.kind = kind, .anchor = "", .basis = "", .text = "", .title = "", .note = ""};
    return block;
}

static TableRow *add_table(Arena *arena, Block *block, const TableColumn *columns, size_t width,
                           size_t count)
{
    TableRow *rows = ARENA_NEW_ARRAY(arena, count + 1, TableRow);
    block->columns = columns;
    block->column_count = width;
    block->rows = rows;
    block->row_count = count;
    for (size_t r = 0; r < count; r++)
        rows[r].cells = ARENA_NEW_ARRAY(arena, width, Rich);
    return rows;
}

static const char *pages_text(Arena *arena, const PackPaper *paper)
{
    if (paper->pages == 1)
        return arena_printf(arena, "第%zu页", paper->first);
    return arena_printf(arena, "第%zu—%zu页", paper->first, paper->first + paper->pages - 1);
}

void packlist_write(Arena *arena, const char *title, const PackPaper *papers, size_t count,
                    const PackOld *old, size_t old_count, Document *doc)
{
    static const TableColumn post[] = {{"序", "", ALIGN_RIGHT, 1},    {"小区", "", ALIGN_LEFT, 2},
                                       {"张贴件", "", ALIGN_LEFT, 5}, {"纸", "", ALIGN_LEFT, 1},
                                       {"本文件", "", ALIGN_LEFT, 2}, {"贴到", "", ALIGN_LEFT, 2}};
    static const TableColumn take[] = {
        {"小区", "", ALIGN_LEFT, 2}, {"张贴件", "", ALIGN_LEFT, 5}, {"撤下", "", ALIGN_LEFT, 3}};
    size_t sheets[2] = {0, 0};
    for (size_t i = 0; i < count; i++)
        sheets[strcmp(papers[i].paper, "A3") == 0] += papers[i].pages;
    Block *blocks = ARENA_NEW_ARRAY(arena, 6, Block);
    doc->title = title;
    doc->blocks = blocks;
    doc->block_count = 0;
    add(doc, blocks, BLOCK_PROSE)->text =
        arena_printf(arena,
                     "以下%zu件按张贴顺序排列，贴在各小区公示栏：A4共%zu页，先打印；A3共%"
                     "zu页，在最后，可以送到店里打印。"
                     "贴好后在每件的张贴记录上填写张贴人和日期。大字版不在本文件里：各小区网页上有"
                     "，放在窗口备取。",
                     count, sheets[0], sheets[1]);
    Block *block = add(doc, blocks, BLOCK_HEADING);
    block->level = 1;
    block->text = "一、要张贴的";
    TableRow *rows = add_table(arena, add(doc, blocks, BLOCK_TABLE), post, 6, count);
    for (size_t i = 0; i < count; i++) {
        const Rich cells[] = {
            arena_printf(arena, "%zu", i + 1), papers[i].compound, papers[i].what, papers[i].paper,
            pages_text(arena, &papers[i]),     papers[i].until};
        memcpy((void *)rows[i].cells, cells, sizeof cells);
    }
    block = add(doc, blocks, BLOCK_HEADING);
    block->level = 1;
    block->text = "二、要撤下的";
    if (old_count == 0) {
        add(doc, blocks, BLOCK_PROSE)->text = "没有要撤下的张贴件。";
        return;
    }
    rows = add_table(arena, add(doc, blocks, BLOCK_TABLE), take, 3, old_count);
    for (size_t i = 0; i < old_count; i++) {
        const Rich cells[] = {old[i].compound, old[i].what, old[i].until};
        memcpy((void *)rows[i].cells, cells, sizeof cells);
    }
}
