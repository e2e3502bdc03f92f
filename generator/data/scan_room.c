/* scan_room.c - see scan_room.h. */
#include "data/scan_room.h"

#include <stdlib.h>
#include <string.h>

#include "data/scan_text.h"

#define HAN 3  /* bytes of a han character */
#define NEAR 8 /* characters between a room and somebody with a title */

static size_t digits_at(const Text *t, size_t start)
{
    size_t n = 0;
    while (is_digit(at(t, start + n)))
        n++;
    return n;
}

static size_t word_at(const Text *t, size_t i, const char *const *words, size_t count)
{
    char first = at(t, i);
    for (size_t w = 0; w < count; w++) {
        if (*words[w] != first)
            continue;
        size_t n = strlen(words[w]);
        if (i + n <= t->length && memcmp(t->text + i, words[w], n) == 0)
            return n;
    }
    return 0;
}

static size_t word_before(const Text *t, size_t end, const char *const *words, size_t count)
{
    for (size_t w = 0; w < count; w++) {
        size_t n = strlen(words[w]);
        if (end >= n && memcmp(t->text + end - n, words[w], n) == 0)
            return n;
    }
    return 0;
}

#define WORDS(list) (list), sizeof(list) / sizeof *(list)

/* Behind a blank or one hyphen. */
static size_t skip_part(const Text *t, size_t i)
{
    while (at(t, i) == ' ')
        i++;
    if (at(t, i) == '-')
        i++;
    while (at(t, i) == ' ')
        i++;
    return i;
}

/* 10-11-2026 and 5-12-1999 are days. */
static bool is_day(const Text *t, size_t start, const size_t n[3])
{
    size_t last = start + n[0] + n[1] + 2;
    bool year =
        n[2] == 4 && (memcmp(t->text + last, "20", 2) == 0 || memcmp(t->text + last, "19", 2) == 0);
    return year && atoi(t->text + start) <= 31 && atoi(t->text + start + n[0] + 1) <= 31;
}

bool scan_room_of_numbers(const char *text, size_t length, size_t start, size_t *end)
{
    Text t = {text, length};
    size_t n[3], i = start;
    for (int part = 0; part < 3; part++) {
        n[part] = digits_at(&t, i);
        if (n[part] == 0 || n[part] > 4)
            return false;
        i += n[part];
        if (part < 2 && at(&t, i++) != '-')
            return false;
    }
    if (at(&t, i) == '-' || at(&t, i) == '.' || is_letter(at(&t, i)))
        return false;
    if (start > 1 && text[start - 1] == '-' && is_digit(text[start - 2])) /* 192-168-1-100 */
        return false;
    *end = i;
    /* 2024-03-05 has four, two, two */
    return n[0] <= 3 && n[1] <= 2 && n[2] >= 3 && !is_day(&t, start, n);
}

/* Behind the building: "2单元", "2-", "2门", "5楼": each may be there, *i moves behind it. */
static bool take_unit(const Text *t, size_t *i)
{
    static const char *const units[] = {"单元", "-", "—", "梯", "门", "号门", "楼", "层"};
    size_t flat = digits_at(t, *i);
    if (flat == 0 || flat > 2)
        return false;
    size_t behind = *i + flat;
    behind += at(t, behind) == ' ';
    size_t word = word_at(t, behind, WORDS(units));
    if (!word)
        return false;
    *i = skip_part(t, behind + word);
    return true;
}

