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

/* The same in the other ways that people write it. */
static void hits_in_other_ways(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        ScanKind kind;
        const char *found;
    } rows[] = {
        {"发至chenmou@物业.中国。", SCAN_EMAIL, "chenmou@物业.中国"},
        {"微信号：wxid_9k3j2h1g0f", SCAN_ACCOUNT, "wxid_9k3j2h1g0f"},
        {"微信 chen-xm0576", SCAN_ACCOUNT, "chen-xm0576"},
        {"QQ：739201846", SCAN_ACCOUNT, "739201846"},
        {"qq 739201846", SCAN_ACCOUNT, "739201846"},
        {"WeChat: chen_0576", SCAN_ACCOUNT, "chen_0576"},
        {"加我wechat chen_0576", SCAN_ACCOUNT, "chen_0576"},
        {"abcQQ 3幢2单元501室", SCAN_ROOM, "3幢2单元501室"},
        {"a B座1502室", SCAN_ROOM, "B座1502室"},
        {"固话：3123456", SCAN_PHONE, "3123456"},
        {"写信到zhang@example.com.", SCAN_EMAIL, "zhang@example.com"},
        {"li_w-1+a%b@mail.example.com...", SCAN_EMAIL, "li_w-1+a%b@mail.example.com"},
        {"LI@EXAMPLE.ORG", SCAN_EMAIL, "LI@EXAMPLE.ORG"},
        {"zhang#example.com", SCAN_EMAIL, "zhang#example.com"},
        {"zhang#example.net", SCAN_EMAIL, "zhang#example.net"},
        {"zhang#example.org", SCAN_EMAIL, "zhang#example.org"},
        {"zhang#mail.example.cn", SCAN_EMAIL, "zhang#mail.example.cn"},
        {"008613912345678", SCAN_MOBILE, "008613912345678"},
        {"013912345678", SCAN_MOBILE, "013912345678"},
        {"Tel13912345678", SCAN_MOBILE, "13912345678"},
        {"11010519491231002x", SCAN_ID, "11010519491231002x"},
        {"110105 194912310 02x", SCAN_ID, "110105 194912310 02x"},
        {"号110105 491231 002", SCAN_OLD_ID, "110105 491231 002"},
        {"110105491231002", SCAN_OLD_ID, "110105491231002"},
        {"ID11010519491231002x", SCAN_ID, "11010519491231002x"},
        {"6222-6002-6000-1072-444", SCAN_CARD, "6222-6002-6000-1072-444"},
        {"4111111111111111", SCAN_CARD, "4111111111111111"},
        {"0571 8765 4321", SCAN_PHONE, "0571 8765 4321"},
        {"0571)8765432", SCAN_PHONE, "0571)8765432"},
        {"(0571) 87654321", SCAN_PHONE, "0571) 87654321"},
        {"057187654321", SCAN_PHONE, "057187654321"},
        {"02087654321", SCAN_PHONE, "02087654321"},
        {"+86 20 87654321", SCAN_PHONE, "86 20 87654321"},
        {"+86 0571 87654321", SCAN_PHONE, "0571 87654321"},
        {"+86 571 8765432", SCAN_PHONE, "86 571 8765432"},
        {"手机8765 4321", SCAN_PHONE, "8765 4321"},
        {"座机：8765432", SCAN_PHONE, "8765432"},
        {"WJ浙1234D", SCAN_PLATE, "浙1234D"},
        {"WJ浙12345", SCAN_PLATE, "浙12345"},
        {"使123456", SCAN_PLATE, "使123456"},
        {"车 使123456", SCAN_PLATE, "使123456"},
        {"浙A1234警", SCAN_PLATE, "浙A1234警"},
        {"粤Z1234港", SCAN_PLATE, "粤Z1234港"},
        {"浙a12345", SCAN_PLATE, "浙a12345"},
        {"浙J-12345", SCAN_PLATE, "浙J-12345"},
        {"浙 J12345", SCAN_PLATE, "浙 J12345"},
        {"A座1502室", SCAN_ROOM, "A座1502室"},
        {"b栋1502", SCAN_ROOM, "b栋1502"},
        {"3 号楼 2 单元 501 室", SCAN_ROOM, "3 号楼 2 单元 501 室"},
        {"3#2-501", SCAN_ROOM, "3#2-501"},
        {"3#-501", SCAN_ROOM, "3#-501"},
        {"88号501室", SCAN_ROOM, "88号501室"},
        {"3幢2单元501元", SCAN_ROOM, "3幢2单元501"}, /* a unit leaves no doubt */
        {"501室张先生", SCAN_ROOM, "501室"},
        {"501室业主姓王", SCAN_ROOM, "501室"},
        {"501室的李芦", SCAN_ROOM, "501室"},
        {"张伟明，501室", SCAN_ROOM, "501室"},
        {"王芦住501室", SCAN_ROOM, "501室"},
        {"业主王芦（501室）", SCAN_ROOM, "501室"},
        {"王大爷家住501室", SCAN_ROOM, "501室"},
        {"501室é王先生", SCAN_ROOM, "501室"},
        {"中山路12号王芦", SCAN_ROOM, "12号"},
        {"张伟住中山路12号", SCAN_ROOM, "12号"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_hit(rows[i].text, rows[i].kind, rows[i].found);
}

static bool is_hit(const char *text, const Config *office_of, ScanHit *hit)
{
    size_t at = 0;
    return scan_next(text, strlen(text), office_of, &at, hit);
}

/* Seventeen digits with the check digit that belongs to them. */
static const char *with_check(const char *digits)
{
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    static char id[19];
    int sum = 0;
    for (int i = 0; i < 17; i++)
        sum += (digits[i] - '0') * weights[i];
    snprintf(id, sizeof id, "%s%c", digits, "10X98765432"[sum % 11]);
    return id;
}

/* A check digit alone makes no resident id: place and day must be possible. */
static void days_of_ids(void **state)
{
    (void)state;
    static const char *const good[] = {"11010518800101002", "11010521001231002",
                                       "11010519490101002"};
    static const char *const bad[] = {"01010519491231002", "11010518791231002", "11010521011231002",
                                      "11010519490031002", "11010519491331002", "11010519491200002",
                                      "11010519491232002"};
    ScanHit hit;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!is_hit(with_check(good[i]), NULL, &hit) || hit.kind != SCAN_ID || hit.length != 18)
            fail_msg("%s is no id", with_check(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (is_hit(with_check(bad[i]), NULL, &hit) && hit.kind == SCAN_ID)
            fail_msg("%s is an id", with_check(bad[i]));
    static const char *const bad_old[] = {"100105491231002", "110105490031002", "110105491331002",
                                          "110105491200002", "110105491232002", "110105491231002a"};
    for (size_t i = 0; i < sizeof bad_old / sizeof *bad_old; i++)
        if (is_hit(bad_old[i], NULL, &hit))
            fail_msg("%s is an id", bad_old[i]);
}

/* One mask for every output: a han name keeps its family name, another its first character. */
static void masks(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"张三", "张**"},        {"欧阳某某", "欧阳**"}, {"欧阳", "欧**"},
        {"Anna", "A***"},        {"张三A", "张***"},     {"", "***"},
        {"\xFF\xFE", "\xFF***"}, {"上海人家", "上**"},   {"㐀某", "㐀**"}};
    char out[32];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(scan_mask_name(rows[i][0], out), rows[i][1]);
}

