/* label.c - see label.h. */
#include "data/label.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"

/*
 * Kangxi radicals U+2F00-2FD5 that offices meet in text copied from PDF, as the
 * ideographs they look like (户 in its mainland form); the order is that of the block.
 */
static const char radicals[] =
    "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山"
    "巛工己巾干幺广廴廾弋弓彐彡彳心戈户手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛"
    "犬"
    "玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍"
    "虫"
    "血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高"
    "髟鬥"
    "鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

static uint32_t radical(uint32_t index)
{
    _Static_assert(sizeof radicals == (0x2FD5 - 0x2F00 + 1) * 3 + 1, "three bytes for each");
    size_t size;
    return utf8_decode(radicals + (size_t)index * 3, 3, &size);
}

/* The simplified ones among the supplement's radicals (U+2E80 on) that PDF text shows most. */
static uint32_t supplement(uint32_t c)
{
    static const struct {
        uint16_t from, to;
    } pairs[] = {{0x2EA0, 0x6C11}, {0x2EC5, 0x89C1}, {0x2EC9, 0x8D1D}, {0x2ECB, 0x8F66},
                 {0x2ED3, 0x957F}, {0x2ED4, 0x95E8}, {0x2ED8, 0x9752}, {0x2EDA, 0x9875},
                 {0x2EDB, 0x98CE}, {0x2EDC, 0x98DE}, {0x2EDD, 0x98DF}, {0x2EE2, 0x9A6C},
                 {0x2EE5, 0x9C7C}, {0x2EE6, 0x9E1F}, {0x2EEC, 0x9F50}, {0x2EEE, 0x9F7F},
                 {0x2EF0, 0x9F99}, {0x2EE9, 0x9EC4}, {0x2E8F, 0x5C22}, {0x2EAC, 0x793A}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i].from == c)
            return pairs[i].to;
    return c;
}

uint32_t label_char(uint32_t c)
{
    if (c < 0x20)
        return c == '\t' || c == '\n' || c == '\r' ? ' ' : 0;
    if (c < 0x7F)
        return c;
    if (c >= 0xFF01 && c <= 0xFF5E)
        return c - 0xFEE0;
    if (c == 0x3000 || c == 0xA0 || c == 0x2028 || c == 0x2029 || (c >= 0x2000 && c <= 0x200A) ||
        c == 0x202F || c == 0x205F || c == 0x85)
        return ' ';
    if ((c >= 0x200B && c <= 0x200F) || c == 0xFEFF || (c >= 0x202A && c <= 0x202E) ||
        (c >= 0x2060 && c <= 0x2064) || (c >= 0x7F && c < 0xA0) || c == 0xAD)
        return 0;
    if (c >= 0x2F00 && c <= 0x2FD5)
        return radical(c - 0x2F00);
    if (c >= 0x2E80 && c < 0x2F00)
        return supplement(c);
    return c;
}

typedef struct {
    char *out;
    size_t at, room;
    bool full;
} Writer;

static void put(Writer *w, uint32_t c)
{
    char bytes[4];
    size_t n = utf8_encode(c, bytes);
    if (w->full || w->at + n + 1 > w->room) {
        w->full = true;
        return;
    }
    memcpy(w->out + w->at, bytes, n);
    w->at += n;
}

/*
 * Bytes of the character that begins here, where it folds to itself but for its case: printable
 * ASCII or an ideograph of U+4000-U+9FFF; 0 for any other.
 */
static inline size_t plain_size(const char *text, size_t left)
{
    const unsigned char *b = (const unsigned char *)text;
    if (b[0] < 0x80)
        return b[0] > ' ' && b[0] < 0x7F;
    return b[0] >= 0xE4 && b[0] <= 0xE9 && left >= 3 && (b[1] & 0xC0) == 0x80 &&
                   (b[2] & 0xC0) == 0x80
               ? 3
               : 0;
}

static size_t finish(Writer *w)
{
    w->out[w->at] = '\0';
    return w->at;
}

size_t label_trim(const char *text, size_t length, char *out, size_t room, bool *cut)
{
    Writer w = {out, 0, room, false};
    bool blank = false;
    for (size_t at = 0, size; at < length; at += size) {
        uint32_t c = label_char(utf8_decode(text + at, length - at, &size));
        if (c == 0 || c == UTF8_INVALID)
            continue;
        if (c == ' ') {
            blank = true;
            continue;
        }
        if (blank && w.at > 0)
            put(&w, ' ');
        blank = false;
        put(&w, c);
    }
    if (cut)
        *cut = w.full;
    return finish(&w);
}

