/*
 * check.h - cross checks between finished rows (domain.md 4.3, last paragraph).
 *
 * Nothing here changes a row: what looks wrong is told, with the row it stands in.
 * check_row.c looks at rows one by one, check_across.c at several tables; this is what
 * both of them ask and tell with. Columns are asked for by literals: where the schema was
 * changed and lacks one, its cells are all missing.
 */
#ifndef CHECK_H
#define CHECK_H

#include "data/intake.h"
#include "data/sweep.h"

#define CHECK_BLOCK 1024 /* rows */

/* One table under check; see check_begin(). */
typedef struct {
    Intake *intake;
    const Table *table;
    const TableSchema *schema;
    struct {
        const char *name;
        int column;
    } known[16]; /* by the address of the literal, so that a row costs no search */
    size_t known_count;
} Check;

/* False where there is nothing to look at. */
bool check_begin(Check *k, Intake *intake, const char *name);
/* Column by name; -1 where the schema was changed and has none. */
int check_column(Check *k, const char *name);
int64_t check_value(Check *k, size_t row, const char *name);
bool check_is_code(Check *k, size_t row, const char *name, const char *code);
/* The number of an enum's value; one that no cell has where the schema lacks it. */
int64_t check_code(Check *k, const char *name, const char *code);
/* The cell as it is displayed; "" where it is private. */
const char *check_shown(Check *k, size_t row, const char *name);

/* The cells of the rows from...to - 1, as many as there is room for; all missing where c is -1. */
size_t check_block(const Check *k, int c, size_t from, size_t to, int64_t cells[CHECK_BLOCK]);
/* See sweep.h; the context holds `k`, which only `take` may ask for columns by name. */
void check_sweep(const Check *k, void (*look)(void *, size_t, size_t, RowList *),
                 void (*take)(void *, size_t), void *context);

/* Whether the problem, of that row, would be listed; see problem_may_tell(). */
bool check_may_tell(Check *k, size_t row, Severity severity, const char *code);
/* Lists it, in column `name`, or in none where that is NULL. */
void check_put(Check *k, size_t row, const char *name, Severity severity, const char *code,
               const char *zh, const char *en, const char *advice_zh, const char *advice_en);
/* Lists it where it may be. */
void check_tell(Check *k, size_t row, const char *name, Severity severity, const char *code,
                const char *zh, const char *en, const char *advice_zh, const char *advice_en);

/* The checks of check_across.c. */
void check_across(Intake *intake);
#endif
