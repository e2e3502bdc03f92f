/*
 * problem.h - what an office must know about its files, cell by cell.
 *
 * A problem is built from a code and facts, and put into words (Chinese first)
 * when it is shown. `code` is one of the stable identifiers in problem.c
 * ("not_a_date", "unknown_enum", ...), documented in docs/problems.zh-CN.md.
 * The value of a private column is given as a shape ("手机号 11位"), never itself:
 * who adds a problem passes the shape.
 */
#ifndef PROBLEM_H
#define PROBLEM_H

#include <stdbool.h>

#include "base/arena.h"

typedef enum { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR } Severity;

typedef struct {
    const char *code;
    Severity severity;
    const char *file; /* below the workspace: "input/2026-10/投诉台账.csv"; "" for none */
    int row;          /* as Excel counts, from 1; 0: the whole file */
    int column;       /* from 0; -1: the whole row */
    const char *column_name;               /* English name of the schema's column, "" */
    const char *header;                    /* header cell as it stands in the file, "" */
    const char *value;                     /* cell as it stands, or its shape; "" */
    const char *expected_zh, *expected_en; /* "不是整数" ... what was expected */
    const char *advice_zh, *advice_en;     /* how to mend it */
} Problem;

typedef struct Problems Problems;

Problems *problems_new(Arena *arena);
/* Copies everything. */
void problems_add(Problems *problems, const Problem *problem);
/* Those of `from`, in their order; their arena must live as long as that of `problems`. */
void problems_take(Problems *problems, const Problems *from);
/* Problem i of `from`, so many rows further down. */
void problems_take_one(Problems *problems, Problems *from, size_t i, int rows);
size_t problems_count(const Problems *problems);
size_t problems_count_of(const Problems *problems, Severity severity);
/* Sorted by file, row, column after problems_sort(). */
const Problem *problems_at(const Problems *problems, size_t i);
void problems_sort(Problems *problems);
/* "A" for 0, "AA" for 26; into out (8 bytes), returned. */
char *problem_letter(int column, char *out);
/* One line: input/…/投诉台账.csv 第41行 H列“办理天数”：“十一天”不是整数；请填写数字，如 11 */
char *problem_line(Arena *arena, const Problem *problem, bool english);
#endif
