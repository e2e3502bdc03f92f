/* test_press.c - style and fonts are the same in a thread and without; what is wrong is told late.
 */
#include "unit.h"

#include <stdlib.h>

#include "base/file.h"
#include "press.h"

static const Config *config_of(const char *theme)
{
    static Config config;
    config = (Config){.theme = theme, .name = "鹭桥社区四公开", .publisher = "", .contact = ""};
    return &config;
}

static void a_thread_changes_nothing(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Error err = {0};
    Press *here = press_begin(arena, ".", ".", config_of("default"), false);
    /* Last: each begins with a process for the theme, and none is forked while a thread works. */
    Press *apart = press_begin(arena, ".", ".", config_of("default"), true);
    press_wait(apart);
    if (!press_use(apart, &err) || !press_use(here, &err))
        fail_msg("%s", err.text);
    assert_string_equal(pdf_fonts_describe(press_fonts(apart)),
                        pdf_fonts_describe(press_fonts(here)));
    assert_string_equal(press_style(apart)->digest, press_style(here)->digest);
    assert_non_null(press_maker(apart));
    assert_string_equal(press_maker(apart), press_maker(here));
    assert_true(press_files(apart)->count > 1);
    assert_int_equal(press_files(apart)->count, press_files(here)->count);
    press_close(apart);
    press_close(here);
    press_wait(NULL);
    press_close(NULL);
    arena_free(arena);
}

static void what_is_wrong_is_told_when_it_is_needed(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Error err = {0};
    char folder[] = "/tmp/gongkai-press-XXXXXX";
    assert_non_null(mkdtemp(folder));
    const char *page = "return { colour = 'red' }\n";
    assert_true(
        file_write(path_join(arena, folder, "themes/odd/pdf.lua"), page, strlen(page), &err));
    Press *press = press_begin(arena, folder, ".", config_of("odd"), true);
    press_wait(press);
    assert_false(press_use(press, &err));
    assert_int_equal(err.code, ERR_USAGE);
    assert_non_null(strstr(err.text, "themes/odd/pdf.lua"));
    assert_false(press_use(press, &err));
    press_close(press);
    assert_true(folder_remove(folder, &err));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_thread_changes_nothing),
                                       cmocka_unit_test(what_is_wrong_is_told_when_it_is_needed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
