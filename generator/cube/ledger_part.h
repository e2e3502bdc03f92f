/*
 * ledger_part.h - planes and counted values of a ledger as bytes, entry by entry (base/pack.h).
 *
 * An entry: 0 or 1 for whether it has values, count of planes; of each plane its day and slot
 * (ledger_own.h), and of each compound in turn its rows, with a value also how many are known and
 * their sum; then the count of counted values, of each day, slot, compound, value, count.
 */
#ifndef LEDGER_PART_H
#define LEDGER_PART_H

#include "base/pack.h"
#include "cube/ledger_own.h"

/* Bounds and as-of days. */
void ledger_put_days(const Ledger *ledger, Buffer *out);
/* Reads them over; false where they are others. */
bool ledger_same_days(const Ledger *ledger, Unpack in);
void ledger_skip_days(Unpack *in);
/* Of the compounds rows[], which are rows of T01. */
void ledger_put_entry(const Ledger *ledger, size_t book, size_t entry, const int32_t *rows,
                      size_t count, Buffer *out);
/* Adds it; false where the bytes are no such entry, with some of it added. */
bool ledger_add_entry(Ledger *ledger, size_t book, size_t entry, const int32_t *rows, size_t count,
                      Unpack in);
#endif
