/*
 * lines.c - see lines.h.
 *
 * Bits of a window say what stands in it; what lies between quotes is known by how many quotes are
 * in front of it. Everything that only one record at a time may hold - a quote elsewhere than
 * around a cell, a blank at the end of a bare one, another line end - is a bit too, and the lines
 * end before the one with the first such bit.
 */
#include "data/lines.h"

#include "base/wide.h"
#include "data/window.h"

/* Of the window before: whether its last byte was such a one. */
typedef struct {
    uint64_t inside;                     /* all bits, where a quote is open */
    uint64_t mark, closing, blank, feed; /* the lowest bit */
    uint64_t odd;
} Carry;

/* Each bit tells whether the bits up to it are odd in number. */
static inline uint64_t parity_up_to(uint64_t bits)
{
    for (int by = 1; by < 64; by *= 2)
        bits ^= bits << by;
    return bits;
}

#define LAST(bits) ((bits) >> 63)

typedef struct {
    uint64_t stops, ends; /* ends of cells; of lines */
    uint64_t opening;     /* quotes in front of cells */
    uint64_t breaks;      /* line feeds in cells */
    uint64_t bad;
} Found;

EITHER Found look(const Kinds *k, const char *at, uint32_t gap, Carry *carry)
{
    Found f = {0};
    uint64_t inside = 0;
    if (k->quotes | carry->inside)
        inside = parity_up_to(k->quotes) ^ carry->inside;
    uint64_t opening = k->quotes & inside, closing = k->quotes & ~inside;
    uint64_t delimiters = k->delimiters & ~inside, feeds = k->feeds & ~inside;
    uint64_t marks = delimiters | feeds, starts = marks << 1 | carry->mark;
    uint64_t blanks = k->blanks & ~k->delimiters;
    f.ends = feeds;
    f.bad = k->odd;
    if (gap == 2) {
        uint64_t next = (k->feeds >> 1) | (uint64_t)(at[WINDOW] == '\n') << 63;
        f.ends = k->odd & ~inside;
        f.bad = (k->odd & (inside | ~next)) | (feeds & ~(k->odd << 1 | carry->odd));
    }
    f.stops = delimiters | f.ends;
    f.bad |= (opening & ~starts) | ((closing << 1 | carry->closing) & ~f.stops) |
             (blanks & starts) | ((blanks << 1 | carry->blank) & f.stops);
    f.opening = opening;
    f.breaks = k->feeds & inside;
    *carry = (Carry){.inside = LAST(inside) ? ~UINT64_C(0) : 0,
                     .mark = LAST(marks),
                     .closing = LAST(closing),
                     .blank = LAST(blanks),
                     .odd = LAST(k->odd)};
    return f;
}

/* Most windows have so few cells: written without asking how many there are. */
#define AT_ONCE 12

#if defined __x86_64__
#define LOWEST(bits) _tzcnt_u64(bits)
#else
#define LOWEST(bits) ((bits) ? __builtin_ctzll(bits) : WINDOW)
#endif

WIDE static inline uint64_t write_first(uint32_t *to, uint32_t base, uint64_t stops)
{
#pragma GCC unroll 12
    for (size_t i = 0; i < AT_ONCE; i++, stops &= stops - 1)
        to[i] = base + (uint32_t)LOWEST(stops);
    return stops;
}

EITHER void write_ends(uint32_t *to, uint32_t base, uint64_t stops, bool wide)
{
    if (wide) {
        stops = write_first(to, base, stops);
        to += AT_ONCE;
    }
    for (; stops; stops &= stops - 1)
        *to++ = base + (uint32_t)__builtin_ctzll(stops);
}

typedef struct {
    const char *end, *stop;
    size_t most, cells_most, bytes_most;
    char delimiter;
} Bounds;

