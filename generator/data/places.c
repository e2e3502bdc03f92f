/*
 * places.c - names of compounds and of the scopes above them; see intake.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/intake.h"
#include "data/label.h"

struct Places {
    const Intake *intake;
    const Table *table;
    Strings *names;
    int32_t *rows; /* name -> row of T01, PLACE_NONE, PLACE_AMBIGUOUS */
    size_t capacity;
    TextMap of_cell;   /* text in the data set -> row of T01 and PLACES_ASKED; looked up once */
    int levels[4];     /* columns of T01 from the community up; -1 */
    Strings *folds;    /* of all names of scopes */
    uint32_t *fold_of; /* [level * rows + row of T01] */
    const char **labels;
    size_t label_count;
    LabelKey *keys;  /* of the labels; made at the first need */
    char asked[128]; /* the last text that places_nearest() was asked for, and what it said */
    const char *said;
    Strings *scopes; /* ids of all scopes, once one was asked for */
};

static void add_name(Places *p, const char *text, size_t length, int32_t row)
{
    char fold[256];
    size_t n = label_fold(text, length, fold, sizeof fold);
    if (n == 0)
        return;
    uint32_t number = strings_intern(p->names, fold, n);
    size_t old = p->capacity;
    GROW(p->rows, p->capacity, (size_t)number + 1);
    for (size_t i = old; i < p->capacity; i++)
        p->rows[i] = PLACE_NONE;
    if (p->rows[number] == PLACE_NONE)
        p->rows[number] = row;
    else if (p->rows[number] != row)
        p->rows[number] = PLACE_AMBIGUOUS;
}

static void add_aliases(Places *p, const char *list, int32_t row)
{
    static const char *const marks[] = {"、", "，", ",", ";", "；", "/", "|", "\n"};
    const char *start = list, *at = list;
    while (*at) {
        size_t n = 0;
        for (size_t i = 0; i < sizeof marks / sizeof *marks && !n; i++)
            if (strncmp(at, marks[i], strlen(marks[i])) == 0)
                n = strlen(marks[i]);
        if (!n) {
            at++;
            continue;
        }
        add_name(p, start, (size_t)(at - start), row);
        at += n;
        start = at;
    }
    add_name(p, start, (size_t)(at - start), row);
}

static const char *level_text(const Places *p, size_t row, int level)
{
    int column = p->levels[level];
    const char *text = column >= 0 ? table_text(p->table, row, (size_t)column) : "";
    if (*text || level < 2)
        return text;
    return level == 2 ? p->intake->config->district : p->intake->config->city;
}

static void fold_levels(Places *p)
{
    size_t rows = table_rows(p->table);
    p->fold_of = memory_alloc((4 * rows + 1) * sizeof *p->fold_of);
    for (size_t i = 0; i < 4 * rows; i++) {
        char fold[256];
        const char *name = level_text(p, i % rows, (int)(i / rows));
        size_t n = label_fold(name, strlen(name), fold, sizeof fold);
        p->fold_of[i] = strings_intern(p->folds, fold, n);
    }
}

Places *places_new(Intake *intake)
{
    Places *p = memory_alloc(sizeof *p);
    static const char *const levels[] = {"community", "subdistrict", "district", "city"};
    p->intake = intake;
    p->names = strings_new();
    p->folds = strings_new();
    p->table = dataset_find(intake->data, "compounds");
    if (!p->table)
        return p;
    const TableSchema *schema = table_schema(p->table);
    int aliases = schema_column(schema, "aliases");
    size_t rows = table_rows(p->table);
    p->labels = ARENA_NEW_ARRAY(intake->arena, rows, const char *);
    for (size_t r = 0; r < rows; r++) { /* ids first: they are never ambiguous with a name */
        const char *id = table_text(p->table, r, (size_t)schema->compound_id);
        add_name(p, id, strlen(id), (int32_t)r);
    }
    for (size_t r = 0; r < rows; r++) {
        const char *name = table_text(p->table, r, (size_t)schema->compound_name);
        add_name(p, name, strlen(name), (int32_t)r);
        p->labels[p->label_count++] = name;
        if (aliases >= 0)
            add_aliases(p, table_text(p->table, r, (size_t)aliases), (int32_t)r);
    }
    for (int i = 0; i < 4; i++)
        p->levels[i] = schema_column(schema, levels[i]);
    fold_levels(p);
    return p;
}

