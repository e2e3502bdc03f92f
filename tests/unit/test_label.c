/* test_label.c - what is the same word, whatever it was typed with. */
#include "unit.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "data/label.h"

/* Every kind of blank, of nothing and of double, with its neighbours, which stay. */
static void single_characters(void **state)
{
    (void)state;
    static const struct {
        uint32_t first, last, becomes; /* STAYS: itself */
    } ranges[] = {
#define STAYS 0xFFFFFF
        {0x01, 0x08, 0},          {'\t', '\n', ' '},        {0x0B, 0x0C, 0},
        {'\r', '\r', ' '},        {0x0E, 0x1F, 0},          {' ', '~', STAYS},
        {0x7F, 0x84, 0},          {0x85, 0x85, ' '},        {0x86, 0x9F, 0},
        {0xA0, 0xA0, ' '},        {0xA1, 0xAC, STAYS},      {0xAD, 0xAD, 0},
        {0x1FFF, 0x1FFF, STAYS},  {0x2000, 0x200A, ' '},    {0x200B, 0x200F, 0},
        {0x2010, 0x2027, STAYS},  {0x2028, 0x2029, ' '},    {0x202A, 0x202E, 0},
        {0x202F, 0x202F, ' '},    {0x2030, 0x205E, STAYS},  {0x205F, 0x205F, ' '},
        {0x2060, 0x2064, 0},      {0x2065, 0x2065, STAYS},  {0x2E7F, 0x2E80, STAYS},
        {0x2ECB, 0x2ECB, 0x8F66}, {0x2EFF, 0x2EFF, STAYS},  {0x2F00, 0x2F00, 0x4E00},
        {0x2F3E, 0x2F3E, 0x6237}, {0x2FD5, 0x2FD5, 0x9FA0}, {0x2FD6, 0x2FD6, STAYS},
        {0x3000, 0x3000, ' '},    {0xFEFE, 0xFEFE, STAYS},  {0xFEFF, 0xFEFF, 0},
        {0xFF00, 0xFF00, STAYS},  {0xFF01, 0xFF01, '!'},    {0xFF5E, 0xFF5E, '~'},
        {0xFF5F, 0xFF5F, STAYS}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        for (uint32_t c = ranges[i].first; c <= ranges[i].last; c++)
            if (label_char(c) != (ranges[i].becomes == STAYS ? c : ranges[i].becomes))
                fail_msg("U+%04X: U+%04X", c, label_char(c));
}

static void headers(void **state)
{
    (void)state;
    static const struct {
        const char *text, *header, *unit;
    } rows[] = {{"*小区名称（必填）", "小区名称", "必填"},
                {"★ 投诉 类别：", "投诉类别", ""},
                {"“面积”[㎡]", "面积", "㎡"},
                {"面积{M2}【平方米】", "面积", "m2,平方米"},
                {"金额〔万元〕", "金额", "万元"},
                {"金额(含税(万元))", "金额", "含税万元"},
                {"金额)万元(", "金额", "万元"},
                {"金额百万元", "金额", "百万元"},
                {"金额/元", "金额", "元"},
                {"金额：元", "金额", "元"},
                {"金额、千元", "金额", "千元"},
                {"面积_平方米", "面积", "平方米"},
                {"面积-㎡", "面积", "㎡"},
                {"金额元", "金额元", ""},
                {"单元", "单元", ""},
                {"万元", "万元", ""},
                {"/万元", "/万元", ""},
                {"金额万元(含税)", "金额万元", "含税"},
                {"=\"小区\"", "小区", ""},
                {"小=区", "小=区", ""},
                {"1.小区", "小区", ""},
                {"12）小区", "小区", ""},
                {"2、小区", "小区", ""},
                {"③小区", "小区", ""},
                {"⑳小区", "小区", ""},
                {"㉑小区", "㉑小区", ""},
                {"六、小区", "小区", ""},
                {"十二.小区", "小区", ""},
                {"六小区", "六小区", ""},
                {"六、", "六、", ""},
                {"2026", "2026", ""},
                {"1.", "1.", ""},
                {"1、", "1、", ""},
                {"1)", "1)", ""},
                {"1小区", "1小区", ""},
                {"(小区)", "小区", ""},
                {"()", "", ""},
                {":", ":", ""},
                {"\xFF小\xE2\x80\x8B区", "小区", ""},
                {"", "", ""}};
    char out[64], unit[32];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t n = label_header(rows[i].text, strlen(rows[i].text), out, sizeof out, unit);
        if (strcmp(out, rows[i].header) != 0 || strcmp(unit, rows[i].unit) != 0 ||
            n != strlen(rows[i].header))
            fail_msg("%s: '%s' '%s' %zu", rows[i].text, out, unit, n);
    }
    char small[7]; /* what does not fit is cut between characters */
    assert_int_equal(label_header("(一二三)", strlen("(一二三)"), small, sizeof small, unit), 0);
    assert_string_equal(unit, "一二三");
}

