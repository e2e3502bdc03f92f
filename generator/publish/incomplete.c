/* incomplete.c - see incomplete.h. */
#include "publish/incomplete.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "publish/readback.h"
#include "render/csv.h"

#define INCOMPLETE_PATH "incomplete.csv"

static void add(Incomplete *list, Month month, const char *level, const char *id)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].month == month && strcmp(list->items[i].level, level) == 0 &&
            strcmp(list->items[i].id, id) == 0)
            return;
    if (list->count == list->capacity) {
        IncompleteItem *old = list->items;
        list->capacity = list->capacity ? list->capacity * 2 : 16;
        list->items = ARENA_NEW_ARRAY(list->arena, list->capacity, IncompleteItem);
        if (list->count)
            memcpy(list->items, old, list->count * sizeof *old);
    }
    list->items[list->count++] = (IncompleteItem){month, level, id};
}

void incomplete_read(Arena *arena, const char *folder, Incomplete *out)
{
    Readback rows;
    *out = (Incomplete){.arena = arena};
    if (!*folder || !readback_open(path_join(arena, folder, INCOMPLETE_PATH), &rows))
        return;
    int period = readback_column(&rows, "period"), level = readback_column(&rows, "scope_level"),
        id = readback_column(&rows, "scope_id");
    for (size_t i = 0; period >= 0 && level >= 0 && id >= 0 && i < rows.count; i++) {
        char **cells = readback_cells(&rows, arena, i);
        Month month;
        if (month_parse(cells[period], &month))
            add(out, month, cells[level], cells[id]);
    }
    readback_close(&rows);
}

void incomplete_add(Incomplete *list, Month month, const Scope *scope)
{
    add(list, month, level_code(scope->level), scope->id);
}

static int by_place(const void *a, const void *b)
{
    const IncompleteItem *x = a, *y = b;
    int level = strcmp(x->level, y->level);
    if (x->month != y->month)
        return (x->month > y->month) - (x->month < y->month);
    return level ? level : strcmp(x->id, y->id);
}

bool incomplete_write(const Incomplete *list, Edition *edition, Error *err)
{
    Buffer out = {0};
    char month[16];
    if (list->count == 0)
        return true;
    qsort(list->items, list->count, sizeof *list->items, by_place);
    buffer_text(&out, "period,scope_level,scope_id\n");
    for (size_t i = 0; i < list->count; i++) {
        const IncompleteItem *item = &list->items[i];
        buffer_printf(&out, "%s,%s,", month_text(item->month, month), item->level);
        csvout_cell(&out, item->id, strlen(item->id));
        buffer_char(&out, '\n');
    }
    bool ok = edition_write(edition, INCOMPLETE_PATH, out.bytes, out.length, err);
    buffer_free(&out);
    return ok;
}
