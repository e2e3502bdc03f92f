/*
 * secret.c - see secret.h.
 *
 * The search asks a small table of bits whether the next four bytes begin any secret (each is at
 * least that long), which most do not; then tables of longer beginnings, and compares whole.
 */
#include "data/secret.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "data/strings.h"

struct Secrets {
    Strings *texts;
    unsigned char *kinds;
    size_t capacity;
};

Secrets *secrets_new(void)
{
    Secrets *secrets = memory_alloc(sizeof *secrets);
    secrets->texts = strings_new();
    return secrets;
}

void secrets_free(Secrets *secrets)
{
    if (!secrets)
        return;
    strings_free(secrets->texts);
    free(secrets->kinds);
    free(secrets);
}

int64_t secrets_intern(Secrets *secrets, SecretKind kind, const char *text, size_t length)
{
    uint32_t before = strings_count(secrets->texts);
    uint32_t number = strings_intern(secrets->texts, text, length);
    if (number >= before || number >= secrets->capacity) {
        GROW(secrets->kinds, secrets->capacity, (size_t)number + 1);
        secrets->kinds[number] = (unsigned char)kind;
    } else if (kind < secrets->kinds[number])
        secrets->kinds[number] = (unsigned char)kind; /* the stricter kind holds */
    return number;
}

void secrets_clear(Secrets *secrets)
{
    strings_clear(secrets->texts);
}

void secrets_merge(Secrets *into, const Secrets *from, uint32_t *numbers)
{
    uint32_t before = strings_count(into->texts), count = strings_count(from->texts);
    strings_merge(into->texts, from->texts, numbers);
    GROW(into->kinds, into->capacity, (size_t)strings_count(into->texts));
    for (uint32_t i = 1; i < count; i++)
        if (numbers[i] >= before || from->kinds[i] < into->kinds[numbers[i]])
            into->kinds[numbers[i]] = from->kinds[i];
}

size_t secrets_count(const Secrets *secrets)
{
    return strings_count(secrets->texts) - 1;
}

