/*
 * figures.c - metrics.csv without pages: reads, counts and prints; for tests.
 *
 *     figures DIR PERIOD [ASOF]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/config.h"
#include "cube/cube.h"
#include "data/import.h"
#include "render/metricrows.h"
#include "script/script.h"

static int fail(const char *what, const Error *err)
{
    fprintf(stderr, "figures: %s: %s\n", what, err->text);
    return 1;
}

int main(int argc, char **argv)
{
    Error err = {0};
    Month period;
    Day asof;
    if (argc < 3 || !month_parse(argv[2], &period)) {
        fputs("figures DIR PERIOD [ASOF]\n", stderr);
        return 2;
    }
    asof = month_last(period);
    if (argc > 3 && !day_parse(argv[3], &asof))
        return 2;
    Arena *arena = arena_new();
    Plan plan;
    Config config;
    SchemaSet schemas;
    Import import;
    Cube cube;
    if (!script_declare(arena, argv[1], GONGKAI_INSTALLED, &plan, &err) ||
        !config_read(arena, &plan.config, &config, &err) ||
        !schema_set_read(arena, &plan.tables, &schemas, &err))
        return fail("declare", &err);
    for (size_t i = 0; i < plan.failure_count; i++)
        fprintf(stderr, "figures: %s: %s\n", plan.failures[i].script, plan.failures[i].message);
    if (!import_run(arena, argv[1], &schemas, &config, &import, &err))
        return fail("import", &err);
    if (getenv("FIGURES_PROBLEMS"))
        for (size_t i = 0; i < problems_count(import.problems); i++)
            fprintf(stderr, "%s\n", problem_line(arena, problems_at(import.problems, i), false));
    if (!cube_run(arena, &import, &config, &plan.metrics, &plan.rules, period, asof, &cube, &err))
        return fail("cube", &err);
    for (size_t i = 0; i < cube.failure_count; i++)
        fprintf(stderr, "figures: %s: %s\n", cube.failures[i].metric, cube.failures[i].message);
    Buffer out = {0};
    MetricRows *rows = metricrows_new(figures_scopes(cube.figures), cube.figures, METRICROWS_CSV);
    metricrows_head(rows, &out);
    for (size_t i = 0; i < figures_count(cube.figures); i++) {
        Figure figure;
        figures_read(cube.figures, i, &figure);
        metricrows_put(rows, &figure, &out);
    }
    metricrows_free(rows);
    fwrite(out.bytes, 1, out.length, stdout);
    buffer_free(&out);
    dataset_free(import.data);
    arena_free(arena);
    return 0;
}
