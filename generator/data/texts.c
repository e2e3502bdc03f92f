/*
 * texts.c - see texts.h.
 *
 * A text has one number for good: that of the leaf of its stem, its count of digits and its
 * value / 64, unless it was kept before the leaf was made (`kept` of the leaf says so).
 */
#include "data/texts.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "data/strings.h"

#define LEAF TEXTS_LEAF
#define LEAVES_MAX (TEXTS_SERIAL / LEAF)
#define NO_STEM UINT32_MAX
#define STEM_MAX 48 /* bytes */
#define DIGITS_MIN 3
#define DIGITS_MAX TEXTS_DIGITS /* those before them belong to the stem */
#define RUN 8                   /* ids that must have counted up before a leaf is made */
#define DENSE 8                 /* ids that a leaf must hold to be taken over whole by a merge */
#define SEEN_BITS 17            /* of the table that says where kept ids may lie */

typedef struct {
    uint32_t stem; /* number of the stem and its count of digits in `stems` */
    uint32_t block;
    uint64_t here;       /* ids that appeared and have their number from this leaf */
    uint64_t kept;       /* ids that were kept as plain texts before */
    char *_Atomic texts; /* all of them, made at the first need */
    uint16_t stem_length;
    uint8_t digits;
} Leaf;

/* A text as a stem and a number behind it. */
typedef struct {
    const char *stem;
    size_t stem_length;
    uint8_t digits;
    uint32_t value;
} Serial;

struct Texts {
    Strings *plain;
    Strings *stems; /* stem and one byte, its count of digits */
    Leaf *leaves;
    size_t leaf_count, leaf_capacity;
    uint32_t *slots;   /* leaf + 1, by stem and block */
    size_t slot_count; /* a power of two */
    uint64_t *seen;    /* a bit for each stem and block that may have kept ids */
    /* the last serial text */
    char text[STEM_MAX + DIGITS_MAX];
    size_t length; /* 0: there was none */
    char stem[STEM_MAX];
    size_t stem_length;
    uint8_t digits;
    uint32_t stem_number, value, run, block;
    int64_t leaf; /* of that stem and block; -1 none */
};

/* --- a text as a serial number ------------------------------------------------------------- */

static bool split(const char *text, size_t length, Serial *out)
{
    static const uint32_t tens[DIGITS_MAX] = {1,      10,      100,      1000,     10000,
                                              100000, 1000000, 10000000, 100000000};
    uint32_t value = 0;
    uint8_t digits = 0;
    while (digits < DIGITS_MAX && digits < length) {
        unsigned digit = (unsigned char)text[length - digits - 1] - (unsigned)'0';
        if (digit > 9)
            break;
        value += digit * tens[digits++];
    }
    if (digits < DIGITS_MIN || length - digits > STEM_MAX)
        return false;
    *out = (Serial){text, length - digits, digits, value};
    return true;
}

static uint32_t stem_of(const Texts *t, const Serial *s)
{
    char stem[STEM_MAX + 1];
    if (strings_count(t->stems) == 1)
        return NO_STEM;
    memcpy(stem, s->stem, s->stem_length);
    stem[s->stem_length] = (char)s->digits;
    return strings_lookup(t->stems, stem, s->stem_length + 1);
}

static uint32_t add_stem(Texts *t, const Serial *s)
{
    char stem[STEM_MAX + 1];
    memcpy(stem, s->stem, s->stem_length);
    stem[s->stem_length] = (char)s->digits;
    return strings_intern(t->stems, stem, s->stem_length + 1);
}

static size_t hash_of(uint32_t stem, uint32_t block)
{
    uint64_t h = ((uint64_t)stem << 32 | block) * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(h ^ h >> 32);
}

static uint64_t *seen_word(const Texts *t, const Serial *s, uint64_t *bit)
{
    uint64_t h = s->digits;
    for (size_t i = 0; i < s->stem_length; i++)
        h = (h ^ (unsigned char)s->stem[i]) * UINT64_C(0x100000001B3);
    h = (h ^ s->value / LEAF) * UINT64_C(0x9E3779B97F4A7C15);
    h >>= 64 - SEEN_BITS;
    *bit = (uint64_t)1 << (h & 63);
    return &t->seen[h >> 6];
}

static void see(Texts *t, const Serial *s)
{
    uint64_t bit, *word = seen_word(t, s, &bit);
    *word |= bit;
}