static uint32_t lower(uint32_t c)
{
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

/* The same as put() of each character in small letters; `size`: of plain_size(). */
static inline void put_plain(Writer *w, const char *text, size_t size)
{
    if (w->full || w->at + size + 1 > w->room) {
        w->full = true;
        return;
    }
    char *to = w->out + w->at;
    to[0] = (char)lower((unsigned char)text[0]);
    if (size == 3) {
        to[1] = text[1];
        to[2] = text[2];
    }
    w->at += size;
}

size_t label_fold(const char *text, size_t length, char *out, size_t room)
{
    Writer w = {out, 0, room, false};
    for (size_t at = 0, size; at < length; at += size) {
        if ((size = plain_size(text + at, length - at))) {
            put_plain(&w, text + at, size);
            continue;
        }
        uint32_t c = label_char(utf8_decode(text + at, length - at, &size));
        if (c != 0 && c != ' ' && c != UTF8_INVALID)
            put(&w, lower(c));
    }
    return finish(&w);
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_ornament(uint32_t c)
{
    static const uint32_t marks[] = {'*',    '"',    '\'',   0x2018, 0x2019, 0x201C,
                                     0x201D, 0x300C, 0x300D, 0x300E, 0x300F, 0x2605,
                                     0x2606, 0x203B, 0xB7,   0x2022};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (c == marks[i])
            return true;
    return false;
}

static bool opens(uint32_t c)
{
    return c == '(' || c == '[' || c == 0x3010 || c == 0x3014 || c == '{';
}

static bool closes(uint32_t c)
{
    return c == ')' || c == ']' || c == 0x3011 || c == 0x3015 || c == '}';
}

/* Bytes of "12" or "十二" at the start. */
static size_t number_size(const char *text)
{
    static const char numerals[] = "一二三四五六七八九十";
    size_t n = 0;
    while (text[n] >= '0' && text[n] <= '9')
        n++;
    for (bool more = n == 0 && (unsigned char)*text >= 0xE4; more;) {
        more = false;
        for (size_t i = 0; numerals[i] && !more; i += 3)
            more = strncmp(text + n, numerals + i, 3) == 0;
        n += more ? 3 : 0;
    }
    return n;
}

/* Bytes of "1." "二、" "3)" or a circled number at the start; a number alone is a header of its
 * own. */
static size_t leading_number(const char *text)
{
    size_t n = number_size(text), size;
    if (n == 0) {
        uint32_t c = *text ? utf8_decode(text, strlen(text), &size) : 0;
        return c >= 0x2460 && c <= 0x2473 ? size : 0;
    }
    size_t dot = strncmp(text + n, "、", 3) == 0 ? 3 : text[n] == '.' || text[n] == ')';
    return dot && text[n + dot] ? n + dot : 0;
}

/* 金额万元, 金额/元: a unit without brackets goes where those in brackets go. */
static size_t cut_unit(char *out, size_t length, char *unit)
{
    static const char *const units[] = {"百万元", "万元", "千元", "亿元", "元", "㎡", "平方米"};
    static const char *const marks[] = {"/", ":", "_", "-", ",", "、"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t n = strlen(units[i]), rest = length - n;
        if (length <= n + 3 || strcmp(out + rest, units[i]) != 0)
            continue;
        size_t mark = 0;
        for (size_t k = 0; k < sizeof marks / sizeof *marks && !mark; k++)
            if (rest > strlen(marks[k]) &&
                memcmp(out + rest - strlen(marks[k]), marks[k], strlen(marks[k])) == 0)
                mark = strlen(marks[k]);
        if (!mark && i > 3) /* 单元 is no unit */
            continue;
        memcpy(unit, units[i], n + 1);
        out[rest - mark] = '\0';
        return rest - mark;
    }
    return length;
}

size_t label_header(const char *text, size_t length, char *out, size_t room, char *unit)
{
    Writer w = {out, 0, room, false}, u = {unit, 0, 32, false};
    int depth = 0;
    for (size_t at = 0, size; at < length; at += size) {
        size = plain_size(text + at, length - at);
        if (size == 3 || (size == 1 && is_word(text[at]))) { /* no mark, no bracket */
            put_plain(depth ? &u : &w, text + at, size);
            continue;
        }
        uint32_t c = label_char(utf8_decode(text + at, length - at, &size));
        if (c == 0 || c == ' ' || c == UTF8_INVALID || is_ornament(c) || (c == '=' && w.at == 0))
            continue; /* ="小区": guarded like a number */
        if (opens(c)) {
            if (depth++ == 0) { /* 金额（万元）（含税）: what all brackets hold */
                if (w.at == 0)
                    u.at = 0;
                else if (u.at > 0)
                    put(&u, ',');
            }
        } else if (closes(c) && depth > 0) {
            depth--;
        } else if (closes(c)) {
            finish(&w);
            if (w.at > 0 && number_size(out) == w.at) /* of 3) */
                put(&w, ')');
        } else {
            put(depth ? &u : &w, lower(c));
        }
    }
    finish(&u);
    finish(&w);
    if (w.at == 0 && u.at > 0 && u.at < room) { /* nothing but a bracket: then that is the header */
        memcpy(out, unit, u.at + 1);
        w.at = u.at;
        unit[0] = '\0';
    }
    size_t skip = leading_number(out);
    memmove(out, out + skip, w.at - skip + 1);
    w.at -= skip;
    if (w.at > 1 && out[w.at - 1] == ':')
        w.at--;
    out[w.at] = '\0';
    return *unit ? w.at : cut_unit(out, w.at, unit);
}

#define DISTANCE_MAX 64

static size_t characters(const char *text, uint32_t out[DISTANCE_MAX])
{
    size_t count = 0, length = strlen(text);
    for (size_t at = 0, size; at < length && count < DISTANCE_MAX; at += size)
        out[count++] = utf8_decode(text + at, length - at, &size);
    return count;
}

/* How many characters apart; any number beyond `most` where it is more. */
static int distance_within(const uint32_t *x, size_t n, const uint32_t *y, size_t m, int most)
{
    int row[DISTANCE_MAX + 1];
    if (abs((int)n - (int)m) > most)
        return most + 1;
    for (size_t j = 0; j <= m; j++)
        row[j] = (int)j;
    for (size_t i = 1; i <= n; i++) {
        int corner = row[0], least = (int)i;
        row[0] = (int)i;
        for (size_t j = 1; j <= m; j++) {
            int change = corner + (x[i - 1] != y[j - 1]);
            int drop = row[j] + 1, add = row[j - 1] + 1;
            corner = row[j];
            row[j] = change < drop ? change : drop;
            if (add < row[j])
                row[j] = add;
            least = row[j] < least ? row[j] : least;
        }
        if (least > most) /* no way leads down again */
            return most + 1;
    }
    return row[m];
}

int label_distance(const char *a, const char *b)
{
    uint32_t x[DISTANCE_MAX], y[DISTANCE_MAX];
    size_t n = characters(a, x), m = characters(b, y);
    return distance_within(x, n, y, m, 2 * DISTANCE_MAX);
}

static uint64_t mask_of(const char *label)
{
    uint32_t all[DISTANCE_MAX];
    size_t count = characters(label, all);
    uint64_t mask = 0;
    for (size_t i = 0; i < count; i++)
        mask |= UINT64_C(1) << (all[i] * UINT32_C(0x9E3779B1) >> 26);
    return mask;
}

LabelKey label_key(const char *label)
{
    LabelKey key = {.text = label, .bytes = strlen(label), .characters = utf8_count(label)};
    /* What lies behind the measured part may still hold the text as a part of it. */
    key.mask = key.characters > DISTANCE_MAX ? ~UINT64_C(0) : mask_of(label);
    return key;
}

/* Characters of a text that a label does not hold, at least: each of them is a change. */
static int strangers(const uint32_t *text, size_t count, uint64_t mask)
{
    int n = 0;
    for (size_t i = 0; i < count; i++)
        n += !(mask >> (text[i] * UINT32_C(0x9E3779B1) >> 26) & 1);
    return n;
}

static bool is_part(const LabelKey *text, const LabelKey *label)
{
    if (text->characters < 2 || label->characters < 2)
        return false;
    if (label->bytes < text->bytes)
        return !(label->mask & ~text->mask) && strstr(text->text, label->text);
    return !(text->mask & ~label->mask) && strstr(label->text, text->text);
}

int label_nearest_of(const char *text, const LabelKey *labels, size_t count)
{
    uint32_t x[DISTANCE_MAX], y[DISTANCE_MAX];
    int best = -1, best_distance = 0;
    LabelKey own = label_key(text);
    size_t n = characters(text, x);
    for (size_t i = 0; i < count; i++) {
        const LabelKey *label = &labels[i];
        size_t longer = own.characters > label->characters ? own.characters : label->characters;
        /* Only what comes nearer than the best so far, and near enough, need be measured. */
        int most =
            is_part(&own, label) ? 2 * DISTANCE_MAX : (int)((longer + (longer == 2 ? 1 : 0)) / 3);
        if (best >= 0 && most >= best_distance)
            most = best_distance - 1;
        if (most < 0 || strangers(x, n, label->mask) > most)
            continue;
        int distance = distance_within(x, n, y, characters(label->text, y), most);
        if (distance > most)
            continue;
        best = (int)i;
        best_distance = distance;
    }
    return best;
}

int label_nearest(const char *text, const char *const *labels, size_t count)
{
    LabelKey *keys = memory_alloc(count * sizeof *keys + 1);
    for (size_t i = 0; i < count; i++)
        keys[i] = label_key(labels[i]);
    int nearest = label_nearest_of(text, keys, count);
    free(keys);
    return nearest;
}
