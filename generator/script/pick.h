/*
 * pick.h - which rows of a table a script has asked for.
 *
 * Rows are found by compound and, where a range of days is asked of a large table, by day, so that
 * a month of a city costs what the month holds and not what all years hold. They come compound by
 * compound as the scope lists them, in row order. What was asked of the compounds last asked for is
 * remembered: a scope's documents ask the same in each language.
 */
#ifndef SCRIPT_PICK_H
#define SCRIPT_PICK_H

#include "data/table.h"

#define PICK_CONDITIONS_MAX 16
#define PICK_CHOICES_MAX 32

typedef struct {
    size_t column;
    bool any; /* known or missing is asked, not a value */
    bool known;
    int64_t choices[PICK_CHOICES_MAX];
    size_t count;
} PickCondition;

typedef struct {
    PickCondition conditions[PICK_CONDITIONS_MAX];
    size_t count;
    bool has_date;
    size_t date; /* column */
    int64_t from, to;
    int64_t limit;  /* rows beyond it are left out */
    bool any_order; /* rows that are only counted need not come by date */
    Day asof;       /* what happened after it is not known yet */
} PickFilter;

/* Of all tables of a dataset, built at the first need. */
typedef struct Picker Picker;

/* `data` must outlive it and stay as it is. */
Picker *picker_new(const Dataset *data);
void picker_free(Picker *picker);
/*
 * Builds what large tables need now, so that processes forked from this one share it, and no
 * script's time is spent on it. How many tables it was. `compounds`, by row of T01: those that will
 * be asked for, NULL: all. A merge asks for few, and an index of all takes as much as the rows; who
 * asks for another after all waits for one of all. `jobs`: threads.
 */
size_t picker_prepare(Picker *picker, const bool *compounds, size_t jobs);
/* The cell as of the day: CELL_MISSING where it is empty, or an event after it. */
int64_t picker_cell(const Picker *picker, const Table *table, size_t row, size_t column, Day asof);
/*
 * The rows that pass, of `count` compounds or, with NULL, of the whole table. *rows is valid until
 * the next call. Rows that do not leave (table_row_leaves()) are passed over.
 */
size_t picker_rows(Picker *picker, int table, const int32_t *compounds, size_t count,
                   const PickFilter *filter, const uint32_t **rows);
/* How many those are. */
size_t picker_count(Picker *picker, int table, const int32_t *compounds, size_t count,
                    const PickFilter *filter);
#endif
