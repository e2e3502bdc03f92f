/*
 * setting.h - all that counting rests on: scopes, companies, derived tables, compiled metrics.
 */
#ifndef SETTING_H
#define SETTING_H

#include "cube/measure.h"
#include "data/import.h"

typedef struct {
    World world;
    Derived derived;
    MetricPlan plan;
} Setting;

void setting_open(Arena *arena, const Import *import, const Config *config, const Value *metrics,
                  const Value *rules, Month period, Day asof, Setting *out);
void setting_close(Setting *setting);
#endif
