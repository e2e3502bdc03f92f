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

SecretKind secrets_kind(const Secrets *secrets, int64_t number)
{
    return (SecretKind)secrets->kinds[number];
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

/* Only these are given up where a public cell contains them. */
static bool may_be_public(const Secret *secret)
{
    return secret->kind == SECRET_TEXT || secret->kind == SECRET_NAME;
}

/* The search of all public cells, each text of which is looked at once. */
typedef struct {
    const Dataset *data;
    const SecretSearch *search;
    const Secret *items;
    bool *drop;
    bool by_digits;       /* one that may be public begins with four digits */
    unsigned char *seen;  /* a bit for each text that is kept as one */
    size_t seen_capacity; /* bytes */
    int64_t leaf;         /* the last one of which nothing is to be looked at any more; -1 */
} PublicSearch;

static bool begins_with_digits(const char *text)
{
    return is_digit(text[0]) && is_digit(text[1]) && is_digit(text[2]) && is_digit(text[3]);
}

/* Whether any secret begins with these four bytes, or looks as if one did. */
static bool may_begin(const SecretSearch *search, const char *bytes);

/*
 * Do the ids that share a leaf with this one have all bytes in common up to the third of their
 * digits, and may no secret begin before the digits? One that begins in them begins with four.
 */
static bool speaks_for_leaf(const SecretSearch *search, const char *id, size_t length)
{
    uint64_t value = 0, unit = 1;
    size_t digits = 0;
    while (digits < TEXTS_DIGITS && digits < length && is_digit(id[length - digits - 1])) {
        value += unit * (uint64_t)(id[length - ++digits] - '0');
        unit *= 10;
    }
    uint64_t first = value / TEXTS_LEAF * TEXTS_LEAF;
    unit = unit < 1000 ? 1 : unit / 1000; /* of the third digit; there are three */
    if (first / unit != (first + TEXTS_LEAF - 1) / unit)
        return false;
    for (size_t i = 0; i + digits < length && i + 4 <= length; i++)
        if (may_begin(search, id + i))
            return false;
    return true;
}

static bool was_seen(PublicSearch *p, int64_t cell)
{
    size_t at = (size_t)cell / 8, before = p->seen_capacity;
    unsigned char bit = (unsigned char)(1u << cell % 8);
    if (at >= before) {
        p->seen = memory_grow(p->seen, &p->seen_capacity, at + 1, sizeof *p->seen);
        memset(p->seen + before, 0, p->seen_capacity - before);
    }
    bool seen = p->seen[at] & bit;
    p->seen[at] |= bit;
    return seen;
}

static void look_at_cell(PublicSearch *p, int64_t cell)
{
    char room[TEXTS_ROOM];
    size_t length, place = 0;
    int64_t leaf = cell >= TEXTS_SERIAL ? (cell - TEXTS_SERIAL) / TEXTS_LEAF : -1;
    if (leaf < 0 ? was_seen(p, cell) : leaf == p->leaf)
        return;
    const char *text = dataset_spell(p->data, cell, room, &length);
    if (leaf >= 0 && !p->by_digits && speaks_for_leaf(p->search, text, length))
        p->leaf = leaf;
    if (length < 4)
        return;
    for (const Secret *hit; (hit = secret_search_next(p->search, text, length, &place)); place++)
        if (may_be_public(hit))
            p->drop[hit - p->items] = true;
}

/* Marks the secrets that a public cell contains: those are public already. */
static void drop_public(const Dataset *data, Arena *arena, Secret *items, bool *drop, size_t count)
{
    enum { BLOCK = 1024 };
    PublicSearch p = {.data = data, .items = items, .drop = drop, .leaf = -1};
    const SchemaSet *schemas = dataset_schemas(data);
    size_t wanted = 0;
    for (size_t i = 0; i < count; i++)
        if (may_be_public(&items[i])) {
            wanted++;
            p.by_digits |= begins_with_digits(items[i].text);
        }
    if (!wanted)
        return;
    p.search = secret_search_new(arena, items, count);
    for (size_t t = 0; t < schemas->count; t++) {
        const Table *table = dataset_table(data, (int)t);
        const TableSchema *schema = &schemas->tables[t];
        size_t rows = table_rows(table);
        for (size_t c = 0; c < schema->column_count; c++) {
            const ColumnSchema *column = &schema->columns[c];
            if (column->privacy != PRIVACY_PUBLIC ||
                (column->type != TYPE_STR && column->type != TYPE_ID))
                continue;
            int64_t cells[BLOCK], last = 0;
            for (size_t r = 0; r < rows; r++) {
                if (r % BLOCK == 0)
                    table_cells(table, c, r, rows - r < BLOCK ? rows - r : BLOCK, cells);
                int64_t cell = cells[r % BLOCK];
                if (cell > 0 && cell != last)
                    look_at_cell(&p, cell);
                last = cell;
            }
        }
    }
    free(p.seen);
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

static bool may_begin(const SecretSearch *search, const char *bytes)
{
    uint32_t head = head_of(bytes) >> (32 - HEAD_BITS);
    return search->heads[head / 64] >> (head % 64) & 1;
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
    for (size_t i = *at; search->count && i + prefixes[0] <= length; i++) {
        if (!may_begin(search, bytes + i))
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
