/* derive.c - see derive.h. */
#include "cube/derive.h"

void derived_build(Arena *arena, const Dataset *data, const Config *config, const Value *rules,
                   Day first, Day last, Derived *out)
{
    (void)arena;
    (void)data;
    (void)config;
    (void)rules;
    (void)first;
    (void)last;
    *out = (Derived){0};
}

void derived_free(Derived *derived)
{
    dataset_free(derived->tables);
    derived->tables = NULL;
}

const Table *derived_table(const Derived *derived, const Dataset *data, const char *name)
{
    const Table *table = dataset_find(data, name);
    return table || !derived->tables ? table : dataset_find(derived->tables, name);
}