/* A line that ends behind `count` cells in all, before `next`, becomes the lines' last one. */
EITHER bool add_line(Lines *lines, size_t count, uint32_t next, const Bounds *bounds)
{
    const char *text = lines->text;
    if (!lines->count && (count < 2 || count >= bounds->cells_most || count > LINE_ENDS))
        return false;
    if (!lines->count)
        lines->cells = count;
    if (count != (lines->count + 1) * lines->cells || next - lines->length > bounds->bytes_most ||
        (bounds->delimiter == '\t' && text[lines->length] == '\t') || /* perhaps all blanks */
        (lines->gap == 2 && text[next - 2] != '\r'))
        return false;
    lines->length = next;
    lines->count++;
    return true;
}

/* Of all cells so far that one stands in quotes. */
static void note_quoted(Lines *lines, size_t cell)
{
    size_t column = lines->cells ? cell % lines->cells : cell;
    lines->quoted |= (uint64_t)1 << (column < 63 ? column : 63);
}

EITHER void find(Lines *lines, const Bounds *bounds, bool wide)
{
    const char *text = lines->text;
    Carry carry = {.mark = 1};
    size_t count = 0;
    for (uint32_t base = 0; bounds->end - (text + base) > WINDOW; base += WINDOW) {
        const char *at = text + base;
        Kinds k = wide ? window_wide(at, bounds->delimiter)
                       : window_narrow(at, bounds->end, bounds->delimiter);
        Found f = look(&k, at, lines->gap, &carry);
        uint64_t good = f.bad ? (f.bad & -f.bad) - 1 : ~UINT64_C(0);
        for (uint64_t b = f.breaks & good; b; b &= b - 1) {
            size_t line = lines->count + (size_t)__builtin_popcountll(f.ends & ((b & -b) - 1));
            lines->breaks |= line < LINES_MOST ? (uint64_t)1 << line : 0;
        }
        f.stops &= good;
        size_t some = (size_t)__builtin_popcountll(f.stops);
        if (count + some > LINE_ENDS)
            return;
        write_ends(lines->ends + 1 + count, base, f.stops, wide);
        bool more = true;
        for (uint64_t e = f.ends & good; e && more; e &= e - 1) {
            uint64_t up_to = e ^ (e - 1);
            uint32_t next = base + (uint32_t)__builtin_ctzll(e) + lines->gap;
            size_t cells = count + (size_t)__builtin_popcountll(f.stops & up_to);
            more = add_line(lines, cells, next, bounds) && lines->count < bounds->most &&
                   text + next < bounds->stop;
        }
        for (uint64_t q = f.opening & good; q; q &= q - 1)
            note_quoted(lines, count + (size_t)__builtin_popcountll(f.stops & ((q & -q) - 1)));
        count += some;
        if (!more || f.bad || base + WINDOW - lines->length > LINE_MOST)
            return;
    }
}

WIDE static void find_wide(Lines *lines, const Bounds *bounds)
{
    find(lines, bounds, true);
}

bool lines_find(Lines *lines, const char *text, const char *end, const char *stop, char delimiter,
                size_t most, size_t cells_most, size_t bytes_most)
{
    const Bounds bounds = {end,
                           stop,
                           most < LINES_MOST ? most : LINES_MOST,
                           cells_most,
                           bytes_most < LINE_MOST ? bytes_most : LINE_MOST,
                           delimiter};
    lines->text = text;
    lines->length = lines->count = lines->cells = 0;
    lines->gap = text[-1] == '\n' && text[-2] == '\r' ? 2 : 1; /* as the line above ends */
    lines->ends[0] = 0 - lines->gap;
    lines->quoted = 0;
    lines->breaks = 0;
    if (window_is_wide())
        find_wide(lines, &bounds);
    else
        find(lines, &bounds, false);
    return lines->count > 0;
}

Record lines_record(const Lines *lines, size_t line, Span *cells)
{
    for (size_t i = 0; i < lines->cells; i++)
        cells[i] = lines_cell(lines, line, i);
    return (Record){.row = lines->row + (int)line,
                    .flaw = RECORD_FINE,
                    .cells = cells,
                    .count = lines->cells,
                    .one_line = !(lines->breaks >> line & 1)};
}
