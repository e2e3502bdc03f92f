/*
 * bind_own.h - a header as it was read, for bind.c (which table it is) and bind_columns.c (which
 * cell is which column).
 */
#ifndef BIND_OWN_H
#define BIND_OWN_H

#include "data/intake.h"

typedef struct {
    uint32_t label; /* UINT32_MAX: no schema knows it */
    char fold[128];
    char unit[32];
    const char *text; /* as it stands */
} HeaderCell;

typedef struct {
    HeaderCell *cells;
    size_t count, filled;
} Header;

static const char *const INCOME_WORDS[] = {"收入", "收入金额", "本期收入"};
static const char *const EXPENSE_WORDS[] = {"支出", "支出金额", "本期支出"};

/* The table's column that goes by the label; -1: none. */
int header_column(const Aliases *a, uint32_t label, int table);
bool header_cell_is(const HeaderCell *cell, const char *const *words, size_t count);
/* The first cell that is one of the words; -1: none. */
int header_find(const Header *h, const char *const *words, size_t count);
/* A column of income and one of expense, in the place of direction and amount. */
bool header_has_pair(const Header *h);
/* Columns that title, folder or row number can give where the file has no such column. */
bool bind_can_be_given(const TableSchema *schema, size_t column, bool pair);

void bind_columns(Intake *intake, Sheet *sheet, const Header *h, int table);
/* "issue_type" from 投诉 in title or header; "account" from 公共收益 in the title. */
void bind_values(Intake *intake, Sheet *sheet, const Header *h);
/* One error for the file that names every mandatory column it lacks. */
void bind_required(Intake *intake, Sheet *sheet);
#endif
