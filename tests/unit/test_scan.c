/* test_scan.c - what is personal data and what is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buffer.h"
#include "base/utf8.h"
#include "data/scan.h"

static const char *office[] = {"0576-84001234", "19900001111"};
static const Config config = {.office_phones = office, .office_phone_count = 2};

static void assert_hit(const char *text, ScanKind kind, const char *found)
{
    ScanHit hit;
    size_t at = 0;
    if (!scan_next(text, strlen(text), &config, &at, &hit))
        fail_msg("no hit in %s", text);
    if (hit.kind != kind || hit.length != strlen(found) ||
        memcmp(text + hit.start, found, hit.length) != 0)
        fail_msg("%s: kind %d, '%.*s'", text, hit.kind, (int)hit.length, text + hit.start);
}

static void hits(void **state)
{
    (void)state;
    assert_hit("身份证11010519491231002X。", SCAN_ID, "11010519491231002X");
    assert_hit("请打13912345678找楼长", SCAN_MOBILE, "13912345678");
    assert_hit("电话139-1234-5678", SCAN_MOBILE, "139-1234-5678");
    assert_hit("139 1234 5678", SCAN_MOBILE, "139 1234 5678");
    assert_hit("+8613912345678", SCAN_MOBILE, "8613912345678");
    assert_hit("座机0571-87654321", SCAN_PHONE, "0571-87654321");
    assert_hit("010-62345678转", SCAN_PHONE, "010-62345678");
    assert_hit("联系电话：84123456", SCAN_PHONE, "84123456");
    assert_hit("车牌浙J12345占道", SCAN_PLATE, "浙J12345");
    assert_hit("粤B·D12345", SCAN_PLATE, "粤B·D12345");
    assert_hit("浙Q5M2N8", SCAN_PLATE, "浙Q5M2N8");
    assert_hit("卡号6222600260001072444", SCAN_CARD, "6222600260001072444");
    assert_hit("发到zhang.san@example.com即可", SCAN_EMAIL, "zhang.san@example.com");
    assert_hit("住3-2-501的住户", SCAN_ROOM, "3-2-501");
    assert_hit("3幢2单元501室漏水", SCAN_ROOM, "3幢2单元501室");
    assert_hit("7号楼1203室", SCAN_ROOM, "7号楼1203室");
    assert_hit("7-1-1203", SCAN_ROOM, "7-1-1203");
    assert_hit("12栋501", SCAN_ROOM, "12栋501");
    assert_hit("证件ID11010519491231002X", SCAN_ID, "11010519491231002X");
    assert_hit("110105 19491231 002X", SCAN_ID, "110105 19491231 002X");
    assert_hit("139.1234.5678", SCAN_MOBILE, "139.1234.5678");
    assert_hit("(0571)87654321", SCAN_PHONE, "0571)87654321");
    assert_hit("0571-8765 4321", SCAN_PHONE, "0571-8765 4321");
    assert_hit("+86-571-87654321", SCAN_PHONE, "86-571-87654321");
    assert_hit("0086 10 62345678", SCAN_PHONE, "0086 10 62345678");
}

static void no_hits(void **state)
{
    (void)state;
    static const char *const texts[] = {"请拨12345热线",
                                        "共计1234567元",
                                        "2024-03-05",
                                        "2024-3-5",
                                        "3幢",
                                        "3号楼2单元楼道",
                                        "合同号20240315001",
                                        "110105194912310021",
                                        "办公电话0576-84001234",
                                        "19900001111",
                                        "编号W-2026-10-001",
                                        "38650.50",
                                        "第3-2项",
                                        "面积120000.00㎡",
                                        "京东快递柜",
                                        "浙江12345",
                                        "1-3月",
                                        "3幢501元",
                                        "91330100MA2H00000X",
                                        "2026-10-31 14:30:00",
                                        "比例1-2-3",
                                        "4006001234",
                                        "12000",
                                        "3栋共120户"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ScanHit hit;
        size_t at = 0;
        if (scan_next(texts[i], strlen(texts[i]), &config, &at, &hit))
            fail_msg("%s: hit of kind %d at %zu, %zu", texts[i], hit.kind, hit.start, hit.length);
    }
}

/* A line of tests/privacy/: \n, \r, \t, \\, \uXXXX and \UXXXXXXXX are characters. */
static size_t unescape(const char *line, char *out)
{
    size_t n = 0;
    for (const char *c = line; *c && *c != '\n'; c++) {
        if (*c != '\\') {
            out[n++] = *c;
            continue;
        }
        c++;
        size_t hex = *c == 'u' ? 4 : *c == 'U' ? 8 : 0;
        if (hex) {
            char digits[9] = "";
            memcpy(digits, c + 1, hex);
            n += utf8_encode((uint32_t)strtoul(digits, NULL, 16), out + n);
            c += hex;
        } else {
            out[n++] = *c == 'n' ? '\n' : *c == 'r' ? '\r' : *c == 't' ? '\t' : *c;
        }
    }
    return n;
}

/* How many lines of the list are a hit in one of their forms, and how many there are. */
static size_t count_hits(const char *path, size_t *lines, bool wanted)
{
    char line[1024], text[1024];
    size_t hits_seen = 0;
    FILE *f = fopen(path, "r");
    if (!f)
        fail_msg("%s: cannot be read", path);
    Buffer out = {0};
    for (*lines = 0; fgets(line, sizeof line, f);) {
        if (*line == '#' || *line == '\n')
            continue;
        size_t length = unescape(line, text), size;
        bool seen = false;
        for (int form = 0; form < SCAN_FORMS && !seen; form++) {
            size_t at = 0;
            ScanHit hit;
            const char *read = scan_form(form, text, length, &out, &size, NULL);
            seen = read && scan_next(read, size, &config, &at, &hit);
        }
        if (seen != wanted)
            print_message("%s %s", wanted ? "not seen:" : "false alarm:", line);
        hits_seen += seen;
        ++*lines;
    }
    buffer_free(&out);
    fclose(f);
    return hits_seen;
}

/* Written without a look at the scanner: all of the one list, one in twenty of the other at most.
 */
static void lists(void **state)
{
    (void)state;
    size_t lines, seen = count_hits("tests/privacy/positive.txt", &lines, true);
    assert_true(lines >= 120);
    assert_int_equal(seen, lines);
    seen = count_hits("tests/privacy/negative.txt", &lines, false);
    assert_true(lines >= 120);
    assert_true(20 * seen <= lines);
}

static void shapes(void **state)
{
    (void)state;
    char out[64];
    assert_string_equal(scan_shape("13912345678", 11, out, false), "手机号 11位");
    assert_string_equal(scan_shape("11010519491231002X", 18, out, false), "身份证号 18位");
    assert_string_equal(scan_shape("12345", 5, out, false), "数字 5位");
    assert_string_equal(scan_shape("十一天", 9, out, false), "文字 3个字");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(hits), cmocka_unit_test(lists),
                                       cmocka_unit_test(no_hits), cmocka_unit_test(shapes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
