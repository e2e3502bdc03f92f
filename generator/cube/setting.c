/* setting.c - see setting.h. */
#include "cube/setting.h"

/* First day that a due item may be asked for: the base of the oldest window. */
static Day first_due(const Config *config, Month period)
{
    Month oldest = period - 12;
    if (config->published_count > 0 && config->published[0] < oldest)
        oldest = config->published[0];
    Day first = month_first(oldest - 12 - 12);
    if (config->since != DAY_MISSING && day_add_months(config->since, -12) < first)
        first = day_add_months(config->since, -12);
    return first;
}

void setting_open(Arena *arena, const Import *import, const Config *config, const Value *metrics,
                  const Value *rules, Month period, Day asof, Setting *out)
{
    ScopeSet *scopes = ARENA_NEW(arena, ScopeSet);
    Companies *companies;
    scope_set_build(arena, import->data, config, scopes);
    companies_build(arena, import->data, scopes, &companies);
    out->world = (World){import->data, config, scopes, companies, NULL};
    derived_build(arena, import->data, config, companies, rules, first_due(config, period), asof,
                  &out->derived);
    plan_read(arena, import->data, &out->derived, metrics, &out->plan);
}

void setting_close(Setting *setting)
{
    derived_free(&setting->derived);
}
