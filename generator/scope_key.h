/*
 * scope_key.h - what the files of a scope follow from, as one word per scope.
 *
 * A shard reads only the files of input/ that it needs, as far as their folders tell; the merge
 * reads all of them. Where both come to the same key, the shard had all that its files of the scope
 * are made of; where not (a row in another's folder, one key in two folders, a month that
 * only others reach back to), the merge makes the scope itself. So nothing hangs on how the files
 * were sorted into folders but time.
 *
 * In the key of a scope: its figures and those of the scopes below it; of its compounds all rows
 * that may be shown, the rows these name, what arrived, what was due; what changed of what had been
 * published; and for every scope the rows that belong to no compound, T01, and party
 * organisations, which sections look up anywhere.
 */
#ifndef SCOPE_KEY_H
#define SCOPE_KEY_H

#include "cube/cube.h"
#include "site/site.h"

#define SCOPE_KEY_SIZE 33

/*
 * keys[scope], in `arena`; the rows are read by `processes` at once. A check against accidents, not
 * against an adversary. `apart`: amounts, counts and days of T01 are in the keys of their own
 * compounds and the scopes above alone; for who notes which scripts look at all of T01 (script.h,
 * READS_TABLES).
 */
bool scope_keys(Arena *arena, const Import *import, const Cube *cube, Month period,
                const SiteChange *changes, size_t change_count, bool apart, int processes,
                const char **keys, Error *err);
/* Of all figures, and of all rows of a table, for who looks beyond a scope. */
void scope_key_figures(const Cube *cube, char key[SCOPE_KEY_SIZE]);
void scope_key_table(const Import *import, int table, char key[SCOPE_KEY_SIZE]);
#endif