/* --- leaves -------------------------------------------------------------------------------- */

static int64_t find_leaf(const Texts *t, uint32_t stem, uint32_t block)
{
    if (stem == NO_STEM)
        return -1;
    for (size_t slot = hash_of(stem, block);; slot++) {
        uint32_t leaf = t->slots[slot & (t->slot_count - 1)];
        if (!leaf)
            return -1;
        if (t->leaves[leaf - 1].stem == stem && t->leaves[leaf - 1].block == block)
            return (int64_t)leaf - 1;
    }
}

static void put_leaf(Texts *t, size_t leaf)
{
    size_t slot = hash_of(t->leaves[leaf].stem, t->leaves[leaf].block);
    while (t->slots[slot & (t->slot_count - 1)])
        slot++;
    t->slots[slot & (t->slot_count - 1)] = (uint32_t)leaf + 1;
}

static void make_slots(Texts *t, size_t count)
{
    free(t->slots);
    t->slot_count = count;
    t->slots = memory_alloc(count * sizeof *t->slots);
    for (size_t leaf = 0; leaf < t->leaf_count; leaf++)
        put_leaf(t, leaf);
}

static void write_digits(char *to, uint8_t digits, uint32_t value)
{
    for (to += digits; digits > 0; digits--, value /= 10)
        *--to = (char)('0' + value % 10);
}

/* The next number in the digits that end there. */
static void count_up(const char *text, char *end)
{
    while (end > text && *--end == '9')
        *end = '0';
    ++*end;
}

/* Which of the sixty-four ids have been kept as plain texts. */
static uint64_t kept_of(const Texts *t, const Serial *s)
{
    uint64_t bit, kept = 0;
    const uint64_t *word = seen_word(t, s, &bit);
    if (!(*word & bit))
        return 0;
    char text[STEM_MAX + DIGITS_MAX + 1];
    memcpy(text, s->stem, s->stem_length);
    for (uint32_t i = 0, first = s->value / LEAF * LEAF; i < LEAF; i++) {
        write_digits(text + s->stem_length, s->digits,
                     first + i); /* beyond 99 ... 9: never asked */
        if (strings_lookup(t->plain, text, s->stem_length + s->digits) != UINT32_MAX)
            kept |= (uint64_t)1 << i;
    }
    return kept;
}

/* -1: there are too many. */
static int64_t add_leaf(Texts *t, uint32_t stem, const Serial *s)
{
    if (t->leaf_count >= LEAVES_MAX)
        return -1;
    GROW(t->leaves, t->leaf_capacity, t->leaf_count + 1);
    Leaf *leaf = &t->leaves[t->leaf_count++];
    *leaf = (Leaf){.stem = stem,
                   .block = s->value / LEAF,
                   .kept = kept_of(t, s),
                   .stem_length = (uint16_t)s->stem_length,
                   .digits = s->digits};
    if (t->leaf_count * 2 > t->slot_count)
        make_slots(t, t->slot_count * 2);
    else
        put_leaf(t, t->leaf_count - 1);
    return (int64_t)t->leaf_count - 1;
}

static uint32_t number_in(size_t leaf, uint32_t value)
{
    return TEXTS_SERIAL + (uint32_t)leaf * LEAF + value % LEAF;
}

static size_t length_in(const Leaf *leaf)
{
    return (size_t)leaf->stem_length + leaf->digits;
}

static const char *spell(const Texts *t, const Leaf *leaf, size_t i, char room[TEXTS_ROOM])
{
    static_assert(STEM_MAX + DIGITS_MAX < TEXTS_ROOM, "every id has room");
    memcpy(room, strings_at(t->stems, leaf->stem), leaf->stem_length);
    write_digits(room + leaf->stem_length, leaf->digits, leaf->block * LEAF + (uint32_t)i);
    room[length_in(leaf)] = '\0';
    return room;
}

/* The texts of a leaf side by side, each with its NUL. Two threads may make them; one is kept. */
static const char *texts_of(const Texts *t, Leaf *leaf)
{
    char *made = atomic_load_explicit(&leaf->texts, memory_order_acquire), *none = NULL;
    if (made)
        return made;
    size_t stride = length_in(leaf) + 1;
    char first[TEXTS_ROOM];
    made = memory_resize(NULL, LEAF * stride);
    memcpy(made, spell(t, leaf, 0, first), stride);
    for (char *text = made + stride; text < made + LEAF * stride; text += stride) {
        memcpy(text, text - stride, stride);
        count_up(text, text + stride - 1);
    }
    if (atomic_compare_exchange_strong(&leaf->texts, &none, made))
        return made;
    free(made);
    return none;
}

