/* scan_net.c - see scan_net.h. */
#include "data/scan_net.h"

#include <string.h>

#include "data/scan_text.h"

static bool found(size_t *begin, size_t *out, size_t start, size_t end)
{
    *begin = start;
    *out = end;
    return true;
}

static bool is_local(char c)
{
    return is_digit(c) || is_letter(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%';
}

static bool is_mark(const Text *t, size_t i)
{
    return i + 3 <= t->length &&
           (memcmp(t->text + i, "，", 3) == 0 || memcmp(t->text + i, "。", 3) == 0 ||
            memcmp(t->text + i, "、", 3) == 0);
}

/* Behind an @: a domain of han characters, 物业.中国; where it ends, 0 for none. */
static size_t han_domain_end(const Text *t, size_t i)
{
    static const char *const ends[] = {".中国", ".中國", ".公司", ".网络",
                                       ".政务", ".公益", ".集团"};
    for (size_t at_dot = i + 1, far = i + 64; at_dot < t->length && at_dot < far; at_dot++) {
        if (t->text[at_dot] == ' ' || t->text[at_dot] == '@' || is_mark(t, at_dot))
            return 0;
        for (size_t k = 0; at_dot > i + 1 && k < sizeof ends / sizeof *ends; k++) {
            size_t n = strlen(ends[k]);
            if (at_dot + n <= t->length && memcmp(t->text + at_dot, ends[k], n) == 0)
                return at_dot + n;
        }
    }
    return 0;
}

bool scan_email(const char *text, size_t length, size_t i, size_t *begin, size_t *out)
{
    const Text all = {text, length}, *t = &all;
    size_t start = i, end = i + 1, dot = 0;
    while (start > 0 && is_local(t->text[start - 1]))
        start--;
    size_t han = start < i && t->text[i] == '@' ? han_domain_end(t, i) : 0;
    if (han)
        return found(begin, out, start, han);
    while (is_digit(at(t, end)) || is_letter(at(t, end)) || at(t, end) == '-' || at(t, end) == '.')
        end++;
    while (at(t, end - 1) == '.') /* of the sentence */
        end--;
    for (size_t k = i; k < end; k++)
        if (t->text[k] == '.')
            dot = k;
    if (start == i || dot <= i + 1 || dot + 2 >= end || !is_letter(at(t, dot + 1)))
        return false;
    /* zhangsan#example.com: only where it can be nothing else. */
    static const char *const ends[] = {"com", "cn", "net", "org"};
    bool known = t->text[i] == '@';
    for (size_t k = 0; k < 4; k++)
        known = known || (end - dot - 1 == strlen(ends[k]) &&
                          memcmp(t->text + dot + 1, ends[k], strlen(ends[k])) == 0);
    return known && found(begin, out, start, end);
}

/*
 * 微信号wxid_9k3j2h, QQ：739201846: what one is found by behind the name of the service. An
 * office's own (公众号, a group, a program) has a word of its own between.
 */
static bool account_behind(const Text *t, size_t i, bool numbers_only, size_t *begin, size_t *out)
{
    static const char *const links[] = {"号码", "号", "账号", "帐号", "ID", "id",
                                        "是",   "为", "：",   ":",    " "};
    size_t at_id = i, digits = 0, n = 0;
    for (size_t k = 0; k < sizeof links / sizeof *links; k++) {
        size_t size = strlen(links[k]);
        if (at_id + size <= t->length && memcmp(t->text + at_id, links[k], size) == 0) {
            at_id += size;
            k = (size_t)-1;
        }
    }
    while (is_digit(at(t, at_id + n)) ||
           (!numbers_only && (is_letter(at(t, at_id + n)) || at(t, at_id + n) == '_' ||
                              (n && at(t, at_id + n) == '-')))) {
        digits += is_digit(at(t, at_id + n));
        n++;
    }
    bool is = numbers_only ? n >= 5 && n <= 11
                           : n >= 6 && n <= 20 && digits > 0 && !is_digit(t->text[at_id]);
    return is && found(begin, out, at_id, at_id + n);
}

bool scan_account(const char *text, size_t length, size_t i, size_t *begin, size_t *out)
{
    const Text all = {text, length}, *t = &all;
    static const struct {
        const char *word;
        bool numbers_only;
    } services[] = {
        {"微信", false}, {"WeChat", false}, {"wechat", false}, {"QQ", true}, {"qq", true}};
    for (size_t k = 0; k < sizeof services / sizeof *services; k++) {
        if (*services[k].word != at(t, i))
            continue;
        size_t n = strlen(services[k].word);
        if (i + n <= t->length && memcmp(t->text + i, services[k].word, n) == 0)
            return account_behind(t, i + n, services[k].numbers_only, begin, out);
    }
    return false;
}