bool scan_room(const char *text, size_t length, size_t start, size_t *end)
{
    static const char *const buildings[] = {"号楼", "幢", "栋", "座", "#楼", "#", "号"};
    static const char *const rooms[] = {"室", "房", "号", "户"};
    static const char *const measures[] = {"元", "件", "平", "㎡", "户", "人", "个", "年",
                                           "次", "米", "吨", "度", "万", "余", "多", "部",
                                           "台", "盏", "辆", "套", "处", "项"};
    Text t = {text, length};
    bool letter = is_letter(at(&t, start));
    size_t n = digits_at(&t, start + letter), i = start + letter + n;
    if ((n == 0 && !letter) || n > 3)
        return false;
    i += at(&t, i) == ' ';
    size_t word = word_at(&t, i, WORDS(buildings));
    bool door = word == HAN && memcmp(text + i, "号", HAN) == 0;
    if (!word || (letter && text[i] == '#'))
        return false;
    i = skip_part(&t, i + word);
    bool unit = false;
    while (take_unit(&t, &i))
        unit = true;
    size_t flat = digits_at(&t, i);
    if (flat < 3 || flat > 4)
        return false;
    i += flat;
    size_t blanks = at(&t, i) == ' ', tail = word_at(&t, i + blanks, WORDS(rooms));
    if (!tail && (at(&t, i) == '.' || at(&t, i) == ',' ||
                  (!unit && word_at(&t, i + blanks, WORDS(measures)))))
        return false;
    if (word_at(&t, i + blanks, (const char *const[]){"户次"}, 1)) /* a number of visits */
        return false;
    /* 88号501室 says what it is, 88号501 may be anything. */
    if (door && (!tail || !word_at(&t, i + blanks, rooms, 2)))
        return false;
    if (!tail)
        blanks = 0;
    *end = i + blanks + tail;
    return true;
}

/* --- beside a name ------------------------------------------------------------------------ */

static const char surnames[] =
    "王李张刘陈杨赵黄周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋"
    "田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武"
    "康贺严尹钱施牛洪龚汤陶黎温莫易樊乔文安殷颜庄章鲁倪庞邢俞翟蓝聂齐向申葛岳裘柯阮柳欧尚毕骆梅盛"
    "童卓柴蒲褚娄甘单鲍宁管季翁舒邬戚应水";
/* Those that begin few other words: a bare 501室王芦 is a name, 501室高空… is not. */
static const char plain_surnames[] =
    "王李张刘陈杨赵吴徐朱胡郭郑罗宋唐韩曹邓冯曾蔡彭潘袁董苏吕魏蒋丁沈姜傅卢戴崔廖姚邱谭韦贾邹"
    "孟秦阎薛侯郝邵";

/* Size of the name with a title at `i`: 张先生, 王某某, 李大爷; 0 for none. */
static size_t titled_at(const Text *t, size_t i)
{
    static const char *const titles[] = {"先生", "女士", "小姐", "阿姨", "大爷", "大妈", "大叔",
                                         "大姐", "大哥", "大娘", "师傅", "奶奶", "爷爷", "老伯",
                                         "老人", "老太", "婆婆", "伯伯", "同学", "某"};
    char one[HAN + 1] = "";
    if (i + 2 * HAN > t->length)
        return 0;
    memcpy(one, t->text + i, HAN);
    const char *found = (unsigned char)one[0] >= 0xE4 ? strstr(surnames, one) : NULL;
    if (!found || (found - surnames) % HAN)
        return 0;
    size_t size = word_at(t, i + HAN, WORDS(titles));
    return size ? HAN + size : 0;
}

static bool is_han(const Text *t, size_t i)
{
    unsigned char c = (unsigned char)at(t, i);
    return c >= 0xE4 && c <= 0xE9 && i + HAN <= t->length;
}

/* Size of a name that stands alone at `i`, two or three characters; 0 for none. */
static size_t bare_at(const Text *t, size_t i)
{
    /* 张贴, 陈旧, 王某 has a title: what else begins like a name. */
    static const char seconds[] = "贴挂开旧列设述放";
    char one[HAN + 1] = "", two[HAN + 1] = "";
    if (!is_han(t, i) || !is_han(t, i + HAN))
        return 0;
    memcpy(one, t->text + i, HAN);
    memcpy(two, t->text + i + HAN, HAN);
    const char *found = strstr(plain_surnames, one), *second = strstr(seconds, two);
    if (!found || (found - plain_surnames) % HAN || (second && (second - seconds) % HAN == 0))
        return 0;
    size_t size = 2 * HAN;
    if (is_han(t, i + size))
        size += HAN;
    return is_han(t, i + size) || is_digit(at(t, i + size)) ? 0 : size;
}

