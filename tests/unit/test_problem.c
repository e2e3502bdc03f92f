/* test_problem.c - what is told, in which order and in which words. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "data/problem.h"

static const Problem plain = {.code = "c",
                              .file = "f.csv",
                              .row = 2,
                              .column = 7,
                              .column_name = "days",
                              .header = "天数",
                              .value = "十一",
                              .expected_zh = "不是整数",
                              .expected_en = "is no whole number",
                              .advice_zh = "请填写数字",
                              .advice_en = "give a number"};

static void letters(void **state)
{
    (void)state;
    static const struct {
        int column;
        const char *letter;
    } rows[] = {{-1, ""},    {0, "A"},     {25, "Z"},     {26, "AA"},
                {701, "ZZ"}, {702, "AAA"}, {16383, "XFD"}};
    char out[8];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(problem_letter(rows[i].column, out), rows[i].letter);
}

static void assert_lines(Arena *arena, const Problem *p, const char *zh, const char *en)
{
    assert_string_equal(problem_line(arena, p, false), zh);
    assert_string_equal(problem_line(arena, p, true), en);
}

/* Every part may be missing, and the line still reads well. */
static void lines(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Problem p = plain;
    assert_lines(arena, &p, "f.csv 第2行 H列“天数”：“十一”不是整数；请填写数字",
                 "f.csv row 2 column H \"天数\": \"十一\" is no whole number; give a number");
    p.column = -1;
    assert_lines(arena, &p, "f.csv 第2行 “天数”：“十一”不是整数；请填写数字",
                 "f.csv row 2 \"天数\": \"十一\" is no whole number; give a number");
    p.header = p.value = p.advice_zh = p.advice_en = "";
    assert_lines(arena, &p, "f.csv 第2行：不是整数", "f.csv row 2: is no whole number");
    p.row = 0;
    assert_lines(arena, &p, "f.csv：不是整数", "f.csv: is no whole number");
    p.file = "";
    assert_lines(arena, &p, "不是整数", "is no whole number");
    p.row = 3;
    assert_lines(arena, &p, "第3行：不是整数", "row 3: is no whole number");
    p.expected_zh = p.expected_en = "";
    p.row = 0;
    assert_lines(arena, &p, "", "");
    /* A long cell of several lines stays one short line, cut between characters. */
    char value[200] = "一\n二\x7F";
    for (int i = 0; i < 50; i++)
        strcat(value, "三");
    value[199] = '\0';
    p.value = value;
    const char *line = problem_line(arena, &p, false);
    assert_true(strncmp(line, "“一 二 三", strlen("“一 二 三")) == 0);
    assert_non_null(strstr(line, "三…”"));
    arena_free(arena);
}

/* By file, row, column, code, value and words; and nothing of the caller's is kept. */
static void order(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Problems *problems = problems_new(arena);
    problems_sort(problems);
    static const struct {
        const char *file;
        int row, column;
        const char *code, *value, *zh;
    } rows[] = {{"a", 1, 1, "x", "v", "z"}, {"a", 1, 1, "x", "v", "y"}, {"a", 1, 1, "x", "u", "z"},
                {"a", 1, 1, "w", "v", "z"}, {"a", 1, 0, "x", "v", "z"}, {"a", 0, 1, "x", "v", "z"},
                {"", 9, 9, "x", "v", "z"},  {"b", 0, 0, "x", "v", "z"}};
    for (size_t i = 0; i < 8; i++) {
        Problem p = plain;
        p.severity = i % 2 ? SEVERITY_ERROR : SEVERITY_NOTE;
        p.file = rows[i].file;
        p.row = rows[i].row;
        p.column = rows[i].column;
        p.code = rows[i].code;
        p.value = rows[i].value;
        p.expected_zh = rows[i].zh;
        problems_add(problems, &p);
    }
    problems_sort(problems);
    static const size_t sorted[] = {6, 5, 4, 3, 2, 1, 0, 7};
    for (size_t i = 0; i < 8; i++) {
        const Problem *p = problems_at(problems, i);
        size_t r = sorted[i];
        if (strcmp(p->file, rows[r].file) != 0 || p->row != rows[r].row ||
            p->column != rows[r].column || strcmp(p->code, rows[r].code) != 0 ||
            strcmp(p->value, rows[r].value) != 0 || strcmp(p->expected_zh, rows[r].zh) != 0)
            fail_msg("%zu stands in the place of %zu", r, i);
    }
    assert_int_equal(problems_count_of(problems, SEVERITY_ERROR), 4);
    assert_int_equal(problems_count_of(problems, SEVERITY_NOTE), 4);
    arena_free(arena);
}

/* A cell of a mebibyte is not kept whole; many problems are. */
static void much(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Problems *problems = problems_new(arena), *more = problems_new(arena);
    char *value = malloc(3001);
    for (int i = 0; i < 1000; i++)
        memcpy(value + 3 * i, "三", 3);
    value[3000] = '\0';
    Problem p = plain;
    p.value = value;
    problems_add(problems, &p);
    value[1] = '\0';
    p.value = NULL;
    problems_add(problems, &p);
    for (int i = 0; i < 200; i++) {
        p.row = i;
        problems_add(more, &p);
    }
    problems_take(problems, more);
    assert_int_equal(problems_count(problems), 202);
    assert_int_equal(strlen(problems_at(problems, 0)->value), 600 + strlen("…"));
    assert_string_equal(problems_at(problems, 1)->value, "");
    assert_int_equal(problems_at(problems, 201)->row, 199);
    memmove(value, "x三", 5); /* the cut falls within a character: it goes whole */
    for (int i = 0; i < 300; i++)
        memcpy(value + 1 + 3 * i, "三", 3);
    value[901] = '\0';
    p.value = value;
    problems_add(problems, &p);
    assert_int_equal(strlen(problems_at(problems, 202)->value), 598 + strlen("…"));
    free(value);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(letters), cmocka_unit_test(lines),
                                       cmocka_unit_test(order), cmocka_unit_test(much)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
