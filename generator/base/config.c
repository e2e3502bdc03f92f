/* config.c - see config.h. */
#include "base/config.h"

#include <string.h>
#include <strings.h>

static const char *const text_keys[] = {
    "name",     "publisher", "contact",     "base_url",    "city",        "district",   "place",
    "period",   "since",     "star_scheme", "demo_level",  "theme",       "font_serif", "font_sans",
    "font_kai", "key",       "licence",     "approved_by", "approved_on", "cadence"};
/* Read by one module each, through Config.raw. */
static const char *const other_keys[] = {
    "windows",      "base_year", "basic_counts",   "office_phones", "star_thresholds",
    "fonts",        "privacy",   "encodings",      "publisher_en",  "approval",
    "objection",    "sensitive", "suppress_below", "name_en",       "licence_url",
    "posting_days", "numerals",  "datasets",       "bounds"};

#define TEXT_MAX 1000
#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool is_one_of(const char *key, const char *const *keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(key, keys[i]) == 0)
            return true;
    return false;
}

static bool check_keys(const Value *table, Error *err)
{
    for (size_t i = 0; i < table->count; i++) {
        const char *key = table->keys[i];
        bool is_text = is_one_of(key, text_keys, COUNT(text_keys));
        if (!is_text && !is_one_of(key, other_keys, COUNT(other_keys)))
            return error_set(err, ERR_USAGE, "gongkai.lua: unknown key '%s'", key);
        if (is_text && table->items[i].kind != VALUE_TEXT)
            return error_set(err, ERR_USAGE, "gongkai.lua: '%s' must be a text in quotes", key);
        if (is_text && strlen(table->items[i].text) > TEXT_MAX) /* it stands on every page */
            return error_set(err, ERR_USAGE, "gongkai.lua: '%s' is longer than %d bytes", key,
                             TEXT_MAX);
    }
    return true;
}

static bool read_windows(const Value *table, Config *out, Error *err)
{
    const Value *windows = value_list(table, "windows");
    for (size_t i = 0; i < windows->count; i++) {
        const Value *w = &windows->items[i];
        const char *code = w->kind == VALUE_TEXT ? w->text : "";
        if (strcmp(code, "quarter") == 0)
            out->window_quarter = true;
        else if (strcmp(code, "year") == 0)
            out->window_year = true;
        else
            return error_set(err, ERR_USAGE,
                             "gongkai.lua: windows may hold \"quarter\" and \"year\", not \"%s\"",
                             code);
    }
    return true;
}

static bool read_thresholds(const Value *table, Config *out, Error *err)
{
    const Value *list = value_get(table, "star_thresholds");
    if (!list)
        return true;
    bool ok = list->kind == VALUE_LIST && list->count == 4;
    for (size_t i = 0; ok && i < 4; i++) {
        const Value *v = &list->items[i];
        ok = v->kind == VALUE_INT && v->integer >= 0 && v->integer <= 1000000 &&
             (i == 0 || v->integer < out->star_thresholds[i - 1]);
        if (ok)
            out->star_thresholds[i] = (int)v->integer;
    }
    return ok || error_set(err, ERR_USAGE,
                           "gongkai.lua: star_thresholds must be four falling whole numbers, "
                           "such as { 90, 80, 70, 60 }");
}

static bool read_phones(Arena *arena, const Value *table, Config *out, Error *err)
{
    const Value *list = value_list(table, "office_phones");
    out->office_phones = ARENA_NEW_ARRAY(arena, list->count, const char *);
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].kind != VALUE_TEXT)
            return error_set(err, ERR_USAGE,
                             "gongkai.lua: office_phones must hold texts in quotes");
        out->office_phones[out->office_phone_count++] = list->items[i].text;
    }
    return true;
}

static bool read_dates(const Value *table, Config *out, Error *err)
{
    const char *period = value_text(table, "period", ""), *since = value_text(table, "since", "");
    if (*period && !month_parse(period, &out->period))
        return error_set(err, ERR_USAGE, "gongkai.lua: period '%s' is not a month such as 2026-10",
                         period);
    if (*since && !day_parse(since, &out->since))
        return error_set(err, ERR_USAGE, "gongkai.lua: since '%s' is not a day such as 2021-09-01",
                         since);
    return true;
}

static bool check_cadence(const char *code, Error *err)
{
    static const char *const codes[] = {"",          "daily",  "weekly",   "monthly",
                                        "quarterly", "annual", "irregular"};
    return is_one_of(code, codes, COUNT(codes)) ||
           error_set(err, ERR_USAGE,
                     "gongkai.lua: cadence '%s' is none of daily, weekly, monthly, quarterly, "
                     "annual, irregular",
                     code);
}

/* What differs for single tables: render/terms.h. */
static bool check_datasets(const Value *table, Error *err)
{
    static const char *const keys[] = {"licence", "licence_url", "publisher", "contact", "cadence"};
    const Value *all = value_get(table, "datasets");
    bool ok = !all || all->kind == VALUE_MAP || all->count == 0;
    for (size_t i = 0; ok && all && i < all->count; i++) {
        const Value *own = &all->items[i];
        ok = own->kind == VALUE_MAP;
        for (size_t k = 0; ok && k < own->count; k++)
            ok = own->items[k].kind == VALUE_TEXT && is_one_of(own->keys[k], keys, COUNT(keys));
        if (ok && !check_cadence(value_text(own, "cadence", ""), err))
            return false;
    }
    return ok || error_set(err, ERR_USAGE,
                           "gongkai.lua: datasets must be such as { issues = { licence = \"…\", "
                           "licence_url = \"…\", publisher = \"…\", contact = \"…\", "
                           "cadence = \"quarterly\" } }");
}

