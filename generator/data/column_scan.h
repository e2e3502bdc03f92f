/*
 * column_scan.h - what a whole column comes to, without its cells being brought to numbers first.
 *
 * Cells are asked as they are stored, mostly in a byte or two each.
 */
#ifndef COLUMN_SCAN_H
#define COLUMN_SCAN_H

#include "data/table.h"

/* How many cells are filled. */
size_t column_filled(const Table *table, size_t column);
/* The least number in a cell; CELL_MISSING where none is filled. */
int64_t column_least(const Table *table, size_t column);
#endif
