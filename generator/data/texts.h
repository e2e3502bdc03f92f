/*
 * texts.h - the public texts of a data set, each named by a number.
 *
 * Most texts of a city are ids that count up: GD-0412-000107, GD-0412-000108. Where eight
 * such have followed one another, the ones after them are kept as leaves: sixty-four serial
 * numbers behind one stem. A leaf takes half a byte for each id and is found once for all of
 * them, where a text of its own takes twenty-five bytes and a search (strings.h).
 *
 * Number 0 is "". The same files in the same order give the same numbers; numbers have no
 * order that means anything.
 */
#ifndef TEXTS_H
#define TEXTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/pack.h"

typedef struct Texts Texts;

Texts *texts_new(void);
void texts_free(Texts *texts);
/* As new: nothing but "". */
void texts_clear(Texts *texts);
/* The number of the text, adding a copy of it where it is new. */
uint32_t texts_intern(Texts *texts, const char *text, size_t length);
/* The number of a text that is there, or UINT32_MAX. */
uint32_t texts_lookup(const Texts *texts, const char *text, size_t length);
/* The text and its length; "" for a number that is none. It stays where it is. Threads may ask. */
const char *texts_text(const Texts *texts, uint32_t number, size_t *length);
/*
 * The same for those who look at all of them once: what is not kept as a text is written into
 * `room` and is gone with it, so nothing is made that stays.
 */
#define TEXTS_ROOM 64
const char *texts_spell(const Texts *texts, uint32_t number, char room[TEXTS_ROOM], size_t *length);
/*
 * How many texts are kept one by one: they have the numbers from 0 on; and room for so many at
 * once.
 */
size_t texts_kept(const Texts *texts);
/* Numbers of ids in leaves lie below TEXTS_SERIAL and this. */
size_t texts_serials(const Texts *texts);
void texts_expect(Texts *texts, size_t count);

/* One number for each text. Zeroed; read by text_map_at(). */
typedef struct {
    uint32_t *plain, *serial; /* by the number of a kept text; of an id in a leaf */
    size_t plain_count, serial_count, plain_capacity, serial_capacity;
} TextMap;

#define TEXTS_SERIAL ((uint32_t)1 << 30) /* numbers from here on are ids in leaves */
#define TEXTS_LEAF 64                    /* so many of them, from a multiple of it on, */
#define TEXTS_DIGITS 9                   /* which differ in no more than these last digits */

/* So many numbers from TEXTS_SERIAL on have a place in a map. */
size_t texts_serials(const Texts *texts);

/* Room for every text that is there now, all zero; may be called again. */
void text_map_open(TextMap *map, const Texts *texts);
/* The same for numbers below `count`, where no ids are in leaves. */
void text_map_open_plain(TextMap *map, size_t count);
void text_map_close(TextMap *map);
/* Its place in the map; NULL for a number that came later or is none. */
static inline uint32_t *text_map_at(const TextMap *map, int64_t number)
{
    if (number >= TEXTS_SERIAL)
        return (uint64_t)number - TEXTS_SERIAL < map->serial_count
                   ? &map->serial[number - TEXTS_SERIAL]
                   : NULL;
    return number >= 0 && (uint64_t)number < map->plain_count ? &map->plain[number] : NULL;
}

/* Interns every text of `from`; the map, opened by this, gives the numbers that they have in
 * `into`. */
void texts_merge(Texts *into, const Texts *from, TextMap *numbers);

/*
 * All texts with their numbers, as bytes. What texts_unpack() makes of them, into texts that hold
 * nothing yet, can be read by number and merged into others; texts are not found in it.
 */
void texts_pack(const Texts *texts, Buffer *out);
void texts_unpack(Texts *texts, Unpack *in);
#endif
