/* problem.c - see problem.h; the words of each code are where the problem is found. */
#include "data/problem.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

struct Problems {
    Arena *arena;
    Problem **items; /* in the arena, doubled: pointers so that sorting is cheap */
    size_t count, capacity;
    size_t of[3];
};

Problems *problems_new(Arena *arena)
{
    Problems *problems = ARENA_NEW(arena, Problems);
    problems->arena = arena;
    return problems;
}

static const char *copy(Arena *arena, const char *text)
{
    return text && *text ? arena_strdup(arena, text) : "";
}

#define VALUE_MAX 600 /* bytes of a cell that are shown */

/* A long cell, cut between characters. */
static const char *copy_value(Arena *arena, const char *text)
{
    size_t length = text ? strlen(text) : 0;
    if (length <= VALUE_MAX)
        return copy(arena, text);
    for (length = VALUE_MAX; (text[length] & 0xC0) == 0x80;)
        length--;
    return arena_printf(arena, "%.*s…", (int)length, text);
}

static void add_item(Problems *problems, Problem *item)
{
    Arena *arena = problems->arena;
    if (problems->count == problems->capacity) {
        size_t capacity = problems->capacity ? problems->capacity * 2 : 64;
        Problem **items = ARENA_NEW_ARRAY(arena, capacity, Problem *);
        if (problems->count)
            memcpy(items, problems->items, problems->count * sizeof *items);
        problems->items = items;
        problems->capacity = capacity;
    }
    problems->items[problems->count++] = item;
    problems->of[item->severity]++;
}

void problems_take(Problems *problems, const Problems *from)
{
    for (size_t i = 0; i < from->count; i++)
        add_item(problems, from->items[i]);
}

void problems_take_one(Problems *problems, Problems *from, size_t i, int rows)
{
    Problem *item = from->items[i];
    if (item->row > 0)
        item->row += rows;
    add_item(problems, item);
}

void problems_add(Problems *problems, const Problem *problem)
{
    Arena *arena = problems->arena;
    Problem *p = ARENA_NEW(arena, Problem);
    *p = *problem;
    p->code = copy(arena, problem->code);
    p->file = copy(arena, problem->file);
    p->column_name = copy(arena, problem->column_name);
    p->header = copy(arena, problem->header);
    p->value = copy_value(arena, problem->value);
    p->expected_zh = copy(arena, problem->expected_zh);
    p->expected_en = copy(arena, problem->expected_en);
    p->advice_zh = copy(arena, problem->advice_zh);
    p->advice_en = copy(arena, problem->advice_en);
    add_item(problems, p);
}

size_t problems_count(const Problems *problems)
{
    return problems->count;
}

size_t problems_count_of(const Problems *problems, Severity severity)
{
    return problems->of[severity];
}

const Problem *problems_at(const Problems *problems, size_t i)
{
    return problems->items[i];
}

static int by_place(const void *a, const void *b)
{
    const Problem *x = *(Problem *const *)a, *y = *(Problem *const *)b;
    int order = strcmp(x->file, y->file);
    if (!order)
        order = (x->row > y->row) - (x->row < y->row);
    if (!order)
        order = (x->column > y->column) - (x->column < y->column);
    if (!order)
        order = strcmp(x->code, y->code);
    if (!order)
        order = strcmp(x->value, y->value);
    return order ? order : strcmp(x->expected_zh, y->expected_zh);
}

void problems_sort(Problems *problems)
{
    if (problems->count > 1)
        qsort(problems->items, problems->count, sizeof *problems->items, by_place);
}

char *problem_letter(int column, char *out)
{
    char text[8];
    size_t n = 0;
    for (int c = column; c >= 0 && n < 7; c = c / 26 - 1)
        text[n++] = (char)('A' + c % 26);
    for (size_t i = 0; i < n; i++)
        out[i] = text[n - 1 - i];
    out[n] = '\0';
    return out;
}

/* A long or multi-line cell, shortened between characters so that a line stays a line. */
static void put_value(Buffer *out, const char *value)
{
    size_t shown = 0;
    for (const char *at = value; *at; at++) {
        bool start = (*at & 0xC0) != 0x80;
        if (start && shown++ == 40) {
            buffer_text(out, "…");
            return;
        }
        buffer_char(out, (unsigned char)*at < 0x20 || *at == 0x7F ? ' ' : *at);
    }
}

char *problem_line(Arena *arena, const Problem *p, bool english)
{
    Buffer line = {0};
    char letter[8];
    buffer_text(&line, p->file);
    if (p->row > 0)
        buffer_printf(&line, english ? "%srow %d" : "%s第%d行", *p->file ? " " : "", p->row);
    if (p->column >= 0)
        buffer_printf(&line, english ? " column %s" : " %s列", problem_letter(p->column, letter));
    if (*p->header) {
        buffer_text(&line, english ? " \"" : p->column >= 0 ? "“" : " “");
        put_value(&line, p->header);
        buffer_text(&line, english ? "\"" : "”");
    }
    if (line.length)
        buffer_text(&line, english ? ": " : "：");
    if (*p->value) {
        buffer_text(&line, english ? "\"" : "“");
        put_value(&line, p->value);
        buffer_text(&line, english ? "\" " : "”");
    }
    buffer_text(&line, english ? p->expected_en : p->expected_zh);
    const char *advice = english ? p->advice_en : p->advice_zh;
    if (*advice)
        buffer_printf(&line, english ? "; %s" : "；%s", advice);
    char *text = arena_copy(arena, line.bytes ? line.bytes : "", line.length);
    buffer_free(&line);
    return text;
}
