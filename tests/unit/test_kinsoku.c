/* Where Chinese lines may break. */
#include "unit.h"

#include <stdbool.h>

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
    assert_string_equal(broken("均㎡数"), "均㎡|数");
}

/* A number that opens an item never ends a line; other enclosed signs are words of their own. */
static void enclosed_numbers_stay_with_what_they_number(void **state)
{
    (void)state;
    assert_string_equal(broken("提议①，议②案⑳毕"), "提|议|①，|议|②案|⑳毕");
    assert_string_equal(broken("①②均可"), "①②均|可");
    assert_string_equal(broken("见⑴甲⒇乙"), "见|⑴甲|⒇乙");
    assert_string_equal(broken("见⒈甲⒛乙"), "见|⒈甲|⒛乙");
    assert_string_equal(broken("见㈠甲㈩乙"), "见|㈠甲|㈩乙");
    assert_string_equal(broken("见㊣甲㈱乙Ⓐ丙"), "见|㊣|甲|㈱|乙|Ⓐ|丙");
}

/* What nearly every character is asked for first says of none what the whole list would not. */
static void the_short_way_agrees_with_the_long_one(void **state)
{
    (void)state;
    for (uint32_t c = 1; c < 0x20000; c++) {
        KinClass kind = kinsoku_class(c);
        uint32_t text[] = {0x7532, c, 0x4E59};
        uint8_t breaks[3];
        bool before = kind == KIN_HAN || kind == KIN_LATIN || kind == KIN_DIGIT ||
                      kind == KIN_OPEN || kind == KIN_PREFIX || kind == KIN_MARK;
        bool number = (c >= 0x2460 && c <= 0x249B) || (c >= 0x3220 && c <= 0x3229);
        bool after = (kind == KIN_HAN && !number) || kind == KIN_LATIN || kind == KIN_SPACE ||
                     kind == KIN_CLOSE || kind == KIN_MIDDLE || kind == KIN_UNIT;
        kinsoku_breaks(text, 3, breaks);
        if (c == '/')
            continue; /* has rules of its own */
        if (kind != kinsoku_class_of_other(c) || (breaks[1] != BREAK_NONE) != before ||
            (breaks[2] != BREAK_NONE) != after)
            fail_msg("U+%04X: class %d, breaks %d %d", c, (int)kind, breaks[1], breaks[2]);
    }
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
        cmocka_unit_test(enclosed_numbers_stay_with_what_they_number),
        cmocka_unit_test(the_short_way_agrees_with_the_long_one),
        cmocka_unit_test(weak_places),
        cmocka_unit_test(a_mark_stays_with_its_word),
        cmocka_unit_test(latin_words_are_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
