/*
 * strings.c - see strings.h.
 *
 *   slots     tag (1 byte) and number (4 bytes), in groups of eight; the tag is a piece of the
 *             hash, 0 = free, so that a text that is not there is told by one look at a group
 *   entries   number -> place of the text, in steps of four bytes (4 bytes)
 *   blocks    length, text, NUL; never moved
 *
 * Numbers count up in the order of appearance, so the hash shows nowhere. An id of ten
 * characters takes 12 + 4 bytes and about 8 of the slots: most texts of a city are ids.
 */
#include "data/strings.h"

#include <endian.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#define STEP 4
#define BLOCK_BITS 14 /* steps in a block: 64 KiB */
#define BLOCK_STEPS ((size_t)1 << BLOCK_BITS)
#define BLOCK_BYTES (STEP * BLOCK_STEPS)
#define BLOCKS_MAX (UINT32_MAX >> BLOCK_BITS) /* 16 GiB of text */
#define BATCH ((size_t)256)                   /* blocks of a large dictionary are taken together */
#define GROUP 8
#define SHORT_MAX 254 /* a longer text has its length in four bytes behind the first */

struct Strings {
    char **blocks;
    size_t block_count, block_capacity;
    size_t block, used; /* where the next text goes: steps handed out of that block */
    bool *is_part;      /* a block that lies behind the one before it, for one long text */
    size_t part_capacity;
    uint32_t *entries;
    size_t count, capacity;
    uint8_t *tags;
    uint32_t *numbers;
    size_t groups; /* a power of two */
};

__extension__ typedef unsigned __int128 UInt128;