/* How long a cell and a row may be, and how many columns there may be, before it is an error. */
static bool read_bounds(const Value *table, Config *out, Error *err)
{
    static const struct {
        const char *key;
        int64_t least, most;
    } keys[] = {{"cell", 4096, 16 << 20}, {"row", 4096, 64 << 20}, {"columns", 100, 16384}};
    int *const fields[] = {&out->bound_cell, &out->bound_row, &out->bound_columns};
    const Value *all = value_get(table, "bounds");
    bool ok = !all || all->kind == VALUE_MAP || all->count == 0;
    for (size_t i = 0; ok && all && i < all->count; i++) {
        size_t k = 0;
        while (k < COUNT(keys) && strcmp(keys[k].key, all->keys[i]) != 0)
            k++;
        const Value *v = &all->items[i];
        ok = k < COUNT(keys) && v->kind == VALUE_INT && v->integer >= keys[k].least &&
             v->integer <= keys[k].most;
        if (ok)
            *fields[k] = (int)v->integer;
    }
    ok = ok && (!out->bound_row || !out->bound_cell || out->bound_row >= out->bound_cell);
    return ok || error_set(err, ERR_USAGE,
                           "gongkai.lua: bounds must be such as { cell = 1048576, row = 4194304, "
                           "columns = 1000 }: bytes of a cell (4096 to 16 MiB) and of a row (no "
                           "less than a cell, to 64 MiB), columns (100 to 16384)");
}

/* Encodings by pattern of path; decode.h knows these names. */
static bool check_encodings(const Value *table, Error *err)
{
    static const char *const names[] = {"utf-8",  "utf8",  "gb18030",  "gbk",
                                        "gb2312", "cp936", "utf-16le", "utf-16be"};
    const Value *all = value_get(table, "encodings");
    if (all && all->kind != VALUE_MAP && all->count > 0)
        return error_set(
            err, ERR_USAGE,
            "gongkai.lua: encodings must be such as { [\"2026-10/*.csv\"] = \"gbk\" }");
    for (size_t i = 0; all && all->kind == VALUE_MAP && i < all->count; i++) {
        const Value *v = &all->items[i];
        bool known = false;
        for (size_t k = 0; v->kind == VALUE_TEXT && k < COUNT(names); k++)
            known |= strcasecmp(v->text, names[k]) == 0;
        if (!known)
            return error_set(
                err, ERR_USAGE,
                "gongkai.lua: the encoding '%s' of '%s' is none of utf-8, gb18030, gbk, "
                "gb2312, cp936, utf-16le, utf-16be; of others (big5) save the file as "
                "CSV UTF-8",
                v->kind == VALUE_TEXT ? v->text : "?", all->keys[i]);
    }
    return true;
}

/* The text at `key`, or `otherwise` where it is absent or empty. */
static const char *text_or(const Value *table, const char *key, const char *otherwise)
{
    const char *text = value_text(table, key, "");
    return *text ? text : otherwise;
}

bool config_read(Arena *arena, const Value *table, Config *out, Error *err)
{
    const Value *fonts = value_get(table, "fonts");
    if (table->kind == VALUE_MAP && !check_keys(table, err))
        return false;
    if (table->kind != VALUE_MAP && table->count > 0)
        return error_set(err, ERR_USAGE, "gongkai.lua must return a table of named values");
    *out = (Config){
        .name = text_or(table, "name", ""),
        .publisher = text_or(table, "publisher", ""),
        .contact = text_or(table, "contact", ""),
        .base_url = text_or(table, "base_url", ""),
        .city = text_or(table, "city", "本市"),
        .district = text_or(table, "district", "本区"),
        .place = text_or(table, "place", "default"),
        .period = MONTH_MISSING,
        .since = DAY_MISSING,
        .basic_counts = value_bool(table, "basic_counts", true),
        .star_scheme = text_or(table, "star_scheme", "star_rating"),
        .star_thresholds = {90, 80, 70, 60},
        .demo_level = text_or(table, "demo_level", "subdistrict"),
        .theme = text_or(table, "theme", "default"),
        .font_serif = text_or(table, "font_serif", value_text(fonts, "serif", "")),
        .font_sans = text_or(table, "font_sans", value_text(fonts, "sans", "")),
        .font_kai = text_or(table, "font_kai", value_text(fonts, "kai", "")),
        .raw = table,
    };
    int64_t base_year = value_int(table, "base_year", 0), k = value_int(table, "suppress_below", 5);
    if (base_year != 0 && (base_year < 1900 || base_year > 9999))
        return error_set(err, ERR_USAGE, "gongkai.lua: base_year %lld is not a year",
                         (long long)base_year);
    if (k < 1 || k > 1000)
        return error_set(err, ERR_USAGE, "gongkai.lua: suppress_below must be 1 to 1000");
    out->base_year = (int)base_year;
    out->suppress_below = (int)k;
    return check_cadence(value_text(table, "cadence", ""), err) && check_datasets(table, err) &&
           check_encodings(table, err) && read_bounds(table, out, err) &&
           read_dates(table, out, err) && read_windows(table, out, err) &&
           read_thresholds(table, out, err) && read_phones(arena, table, out, err);
}