/* Which leaf holds the id, if any. */
static int64_t leaf_of(const Texts *t, const Serial *s)
{
    return find_leaf(t, stem_of(t, s), s->value / LEAF);
}

/* Nothing is known of the last text any more. */
static void forget(Texts *t)
{
    t->length = t->stem_length = t->digits = 0;
    t->stem_number = NO_STEM;
    t->run = 0;
    t->leaf = -1;
}

/* --- texts --------------------------------------------------------------------------------- */

Texts *texts_new(void)
{
    Texts *t = memory_alloc(sizeof *t);
    t->plain = strings_new();
    t->stems = strings_new();
    t->seen = memory_alloc(((size_t)1 << SEEN_BITS) / 8);
    forget(t);
    make_slots(t, 64);
    return t;
}

static void free_leaf_texts(Texts *t)
{
    for (size_t i = 0; i < t->leaf_count; i++)
        free(t->leaves[i].texts);
}

void texts_free(Texts *t)
{
    if (!t)
        return;
    free_leaf_texts(t);
    strings_free(t->plain);
    strings_free(t->stems);
    free(t->leaves);
    free(t->slots);
    free(t->seen);
    free(t);
}

void texts_clear(Texts *t)
{
    free_leaf_texts(t);
    strings_clear(t->plain);
    strings_clear(t->stems);
    memset(t->seen, 0, ((size_t)1 << SEEN_BITS) / 8);
    memset(t->slots, 0, t->slot_count * sizeof *t->slots);
    t->leaf_count = 0;
    forget(t);
}

/* The serial text becomes the last one. */
static void follow(Texts *t, const Serial *s)
{
    uint32_t block = s->value / LEAF;
    bool same = t->digits == s->digits && t->stem_length == s->stem_length &&
                memcmp(t->stem, s->stem, s->stem_length) == 0;
    if (!same) {
        t->digits = s->digits;
        t->stem_length = s->stem_length;
        memcpy(t->stem, s->stem, s->stem_length);
        t->stem_number = stem_of(t, s);
        t->run = 1;
    } else if (s->value != t->value) {
        t->run = s->value == t->value + 1 ? t->run + 1 : 1;
    }
    if (!same || block != t->block)
        t->leaf = find_leaf(t, t->stem_number, block);
    t->value = s->value;
    t->block = block;
    t->length = s->stem_length + s->digits;
    memcpy(t->text, s->stem, t->length);
}

/* Nearly every id is the last one but for its last digit, which is one more. */
static bool follows(const Texts *t, const char *text, size_t length)
{
    return length > 0 && length == t->length && text[length - 1] > '0' && text[length - 1] <= '9' &&
           text[length - 1] == t->text[length - 1] + 1 && memcmp(text, t->text, length - 1) == 0;
}

/* The same as follow() of such a one. */
static void count_one(Texts *t, size_t length)
{
    uint32_t block = ++t->value / LEAF;
    t->run++;
    t->text[length - 1]++;
    if (block != t->block)
        t->leaf = find_leaf(t, t->stem_number, block);
    t->block = block;
}

static uint32_t keep(Texts *t, const char *text, size_t length)
{
    uint32_t number = strings_intern(t->plain, text, length);
    if (number >= TEXTS_SERIAL)
        memory_exhausted(length);
    return number;
}

uint32_t texts_intern(Texts *t, const char *text, size_t length)
{
    Serial s;
    if (follows(t, text, length)) {
        count_one(t, length);
        s = (Serial){text, t->stem_length, t->digits, t->value};
    } else if (split(text, length, &s))
        follow(t, &s);
    else
        return keep(t, text, length);
    if (t->leaf < 0 && t->run > RUN) {
        if (t->stem_number == NO_STEM)
            t->stem_number = add_stem(t, &s);
        t->leaf = add_leaf(t, t->stem_number, &s);
    }
    uint64_t bit = (uint64_t)1 << s.value % LEAF;
    if (t->leaf >= 0 && !(t->leaves[t->leaf].kept & bit)) {
        t->leaves[t->leaf].here |= bit;
        return number_in((size_t)t->leaf, s.value);
    }
    see(t, &s);
    return keep(t, text, length);
}

