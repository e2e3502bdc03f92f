/*
 * share.h - which scopes are made by which shard, when a run is spread over several machines.
 *
 * Whole subdistricts go to one shard, with their communities and compounds; where there are
 * fewer of them than shards, whole communities; else compounds. So whatever is made of a scope of
 * a shard is made of rows of that shard alone. Districts and the city belong to no shard. The same
 * scopes and count give the same shares on every machine.
 */
#ifndef SHARE_H
#define SHARE_H

#include "cube/scope.h"

#define SHARE_NONE (-1)

/* owner[scope] = 0..shards-1, or SHARE_NONE for what the merge makes. */
void share_scopes(const ScopeSet *scopes, int shards, int *owner);
#endif
