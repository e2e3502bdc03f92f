/*
 * schema.h - what a table of domain.md 4.2 looks like: columns, types, headers.
 *
 * A schema comes from scripts/tables/NAME.lua as a Value; schema_set_read()
 * checks it and builds the plain structs that all later floors use. All of it
 * lives in the arena given and is never changed afterwards.
 *
 * The Value of one table:
 *   { name="issues", id="T11", title={zh,en}, key={"issue_id"}, date="reported_on",
 *     columns = { { name="status", type="enum", title={zh="状态",en="status"},
 *                   aliases={"办理结果"}, required=true, privacy="public"|"masked"|"private",
 *                   unit="元", scale=2, fill_down=true, period_ok=true, fk="compounds",
 *                   values={ {code="closed", title={zh="已办结",en="closed"}, aliases={"办结"}} } }
 * } }
 */
#ifndef SCHEMA_H
#define SCHEMA_H

#include "base/value.h"

typedef enum {
    TYPE_ID,      /* key text: compared without blanks at its ends */
    TYPE_STR,     /* short text that may be printed */
    TYPE_TEXT,    /* free text: never printed */
    TYPE_DATE,    /* Day */
    TYPE_INT,     /* whole number */
    TYPE_DECIMAL, /* base unit 10^-scale */
    TYPE_MONEY,   /* fen */
    TYPE_AREA,    /* 0.01 m2 */
    TYPE_BOOL,    /* 0 or 1 */
    TYPE_ENUM,    /* index into values[] */
    TYPE_PERIOD   /* last Day of a month, quarter, half or year; the first is kept beside it */
} ColumnType;

typedef enum { PRIVACY_PUBLIC, PRIVACY_MASKED, PRIVACY_PRIVATE } Privacy;

#define SCHEMA_COLUMNS_MAX 500 /* of a table; SQLite takes 2000, and codes need two */

typedef struct {
    const char *zh, *en;
} Title;

typedef struct {
    const char *code;
    Title title;          /* title.zh is the label that is printed */
    const char **aliases; /* further labels that are read, code and title.zh left out */
    size_t alias_count;
} EnumValue;

typedef struct {
    const char *name; /* English, as in scripts and downloads */
    Title title;      /* title.zh is the header of the template */
    const char **aliases;
    size_t alias_count;
    ColumnType type;
    Privacy privacy;
    bool required;    /* an empty cell quarantines the row (metrics.md 10) */
    bool fill_down;   /* an empty cell takes the value of the row above (merged cells) */
    bool period_ok;   /* TYPE_DATE: a month, quarter ... is accepted and counts as its last day */
    int scale;        /* digits behind the point of the base unit: money and area 2 */
    const char *unit; /* "元", "㎡", "" */
    const char *fk;   /* name of the table whose first key column this cell names, or NULL */
    const EnumValue *values;
    size_t value_count;
} ColumnSchema;

typedef struct {
    const char *name, *id; /* "issues", "T11" */
    Title title;
    const ColumnSchema *columns;
    size_t column_count;
    size_t *key; /* column indexes */
    size_t key_count;
    int date; /* index of the column that dates a row in lists and downloads, or -1 */
    int compound_id, compound_name, updated_on; /* indexes of the common columns, or -1 */
} TableSchema;

typedef struct {
    const TableSchema *tables;
    size_t count;
} SchemaSet;

/* `list` is a VALUE_LIST of table Values. Errors name table, column and key. */
bool schema_set_read(Arena *arena, const Value *list, SchemaSet *out, Error *err);
/* Index of the table or column, or -1. */
int schema_table(const SchemaSet *set, const char *name);
int schema_column(const TableSchema *table, const char *name);
/* Index of the enum code, or -1. */
int schema_enum(const ColumnSchema *column, const char *code);
/*
 * Is it a table of which the rows of some compounds tell all about these? Not where pages look
 * anywhere in it, or where a row may ignore what compound it names.
 */
bool schema_is_divided(const TableSchema *schema);
#endif