/* How a private cell is searched for follows from its column, else from what it is like. */
static void kinds_of_secrets(void **state)
{
    (void)state;
    static const struct {
        const char *column, *text;
        SecretKind kind;
    } rows[] = {{"plate", "浙A12345", SECRET_PLATE},
                {"owner_phone", "84123456", SECRET_PHONE},
                {"room", "501", SECRET_ROOM},
                {"note", "13912345678", SECRET_PHONE},
                {"note", "3-2-501", SECRET_ROOM},
                {"note", "zhang@example.com", SECRET_TEXT},
                {"note", "打13912345678", SECRET_TEXT},
                {"note", "123456789012345", SECRET_ID},
                {"note", "110105491231002", SECRET_ID}, /* the old form of an id */
                {"note", "QQ739201846", SECRET_TEXT},
                {"note", "12345678901234x", SECRET_TEXT},
                {"name", "张三", SECRET_NAME},
                {"name", "张三3", SECRET_TEXT},
                {"note", "", SECRET_TEXT}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(scan_kind(rows[i].column, rows[i].text, strlen(rows[i].text)),
                         rows[i].kind);
}

static void no_hits(void **state)
{
    (void)state;
    static const char *const texts[] = {"请拨12345热线",
                                        "关注微信公众号luting2026",
                                        "微信群2026期、QQ群里通知",
                                        "微信支付20261008",
                                        "@物业，9月.中国",
                                        "发票号码033002200411",
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
                                        "3栋共120户",
                                        "1391234567",
                                        "129.1234.5678",
                                        "139.123.45678",
                                        "139.1234.567",
                                        "139.1234.5678.9",
                                        "139.1234.5678a",
                                        "139-1234.5678",
                                        "13912345678a",
                                        "12912345678",
                                        "4111111111111112",
                                        "4111111111111111a",
                                        "1111111111111117",
                                        "11010519491231002Xa",
                                        "x11010519491231003X",
                                        "0571-123456",
                                        "0571-",
                                        "0571) x",
                                        "0571)",
                                        "0576 8400 1234",
                                        "+86 576 84001234",
                                        "057684001234",
                                        "0110-12345678",
                                        "+86 19 12345678",
                                        "86 571 87654321",
                                        "+86 571 8765",
                                        "电话：1234567",
                                        "电话：2024 1234",
                                        "电话：8400 123",
                                        "电话84001234",
                                        "87654321件",
                                        "浙A1234",
                                        "浙A1234567",
                                        "浙ABCDE1",
                                        "浙?12345",
                                        "浙 12345",
                                        "中A12345",
                                        "使12345",
                                        "使1234567",
                                        "大使123456",
                                        "使12345A",
                                        "WJ浙123",
                                        "WJ浙123456",
                                        "WJ浙12AB",
                                        "@example.com",
                                        "a@b",
                                        "a@.com",
                                        "a@b.c",
                                        "a@b.1c",
                                        "a@...",
                                        "a#b.txt",
                                        "x#y",
                                        "192-168-1-100",
                                        "10-11-2026",
                                        "5-12-1999",
                                        "1-2-300a",
                                        "1-2-300.5",
                                        "1-2-300-4",
                                        "12345-2-300",
                                        "88号501",
                                        "88号501户",
                                        "A#501",
                                        "3幢501,20",
                                        "3幢501.5",
                                        "3幢12345",
                                        "座501",
                                        "1234幢501室",
                                        "501室漏水",
                                        "501室张贴",
                                        "501室高空抛物",
                                        "501室漏水。张先生来电",
                                        "张先生来电。501室漏水",
                                        "张先生\n501室漏水",
                                        "501室漏水\n张先生",
                                        "501室姓名",
                                        "501室王芦路口",
                                        "501室王芦12",
                                        "中山路12号门口",
                                        "路12号",
                                        "12号王芦"};
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

/* The lists of tests/privacy/: all of the one list, one in twenty of the other at most.
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
    assert_string_equal(scan_shape("打13912345678", 14, out, false), "文字 12个字");
    assert_string_equal(scan_shape("打13912345678", 14, out, true), "手机号 11位");
    assert_string_equal(scan_shape("", 0, out, false), "文字 0个字");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(hits),
                                       cmocka_unit_test(hits_in_other_ways),
                                       cmocka_unit_test(days_of_ids),
                                       cmocka_unit_test(masks),
                                       cmocka_unit_test(kinds_of_secrets),
                                       cmocka_unit_test(lists),
                                       cmocka_unit_test(no_hits),
                                       cmocka_unit_test(shapes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