static void trimmed_and_folded(void **state)
{
    (void)state;
    char out[8];
    bool cut = false;
    assert_int_equal(label_trim(" \xFF a　 b ", strlen(" \xFF a　 b "), out, sizeof out, &cut), 3);
    assert_string_equal(out, "a b");
    assert_false(cut);
    assert_int_equal(label_trim("一二三", 9, out, sizeof out, &cut), 6);
    assert_string_equal(out, "一二");
    assert_true(cut);
    assert_int_equal(label_fold("\xFF Ａ Z[", strlen("\xFF Ａ Z["), out, sizeof out), 3);
    assert_string_equal(out, "az[");
}

static void distances(void **state)
{
    (void)state;
    assert_int_equal(label_distance("", "ab"), 2);
    assert_int_equal(label_distance("小区名称", "小区名"), 1);
    assert_int_equal(label_distance("小名称", "小区名称"), 1);
    char a[200], b[200]; /* more than 64 characters are compared as far as that */
    memset(a, 'x', 199);
    memset(b, 'x', 199);
    a[199] = b[100] = '\0';
    assert_int_equal(label_distance(a, b), 0);
    static const char *const labels[] = {"已办结", "办理中", "是", "小区名称"};
    assert_int_equal(label_nearest("办结", labels, 4), 0);
    assert_int_equal(label_nearest("正在办理中", labels, 4), 1);
    assert_int_equal(label_nearest("小区名", labels, 4), 3);
    assert_int_equal(label_nearest("小屋名称", labels, 4), 3);
    assert_int_equal(label_nearest("否", labels, 4), -1);
    assert_int_equal(label_nearest("全然不同的词", labels, 4), -1);
}

/* label_nearest() as it is defined: every label measured, nothing left out early. */
static int nearest_by_all(const char *text, const char *const *labels, size_t count)
{
    int best = -1, best_distance = 0;
    size_t length = utf8_count(text);
    for (size_t i = 0; i < count; i++) {
        size_t other = utf8_count(labels[i]), longer = length > other ? length : other;
        int distance = label_distance(text, labels[i]);
        bool part =
            length >= 2 && other >= 2 && (strstr(labels[i], text) || strstr(text, labels[i]));
        if (!part && (size_t)distance * 3 > longer + (longer == 2 ? 1 : 0))
            continue;
        if (best < 0 || distance < best_distance) {
            best = (int)i;
            best_distance = distance;
        }
    }
    return best;
}

static void put_any(char *out, size_t most)
{
    static const char *const parts[] = {"永", "悦", "华", "府", "里", "苑", "A", "b", "1", "一期"};
    size_t count = (size_t)rand() % most;
    for (*out = '\0'; count > 0; count--)
        strcat(out, parts[rand() % 10]);
}

/* What is left out early would not have been chosen; texts beyond what is measured included. */
static void nearest_of_many(void **state)
{
    enum { LABELS = 40, ROOM = 1200 };
    static char labels[LABELS][ROOM], text[ROOM];
    const char *names[LABELS];
    LabelKey keys[LABELS];
    int found = 0;
    (void)state;
    srand(7);
    for (int round = 0; round < 3000; round++) {
        for (size_t i = 0; i < LABELS; i++) {
            put_any(labels[i], round % 50 ? 7 : 180);
            names[i] = labels[i];
            keys[i] = label_key(labels[i]);
        }
        put_any(text, round % 50 ? 7 : 180);
        int expected = nearest_by_all(text, names, LABELS);
        assert_int_equal(label_nearest(text, names, LABELS), expected);
        assert_int_equal(label_nearest_of(text, keys, LABELS), expected);
        found += expected >= 0;
    }
    assert_true(found > 500 && found < 3000);
}

/* Ideographs, letters and marks side by side fold as each of them alone. */
static void folded_piece_by_piece(void **state)
{
    static const char *const parts[] = {"A",
                                        "z",
                                        "7",
                                        "~",
                                        "户",
                                        "\xE9\xBF\xBF",
                                        "Ａ",
                                        "（",
                                        " ",
                                        "\t",
                                        "\x7F",
                                        "\xE4\xB8",
                                        "\xE4",
                                        "\xEF\xBB\xBF",
                                        "℃",
                                        "\xF0\xA0\xAE\xB7",
                                        "\xE3\x80\x80",
                                        "⼾",
                                        "é"};
    (void)state;
    srand(11);
    for (int round = 0; round < 4000; round++) {
        char text[128] = "", expected[128] = "", out[128], one[16], unit[32];
        for (int k = rand() % 12; k > 0; k--) {
            const char *part = parts[rand() % 19];
            /* what is cut off must not be completed by what follows */
            strcat(text, part);
            strcat(text, "|");
            label_fold(part, strlen(part), one, sizeof one);
            strcat(expected, one);
            strcat(expected, "|");
        }
        assert_int_equal(label_fold(text, strlen(text), out, sizeof out), strlen(expected));
        assert_string_equal(out, expected);
        size_t room = 1 + (size_t)rand() % sizeof out,
               length = label_fold(text, strlen(text), out, room);
        assert_true(length < room && strncmp(out, expected, length) == 0 && !out[length]);
        label_header(text, strlen(text), out, room, unit); /* stays within its room */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(single_characters),  cmocka_unit_test(headers),
        cmocka_unit_test(trimmed_and_folded), cmocka_unit_test(distances),
        cmocka_unit_test(nearest_of_many),    cmocka_unit_test(folded_piece_by_piece)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