void places_free(Places *p)
{
    strings_free(p->names);
    strings_free(p->folds);
    free(p->fold_of);
    if (p->scopes)
        strings_free(p->scopes);
    free(p->rows);
    text_map_close(&p->of_cell);
    free(p->keys);
    free(p);
}

size_t places_count(const Places *p)
{
    return p->table ? table_rows(p->table) : 0;
}

static int32_t find_name(const Places *p, const char *text)
{
    char fold[256];
    size_t n = label_fold(text, strlen(text), fold, sizeof fold);
    uint32_t number = n ? strings_lookup(p->names, fold, n) : UINT32_MAX;
    return number == UINT32_MAX || number == 0 ? PLACE_NONE : p->rows[number];
}

int32_t places_compound(const Places *p, const char *text)
{
    int32_t row = find_name(p, text);
    return row < 0 ? -1 : row;
}

/* Added to a row, PLACE_NONE or PLACE_AMBIGUOUS: 0 says that nobody has asked yet. */
#define PLACES_ASKED 3

int32_t places_of_cell(Places *p, int64_t cell)
{
    if (cell <= 0)
        return PLACE_NONE;
    uint32_t *known = text_map_at(&p->of_cell, cell);
    if (!known) { /* ids that count up have numbers of their own: no array by number holds them */
        dataset_map(p->intake->data, &p->of_cell);
        known = text_map_at(&p->of_cell, cell);
    }
    if (!known)
        return PLACE_NONE;
    if (*known == 0)
        *known = (uint32_t)(find_name(p, dataset_text(p->intake->data, cell)) + PLACES_ASKED);
    return (int32_t)*known - PLACES_ASKED;
}

void places_learn(Places *p)
{
    for (size_t r = 0; r < places_count(p); r++) {
        const TableSchema *schema = table_schema(p->table);
        places_of_cell(p, table_cell(p->table, r, (size_t)schema->compound_id));
        places_of_cell(p, table_cell(p->table, r, (size_t)schema->compound_name));
    }
}

int32_t places_known(const Places *p, int64_t cell)
{
    const uint32_t *known = text_map_at(&p->of_cell, cell);
    return known && *known ? (int32_t)*known - PLACES_ASKED : PLACE_NONE;
}

/* 永悦华府二期 and 永悦华府东区 are not 永悦华府: whether the name goes on behind what was found.
 */
static bool goes_on(const char *behind)
{
    static const char *const marks[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九",
                                        "十", "东", "南", "西", "北", "中", "新", "老", "第"};
    static const char *const parts[] = {"期", "区", "苑", "园", "院", "组团", "村", "里"};
    size_t n = 0;
    behind += strspn(behind, "(");
    for (bool more = true; more;) {
        size_t step = strspn(behind + n, "0123456789");
        if (!step && !n && behind[0] >= 'a' && behind[0] <= 'z')
            step = 1;
        for (size_t i = 0; i < sizeof marks / sizeof *marks && !step; i++)
            if (strncmp(behind + n, marks[i], 3) == 0)
                step = 3;
        n += step;
        more = step > 0;
    }
    for (size_t i = 0; n > 0 && i < sizeof parts / sizeof *parts; i++)
        if (strncmp(behind + n, parts[i], strlen(parts[i])) == 0)
            return strncmp(behind + n, "里面", 6) != 0;
    return false;
}