uint32_t texts_lookup(const Texts *t, const char *text, size_t length)
{
    Serial s;
    if (split(text, length, &s)) {
        int64_t leaf = leaf_of(t, &s);
        uint64_t bit = (uint64_t)1 << s.value % LEAF;
        if (leaf >= 0 && !(t->leaves[leaf].kept & bit))
            return t->leaves[leaf].here & bit ? number_in((size_t)leaf, s.value) : UINT32_MAX;
    }
    return strings_lookup(t->plain, text, length);
}

/* The leaf of an id that has appeared; NULL for another number. */
static Leaf *leaf_at(const Texts *t, uint32_t number)
{
    size_t leaf = (number - TEXTS_SERIAL) / LEAF;
    return leaf < t->leaf_count && t->leaves[leaf].here >> number % LEAF & 1 ? &t->leaves[leaf]
                                                                             : NULL;
}

const char *texts_text(const Texts *t, uint32_t number, size_t *length)
{
    if (number < TEXTS_SERIAL)
        return strings_text(t->plain, number, length);
    Leaf *leaf = leaf_at(t, number);
    *length = leaf ? length_in(leaf) : 0;
    return leaf ? texts_of(t, leaf) + number % LEAF * (*length + 1) : "";
}

const char *texts_spell(const Texts *t, uint32_t number, char room[TEXTS_ROOM], size_t *length)
{
    if (number < TEXTS_SERIAL)
        return strings_text(t->plain, number, length);
    const Leaf *leaf = leaf_at(t, number);
    *length = leaf ? length_in(leaf) : 0;
    return leaf ? spell(t, leaf, number % LEAF, room) : "";
}

size_t texts_kept(const Texts *t)
{
    return strings_count(t->plain);
}

size_t texts_serials(const Texts *t)
{
    return t->leaf_count * LEAF;
}

void texts_expect(Texts *t, size_t count)
{
    strings_expect(t->plain, count);
}

/* --- a number for each --------------------------------------------------------------------- */

static void open_part(uint32_t **numbers, size_t *capacity, size_t *count, size_t need)
{
    if (need > *capacity) {
        free(*numbers);
        *numbers = memory_alloc(need * sizeof **numbers);
        *capacity = need;
    } else if (need) {
        memset(*numbers, 0, need * sizeof **numbers);
    }
    *count = need;
}

void text_map_open(TextMap *map, const Texts *t)
{
    open_part(&map->plain, &map->plain_capacity, &map->plain_count, strings_count(t->plain));
    open_part(&map->serial, &map->serial_capacity, &map->serial_count, t->leaf_count * LEAF);
}

void text_map_open_plain(TextMap *map, size_t count)
{
    open_part(&map->plain, &map->plain_capacity, &map->plain_count, count);
    map->serial_count = 0;
}

void text_map_close(TextMap *map)
{
    free(map->plain);
    free(map->serial);
    *map = (TextMap){0};
}

/* The leaf of `into` that holds the ids of this one; -1 where they are better interned one by one.
 */
static int64_t leaf_for(Texts *into, const Serial *s, uint64_t here)
{
    int64_t leaf = leaf_of(into, s);
    if (leaf >= 0 || __builtin_popcountll(here) < DENSE)
        return leaf;
    forget(into);
    return add_leaf(into, add_stem(into, s), s);
}

static void merge_leaf(Texts *into, const Texts *from, size_t leaf, uint32_t *numbers)
{
    const Leaf *own = &from->leaves[leaf];
    Serial s = {strings_at(from->stems, own->stem), own->stem_length, own->digits,
                own->block * LEAF};
    int64_t there = leaf_for(into, &s, own->here);
    uint64_t taken = there < 0 ? 0 : own->here & ~into->leaves[there].kept;
    if (there >= 0)
        into->leaves[there].here |= taken;
    for (uint32_t i = 0; i < LEAF; i++)
        if (taken >> i & 1)
            numbers[leaf * LEAF + i] = number_in((size_t)there, i);
    for (uint64_t left = own->here & ~taken; left; left &= left - 1) {
        size_t i = (size_t)__builtin_ctzll(left);
        char room[TEXTS_ROOM];
        numbers[leaf * LEAF + i] = texts_intern(into, spell(from, own, i, room), length_in(own));
    }
}

