/*
 * config.h - what gongkai.lua and the command line decided for one run.
 *
 * config_read() turns the table that gongkai.lua returned into a Config; every
 * key is optional and has the default of contract.md and metrics.md. Unknown
 * keys and values of the wrong kind are errors that name the key.
 */
#ifndef CONFIG_H
#define CONFIG_H

#include "base/date.h"
#include "base/value.h"

typedef struct {
    const char *name, *publisher, *contact, *base_url; /* "" where not given */
    const char *city, *district;                       /* default 本市, 本区 */
    const char *place;                                 /* rule pack, default "default" */
    Month period;                                      /* MONTH_MISSING: not configured */
    Day since;                                         /* DAY_MISSING: no window `since` */
    bool window_quarter, window_year;
    int base_year;              /* 0: the period's year - 2 */
    bool basic_counts;          /* 基本满意 counts as satisfied (D06); default true */
    const char *star_scheme;    /* default "star_rating" */
    int star_thresholds[4];     /* five, four, three, two stars; default 90 80 70 60 */
    const char *demo_level;     /* F14, default "subdistrict" */
    const char *theme;          /* default "default" */
    const char **office_phones; /* numbers that may be published, digits and '-' as given */
    size_t office_phone_count;
    const char *font_serif, *font_sans, *font_kai; /* files; "" finds them by fontconfig */
    int suppress_below;                            /* k of sensitive figures, default 5 */
    int bound_cell, bound_row, bound_columns;      /* bytes and cells of a row; 0: as shipped */
    /* Months published by earlier editions, rising (run.c reads them from the chain): their
     * figures stay in metrics.csv (metrics.md 1.7). */
    const Month *published;
    size_t published_count;
    const char *shown; /* metrics.csv of the edition that is shown; NULL: none (run.c) */
    const Value *raw;  /* the whole table, for keys that one module reads alone */
} Config;

bool config_read(Arena *arena, const Value *table, Config *out, Error *err);
#endif
