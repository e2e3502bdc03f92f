/* The first sheet of a print pack: what scripts say of notices is found, and becomes a list. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "doc/packlist.h"
#include "draft.h"

static const TableColumn two[] = {{"件", "", ALIGN_LEFT, 1}, {"到", "", ALIGN_LEFT, 1}};

static void section(Draft *draft, const char *anchor)
{
    heading(draft, 1, "一节");
    draft->blocks[draft->doc.block_count - 1].anchor = anchor;
}

/* Only tables of two columns under the anchor count, up to the next heading that has one. */
static void rows_stand_under_their_anchor(void **state)
{
    (void)state;
    static const char *const post[] = {"甲件", "到11月7日", "乙件", "到11月9日"};
    static const char *const take[] = {"丙件", "10月17日"}, *const wide[] = {"丁件", "x", "y"};
    Draft draft;
    const TableRow **rows;
    start(&draft, "");
    table(&draft, two, 2, take, 1, ROW_BODY); /* before any heading */
    section(&draft, PACKLIST_POST);
    table(&draft, two, 2, post, 2, ROW_BODY);
    table(&draft, money_columns, 3, wide, 1, ROW_BODY);
    heading(&draft, 2, "小节");
    table(&draft, two, 2, post + 2, 1, ROW_BODY);
    section(&draft, PACKLIST_TAKE);
    table(&draft, two, 2, take, 1, ROW_BODY);
    assert_int_equal(packlist_rows(draft.arena, &draft.doc, PACKLIST_POST, &rows), 3);
    assert_string_equal(rows[0]->cells[0], "甲件");
    assert_string_equal(rows[2]->cells[0], "乙件");
    assert_int_equal(packlist_rows(draft.arena, &draft.doc, PACKLIST_TAKE, &rows), 1);
    assert_string_equal(rows[0]->cells[1], "10月17日");
    assert_int_equal(packlist_rows(draft.arena, &draft.doc, "pack-other", &rows), 0);
    assert_string_equal(packlist_find(draft.arena, &draft.doc, PACKLIST_POST, "乙件"), "到11月9日");
    assert_string_equal(packlist_find(draft.arena, &draft.doc, PACKLIST_POST, "丙件"), "");
    arena_free(draft.arena);
}

/* Papers in posting order with their pages; sheets of either size are counted by themselves. */
static void papers_become_a_list(void **state)
{
    (void)state;
    static const PackPaper papers[] = {{"芦汀苑", "公示", "A4", "到12月4日", 2, 6},
                                       {"芦汀苑", "表决结果", "A4", "", 8, 1},
                                       {"芦汀苑", "海报", "A3", "", 9, 1}};
    static const PackOld old[] = {{"芦汀苑", "上月公示", "11月5日公示期满后"}};
    Arena *arena = arena_new();
    Document doc = {0};
    packlist_write(arena, "张贴清单", papers, 3, old, 1, &doc);
    assert_string_equal(doc.title, "张贴清单");
    assert_int_equal(doc.block_count, 5);
    assert_non_null(strstr(doc.blocks[0].text, "以下3件"));
    assert_non_null(strstr(doc.blocks[0].text, "A4共7页"));
    assert_non_null(strstr(doc.blocks[0].text, "A3共1页"));
    const Block *post = &doc.blocks[2], *take = &doc.blocks[4];
    assert_int_equal(post->row_count, 3);
    assert_string_equal(post->rows[0].cells[0], "1");
    assert_string_equal(post->rows[0].cells[4], "第2—7页");
    assert_string_equal(post->rows[0].cells[5], "到12月4日");
    assert_string_equal(post->rows[1].cells[4], "第8页");
    assert_string_equal(post->rows[2].cells[3], "A3");
    assert_int_equal(take->row_count, 1);
    assert_string_equal(take->rows[0].cells[2], "11月5日公示期满后");
    /* Nothing to take down is said. */
    packlist_write(arena, "张贴清单", papers, 3, NULL, 0, &doc);
    assert_int_equal(doc.block_count, 5);
    assert_int_equal(doc.blocks[4].kind, BLOCK_PROSE);
    assert_non_null(strstr(doc.blocks[4].text, "没有"));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_stand_under_their_anchor),
        cmocka_unit_test(papers_become_a_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
