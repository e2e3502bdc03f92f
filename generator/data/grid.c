/* grid.c - see grid.h. */
#include "data/grid.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"

#define DIGITS_SHOWN 15 /* what Excel keeps of a number */

void grid_start(Grid *grid, RecordSink *sink, void *context)
{
    grid->sink = sink;
    grid->context = context;
    grid->sent = 0;
    grid->count = 0;
    grid->text.length = 0;
    grid->flaw = RECORD_FINE;
    grid->too_long = false;
}

void grid_free(Grid *grid)
{
    buffer_free(&grid->text);
}

/* The first flaw of a row is told. */
static void flawed(Grid *grid, RecordFlaw flaw, size_t cell)
{
    if (grid->flaw == RECORD_FINE) {
        grid->flaw = flaw;
        grid->cell = cell;
    }
}

void grid_cell(Grid *grid, size_t column, const char *text, size_t length)
{
    if (length == 0)
        return;
    if (column >= grid->bounds.cells)
        flawed(grid, RECORD_TOO_WIDE, column);
    else if (length > grid->bounds.cell)
        flawed(grid, RECORD_CELL_TOO_LONG, column);
    else if (grid->text.length + length > grid->bounds.row)
        flawed(grid, RECORD_TOO_LONG, column);
    else if (column < grid->count && grid->lengths[column] > 0)
        flawed(grid, RECORD_CELL_TWICE, column); /* no telling which counts */
    else {                                       /* the cells of a row rise, but need not */
        for (; grid->count <= column; grid->count++) {
            grid->starts[grid->count] = grid->text.length;
            grid->lengths[grid->count] = 0;
        }
        grid->starts[column] = grid->text.length;
        grid->lengths[column] = length;
        buffer_put(&grid->text, text, length);
    }
}

void grid_row(Grid *grid, int row, int times)
{
    if ((grid->count == 0 && !grid->flaw) || grid->too_much)
        return;
    if (row <= grid->sent) /* a row within a row: no workbook's, but rows must rise */
        row = grid->sent + 1;
    if (row > GRID_ROWS_MAX || times > GRID_ROWS_MAX - row + 1) {
        grid->too_long = true;
        times = row > GRID_ROWS_MAX ? 0 : GRID_ROWS_MAX - row + 1;
    }
    for (int blank = grid->sent + 1; blank < row && times > 0; blank++) {
        Record nothing = {.row = blank, .flaw = RECORD_BLANK};
        grid->sink(grid->context, &nothing);
    }
    for (size_t i = 0; i < grid->count; i++)
        grid->cells[i] = (Span){grid->text.bytes + grid->starts[i], grid->lengths[i]};
    for (int i = 0; i < times && !grid->too_much; i++) {
        Record record = {row + i, grid->flaw, grid->cells, grid->count, grid->cell, false};
        grid->too_much = grid->text.length > grid->left;
        if (grid->too_much)
            break;
        grid->left -= grid->text.length;
        grid->sink(grid->context, &record);
        grid->sent = row + i;
    }
    grid->count = 0;
    grid->text.length = 0;
    grid->flaw = RECORD_FINE;
}

typedef struct {
    char digits[32];  /* without leading zeros */
    int count, point; /* value = 0.digits * 10^point */
    bool negative;
} Decimal;

static bool read_decimal(const char *text, Decimal *d)
{
    int seen = 0, point = -1, exponent = 0;
    *d = (Decimal){0};
    d->negative = *text == '-';
    text += *text == '-' || *text == '+';
    for (; (*text >= '0' && *text <= '9') || *text == '.'; text++) {
        if (*text == '.') {
            if (point >= 0)
                return false;
            point = seen;
            continue;
        }
        if (d->count == 0 && *text == '0') { /* leading zeros move the point only */
            d->point -= point >= 0;
            continue;
        }
        if (d->count < 30)
            d->digits[d->count++] = *text;
        seen++;
    }
    d->point += point >= 0 ? point : seen;
    if (*text == 'E' || *text == 'e') {
        text++;
        int sign = *text == '-' ? -1 : 1;
        text += *text == '-' || *text == '+';
        int places = 0;
        for (; *text >= '0' && *text <= '9' && places < 4; text++, places++)
            exponent = exponent * 10 + (*text - '0');
        if (places == 0)
            return false;
        d->point += sign * exponent;
    }
    return *text == '\0';
}

static void round_decimal(Decimal *d, int keep)
{
    if (d->count > keep) {
        bool up = d->digits[keep] >= '5';
        d->count = keep;
        for (int i = keep - 1; up && i >= 0; i--) {
            up = d->digits[i] == '9';
            d->digits[i] = up ? '0' : (char)(d->digits[i] + 1);
        }
        if (up) {
            memmove(d->digits + 1, d->digits, (size_t)keep - 1);
            d->digits[0] = '1';
            d->point++;
        }
    }
    while (d->count > 0 && d->digits[d->count - 1] == '0')
        d->count--;
}

bool grid_number(const char *text, int shift, char out[400])
{
    Decimal d;
    if (!*text || !read_decimal(text, &d))
        return false;
    round_decimal(&d, DIGITS_SHOWN);
    d.point += shift;
    if (d.count == 0) {
        strcpy(out, "0");
        return true;
    }
    if (d.point > 40 || d.point < -40) { /* no figure of an office: leave it as it stands */
        snprintf(out, 400, "%s", text);
        return strlen(text) < 399;
    }
    char *at = out;
    if (d.negative)
        *at++ = '-';
    if (d.point <= 0)
        *at++ = '0';
    for (int i = 0; i < d.point; i++)
        *at++ = i < d.count ? d.digits[i] : '0';
    if (d.point < d.count) {
        *at++ = '.';
        for (int i = d.point; i < 0; i++)
            *at++ = '0';
        for (int i = d.point > 0 ? d.point : 0; i < d.count; i++)
            *at++ = d.digits[i];
    }
    *at = '\0';
    return true;
}

bool grid_date(const char *text, bool date1904, char out[32])
{
    char plain[400];
    if (!grid_number(text, 0, plain) || plain[0] == '-')
        return false;
    size_t whole = strcspn(plain, ".");
    if (whole > 7)
        return false;
    int days = atoi(plain);
    if (days < 366 || days > 2958465) /* a small number in a cell that shows dates; 9999-12-31 */
        return false;
    day_text((Day)(days - 25569 + (date1904 ? 1462 : 0)), out);
    /* The time of day in seconds, from the decimal fraction: no binary number is needed. */
    long long seconds = 0, unit = 1;
    for (const char *p = plain + whole + (plain[whole] == '.'); *p && unit < 1000000000; p++) {
        seconds = seconds * 10 + (*p - '0');
        unit *= 10;
    }
    seconds = (seconds * 86400 + unit / 2) / unit;
    if (seconds > 0 && seconds < 86400)
        snprintf(out + 10, 22, " %02lld:%02lld:%02lld", seconds / 3600, seconds / 60 % 60,
                 seconds % 60);
    return true;
}