const char *secrets_text(const Secrets *secrets, int64_t number)
{
    return strings_at(secrets->texts, (uint32_t)number);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits_of(const char *text)
{
    size_t n = 0;
    for (; *text; text++)
        n += is_digit(*text);
    return n;
}

/* Whether a secret of this kind is told apart from ordinary text at all. */
static bool is_telling(SecretKind kind, const char *text, const Dataset *data)
{
    size_t digits = digits_of(text);
    switch (kind) {
    case SECRET_NAME:
        return utf8_count(text) >= 2 && !strstr(text, "*") && !strstr(text, "某") &&
               !strstr(text, "×") && dataset_lookup(data, text) < 0;
    case SECRET_PHONE:
        return digits >= 7;
    case SECRET_ID:
        return digits >= 8 || utf8_count(text) >= 8;
    case SECRET_PLATE:
        return utf8_count(text) >= 6;
    case SECRET_ROOM: {
        size_t groups = 0;
        for (const char *p = text; *p; p++)
            groups += is_digit(*p) && !is_digit(p[1]);
        return groups >= 2 && digits >= 4; /* a bare 501 is in every text */
    }
    default:
        return utf8_count(text) >= 8;
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(((const Secret *)a)->text, ((const Secret *)b)->text);
}

/* Marks the secrets that a public cell contains: those are public already. */
static void drop_public(const Dataset *data, Arena *arena, Secret *items, bool *drop, size_t count)
{
    SecretSearch *search = secret_search_new(arena, items, count);
    const SchemaSet *schemas = dataset_schemas(data);
    int64_t last = 0;
    for (size_t t = 0; t < schemas->count; t++) {
        const Table *table = dataset_table(data, (int)t);
        const TableSchema *schema = &schemas->tables[t];
        for (size_t c = 0; c < schema->column_count; c++) {
            const ColumnSchema *column = &schema->columns[c];
            if (column->privacy != PRIVACY_PUBLIC ||
                (column->type != TYPE_STR && column->type != TYPE_ID))
                continue;
            for (size_t r = 0; r < table_rows(table); r++) {
                int64_t cell = table_cell(table, r, c);
                if (cell <= 0 || cell == last)
                    continue;
                last = cell;
                const char *text = dataset_text(data, cell);
                size_t length = strlen(text), place = 0;
                if (length < 4)
                    continue;
                for (const Secret *hit; (hit = secret_search_next(search, text, length, &place));
                     place++)
                    if (hit->kind == SECRET_TEXT || hit->kind == SECRET_NAME)
                        drop[hit - items] = true;
            }
        }
    }
}

size_t secrets_searchable(const Secrets *secrets, const Dataset *data, Arena *arena,
                          const Secret **out)
{
    size_t all = strings_count(secrets->texts), count = 0;
    Secret *items = ARENA_NEW_ARRAY(arena, all, Secret);
    for (uint32_t i = 1; i < all; i++) {
        const char *text = strings_at(secrets->texts, i);
        SecretKind kind = (SecretKind)secrets->kinds[i];
        size_t length = strlen(text);
        if (length >= 4 && is_telling(kind, text, data))
            items[count++] = (Secret){text, length, kind};
    }
    if (count > 1)
        qsort(items, count, sizeof *items, by_text);
    bool *drop = ARENA_NEW_ARRAY(arena, count, bool);
    drop_public(data, arena, items, drop, count);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!drop[i])
            items[kept++] = items[i];
    *out = items;
    return kept;
}

/* --- search ---------------------------------------------------------------------------- */

/*
 * A secret of 4 to 7 bytes is found by its first 4, one of 8 to 11 by 8, and so on: telephone
 * numbers and ids of one district begin alike, and would stand in one slot all.
 */
static const size_t prefixes[] = {4, 8, 12, 16};

#define CLASSES (sizeof prefixes / sizeof *prefixes)
#define HEAD_BITS 18 /* of the first four bytes; 32 KiB stay in the nearest cache */

typedef struct {
    size_t mask;
    uint32_t *first; /* slot -> index + 1 of a secret; NULL: none of this length */
} Class;

struct SecretSearch {
    const Secret *items;
    size_t count;
    Class classes[CLASSES];
    uint32_t *next;                                /* index -> index + 1 of the next in the slot */
    uint64_t heads[((size_t)1 << HEAD_BITS) / 64]; /* which four bytes begin any secret */
};

static uint32_t head_of(const char *bytes)
{
    uint32_t head;
    memcpy(&head, bytes, sizeof head);
    return head * UINT32_C(2654435761);
}

static size_t slot_of(const char *bytes, size_t length, size_t mask)
{
    uint64_t hash = length, word = 0;
    for (size_t i = 0; i < length; i += sizeof(uint32_t)) {
        memcpy(&word, bytes + i, sizeof(uint32_t));
        hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 29;
    }
    return (size_t)(hash >> 8) & mask;
}

static size_t class_of(size_t length)
{
    size_t class = CLASSES - 1;
    while (prefixes[class] > length)
        class --;
    return class;
}

SecretSearch *secret_search_new(Arena *arena, const Secret *secrets, size_t count)
{
    SecretSearch *search = ARENA_NEW(arena, SecretSearch);
    size_t sizes[CLASSES] = {0};
    search->items = secrets;
    search->next = ARENA_NEW_ARRAY(arena, count + 1, uint32_t);
    for (size_t i = 0; i < count; i++)
        if (secrets[i].length >= prefixes[0])
            sizes[class_of(secrets[i].length)]++;
    for (size_t c = 0; c < CLASSES; c++) {
        size_t slots = 16;
        while (slots < sizes[c] * 2)
            slots *= 2;
        if (sizes[c])
            search->classes[c] = (Class){slots - 1, ARENA_NEW_ARRAY(arena, slots, uint32_t)};
        search->count += sizes[c];
    }
    for (size_t i = 0; i < count; i++) {
        if (secrets[i].length < prefixes[0])
            continue;
        size_t c = class_of(secrets[i].length);
        const Class *class = &search->classes[c];
        uint32_t *slot = &class->first[slot_of(secrets[i].text, prefixes[c], class->mask)];
        search->next[i] = *slot;
        *slot = (uint32_t)i + 1;
        uint32_t head = head_of(secrets[i].text) >> (32 - HEAD_BITS);
        search->heads[head / 64] |= UINT64_C(1) << (head % 64);
    }
    return search;
}

static bool stands_alone(const Secret *s, const char *bytes, size_t length, size_t at)
{
    size_t end = at + s->length;
    if (is_digit(s->text[0]) && at > 0 && is_digit(bytes[at - 1]))
        return false;
    return !(is_digit(s->text[s->length - 1]) && end < length && is_digit(bytes[end]));
}

/* The longest secret that begins at `at`. */
static const Secret *secret_at(const SecretSearch *search, const char *bytes, size_t length,
                               size_t at, bool alone)
{
    const Secret *best = NULL;
    for (size_t c = 0; c < CLASSES && prefixes[c] <= length - at; c++) {
        const Class *class = &search->classes[c];
        if (!class->first)
            continue;
        for (uint32_t n = class->first[slot_of(bytes + at, prefixes[c], class->mask)]; n;
             n = search->next[n - 1]) {
            const Secret *s = &search->items[n - 1];
            if (s->length <= length - at && (!best || s->length > best->length) &&
                memcmp(s->text, bytes + at, s->length) == 0 &&
                (!alone || stands_alone(s, bytes, length, at)))
                best = s;
        }
    }
    return best;
}

static const Secret *search_on(const SecretSearch *search, const char *bytes, size_t length,
                               size_t *at, bool alone)
{
    const uint64_t *heads = search->heads;
    for (size_t i = *at; search->count && i + prefixes[0] <= length; i++) {
        uint32_t head = head_of(bytes + i) >> (32 - HEAD_BITS);
        if (!(heads[head / 64] >> (head % 64) & 1))
            continue;
        const Secret *found = secret_at(search, bytes, length, i, alone);
        if (found) {
            *at = i;
            return found;
        }
    }
    *at = length;
    return NULL;
}

const Secret *secret_search_next(const SecretSearch *search, const char *bytes, size_t length,
                                 size_t *at)
{
    return search_on(search, bytes, length, at, true);
}

bool secret_search_any(const SecretSearch *search, const char *bytes, size_t length, size_t *at)
{
    return search_on(search, bytes, length, at, false) != NULL;
}
