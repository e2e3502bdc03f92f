/*
 * scan.c - see scan.h.
 *
 * One pass: digits, letters and han characters start candidates; each shape is
 * checked whole, with what stands beside it, so that amounts and codes are not hits.
 */
#include "data/scan.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "data/label.h"
#include "data/plain.h"
#include "data/scan_net.h"
#include "data/scan_room.h"
#include "data/scan_text.h"

/* GB 11643: behind 17 digits, the last character makes the weighted sum 1 modulo 11. */
static bool is_resident_id(const char *d)
{
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 17; i++)
        sum += (d[i] - '0') * weights[i];
    char check = "10X98765432"[sum % 11], last = d[17] == 'x' ? 'X' : d[17];
    int year = (d[6] - '0') * 1000 + (d[7] - '0') * 100 + (d[8] - '0') * 10 + (d[9] - '0');
    int month = (d[10] - '0') * 10 + (d[11] - '0'), day = (d[12] - '0') * 10 + (d[13] - '0');
    return last == check && d[0] != '0' && year >= 1880 && year <= 2100 && month >= 1 &&
           month <= 12 && day >= 1 && day <= 31;
}

/* Until 1999: fifteen digits, no check digit; the place and the day of birth must exist. */
static bool is_old_id(const char *d)
{
    static const char provinces[] =
        "11121314152122233132333435363741424344454650515253546162636465";
    bool place = false;
    for (size_t i = 0; i < sizeof provinces - 1; i += 2)
        place = place || memcmp(d, provinces + i, 2) == 0;
    int month = (d[8] - '0') * 10 + (d[9] - '0'), day = (d[10] - '0') * 10 + (d[11] - '0');
    return place && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static bool is_card(const char *digits, size_t count)
{
    if (count < 16 || count > 19)
        return false;
    int sum = 0;
    for (size_t i = 0; i < count; i++) {
        int d = digits[count - 1 - i] - '0';
        if (i % 2)
            d = d * 2 > 9 ? d * 2 - 9 : d * 2;
        sum += d;
    }
    /* Issuers' numbers begin with 3 to 6 or 9; a credit code or order number mostly does not. */
    return sum % 10 == 0 && ((digits[0] >= '3' && digits[0] <= '6') || digits[0] == '9');
}

static size_t plain_run(const Text *t, size_t start)
{
    size_t n = 0;
    while (is_digit(at(t, start + n)))
        n++;
    return n;
}

/* 139.1234.5678: the one parting by dots that no amount, date or version has. */
static bool is_dotted_mobile(const Text *t, size_t i)
{
    return plain_run(t, i) == 3 && at(t, i) == '1' && at(t, i + 1) >= '3' && at(t, i + 3) == '.' &&
           plain_run(t, i + 4) == 4 && at(t, i + 8) == '.' && plain_run(t, i + 9) == 4 &&
           at(t, i + 13) != '.' && !is_letter(at(t, i + 13));
}

/* The digits of a run that may be parted by single blanks or hyphens; *end behind it. */
static size_t run_of_digits(const Text *t, size_t start, char digits[40], size_t *end)
{
    size_t count = 0, i = start;
    while (count < 32) {
        if (is_digit(at(t, i)))
            digits[count++] = at(t, i++);
        else if (count && (at(t, i) == '-' || at(t, i) == ' ') && is_digit(at(t, i + 1)))
            i++;
        else
            break;
    }
    digits[count] = '\0';
    *end = i;
    return count;
}

static bool is_office_phone(const Config *config, const char *digits)
{
    for (size_t i = 0; config && i < config->office_phone_count; i++) {
        char plain[40];
        size_t n = 0;
        for (const char *p = config->office_phones[i]; *p && n < sizeof plain - 1; p++)
            if (is_digit(*p))
                plain[n++] = *p;
        plain[n] = '\0';
        size_t length = strlen(digits);
        if (strcmp(plain, digits) == 0 ||
            (length >= 7 && n > length && strcmp(plain + n - length, digits) == 0))
            return true;
    }
    return false;
}

static bool is_mobile(const char *d, size_t count)
{
    if (count == 13 && strncmp(d, "86", 2) == 0) {
        d += 2;
        count -= 2;
    } else if (count == 15 && strncmp(d, "0086", 4) == 0) {
        d += 4;
        count -= 4;
    }
    if (count == 12 && d[0] == '0') { /* as it was dialled from elsewhere */
        d++;
        count--;
    }
    return count == 11 && d[0] == '1' && d[1] >= '3';
}

/* An area code that exists: 010, 02x, or four digits 03xx to 09xx. */
static bool is_area_code(const char *d, size_t count)
{
    return (count == 3 && d[0] == '0' && (d[1] == '1' ? d[2] == '0' : d[1] == '2')) ||
           (count == 4 && d[0] == '0' && d[1] >= '3');
}

static bool has_word_before(const Text *t, size_t start, const char *const *words, size_t count)
{
    size_t from = start > 24 ? start - 24 : 0;
    for (size_t w = 0; w < count; w++) {
        size_t n = strlen(words[w]);
        for (size_t i = from; i + n <= start; i++)
            if (t->text[i] == *words[w] && memcmp(t->text + i, words[w], n) == 0)
                return true;
    }
    return false;
}

/* `word` right before, with a colon or a blank between at most. */
static bool follows_word(const Text *t, size_t start, const char *word)
{
    size_t n = strlen(word), i = start;
    while (i > 0 && (t->text[i - 1] == ' ' || t->text[i - 1] == ':'))
        i--;
    if (i >= 3 && memcmp(t->text + i - 3, "：", 3) == 0)
        i -= 3;
    return i >= n && memcmp(t->text + i - n, word, n) == 0;
}

/* 工单 139-2026-1234: an order of a year, not a number of three, four and four digits. */
static bool is_order_of_year(const Text *t, size_t start, const char *digits, size_t end)
{
    return end - start == 13 && t->text[start + 3] == '-' && memcmp(digits + 3, "20", 2) == 0 &&
           (follows_word(t, start, "工单") || follows_word(t, start, "单号") ||
            follows_word(t, start, "编号"));
}

static bool follows_invoice(const Text *t, size_t start)
{
    return follows_word(t, start, "发票代码") || follows_word(t, start, "发票号码") ||
           follows_word(t, start, "发票号");
}

/* 331002-04-01-139123: cards are not written in pairs of digits. */
static bool is_in_pairs(const Text *t, size_t start, size_t end)
{
    for (size_t i = start; i < end; i++)
        if (t->text[i] == '-' && plain_run(t, i + 1) < 3)
            return true;
    return false;
}

/* Digits among the letters of a hash. */
static bool is_in_hash(const Text *t, size_t start)
{
    enum { HASH_LEAST = 32 };
    size_t from = start, to = start;
    while (from > 0 && isxdigit((unsigned char)t->text[from - 1]))
        from--;
    while (to < t->length && isxdigit((unsigned char)t->text[to]))
        to++;
    return from < start && to - from >= HASH_LEAST;
}

static bool found(ScanHit *hit, ScanKind kind, size_t start, size_t end)
{
    *hit = (ScanHit){kind, start, end - start};
    return true;
}

/* Behind an area code: 0571-87654321, (0571)87654321, 0571 8765 4321. */
static bool scan_fixed(const Text *t, size_t start, size_t code, const Config *config, ScanHit *hit)
{
    char digits[44];
    size_t i = start + code, end;
    if (!is_area_code(t->text + start, code))
        return false;
    if (at(t, i) == ')')
        i++;
    if (at(t, i) == '-' || at(t, i) == ' ')
        i++;
    if (i == start + code || !is_digit(at(t, i)))
        return false;
    size_t rest = plain_run(t, i);
    memcpy(digits, t->text + start, code);
    if (rest == 7 || rest == 8) {
        memcpy(digits + code, t->text + i, rest);
        end = i + rest;
    } else
        rest = run_of_digits(t, i, digits + code, &end);
    digits[code + rest] = '\0';
    return (rest == 7 || rest == 8) && !is_office_phone(config, digits) &&
           found(hit, SCAN_PHONE, start, end);
}

/* +86-571-87654321, 0086 10 62345678: the area code stands without its 0. */
static bool is_fixed_from_abroad(const Text *t, size_t start, const Config *config,
                                 const char *digits, size_t count)
{
    size_t skip = strncmp(digits, "0086", 4) == 0                                           ? 4
                  : strncmp(digits, "86", 2) == 0 && start > 0 && t->text[start - 1] == '+' ? 2
                                                                                            : 0;
    char home[44] = "0";
    if (!skip || count - skip < 9 || count - skip > 11)
        return false;
    strcat(home, digits + skip + (digits[skip] == '0'));
    size_t length = strlen(home);
    return ((is_area_code(home, 3) && length == 11) ||
            (is_area_code(home, 4) && (length == 11 || length == 12))) &&
           !is_office_phone(config, home);
}

/* Most numbers: too short for any shape below, and nothing follows that could be part of one. */
static bool is_short_number(const Text *t, size_t start, size_t plain)
{
    char next = at(t, start + plain);
    bool parted = (next == '-' || next == ' ') && is_digit(at(t, start + plain + 1));
    bool dotted = next == '.' && plain == 3; /* 139.1234.5678 */
    bool area = next == ')' && plain <= 4;   /* (0571)87654321 */
    return plain <= 6 && !parted && !dotted && !area;
}

static bool scan_digits(const Text *t, size_t start, const Config *config, ScanHit *hit)
{
    static const char *const phone_words[] = {"电话", "手机", "座机", "固话", "联系",
                                              "致电", "回电", "拨打", "Tel",  "tel"};
    char digits[40];
    size_t end, plain = plain_run(t, start), count;
    if (is_short_number(t, start, plain))
        return false;
    count = run_of_digits(t, start, digits, &end);
    if (plain == 17 && (at(t, start + 17) == 'X' || at(t, start + 17) == 'x') &&
        !is_letter(at(t, start + 18)) && is_resident_id(t->text + start))
        return found(hit, SCAN_ID, start, start + 18);
    if (plain == 18 && is_resident_id(t->text + start))
        return found(hit, SCAN_ID, start, start + 18);
    if (scan_room_of_numbers(t->text, t->length, start, &end))
        return found(hit, SCAN_ROOM, start, end);
    if (is_dotted_mobile(t, start))
        return found(hit, SCAN_MOBILE, start, start + 13);
    run_of_digits(t, start, digits, &end);
    if (is_mobile(digits, count) && !is_letter(at(t, end)) &&
        !is_order_of_year(t, start, digits, end))
        return is_office_phone(config, digits) ? false : found(hit, SCAN_MOBILE, start, end);
    if (count == 18 && is_resident_id(digits))
        return found(hit, SCAN_ID, start, end);
    if (count == 17 && strchr("Xx", at(t, end)) && at(t, end) && !is_letter(at(t, end + 1))) {
        digits[17] = 'X';
        if (is_resident_id(digits))
            return found(hit, SCAN_ID, start, end + 1);
    }
    if (count == 15 && (plain == 15 || plain == 6) && is_old_id(digits) && !is_letter(at(t, end)))
        return found(hit, SCAN_OLD_ID, start, end);
    if (is_card(digits, count) && !is_letter(at(t, end)) && !is_in_pairs(t, start, end))
        return found(hit, SCAN_CARD, start, end);
    if (is_area_code(t->text + start, plain) && strchr("-) ", at(t, start + plain)))
        return scan_fixed(t, start, plain, config, hit);
    if (is_fixed_from_abroad(t, start, config, digits, count))
        return found(hit, SCAN_PHONE, start, end);
    if ((count == plain || plain >= 8) && (count == 11 || count == 12) && t->text[start] == '0' &&
        (is_area_code(t->text + start, 3) || is_area_code(t->text + start, 4)) &&
        !(count == plain && follows_invoice(t, start)) && !is_office_phone(config, digits))
        return found(hit, SCAN_PHONE, start, end);
    bool parted = count == 8 && plain == 4 && strncmp(digits, "20", 2) != 0 && end == start + 9;
    if (((count == plain && (plain == 7 || plain == 8)) || parted) && t->text[start] >= '2' &&
        has_word_before(t, start, phone_words, sizeof phone_words / sizeof *phone_words) &&
        !is_office_phone(config, digits))
        return found(hit, SCAN_PHONE, start, end);
    return false;
}

/* The dot, blank or hyphen that may stand in a plate at `i`: its size, 0 for none. */
static size_t plate_part(const Text *t, size_t i)
{
    static const char *const dots[] = {"·", "・", "•", ".", " ", "-"};
    char first = at(t, i);
    for (size_t k = 0; k < sizeof dots / sizeof *dots; k++) {
        if (*dots[k] != first)
            continue;
        size_t n = strlen(dots[k]);
        if (i + n <= t->length && memcmp(t->text + i, dots[k], n) == 0)
            return n;
    }
    return 0;
}

/* Letters and digits at `i`; how many of them are digits in *digits. */
static size_t plate_run(const Text *t, size_t i, size_t *digits)
{
    size_t n = 0;
    for (*digits = 0; is_digit(at(t, i + n)) || is_letter(at(t, i + n)); n++)
        *digits += is_digit(at(t, i + n));
    return n;
}

/* WJ浙1234D of the police troops, 使123456 of an embassy. */
static bool scan_rare_plate(const Text *t, size_t start, size_t size, ScanHit *hit)
{
    size_t digits, n = plate_run(t, start + size, &digits);
    bool troops = start >= 2 && memcmp(t->text + start - 2, "WJ", 2) == 0;
    bool embassy =
        memcmp(t->text + start, "使", size) == 0 && (start == 0 || t->text[start - 1] >= 0);
    return ((troops && (n == 4 || n == 5) && digits >= 3) || (embassy && n == 6 && digits == 6)) &&
           found(hit, SCAN_PLATE, start, start + size + n);
}

/* 京A12345, 浙J·D12345 (new energy: six characters behind the letter). */
static bool scan_plate(const Text *t, size_t start, size_t size, ScanHit *hit)
{
    static const char provinces[] =
        "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
    static const char *const tails[] = {"警", "学", "挂", "港", "澳", "领", "使", "临"};
    char one[5] = "";
    size_t i = start + size, digits;
    if (size != 3)
        return false;
    if (is_digit(at(t, i)))
        return scan_rare_plate(t, start, size, hit);
    if (!is_letter(at(t, i))) { /* the rarer of the two, and the cheaper to see */
        i += plate_part(t, i);
        if (i == start + size || !is_letter(at(t, i)))
            return false;
    }
    memcpy(one, t->text + start, size);
    const char *province = strstr(provinces, one);
    if (!province || (province - provinces) % 3)
        return false;
    /* 梯11浙J00876(21): the register of lifts, pressure vessels and the like (TSG 08-2017). */
    if (start >= 5 && is_digit(t->text[start - 1]) && is_digit(t->text[start - 2]) &&
        memcmp(t->text + start - 5, "梯", 3) == 0)
        return false;
    i++;
    i += plate_part(t, i);
    size_t n = plate_run(t, i, &digits), end = i + n;
    for (size_t k = 0; n == 4 && k < sizeof tails / sizeof *tails; k++)
        if (end + 3 <= t->length && memcmp(t->text + end, tails[k], 3) == 0) {
            n++;
            end += 3;
        }
    return (n == 5 || n == 6) && digits >= 2 && found(hit, SCAN_PLATE, start, end);
}

/* ID33…: a word of two letters before a number hides it as little as a blank would. */
static bool follows_short_word(const Text *t, size_t i)
{
    size_t from = i;
    while (from > 0 && i - from < 3 && is_letter(t->text[from - 1]))
        from--;
    return i - from >= 1 && i - from <= 2 && (from == 0 || !is_digit(t->text[from - 1]));
}

static bool scan_id_only(const Text *t, size_t i, ScanHit *hit)
{
    size_t n = plain_run(t, i);
    n += n == 17 && (at(t, i + n) == 'X' || at(t, i + n) == 'x');
    return n == 18 && !is_letter(at(t, i + n)) && is_resident_id(t->text + i) &&
           found(hit, SCAN_ID, i, i + n);
}

const char *scan_form(int form, const char *text, size_t length, Buffer *out, size_t *size,
                      size_t *from)
{
    static const PlainForm forms[SCAN_FORMS] = {PLAIN_GLYPHS, PLAIN_TYPED, PLAIN_HAN};
    if (form == PLAIN_HAN && plain_count_numerals(text, length) == 0)
        return NULL;
    buffer_clear(out);
    buffer_put(out, text, length); /* makes room */
    buffer_char(out, '\0');
    *size = plain_text(forms[form], text, length, out->bytes, from);
    out->bytes[*size] = '\0';
    return out->bytes;
}

static bool scan_net(const Text *t, size_t i, bool mail, ScanHit *hit)
{
    size_t start, end;
    return (mail ? scan_email(t->text, t->length, i, &start, &end)
                 : scan_account(t->text, t->length, i, &start, &end)) &&
           found(hit, mail ? SCAN_EMAIL : SCAN_ACCOUNT, start, end);
}

static bool scan_home(const Text *t, size_t start, ScanHit *hit)
{
    size_t end;
    return (scan_room(t->text, t->length, start, &end) ||
            scan_door_of(t->text, t->length, start, &end)) &&
           found(hit, SCAN_ROOM, start, end);
}

/*
 * A character of three bytes that every plain han text is made of, none of those is_odd() names;
 * the test is what utf8_decode() would find.
 */
static bool is_plain_three(const Text *t, size_t i)
{
    unsigned char c = (unsigned char)t->text[i];
    return c >= 0xE3 && c <= 0xEC && ((unsigned char)at(t, i + 1) & 0xC0) == 0x80 &&
           ((unsigned char)at(t, i + 2) & 0xC0) == 0x80;
}

bool scan_next(const char *text, size_t length, const Config *config, size_t *place, ScanHit *hit)
{
    return scan_next_until(text, length, length, config, place, hit);
}

bool scan_next_until(const char *text, size_t length, size_t until, const Config *config,
                     size_t *place, ScanHit *hit)
{
    Text t = {text, length};
    size_t i = *place;
    while (i < until) {
        unsigned char c = (unsigned char)text[i];
        bool hit_here = false;
        size_t size = 1;
        if (is_digit((char)c)) {
            bool inside = i > 0 && (is_digit(text[i - 1]) || is_letter(text[i - 1]) ||
                                    (text[i - 1] == '.' && i > 1 && is_digit(text[i - 2])) ||
                                    text[i - 1] == '_');
            size = plain_run(&t, i);
            if (!inside || text[i - 1] == 'T' || text[i - 1] == 'l')
                hit_here = scan_digits(&t, i, config, hit) || scan_home(&t, i, hit);
            else if (follows_short_word(&t, i) && !is_in_hash(&t, i))
                hit_here = scan_id_only(&t, i, hit);
        } else if (c == '@' || c == '#')
            hit_here = scan_net(&t, i, true, hit);
        else if (is_letter((char)c)) {
            while (is_letter(at(&t, i + size)))
                size++;
            bool begins = i == 0 || (!is_letter(text[i - 1]) && !is_digit(text[i - 1]));
            hit_here = begins && ((size == 1 && scan_home(&t, i, hit)) || /* A座1502室 */
                                  (scan_account_begins((char)c) && scan_net(&t, i, false, hit)));
        } else if (c >= 0x80) {
            if (is_plain_three(&t, i))
                size = 3;
            else
                utf8_decode(text + i, length - i, &size);
            hit_here = scan_plate(&t, i, size, hit) ||
                       (scan_account_begins((char)c) && scan_net(&t, i, false, hit));
        }
        if (hit_here) {
            *place = hit->start + hit->length > i ? hit->start + hit->length : i + size;
            return true;
        }
        i += size;
    }
    *place = i;
    return false;
}

const char *scan_name(ScanKind kind, bool english)
{
    static const char *const zh[] = {"身份证号", "手机号", "电话号码", "车牌号",  "银行卡号",
                                     "电子邮箱", "房号",   "身份证号", "社交账号"};
    static const char *const en[] = {"resident id",  "mobile number", "phone number",
                                     "number plate", "bank card",     "e-mail address",
                                     "room number",  "resident id",   "chat account"};
    return english ? en[kind] : zh[kind];
}

static size_t count_characters(const char *text, size_t length)
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++)
        n += (text[i] & 0xC0) != 0x80;
    return n;
}

