/*
 * strings.c - see strings.h.
 *
 * Open addressing over a power of two. A slot holds the hash beside the number, so that
 * a text that is not there is told without touching any other; numbers count up in the
 * order of appearance, so the hash shows nowhere. The texts lie in an arena and never move.
 */
#include "data/strings.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

typedef struct {
    const char *text;
    uint32_t length, hash;
} Entry;

typedef struct {
    uint32_t number; /* + 1, 0 = free */
    uint32_t hash;
} Slot;

struct Strings {
    Arena *arena;
    Entry *entries;
    size_t count, capacity;
    Slot *slots;
    size_t slot_count;
};

__extension__ typedef unsigned __int128 UInt128;

/* Eight bytes a step, folded over a 128-bit product. */
static uint64_t mix(uint64_t a, uint64_t b)
{
    UInt128 product = (UInt128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint32_t hash_of(const char *text, size_t length)
{
    static const uint64_t k = UINT64_C(0x9E3779B97F4A7C15);
    uint64_t h = length * k, word;
    for (; length >= 8; text += 8, length -= 8) {
        memcpy(&word, text, 8);
        h = mix(h ^ word, k);
    }
    word = 0;
    memcpy(&word, text, length);
    return (uint32_t)mix(h ^ word, UINT64_C(0xD6E8FEB86659FD93));
}

static size_t slot_of(const Strings *s, const char *text, size_t length, uint32_t hash)
{
    size_t mask = s->slot_count - 1, at = hash & mask;
    for (; s->slots[at].number; at = (at + 1) & mask) {
        if (s->slots[at].hash != hash)
            continue;
        const Entry *e = &s->entries[s->slots[at].number - 1];
        if (e->length == length && memcmp(e->text, text, length) == 0)
            break;
    }
    return at;
}

static void rehash(Strings *s, size_t slot_count)
{
    free(s->slots);
    s->slots = memory_alloc(slot_count * sizeof *s->slots);
    s->slot_count = slot_count;
    for (size_t i = 0; i < s->count; i++) {
        size_t at = s->entries[i].hash & (slot_count - 1);
        while (s->slots[at].number)
            at = (at + 1) & (slot_count - 1);
        s->slots[at] = (Slot){(uint32_t)i + 1, s->entries[i].hash};
    }
}

Strings *strings_new(void)
{
    Strings *s = memory_alloc(sizeof *s);
    s->arena = arena_new();
    rehash(s, 256);
    strings_intern(s, "", 0);
    return s;
}

void strings_free(Strings *s)
{
    if (!s)
        return;
    arena_free(s->arena);
    free(s->entries);
    free(s->slots);
    free(s);
}

uint32_t strings_intern(Strings *s, const char *text, size_t length)
{
    uint32_t hash = hash_of(text, length);
    size_t at = slot_of(s, text, length, hash);
    if (s->slots[at].number)
        return s->slots[at].number - 1;
    GROW(s->entries, s->capacity, s->count + 1);
    s->entries[s->count] = (Entry){arena_copy(s->arena, text, length), (uint32_t)length, hash};
    s->slots[at] = (Slot){(uint32_t)++s->count, hash};
    if (s->count * 2 > s->slot_count)
        rehash(s, s->slot_count * 2);
    return (uint32_t)s->count - 1;
}

uint32_t strings_lookup(const Strings *s, const char *text, size_t length)
{
    size_t at = slot_of(s, text, length, hash_of(text, length));
    return s->slots[at].number ? s->slots[at].number - 1 : UINT32_MAX;
}

void strings_prefetch(const Strings *s, const char *text, size_t length)
{
    __builtin_prefetch(&s->slots[hash_of(text, length) & (s->slot_count - 1)]);
}

const char *strings_at(const Strings *s, uint32_t number)
{
    return number < s->count ? s->entries[number].text : "";
}

uint32_t strings_count(const Strings *s)
{
    return (uint32_t)s->count;
}
