/*
 * taker.h - the rows of one sheet being read; for rows.c, row_lines.c, row_private.c, take.c,
 * split.c, footer.c and again.c.
 */
#ifndef TAKER_H
#define TAKER_H

#include "base/exact.h"
#include "data/cell_cache.h"
#include "data/intake.h"

typedef struct {
    Int128 sum, part;      /* since the start; since the last 小计 */
    int empty, part_empty; /* rows without a cell, whatever its type */
    bool any, unreadable;
} Total;

/* A cell of the row above a piece: a text where it is one, for it has no number in the piece. */
typedef struct {
    int64_t value;
    char *text; /* NULL: none */
    size_t length;
} Above;

/* Some columns of the schema. */
typedef struct {
    uint16_t *items;
    size_t count;
} Columns;

/* A column of the schema and the cell of the record that it is read from. */
typedef struct {
    uint16_t column, cell;
} Place;

typedef enum { SCAN_NOTHING, SCAN_FREE, SCAN_NUMBERS, SCAN_PHONES } ScanUse;

typedef enum { NO_FOOTER, FOOTER_TOTAL, FOOTER_PART, FOOTER_OTHER, FOOTER_EXAMPLE } Footer;

/* What cells were as a footer's words: few, and they stand in row after row. */
#define FOOTER_SLOTS 16
#define FOOTER_TEXT 60

typedef struct {
    char text[FOOTER_TEXT];
    uint8_t length, filled; /* 0: free; filled cells of the row, up to 3 */
    bool remark;            /* looked at as a remark */
    Footer footer;
} FooterSlot;

typedef struct {
    FooterSlot slots[FOOTER_SLOTS];
} FooterMemo;

typedef struct Again Again; /* again.c */
typedef struct Split Split; /* split.c */
typedef struct Many Many;   /* row_lines.c */

struct RowTaker {
    Intake *intake;
    Sheet *sheet;
    int file;
    const TableSchema *schema;
    Table *table;
    int64_t *cells, *previous, *first;
    Columns bound;                   /* have a cell in the file */
    Place *places;                   /* the same with their cells */
    Columns loose;                   /* not bound, but given a cell by what else the file says */
    Columns numbers;                 /* bound, of numbers */
    Columns given;                   /* required, but not bound: the title may give them */
    Columns filled_down, remembered; /* from the row above; those and the compound */
    Columns summed, standing, scanned, stored, periods;
    uint16_t *lists; /* what they all lie in */
    Total *totals;
    int part_rows;
    int direction, amount, building;
    int masked_name, body, vetted;      /* a name that only some rows may show */
    bool is_compounds;                  /* T01 itself: nothing is filled down or looked up */
    bool *is_key, *must_stand, *simple; /* simple: a public id, kept as it stands */
    bool gap;                           /* the row above was blank or a footer */
    bool other;                         /* in the rows of another table */
    bool vain;                          /* the row of data before was not read */
    int headers_tried;
    bool filled; /* this row took its compound from the row above */
    /* Of a piece of a file (pieces.c): */
    const Above *above; /* by column: of the row above it, */
    bool recalled;      /* which is in `previous` now, or another one is */
    bool blind;         /* nothing is known yet of the rows above */
    bool hangs;         /* and a row hangs on them: the piece must be read again */
    bool *bad;          /* cells of this row that could not be read: never filled from above; */
    bool any_bad;       /* there is one */
    CacheSlot **slots;  /* where the cells of this row are remembered, NULL */
    Columns holes;      /* bound columns for which this row has no cell */
    ScanUse *scan;
    CellCache **caches;
    FooterMemo footers;
    Again *again;
    Split *split;
    Many *many;
    char *text, *shown; /* of the cell being read; the memory is the intake's */
};

/* --- rows.c --- */
/* A problem of a column of the row; of the row as a whole, -1. */
void row_tell(RowTaker *t, const Record *record, int column, Severity severity, const char *code,
              const char *zh, const char *en, const char *advice_zh, const char *advice_en);

/* The cell that holds rows of the file, taken in by quotes that belong to no pair; -1. */
int row_swallowing_cell(const RowTaker *t, const Record *record);