/* Between a door and a name: a blank, a comma, a bracket, 业主, 的. */
static size_t skip_between(const Text *t, size_t i)
{
    static const char *const words[] = {" ",    ",",    "，",   "、",   "(",   "（", ")",
                                        "）",   ":",    "：",   "-",    "/",   "的", "业主",
                                        "住户", "户主", "租户", "租客", "居民"};
    for (size_t n; (n = word_at(t, i, WORDS(words)));)
        i += n;
    return i;
}

static bool person_behind(const Text *t, size_t i)
{
    static const char *const families[] = {"姓"};
    size_t from = skip_between(t, i);
    size_t named = word_at(t, from, WORDS(families));
    char one[HAN + 1] = "";
    if (named && from + named + HAN <= t->length) {
        memcpy(one, t->text + from + named, HAN);
        const char *found = strstr(surnames, one);
        if (found && (found - surnames) % HAN == 0)
            return true;
    }
    if (bare_at(t, from))
        return true;
    for (size_t n = 0, k = i; n < NEAR && k < t->length && at(t, k) != '\n'; n++) {
        if (titled_at(t, k))
            return true;
        if (word_at(t, k, (const char *const[]){"。", "；", ";"}, 3))
            return false;
        k += (unsigned char)at(t, k) >= 0xE0 ? HAN : (unsigned char)at(t, k) >= 0xC0 ? 2 : 1;
    }
    return false;
}

/* The start of the character before `i`. */
static size_t step_back(const Text *t, size_t i)
{
    do
        i--;
    while (i > 0 && ((unsigned char)t->text[i] & 0xC0) == 0x80);
    return i;
}

static bool person_before(const Text *t, size_t start)
{
    static const char *const words[] = {" ", ",", "，",   "(",    "（",   ":",  "：",
                                        "-", "/", "家住", "住在", "现住", "住", "、"};
    size_t end = start, k = start;
    for (size_t n; (n = word_before(t, end, WORDS(words)));)
        end -= n;
    /* A name of two or three characters that begins a clause and ends here. */
    for (size_t han = 2; end < start && han <= 3 && end >= han * HAN; han++) {
        size_t from = end - han * HAN;
        bool begins = from == 0 || !is_han(t, step_back(t, from)) ||
                      word_before(t, from, (const char *const[]){"业主", "住户", "户主"}, 3);
        Text name = {t->text, end};
        if (begins && bare_at(&name, from) == han * HAN)
            return true;
    }
    for (size_t n = 0; n < NEAR + 3 && k > 0; n++) {
        k = step_back(t, k);
        size_t size = titled_at(t, k);
        if (size && k + size <= start)
            return true;
        if (t->text[k] == '\n' || word_at(t, k, (const char *const[]){"。", "；", ";"}, 3))
            return false;
    }
    return false;
}

bool scan_door_of(const char *text, size_t length, size_t start, size_t *end)
{
    static const char *const streets[] = {"路", "街", "巷", "弄", "村", "里", "道", "苑", "坊"};
    static const char *const rooms[] = {"室", "房"};
    Text t = {text, length};
    size_t n = digits_at(&t, start), i = start + n, tail;
    if (n == 0 || n > 4) /* most numbers, and every letter */
        return false;
    size_t street = 0, from = start;
    if (n >= 3 && n <= 4 && (tail = word_at(&t, i, WORDS(rooms)))) {
        i += tail;
        if (!person_behind(&t, i) && !person_before(&t, from))
            return false;
    } else if ((tail = word_at(&t, i, (const char *const[]){"号"}, 1)) &&
               (street = word_before(&t, start, WORDS(streets)))) {
        i += tail;
        /* The street's name is of up to four characters; before it the person. */
        from -= street;
        bool person = bare_at(&t, skip_between(&t, i)) || titled_at(&t, skip_between(&t, i));
        for (int k = 0; !person && k < 4 && from > 0; k++) {
            from = step_back(&t, from);
            if (word_before(&t, from, (const char *const[]){"（", "(", " ", "，", "住", "家住"}, 6))
                person = person_before(&t, from);
        }
        if (!person)
            return false;
    } else {
        return false;
    }
    *end = i;
    return true;
}
