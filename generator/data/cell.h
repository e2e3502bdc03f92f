/*
 * cell.h - one cell of a file -> one number, by its column's type.
 *
 * Everything is exact: money becomes fen, area 0.01 m2, dates days; what does
 * not fit without loss is refused with a code, and problem_of_cell() (intake.h)
 * says what was expected and how to mend it. Nothing here allocates.
 */
#ifndef CELL_H
#define CELL_H

#include "base/date.h"
#include "data/schema.h"

typedef enum {
    CELL_OK,
    CELL_EMPTY, /* nothing, or a word for nothing */
    /* read, but worth telling: the value stands */
    CELL_TWO_DIGIT_YEAR,
    CELL_YEAR_FROM_FILE,
    CELL_SERIAL_DATE,
    CELL_PERIOD_FROM_DATE,
    CELL_PERIOD_CUT, /* 2026.1, which Excel makes of 2026.10 */
    CELL_UTC_DATE,   /* of another day than in China */
    CELL_APPROXIMATE,
    CELL_E_NUMBER,
    CELL_LONG_DIGITS,
    CELL_CONTROL,
    CELL_LOST, /* a character that an earlier conversion replaced */
    CELL_OWN,  /* a character that only the office's computers know: 〓 stands for it */
    CELL_NEGATIVE,
    /* not read: the cell is missing */
    CELL_NOT_A_DATE,
    CELL_IMPOSSIBLE_DATE,
    CELL_SEVERAL_DATES,
    CELL_NO_YEAR,
    CELL_NOT_A_PERIOD,
    CELL_NOT_WHOLE,
    CELL_NOT_A_NUMBER,
    CELL_TOO_PRECISE,
    CELL_TOO_LARGE,
    CELL_APPROX_IN_LEDGER,
    CELL_IS_PERCENT, /* in a column that is no percentage */
    CELL_WRONG_UNIT,
    CELL_NOT_YES_NO,
    CELL_UNKNOWN_LABEL,
    CELL_E_ID,
    CELL_EXCEL_ERROR,
    CELL_FORMULA, /* of a workbook that does not hold its result */
    CELL_BUILDING_DATE,
    CELL_BUILDING_LONG,
    CELL_TOO_LONG,
    CELL_NUL
} CellCode;

#define CELL_IS_READ(code) ((code) != CELL_EMPTY && (code) < CELL_NOT_A_DATE)
#define CELL_TEXT_MAX ((16 << 20) + 1) /* bytes of one text cell, the NUL behind it included */

typedef enum { CELL_UNIT_ANY, CELL_UNIT_MONEY, CELL_UNIT_AREA, CELL_UNIT_COUNT } CellUnit;

typedef struct {
    int exponent;     /* of ten, by the unit of the header or of the sheet: 4 for 万元 */
    Month file_month; /* what the title or folder names, MONTH_MISSING */
    int file_year;    /* 0 where the file names none */
    bool exact_only;  /* a ledger: 约, 余 are refused */
    bool date1904;
    bool non_negative;   /* counts of people, votes, areas */
    bool fraction;       /* 50% is 0.5 here, as of a weight */
    CellUnit unit;       /* which units may stand behind the number */
    const char *counter; /* what a column of counts counts (人, 户), NULL */
} CellContext;

typedef struct {
    CellCode code;
    int64_t value;  /* table.h "A cell is one number"; texts: not set */
    Day first;      /* periods: first day; else equal to value */
    char hint[128]; /* what would have been right, "" */
} CellResult;

/*
 * The text as it is kept: without blanks and invisible characters at its ends,
 * ="…", leading ' and TAB guards; line breaks as LF. In `out` (CELL_TEXT_MAX bytes).
 * *code: CELL_OK, CELL_EMPTY, CELL_CONTROL, CELL_LOST, CELL_OWN, CELL_TOO_LONG, CELL_NUL,
 * CELL_EXCEL_ERROR, CELL_FORMULA (`out` is then the formula).
 */
size_t cell_clean(const char *text, size_t length, char *out, CellCode *code);
/* True for - — / 无 暂无 空 N/A null and their like. */
bool cell_is_nothing(const char *clean);
/* False where no such word begins like the text, whatever is folded away. */
bool cell_begins_nothing(const char *text, size_t length);

/* `clean` is what cell_clean() made; never empty. */
void cell_date(const char *clean, const CellContext *context, bool period_ok, CellResult *out);
void cell_period(const char *clean, const CellContext *context, CellResult *out);
/* `scale` digits behind the point; `percent`: the column's unit is %. */
void cell_number(const char *clean, const CellContext *context, int scale, bool percent,
                 CellResult *out);
void cell_bool(const char *clean, CellResult *out);
/* CELL_OK, CELL_E_ID or CELL_LONG_DIGITS. */
CellCode cell_check_id(const char *clean);
/*
 * The building of "3幢2单元501室", "3-2-501", "3#2-501", "３栋", into `out` (64 bytes);
 * *room: a flat within it is named too. CELL_BUILDING_DATE for what Excel made a date.
 */
CellCode cell_building(const char *clean, char *out, bool *room);

/* A month that a title or a folder names ("2024年3月", "2024-03", "202403"); MONTH_MISSING. */
Month cell_find_month(const char *text, int *year, Month *last);
/* A number in Chinese numerals at *text, which moves behind it; -1. */
int64_t cell_chinese_number(const char **text);
#endif