/* Eight bytes a step, folded over a 128-bit product. */
static uint64_t mix(uint64_t a, uint64_t b)
{
    UInt128 product = (UInt128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash_of(const char *text, size_t length)
{
    static const uint64_t k = UINT64_C(0x9E3779B97F4A7C15);
    uint64_t h = length * k, word = 0;
    size_t left = length;
    for (; left > 8; text += 8, left -= 8) {
        memcpy(&word, text, 8);
        h = mix(h ^ word, k);
    }
    if (left == 8 || length > 8) /* the last eight, some of them once more */
        memcpy(&word, text - (8 - left), 8);
    else {
        word = 0;
        memcpy(&word, text, left);
    }
    return mix(h ^ word, UINT64_C(0xD6E8FEB86659FD93));
}

static uint8_t tag_of(uint64_t hash)
{
    return (uint8_t)(hash | (uint64_t)((hash & 0xFF) == 0));
}

static size_t group_of(const Strings *s, uint64_t hash)
{
    return (size_t)(hash >> 8) & (s->groups - 1);
}

/* The high bit of every byte that is zero; above the lowest of them there may be others. */
static uint64_t zero_bytes(uint64_t x)
{
    return (x - UINT64_C(0x0101010101010101)) & ~x & UINT64_C(0x8080808080808080);
}

static uint64_t load_group(const Strings *s, size_t group)
{
    uint64_t tags;
    memcpy(&tags, s->tags + group * GROUP, GROUP);
    return le64toh(tags);
}

static const char *place_of(const Strings *s, uint32_t number)
{
    uint32_t at = s->entries[number];
    return s->blocks[at >> BLOCK_BITS] + (size_t)(at & ((1u << BLOCK_BITS) - 1)) * STEP;
}

static const char *text_of(const char *place, size_t *length)
{
    uint8_t first = (uint8_t)*place;
    uint32_t whole = first;
    if (first <= SHORT_MAX) {
        *length = whole;
        return place + 1;
    }
    memcpy(&whole, place + 1, sizeof whole);
    *length = whole;
    return place + 5;
}

/* The slot of the text, or the free one where it belongs. */
static size_t slot_of(const Strings *s, const char *text, size_t length, uint64_t hash, bool *there)
{
    uint64_t pattern = tag_of(hash) * UINT64_C(0x0101010101010101);
    for (size_t group = group_of(s, hash), step = 1;; group = (group + step++) & (s->groups - 1)) {
        uint64_t tags = load_group(s, group);
        for (uint64_t hit = zero_bytes(tags ^ pattern); hit; hit &= hit - 1) {
            size_t slot = group * GROUP + (size_t)__builtin_ctzll(hit) / 8, own;
            if (s->tags[slot] != (uint8_t)pattern)
                continue;
            const char *other = text_of(place_of(s, s->numbers[slot]), &own);
            if (own == length && memcmp(other, text, length) == 0) {
                *there = true;
                return slot;
            }
        }
        uint64_t empty = zero_bytes(tags);
        if (empty) {
            *there = false;
            return group * GROUP + (size_t)__builtin_ctzll(empty) / 8;
        }
    }
}

#define AHEAD 16 /* texts whose places are fetched before they are needed */

static void fetch_group(const Strings *s, uint64_t hash)
{
    __builtin_prefetch(s->tags + group_of(s, hash) * GROUP, 1);
    __builtin_prefetch(s->numbers + group_of(s, hash) * GROUP, 1);
}

/* The text is in no slot yet. */
static void put_slot(Strings *s, uint32_t number, uint64_t hash)
{
    uint64_t empty;
    size_t group = group_of(s, hash);
    for (size_t step = 1; !(empty = zero_bytes(load_group(s, group)));)
        group = (group + step++) & (s->groups - 1);
    size_t slot = group * GROUP + (size_t)__builtin_ctzll(empty) / 8;
    s->tags[slot] = tag_of(hash);
    s->numbers[slot] = number;
}

static void rehash(Strings *s, size_t groups)
{
    uint64_t hashes[AHEAD];
    free(s->tags);
    free(s->numbers);
    s->groups = groups;
    s->tags = memory_alloc(groups * GROUP);
    s->numbers = memory_alloc(groups * GROUP * sizeof *s->numbers);
    for (size_t i = 0; i < s->count + AHEAD; i++) {
        if (i >= AHEAD)
            put_slot(s, (uint32_t)(i - AHEAD), hashes[i % AHEAD]);
        if (i < s->count) {
            size_t length;
            const char *text = text_of(place_of(s, (uint32_t)i), &length);
            hashes[i % AHEAD] = hash_of(text, length);
            fetch_group(s, hashes[i % AHEAD]);
        }
    }
}

void strings_expect(Strings *s, size_t count)
{
    size_t groups = s->groups;
    while (count > groups * GROUP / 4 * 3)
        groups *= 2;
    if (groups > s->groups)
        rehash(s, groups);
}

/* Room for `bytes` in one piece; a text larger than a block takes several, side by side. */
static char *reserve(Strings *s, size_t bytes, uint32_t *at)
{
    size_t steps = (bytes + STEP - 1) / STEP;
    if (steps > BLOCK_STEPS - s->used || s->block >= s->block_count) {
        size_t blocks = (steps + BLOCK_STEPS - 1) / BLOCK_STEPS;
        s->block += s->block < s->block_count;
        s->used = 0;
        if (blocks > 1 || s->block >= s->block_count) {
            s->block = s->block_count;
            if (blocks == 1 && s->block_count >= BATCH)
                blocks = BATCH;
            if (s->block_count + blocks > BLOCKS_MAX)
                memory_exhausted(bytes);
            /* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers */
            GROW(s->blocks, s->block_capacity, s->block_count + blocks);
            GROW(s->is_part, s->part_capacity, s->block_count + blocks);
            char *memory = memory_resize(NULL, blocks * BLOCK_BYTES);
            for (size_t i = 0; i < blocks; i++) {
                s->blocks[s->block_count] = memory + i * BLOCK_BYTES;
                s->is_part[s->block_count++] = i > 0;
            }
        }
    }
    *at = (uint32_t)(s->block * BLOCK_STEPS + s->used);
    char *place = s->blocks[s->block] + s->used * STEP;
    s->used += steps;
    while (s->used > BLOCK_STEPS) {
        s->used -= BLOCK_STEPS;
        s->block++;
    }
    return place;
}

static void add_text(Strings *s, const char *text, size_t length)
{
    size_t head = length <= SHORT_MAX ? 1 : 5;
    uint32_t at, whole = (uint32_t)length;
    char *place = reserve(s, head + length + 1, &at);
    GROW(s->entries, s->capacity, s->count + 1);
    s->entries[s->count++] = at;
    place[0] = (char)(head == 1 ? whole : SHORT_MAX + 1);
    if (head > 1)
        memcpy(place + 1, &whole, sizeof whole);
    memcpy(place + head, text, length);
    place[head + length] = '\0';
}

Strings *strings_new(void)
{
    Strings *s = memory_alloc(sizeof *s);
    rehash(s, 32);
    strings_intern(s, "", 0);
    return s;
}

void strings_free(Strings *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->block_count; i++)
        if (!s->is_part[i])
            free(s->blocks[i]);
    free(s->blocks);
    free(s->is_part);
    free(s->entries);
    free(s->tags);
    free(s->numbers);
    free(s);
}

void strings_clear(Strings *s)
{
    s->block = s->used = s->count = 0;
    memset(s->tags, 0, s->groups * GROUP);
    strings_intern(s, "", 0);
}

static uint32_t intern_hashed(Strings *s, const char *text, size_t length, uint64_t hash)
{
    bool there;
    size_t slot = slot_of(s, text, length, hash, &there);
    if (there)
        return s->numbers[slot];
    if (length >= UINT32_MAX)
        memory_exhausted(length);
    s->tags[slot] = tag_of(hash);
    s->numbers[slot] = (uint32_t)s->count;
    add_text(s, text, length);
    strings_expect(s, s->count);
    return (uint32_t)s->count - 1;
}

uint32_t strings_intern(Strings *s, const char *text, size_t length)
{
    return intern_hashed(s, text, length, hash_of(text, length));
}

void strings_add(Strings *s, const char *text, size_t length)
{
    if (length >= UINT32_MAX)
        memory_exhausted(length);
    add_text(s, text, length);
}

uint32_t strings_lookup(const Strings *s, const char *text, size_t length)
{
    bool there;
    size_t slot = slot_of(s, text, length, hash_of(text, length), &there);
    return there ? s->numbers[slot] : UINT32_MAX;
}

void strings_merge(Strings *into, const Strings *from, uint32_t *numbers)
{
    uint64_t hashes[AHEAD];
    for (size_t i = 0; i < from->count + AHEAD; i++) {
        if (i >= AHEAD) {
            size_t length, done = i - AHEAD;
            const char *text = text_of(place_of(from, (uint32_t)done), &length);
            if (numbers[done] == 0)
                numbers[done] = intern_hashed(into, text, length, hashes[done % AHEAD]);
        }
        if (i < from->count && numbers[i] == 0) {
            size_t length;
            const char *text = text_of(place_of(from, (uint32_t)i), &length);
            hashes[i % AHEAD] = hash_of(text, length);
            fetch_group(into, hashes[i % AHEAD]);
        }
    }
}

const char *strings_at(const Strings *s, uint32_t number)
{
    size_t length;
    return number < s->count ? text_of(place_of(s, number), &length) : "";
}

const char *strings_text(const Strings *s, uint32_t number, size_t *length)
{
    *length = 0;
    return number < s->count ? text_of(place_of(s, number), length) : "";
}

uint32_t strings_count(const Strings *s)
{
    return (uint32_t)s->count;
}
