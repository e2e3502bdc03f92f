/* ledger_part.c - see ledger_part.h. */
#include "cube/ledger_part.h"

#include <stdlib.h>

static void put_days(const Day *days, size_t count, Buffer *out)
{
    pack_number(out, (Int128)count);
    for (size_t i = 0; i < count; i++)
        pack_number(out, days[i] - (i ? days[i - 1] : 0));
}

void ledger_put_days(const Ledger *l, Buffer *out)
{
    put_days(l->bounds, l->bound_count, out);
    put_days(l->asofs, l->asof_count, out);
}

static bool same_days(const Day *days, size_t count, Unpack *in)
{
    Int128 day = 0;
    bool same = unpack_count(in) == count;
    for (size_t i = 0; same && i < count; i++) {
        day += unpack_number(in);
        same = day == days[i];
    }
    return same;
}

bool ledger_same_days(const Ledger *l, Unpack in)
{
    return same_days(l->bounds, l->bound_count, &in) && same_days(l->asofs, l->asof_count, &in) &&
           !in.broken;
}

void ledger_skip_days(Unpack *in)
{
    for (int twice = 0; twice < 2; twice++)
        for (size_t count = unpack_count(in); count > 0; count--)
            unpack_number(in);
}

/* --- planes ------------------------------------------------------------------------------- */

static bool is_empty(const Plane *plane, const int32_t *rows, size_t count)
{
    for (size_t i = 0; plane->rows && i < count; i++)
        if (plane->rows[rows[i]] || (plane->sum && (plane->known[rows[i]] || plane->sum[rows[i]])))
            return false;
    return true;
}

static void put_plane(const Plane *plane, const int32_t *rows, size_t count, Buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        pack_number(out, plane->rows[rows[i]]);
        if (plane->sum) {
            pack_number(out, plane->known[rows[i]]);
            pack_number(out, plane->sum[rows[i]]);
        }
    }
}

static bool add_plane(Plane *plane, const int32_t *rows, size_t count, Unpack *in)
{
    for (size_t i = 0; i < count; i++) {
        plane->rows[rows[i]] += (int32_t)unpack_between(in, INT32_MIN, INT32_MAX);
        if (plane->sum) {
            plane->known[rows[i]] += (int32_t)unpack_between(in, INT32_MIN, INT32_MAX);
            plane->sum[rows[i]] += unpack_number(in);
        }
    }
    return !in->broken;
}

static void put_planes(const Ledger *l, size_t book, size_t entry, const int32_t *rows,
                       size_t count, Buffer *out)
{
    Buffer planes = {0};
    size_t kept = 0;
    for (size_t day = 0; day <= l->asof_count; day++)
        for (size_t slot = 0; slot <= l->bound_count; slot++) {
            const Plane *plane = &l->planes[book][ledger_plane_index(l, entry, day, slot)];
            if (is_empty(plane, rows, count))
                continue;
            pack_number(&planes, (Int128)day);
            pack_number(&planes, (Int128)slot);
            put_plane(plane, rows, count, &planes);
            kept++;
        }
    pack_number(out, (Int128)kept);
    buffer_put(out, planes.bytes ? planes.bytes : "", planes.length);
    buffer_free(&planes);
}

/* --- counted values ----------------------------------------------------------------------- */

static int cell_order(const void *a, const void *b)
{
    const Cell *x = a, *y = b;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    if (x->slot != y->slot)
        return x->slot < y->slot ? -1 : 1;
    if (x->entity != y->entity)
        return x->entity < y->entity ? -1 : 1;
    return (x->value > y->value) - (x->value < y->value);
}

typedef struct {
    Cell *items;
    size_t count, capacity;
} Kept;

static void keep_cell(Kept *kept, const Cell *cell, int32_t place)
{
    if (!cell->count || place == 0)
        return;
    GROW(kept->items, kept->capacity, kept->count + 1);
    kept->items[kept->count] = *cell;
    kept->items[kept->count++].entity = place - 1;
}

/* In an order of their own: where they stand in the hash depends on the threads. */
static void put_cells(const Ledger *l, const Cells *cells, const int32_t *rows, size_t count,
                      Buffer *out)
{
    int32_t *place = memory_alloc((l->entities + 1) * sizeof *place); /* + 1; 0: another's */
    Kept kept = {0};
    for (size_t i = 0; i < count; i++)
        place[rows[i]] = (int32_t)i + 1;
    for (size_t i = 0; i < cells->size; i++)
        if (cells->cells[i].used)
            keep_cell(&kept, &cells->cells[i], place[cells->cells[i].entity]);
    for (size_t i = 0; cells->near && i < ledger_slots(l) * l->entities; i++)
        for (int64_t v = 0; cells->near[i] && v < LEDGER_NEAR; v++)
            keep_cell(&kept,
                      &(Cell){.value = v,
                              .count = cells->near[i][v],
                              .slot = (uint16_t)(i / l->entities)},
                      place[i % l->entities]);
    if (kept.count)
        qsort(kept.items, kept.count, sizeof *kept.items, cell_order);
    pack_number(out, (Int128)kept.count);
    for (size_t i = 0; i < kept.count; i++) {
        pack_number(out, kept.items[i].day);
        pack_number(out, kept.items[i].slot);
        pack_number(out, kept.items[i].entity);
        pack_number(out, kept.items[i].value);
        pack_number(out, kept.items[i].count);
    }
    free(kept.items);
    free(place);
}

static void add_cell(const Ledger *l, Cells *cells, const int32_t *rows, size_t count, Unpack *in)
{
    Cell cell = {.used = true};
    cell.day = (uint16_t)unpack_between(in, 0, (int64_t)l->asof_count);
    cell.slot = (uint16_t)unpack_between(in, 0, (int64_t)l->bound_count);
    size_t entity = (size_t)unpack_between(in, 0, (int64_t)count - 1);
    cell.value = unpack_between(in, INT64_MIN, INT64_MAX);
    cell.count = (int32_t)unpack_between(in, INT32_MIN, INT32_MAX);
    if (in->broken)
        return;
    cell.entity = rows[entity];
    ledger_add_cell(l, cells, &cell);
}

/* --- an entry ------------------------------------------------------------------------------ */

void ledger_put_entry(const Ledger *l, size_t book, size_t entry, const int32_t *rows, size_t count,
                      Buffer *out)
{
    pack_number(out, l->books[book].entries[entry].value != NULL);
    put_planes(l, book, entry, rows, count, out);
    put_cells(l, &l->cells[book][entry], rows, count, out);
}

bool ledger_add_entry(Ledger *l, size_t book, size_t entry, const int32_t *rows, size_t count,
                      Unpack in)
{
    const Entry *e = &l->books[book].entries[entry];
    if (unpack_between(&in, 0, 1) != (e->value != NULL))
        return false;
    for (size_t planes = unpack_count(&in); planes > 0 && !in.broken; planes--) {
        size_t day = (size_t)unpack_between(&in, 0, (int64_t)l->asof_count);
        size_t slot = (size_t)unpack_between(&in, 0, (int64_t)l->bound_count);
        Plane *plane = &l->planes[book][ledger_plane_index(l, entry, day, slot)];
        if (in.broken || !add_plane(ledger_plane(l, e, plane), rows, count, &in))
            return false;
    }
    for (size_t cells = unpack_count(&in); cells > 0 && !in.broken; cells--)
        add_cell(l, &l->cells[book][entry], rows, count, &in);
    return !in.broken && in.at == in.end;
}
