/*
 * bind_repeat.c - rows that repeat a sheet's header or its titles, as on every printed page; see
 * intake.h.
 */
#include "data/intake.h"

#include <string.h>

#include "data/label.h"
#include "data/units.h"

/* Folding takes nothing away from the front of a letter; so it must be the header's first. */
static bool begins_otherwise(Span cell, const char *fold)
{
    char first = cell.text[0];
    if (first >= 'A' && first <= 'Z')
        first = (char)(first + 'a' - 'A');
    return first >= 'a' && first <= 'z' && first != *fold;
}

/* One of the two rows of a header stands in the cell. */
static bool is_part(const char *fold, const char *header)
{
    size_t n = strlen(fold), m = strlen(header);
    return n < m && (strncmp(fold, header, n) == 0 || strcmp(fold, header + m - n) == 0);
}

/* Row r of a header of two rows, cell by cell. */
static bool is_header_row(const Binding *b, int r, const Record *record)
{
    size_t same = 0;
    for (size_t i = 0; i < record->count; i++) {
        char fold[128] = "", unit[32];
        if (record->cells[i].length > 200)
            return false;
        label_header(record->cells[i].text, record->cells[i].length, fold, sizeof fold, unit);
        if (strcmp(fold, i < b->row_cells[r] ? b->row_folds[r][i] : "") != 0)
            return false;
        same += *fold != '\0';
    }
    return same > 0;
}

static bool is_same_row(const KeptRecord *title, const Record *record)
{
    size_t filled = 0, count = title->count > record->count ? title->count : record->count;
    for (size_t i = 0; i < count; i++) {
        Span a = i < title->count ? title->cells[i] : (Span){"", 0};
        Span b = i < record->count ? record->cells[i] : (Span){"", 0};
        if (a.length != b.length || memcmp(a.text, b.text, a.length) != 0)
            return false;
        filled += a.length > 0;
    }
    return filled > 0 && filled <= BIND_TITLE_CELLS;
}

bool bind_repeats_title(const Sheet *sheet, const Record *record)
{
    for (size_t r = 0; r < sheet->title_count; r++)
        if (sheet->titles[r].flaw == RECORD_FINE && is_same_row(&sheet->titles[r], record))
            return true;
    return false;
}

/* The header again, but over amounts in another unit: 金额（元） and then 金额（万元）. */
static bool is_other_unit(const Binding *b, size_t c, const ColumnSchema *column, const char *unit)
{
    if ((column->type != TYPE_MONEY && column->type != TYPE_AREA) || strcmp(b->units[c], unit) == 0)
        return false;
    UnitKind kind = column->type == TYPE_AREA ? UNIT_OF_AREA : UNIT_OF_PRICE;
    int above, here; /* 0 where nothing is said */
    unit_of_header(b->units[c], kind, &above);
    UnitSaid said = unit_of_header(unit, kind, &here);
    return said == UNIT_FOREIGN || (said == UNIT_SAID && here != above);
}

bool bind_is_header_cell(const Sheet *sheet, size_t column, Span cell)
{
    const Binding *b = &sheet->binding;
    size_t i = (size_t)b->cell_of[column];
    char fold[128], unit[32];
    if (cell.length > 200)
        return false;
    label_header(cell.text, cell.length, fold, sizeof fold, unit);
    if (strcmp(fold, b->folds[column]) == 0 ||
        (strlen(b->headers[column]) == cell.length &&
         memcmp(cell.text, b->headers[column], cell.length) == 0))
        return true;
    for (int r = 0; b->rows == 2 && r < 2; r++)
        if (strcmp(fold, i < b->row_cells[r] ? b->row_folds[r][i] : "") == 0)
            return true;
    return b->rows == 2 && is_part(fold, b->folds[column]);
}

Repeat bind_repeats(const Intake *intake, const Sheet *sheet, const Record *record,
                    const uint16_t *bound, size_t count)
{
    const Binding *b = &sheet->binding;
    if (b->rows == 2 && (is_header_row(b, 0, record) || is_header_row(b, 1, record)))
        return REPEAT_HEADER;
    const TableSchema *schema = &intake->schemas->tables[b->table];
    int same = 0, other = 0, filled = 0;
    bool other_unit = false;
    for (size_t k = 0; k < count; k++) {
        size_t c = bound[k];
        int i = b->cell_of[c];
        if ((size_t)i >= record->count || !*b->headers[c])
            continue;
        Span cell = record->cells[i];
        if (cell.length > 200)
            return REPEAT_NOT;
        if (cell.length == 0)
            continue;
        /* Another first character, and none that may stand in front of a header. */
        if (b->rows == 1 &&
            (begins_otherwise(cell, b->folds[c]) ||
             (cell.length >= 3 && strncmp(cell.text, b->headers[c], 3) != 0 &&
              !strchr(" \t*(\"0123456789", cell.text[0]) && (unsigned char)cell.text[0] != 0xE3 &&
              (unsigned char)cell.text[0] != 0xEF))) {
            if (++other == 2 && same == 0)
                return REPEAT_NOT;
            continue;
        }
        const char *header = b->folds[c];
        char fold[128], unit[32];
        if (strnlen(b->headers[c], cell.length + 1) == cell.length &&
            memcmp(cell.text, b->headers[c], cell.length) == 0) {
            same++;
            continue;
        }
        label_header(cell.text, cell.length, fold, sizeof fold, unit);
        if (*fold && (strcmp(fold, header) == 0 || (b->rows == 2 && is_part(fold, header)))) {
            same++;
            other_unit |= is_other_unit(b, c, &schema->columns[c], unit);
        } else if (++other == 2 && same == 0)
            return REPEAT_NOT; /* nearly every row of data ends here */
    }
    for (size_t i = 0; i < record->count; i++)
        filled += record->cells[i].length > 0;
    if (same < 2 || same * 3 < filled * 2)
        return REPEAT_NOT;
    return other_unit ? REPEAT_OTHER_UNIT : REPEAT_HEADER;
}