/* Plain texts of `from` that are in a leaf of `into`; all others of their form may now be kept. */
static void merge_serials(Texts *into, const Texts *from, uint32_t *numbers)
{
    Serial s;
    for (uint32_t i = 1; i < strings_count(from->plain); i++) {
        size_t length;
        const char *text = strings_text(from->plain, i, &length);
        if (!split(text, length, &s))
            continue;
        int64_t leaf = leaf_of(into, &s);
        uint64_t bit = (uint64_t)1 << s.value % LEAF;
        if (leaf >= 0 && !(into->leaves[leaf].kept & bit)) {
            into->leaves[leaf].here |= bit;
            numbers[i] = number_in((size_t)leaf, s.value);
        } else {
            see(into, &s);
        }
    }
}

void texts_merge(Texts *into, const Texts *from, TextMap *numbers)
{
    text_map_open(numbers, from);
    merge_serials(into, from, numbers->plain);
    strings_merge(into->plain, from->plain, numbers->plain);
    if (strings_count(into->plain) > TEXTS_SERIAL)
        memory_exhausted(strings_count(into->plain));
    for (size_t leaf = 0; leaf < from->leaf_count; leaf++)
        merge_leaf(into, from, leaf, numbers->serial);
}

/* --- as bytes ------------------------------------------------------------------------------ */

static void pack_strings(const Strings *strings, Buffer *out)
{
    size_t length;
    pack_number(out, strings_count(strings));
    for (uint32_t i = 1; i < strings_count(strings); i++) { /* 0 is "" */
        const char *text = strings_text(strings, i, &length);
        pack_bytes(out, text, length);
    }
}

void texts_pack(const Texts *t, Buffer *out)
{
    pack_strings(t->stems, out);
    pack_number(out, (Int128)t->leaf_count);
    for (size_t i = 0; i < t->leaf_count; i++) {
        pack_number(out, t->leaves[i].stem);
        pack_number(out, t->leaves[i].block);
        buffer_put(out, &t->leaves[i].here, sizeof t->leaves[i].here);
    }
    pack_strings(t->plain, out);
}

/* A stem of the length that serial texts have, and behind it how many digits follow. */
static bool is_stem(const char *text, size_t length)
{
    return length >= 1 && length <= STEM_MAX + 1 && text[length - 1] >= DIGITS_MIN &&
           text[length - 1] <= DIGITS_MAX;
}

static void unpack_leaf(Texts *t, Unpack *in)
{
    uint64_t here = 0;
    uint32_t stem = (uint32_t)unpack_between(in, 1, (int64_t)strings_count(t->stems) - 1);
    uint32_t block = (uint32_t)unpack_between(in, 0, 999999999 / LEAF);
    if (in->broken || in->end - in->at < (ptrdiff_t)sizeof here) {
        in->broken = true;
        return;
    }
    memcpy(&here, in->at, sizeof here);
    in->at += sizeof here;
    size_t length;
    const char *text = strings_text(t->stems, stem, &length);
    uint64_t end = 1;
    for (int i = 0; i < text[length - 1]; i++)
        end *= 10;
    for (uint32_t i = 0; i < LEAF; i++) /* no value has more digits than its stem says */
        in->broken |= (here >> i & 1) && (uint64_t)block * LEAF + i >= end;
    if (in->broken)
        return;
    Serial s = {text, length - 1, (uint8_t)text[length - 1], block * LEAF};
    int64_t leaf = add_leaf(t, stem, &s);
    if (leaf < 0)
        in->broken = true;
    else
        t->leaves[leaf].here = here;
}

void texts_unpack(Texts *t, Unpack *in)
{
    size_t length, count = unpack_count(in);
    for (size_t i = 1; i < count && !in->broken; i++) {
        const char *stem = unpack_bytes(in, &length);
        if (!is_stem(stem, length) || strings_intern(t->stems, stem, length) != i)
            in->broken = true;
    }
    count = unpack_count(in);
    for (size_t i = 0; i < count && !in->broken; i++)
        unpack_leaf(t, in);
    count = unpack_count(in);
    for (size_t i = 1; i < count && !in->broken; i++) {
        const char *text = unpack_bytes(in, &length);
        if (!in->broken)
            strings_add(t->plain, text, length);
    }
}
