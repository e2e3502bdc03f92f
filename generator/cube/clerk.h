/*
 * clerk.h - who counts the rows of a ledger's book; for ledger.c.
 *
 * Each clerk has a share of the rows and sums of its own, which go into the ledger's in the end. Of
 * a block of rows an entry's conditions are bits (expr.h), so that a row costs something only where
 * it counts.
 */
#ifndef CLERK_H
#define CLERK_H

#include "cube/ledger_own.h"

/*
 * Counts all rows of the book of that number into the ledger, with so many threads at most. The
 * sums are the same however many there are.
 */
void clerks_count(Ledger *ledger, size_t book, size_t threads);
#endif
