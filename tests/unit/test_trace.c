/* test_trace.c - the texts of a row are found in every form that files give them. */
#include "unit.h"

#include "publish/trace.h"
#include "render/zip.h"

static bool holds(const char *sought, const char *text)
{
    Arena *arena = arena_new();
    Trace *trace = trace_new(arena);
    trace_add(trace, sought);
    bool found = trace_in_file(trace, text, strlen(text));
    arena_free(arena);
    return found;
}

static void a_text_is_found_in_every_form(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"屋面2号防水维修", "<td>屋面2号防水维修</td>"},
        {"屋面2号防水维修", "屋面2号防\n水维修"},             /* over two lines of a PDF */
        {"屋面2号防水维修", "屋面 2 号<wbr>防水<b>维修</b>"}, /* room and marks between */
        {"甲公司&乙公司联合体", "甲公司&amp;乙公司联合体"},
        {"“甲”<乙>与\"丙\"公司", "“甲”&lt;乙&gt;与&quot;丙&#34;公司"},
        {"一行文字\n又一行文字", "一行文字<br>又一行文字"},
        {"称为\"甲\"的公司", "\"称为\"\"甲\"\"的公司\""}, /* CSV */
        {"称为\"甲\"的公司", "\"称为\\\"甲\\\"的公司\""}, /* JSON */
        {"五*星*级的小区物业", "五\\*星\\*级的小区物业"}, /* Markdown */
        {"WX-2", "编号 WX-2，已付"},
        {"WX-2", "WX-2"},
        {"WX-2", "WX-21, WX-2"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!holds(rows[i][0], rows[i][1]))
            fail_msg("'%s' is not found in '%s'", rows[i][0], rows[i][1]);
}

static void another_text_is_not_found(void **state)
{
    (void)state;
    static const char *const rows[][2] = {{"WX-2", "WX-21"},
                                          {"WX-2", "AWX-2"},
                                          {"屋面2号防水维修", "屋面2号"},
                                          {"WX-2", "WX-\n2"},
                                          {"屋面2号防水维修", "屋面3号防水维修"},
                                          {"WX-2", ""}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (holds(rows[i][0], rows[i][1]))
            fail_msg("'%s' and '%s'", rows[i][0], rows[i][1]);
}

static void archives_are_opened(void **state)
{
    (void)state;
    Buffer out = {0};
    ZipArchive *archive = zip_archive_new(6);
    const char *text = "编号,名称\nWX-2,屋面2号防水维修\n";
    zip_archive_add(archive, "a.csv", text, strlen(text));
    assert_true(zip_archive_finish(archive, &out, NULL));
    Arena *arena = arena_new();
    Trace *trace = trace_new(arena);
    trace_add(trace, "");
    assert_false(trace_in_file(trace, out.bytes, out.length));
    trace_add(trace, "屋面2号防水维修");
    trace_add(trace, "屋面2号防水维修");
    assert_true(trace_in_file(trace, out.bytes, out.length));
    arena_free(arena);
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_found_in_every_form),
        cmocka_unit_test(another_text_is_not_found),
        cmocka_unit_test(archives_are_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