/* --- row_lines.c --- */
Many *many_new(const RowTaker *t);
void many_free(Many *many);

/* --- row_private.c --- */
/*
 * What the scanner looks at: SCAN_FREE, public free text, for everything; SCAN_NUMBERS, keys, for
 * ids, mobile numbers and plates; SCAN_PHONES, telephones of offices, whose fixed numbers are meant
 * to be public. Buildings are cut to the building when they are read.
 */
ScanUse row_scan_use(const RowTaker *t, size_t c);
/*
 * False where a cell that was read holds what is private: a hit blocks the row, in a telephone
 * column the cell; it is told by place and shape.
 */
bool row_is_clean(RowTaker *t, const Record *record);
#define SCAN_NUMBER_LEAST 11 /* digits of a mobile number; ids have more */
/* Whether the text of a column of SCAN_NUMBERS must be searched. */
bool row_may_hold_number(const char *text, size_t length);

/* --- split.c --- */
Split *split_new(const RowTaker *t);
/* Whether a comma may split what stands in such a column. */
bool split_is_number(ColumnType type);
/* Of each of the sheet's first rows, before any is taken: how wide rows are. */
void split_expect(RowTaker *t, const Record *record);
/* False where the row stands; else it holds a number in two cells, and that is told. */
bool split_row(RowTaker *t, const Record *record);
/* Says what only all rows together tell. */
void split_tell(RowTaker *t);
/* The same of `rows` rows without a number in any cell, which fill so many cells at most. */
void split_pass(RowTaker *t, size_t rows, size_t filled);
void split_free(Split *split);
/* As wide as the first rows of the file told. */
void split_like(RowTaker *t, const RowTaker *file);
/* What the rows of `from` tell, numbered from `rows` on, becomes part of what all tell. */
void split_add(RowTaker *to, const RowTaker *from, int rows);

/* --- take.c --- */
/* Makes room for a cell of `length` bytes in t->text and t->shown. */
void make_room(RowTaker *t, size_t length);
/*
 * Reads the cell into t->cells[c]. False where the row cannot stand without it.
 * The clean text is left in t->text.
 */
bool take_cell(RowTaker *t, const Record *record, size_t c, Span span);
/* All bound cells of the row, in this way. */
bool take_cells(RowTaker *t, const Record *record);
/*
 * A number as offices write them, W2024-00017: a letter, then letters, digits, hyphens, with a
 * digit among them. It needs no cleaning, is no word for nothing, no number and no guard of
 * Excel's. The cell is not empty.
 */
bool take_is_simple_id(Span span);
/* A cache that holds nothing, from those of the intake; and back to them (NULL too). */
CellCache *cache_take(Intake *intake);
void cache_give(Intake *intake, CellCache *cache);

/* --- again.c --- */
Again *again_new(void);
void again_free(Again *again);
/* What comes now is no row that was read in vain. */
void again_forget(Again *again);
/* Before a row that follows one read in vain. */
void again_watch(RowTaker *t);
/* The row, too, was read in vain: if nothing was told of it, equal rows behind it are like it. */
void again_learn(RowTaker *t, const Record *record);
/* True where the row equals the one above; all is counted but the row itself. */
bool again_take(RowTaker *t, const Record *record);

/* --- footer.c --- */
/* Whether the column's cells add up to what stands under it. */
bool footer_sums(const ColumnSchema *column);

/* Nothing, or nothing but words for nothing (无, -, /) beside the 序号 in cell `sequence` (-1:
 * none). */
bool footer_is_blank(const Record *record, int sequence);
/* By its first filled cell; a 序号 in front of 合计 is looked over. */
Footer footer_of(const Record *record, FooterMemo *memo);
/* Counts the row and compares a total with the rows above it. */
void footer_take(RowTaker *t, const Record *record, Footer footer);
/* Adds the row in t->cells to the sums, as it has just been taken. */
void footer_add(RowTaker *t);
/* The same once more, whatever came of its cells since. */
void footer_add_again(RowTaker *t);
#endif
