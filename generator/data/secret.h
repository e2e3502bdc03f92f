/*
 * secret.h - what was read as private, kept apart from everything that is printed.
 *
 * A private cell becomes an opaque number; the tables hold only that. The texts
 * stay here for one use: the search of finished bytes for what must not be in them.
 */
#ifndef SECRET_H
#define SECRET_H

#include "data/table.h"

typedef enum {
    SECRET_NAME,  /* a person's name */
    SECRET_PHONE, /* 7 or more digits */
    SECRET_ID,    /* resident id, account, any other long number */
    SECRET_PLATE,
    SECRET_ROOM, /* a full room: building, unit, flat */
    SECRET_TEXT, /* anything else */
    SECRET_KINDS
} SecretKind;

typedef struct Secrets Secrets;

Secrets *secrets_new(void);
void secrets_free(Secrets *secrets);
/* The number of the text, from 1; 0 for "". Copies. */
int64_t secrets_intern(Secrets *secrets, SecretKind kind, const char *text, size_t length);
/* As new. */
void secrets_clear(Secrets *secrets);
/* Interns every secret of `from` in its order; numbers[], zeroed, as in strings_merge(). */
void secrets_merge(Secrets *into, const Secrets *from, uint32_t *numbers);
size_t secrets_count(const Secrets *secrets);
/* For the import, which masks a name once it knows whose it is. */
const char *secrets_text(const Secrets *secrets, int64_t number);
SecretKind secrets_kind(const Secrets *secrets, int64_t number);

typedef struct {
    const char *text;
    size_t length;
    SecretKind kind;
} Secret;

/*
 * The secrets worth searching for (design.md 8): names that are no public cell,
 * phones, ids, plates, full rooms, and other texts of 8 characters or more that
 * no public cell contains. In the arena, sorted by bytes.
 */
size_t secrets_searchable(const Secrets *secrets, const Dataset *data, Arena *arena,
                          const Secret **out);

/* A compiled search for many texts at once. Lives in the arena; the secrets must outlive it. */
typedef struct SecretSearch SecretSearch;
SecretSearch *secret_search_new(Arena *arena, const Secret *secrets, size_t count);
/*
 * The first secret found in `bytes` at or behind *at, NULL where there is none; *at is its place.
 * A number is found only where no further digit stands beside it.
 */
const Secret *secret_search_next(const SecretSearch *search, const char *bytes, size_t length,
                                 size_t *at);
/*
 * True where the bytes of a secret stand at or behind *at, digits beside them or not; *at is the
 * place. For bytes whose cells are not parted: what is false here is false in every cell of them.
 */
bool secret_search_any(const SecretSearch *search, const char *bytes, size_t length, size_t *at);
#endif