const char *scan_shape(const char *text, size_t length, char *out, bool whole_is_hit)
{
    ScanHit hit;
    size_t place = 0, characters = count_characters(text, length), digits = 0;
    for (size_t i = 0; i < length; i++)
        digits += is_digit(text[i]);
    if (scan_next(text, length, NULL, &place, &hit) && (whole_is_hit || hit.length == length))
        snprintf(out, 64, "%s %zu位", scan_name(hit.kind, false),
                 count_characters(text + hit.start, hit.length));
    else if (digits == length && length > 0)
        snprintf(out, 64, "数字 %zu位", length);
    else
        snprintf(out, 64, "文字 %zu个字", characters);
    return out;
}

const char *scan_mask_name(const char *name, char *out)
{
    static const char doubles[] =
        "欧阳上官司马诸葛东方皇甫尉迟公孙令狐慕容司徒夏侯端木南宫宇文长孙轩辕"
        "钟离澹台公冶太史申屠闻人呼延赫连百里东郭西门独孤拓跋濮阳淳于单于";
    size_t length = strlen(name), size = 1, keep;
    bool han = length > 0;
    for (size_t i = 0; i < length; i += size) {
        uint32_t c = utf8_decode(name + i, length - i, &size);
        han &= c >= 0x3400 && c <= 0x3FFFF && c != UTF8_INVALID;
    }
    if (length)
        utf8_decode(name, length, &size);
    keep = length ? size : 0;
    for (size_t i = 0; han && length > 6 && i + 6 < sizeof doubles; i += 6)
        if (memcmp(name, doubles + i, 6) == 0)
            keep = 6;
    snprintf(out, 32, "%.*s%s", (int)keep, name, han ? "**" : "***");
    return out;
}

SecretKind scan_kind(const char *column, const char *text, size_t length)
{
    ScanHit hit;
    size_t place = 0, digits = 0;
    for (size_t i = 0; i < length; i++)
        digits += is_digit(text[i]);
    if (strstr(column, "plate"))
        return SECRET_PLATE;
    if (strstr(column, "phone"))
        return SECRET_PHONE;
    if (strcmp(column, "room") == 0)
        return SECRET_ROOM;
    if (scan_next(text, length, NULL, &place, &hit) && hit.length == length) {
        static const SecretKind kinds[] = {SECRET_ID,    SECRET_PHONE, SECRET_PHONE,
                                           SECRET_PLATE, SECRET_ID,    SECRET_TEXT,
                                           SECRET_ROOM,  SECRET_ID,    SECRET_TEXT};
        return kinds[hit.kind];
    }
    if (digits >= 15 && digits == length)
        return SECRET_ID;
    if (strstr(column, "name") && digits == 0)
        return SECRET_NAME;
    return SECRET_TEXT;
}