static bool is_any(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strncmp(text, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

/* 新永悦华府, 除永悦华府外. */
static bool begins_before(const char *text, const char *at)
{
    static const char *const marks[] = {"新", "老", "大", "小", "东", "西", "南", "北", "中",
                                        "上", "下", "前", "后", "除", "非", "原", "旧", "不含"};
    return at - text >= 3 && is_any(at - 3, marks, sizeof marks / sizeof *marks);
}

/* 永悦华府等3个小区, 永悦华府、世纪花园: there are more. */
static bool has_company(const char *behind)
{
    static const char *const marks[] = {"等", "、", "及", "和", "与"};
    return is_any(behind, marks, sizeof marks / sizeof *marks) && strncmp(behind, "等级", 6) != 0;
}

/* Whether the folded name stands in the text as a whole name. */
static bool stands_in(const char *text, const char *name)
{
    size_t n = strlen(name);
    for (const char *at = text; (at = strstr(at, name)); at += n)
        if (!goes_on(at + n) && !begins_before(text, at))
            return true;
    return false;
}

static size_t longest_compound(const Places *p, const char *fold, bool inside, int32_t *row)
{
    size_t best = 0, length = strlen(fold);
    if (!inside) {
        uint32_t number = strings_lookup(p->names, fold, length);
        bool found = number != UINT32_MAX && number != 0 && p->rows[number] >= 0;
        *row = found ? p->rows[number] : *row;
        return found ? length : 0;
    }
    for (uint32_t i = 1; i < strings_count(p->names); i++) {
        const char *name = strings_at(p->names, i);
        size_t n = strlen(name);
        if (p->rows[i] < 0 || n <= best || n < 6 || !stands_in(fold, name))
            continue;
        best = n;
        *row = p->rows[i];
    }
    return best;
}

/*
 * By the number of a folded name: its length where the folded text is it (or, with `inside`,
 * contains it); else 0.
 */
static size_t *match_lengths(const Places *p, const char *text, bool inside)
{
    size_t *lengths = memory_alloc(strings_count(p->folds) * sizeof *lengths);
    for (uint32_t i = 1; i < strings_count(p->folds); i++) {
        size_t n;
        const char *name = strings_text(p->folds, i, &n);
        if (n >= 6 && (inside ? strstr(text, name) != NULL : strcmp(text, name) == 0))
            lengths[i] = n; /* one character names nothing */
    }
    return lengths;
}

bool places_cover(const Places *p, const char *text, bool inside, bool *covers)
{
    char fold[512];
    int32_t row = PLACE_NONE;
    if (!p->table || label_fold(text, strlen(text), fold, sizeof fold) == 0)
        return false;
    size_t rows = table_rows(p->table), best = longest_compound(p, fold, inside, &row);
    if (row >= 0)
        covers[row] = true;
    size_t *lengths = match_lengths(p, fold, inside);
    for (size_t level = 0; level < 4; level++) {
        const uint32_t *names = &p->fold_of[level * rows];
        size_t longest = best;
        for (size_t r = 0; r < rows; r++)
            longest = lengths[names[r]] > longest ? lengths[names[r]] : longest;
        if (longest <= best)
            continue;
        best = longest;
        for (size_t r = 0; r < rows; r++)
            covers[r] = lengths[names[r]] == best;
    }
    free(lengths);
    return best > 0;
}

/* 台州市/黄岩区/东城街道: the names from the city down to this level (0 the community). */
static void scope_path(const Places *p, size_t row, int level, char path[1024])
{
    path[0] = '\0';
    for (int l = 3; l >= level; l--)
        snprintf(path + strlen(path), 1024 - strlen(path), "%s%s", l < 3 ? "/" : "",
                 level_text(p, row, l));
}

/* As text: the level's digit and the id of compound r's scope there. */
static void scope_key(const Places *p, size_t r, int level, char key[1100])
{
    char path[1024];
    if (level > 0)
        scope_path(p, r, level - 1, path);
    snprintf(key, 1100, "%d%s", level,
             level > 0 ? path
                       : table_text(p->table, r, (size_t)table_schema(p->table)->compound_id));
}

bool places_is_scope(Places *p, int level, const char *id, const char **example)
{
    char key[1100];
    if (!p->scopes) {
        p->scopes = strings_new();
        for (size_t r = 0; r < places_count(p); r++)
            for (int l = 0; l < 5; l++) {
                scope_key(p, r, l, key);
                strings_intern(p->scopes, key, strlen(key));
            }
    }
    char asked[1100];
    snprintf(asked, sizeof asked, "%d%s", level, id);
    if (strings_lookup(p->scopes, asked, strlen(asked)) != UINT32_MAX)
        return true;
    size_t like = 0; /* the one of this name, if there is one */
    for (size_t r = 0; r < places_count(p); r++)
        if (level > 0 ? strcmp(level_text(p, r, level - 1), id) == 0
                      : strcmp(p->labels[r], id) == 0)
            like = r;
    scope_key(p, like, level, key);
    *example = arena_strdup(p->intake->arena, key + 1);
    return false;
}

bool places_cover_id(const Places *p, const char *id, bool *covers)
{
    bool any = false;
    for (size_t r = 0; r < places_count(p); r++)
        for (int level = 0; level < 4; level++) {
            char path[1024];
            scope_path(p, r, level, path);
            if (strcmp(path, id) == 0)
                covers[r] = any = true;
        }
    return any || places_cover(p, id, false, covers);
}

/* Whether two compounds lie in the same scope of this level: all names from there up are equal. */
static bool same_scope(const Places *p, size_t a, size_t b, int level)
{
    for (int l = level; l < 4; l++)
        if (strcmp(level_text(p, a, l), level_text(p, b, l)) != 0)
            return false;
    return true;
}

void places_widen(const Places *p, bool *covers)
{
    size_t count = places_count(p), marked = 0, first = 0;
    for (size_t r = 0; r < count; r++)
        if (covers[r] && marked++ == 0)
            first = r;
    if (marked <= 1)
        return;
    for (int level = 0; level < 4; level++) {
        bool all = true;
        for (size_t r = 0; r < count && all; r++)
            all = !covers[r] || same_scope(p, first, r, level);
        if (!all)
            continue;
        for (size_t r = 0; r < count; r++)
            covers[r] = same_scope(p, first, r, level);
        return;
    }
    for (size_t r = 0; r < count; r++)
        covers[r] = true;
}

const char *places_nearest(Places *p, const char *text)
{
    size_t length = strlen(text);
    if (length && strcmp(text, p->asked) == 0)
        return p->said;
    if (!p->keys) {
        p->keys = memory_alloc(p->label_count * sizeof *p->keys + 1);
        for (size_t i = 0; i < p->label_count; i++)
            p->keys[i] = label_key(p->labels[i]);
    }
    int near = label_nearest_of(text, p->keys, p->label_count);
    const char *said = near < 0 ? NULL : p->labels[near];
    if (length < sizeof p->asked) {
        memcpy(p->asked, text, length + 1);
        p->said = said;
    }
    return said;
}

int32_t places_of_sheet(const Places *p, const Sheet *sheet)
{
    int32_t place = places_compound(p, sheet->reporter);
    if (place >= 0)
        return place;
    for (size_t end = strlen(sheet->folder); end > 0;) { /* the innermost folder first */
        size_t start = end;
        while (start > 0 && sheet->folder[start - 1] != '/')
            start--;
        char name[256];
        snprintf(name, sizeof name, "%.*s", (int)(end - start), sheet->folder + start);
        place = places_compound(p, name);
        if (place >= 0)
            return place;
        end = start > 0 ? start - 1 : 0;
    }
    /* A compound's whole name inside the title; two different ones decide nothing. */
    char title[1024];
    label_fold(sheet->title, strlen(sheet->title), title, sizeof title);
    for (size_t r = 0; r < p->label_count; r++) {
        char name[256];
        if (label_fold(p->labels[r], strlen(p->labels[r]), name, sizeof name) < 6 ||
            !stands_in(title, name))
            continue;
        if (has_company(strstr(title, name) + strlen(name)))
            return -1;
        if (places_compound(p, p->labels[r]) < 0)
            return -1; /* two compounds go by this name */
        if (place >= 0 && strlen(p->labels[place]) >= strlen(p->labels[r]) &&
            strstr(p->labels[place], p->labels[r]))
            continue;
        if (place >= 0 && !strstr(p->labels[r], p->labels[place]))
            return -1;
        place = (int32_t)r;
    }
    return place;
}
