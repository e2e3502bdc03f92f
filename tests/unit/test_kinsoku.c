/* Where Chinese lines may break. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/utf8.h"
#include "render/pdf/kinsoku.h"

/* The text with | where a line may break and : where it may in need. */
static const char *broken(const char *text)
{
    static char out[512];
    uint32_t c[128] = {0};
    uint8_t breaks[128] = {0};
    size_t count = 0, length = strlen(text), step, n = 0;
    for (size_t i = 0; i < length; i += step)
        c[count++] = utf8_decode(text + i, length - i, &step);
    kinsoku_breaks(c, count, breaks);
    for (size_t i = 0; i < count; i++) {
        if (breaks[i] != BREAK_NONE)
            out[n++] = breaks[i] == BREAK_USUAL ? '|' : ':';
        n += utf8_encode(c[i], out + n);
    }
    out[n] = '\0';
    return out;
}

static void punctuation_keeps_its_side(void **state)
{
    (void)state;
    assert_string_equal(broken("甲，乙。"), "甲，|乙。");
    assert_string_equal(broken("见《办法》（一）。"), "见|《办|法》|（一）。");
    assert_string_equal(broken("“四公开”公示"), "“四|公|开”|公|示");
    assert_string_equal(broken("甲——乙……丙"), "甲——|乙……|丙");
    assert_string_equal(broken("张·李～王"), "张·|李～|王");
}

static void figures_keep_their_units(void **state)
{
    (void)state;
    assert_string_equal(broken("共30日止"), "共|30日|止");
    assert_string_equal(broken("约2400平方米处"), "约|2400平方米|处");
    assert_string_equal(broken("率98.35%以上"), "率|98.35%|以|上");
    assert_string_equal(broken("¥1,234.50元"), "¥1,234.50元");
    assert_string_equal(broken("7、8幢外墙"), "7、8幢|外|墙");
    assert_string_equal(broken("11月5日起"), "11月5日|起");
    assert_string_equal(broken("第9项"), "第9项");
    assert_string_equal(broken("7元/户均"), "7元/:户|均");
    assert_string_equal(broken("①提议"), "①提|议");
}

/* What may be parted only where the line would else be torn. */
static void weak_places(void **state)
{
    (void)state;
    assert_string_equal(broken("率90%（18/20）。"), "率|90%:（18/20）。");
    assert_string_equal(broken("电话8600 0143转"), "电|话|8600 :0143转");
    assert_string_equal(broken("8:30—17:00"), "8:30—:17:00");
}

static void a_mark_stays_with_its_word(void **state)
{
    (void)state;
    assert_string_equal(broken("\ue011办理中的事"), "\ue011办理中的|事");
}

static void latin_words_are_whole(void **state)
{
    (void)state;
    assert_string_equal(broken("the APP 来的"), "the |APP |来|的");
    assert_string_equal(broken("example.org/a/b"), "example.org/|a/|b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(punctuation_keeps_its_side),
        cmocka_unit_test(figures_keep_their_units),
        cmocka_unit_test(weak_places),
        cmocka_unit_test(a_mark_stays_with_its_word),
        cmocka_unit_test(latin_words_are_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
