/*
 * strings.c - see strings.h.
 *
 * Open addressing over a power of two; the hash is FNV-1a, the same everywhere.
 * The texts themselves lie in an arena and never move.
 */
#include "data/strings.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

typedef struct {
    const char *text;
    uint32_t length, hash;
} Entry;

struct Strings {
    Arena *arena;
    Entry *entries;
    size_t count, capacity;
    uint32_t *slots; /* number + 1, 0 = free */
    size_t slot_count;
};

static uint32_t hash_of(const char *text, size_t length)
{
    uint64_t h = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < length; i++)
        h = (h ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
    return (uint32_t)(h ^ h >> 32);
}

static size_t slot_of(const Strings *s, const char *text, size_t length, uint32_t hash)
{
    size_t mask = s->slot_count - 1, at = hash & mask;
    for (; s->slots[at]; at = (at + 1) & mask) {
        const Entry *e = &s->entries[s->slots[at] - 1];
        if (e->hash == hash && e->length == length && memcmp(e->text, text, length) == 0)
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
        while (s->slots[at])
            at = (at + 1) & (slot_count - 1);
        s->slots[at] = (uint32_t)i + 1;
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
    if (s->slots[at])
        return s->slots[at] - 1;
    GROW(s->entries, s->capacity, s->count + 1);
    s->entries[s->count] = (Entry){arena_copy(s->arena, text, length), (uint32_t)length, hash};
    s->slots[at] = (uint32_t)++s->count;
    if (s->count * 2 > s->slot_count)
        rehash(s, s->slot_count * 2);
    return (uint32_t)s->count - 1;
}

uint32_t strings_lookup(const Strings *s, const char *text, size_t length)
{
    size_t at = slot_of(s, text, length, hash_of(text, length));
    return s->slots[at] ? s->slots[at] - 1 : UINT32_MAX;
}

const char *strings_at(const Strings *s, uint32_t number)
{
    return number < s->count ? s->entries[number].text : "";
}

uint32_t strings_count(const Strings *s)
{
    return (uint32_t)s->count;
}
