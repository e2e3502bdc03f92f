/* command_explain.c - gongkai explain: one figure taken apart, down to its rows. */
#include "cli/commands.h"

#include <stdio.h>

#include "base/file.h"
#include "cube/explain.h"
#include "script/compute.h"
#include "script/script.h"

static bool explain(Arena *arena, const Arguments *arguments, Buffer *out, int *lost, Error *err)
{
    Plan plan;
    Config config;
    SchemaSet schemas;
    Import import = {0};
    Cube cube = {0};
    const RunOptions *run = &arguments->run;
    if (!script_declare(arena, run->dir, run_installed(), &plan, err) ||
        !config_read(arena, &plan.config, &config, err) ||
        !schema_set_read(arena, &plan.tables, &schemas, err))
        return false;
    *lost = say_lost(&plan);
    bool arrived = import_run(arena, run->dir, &schemas, &config, &import, err);
    if (!file_all_read(err) || !arrived) /* no compound may have arrived because of it */
        return false;
    Month period = run->period != MONTH_MISSING     ? run->period
                   : config.period != MONTH_MISSING ? config.period
                                                    : day_month(day_today()) - 1;
    Day last = month_last(period);
    Day asof = run->asof == DAY_MISSING || run->asof > last ? last : run->asof;
    ExplainQuery query = {arguments->words[0], arguments->scope, period, arguments->window};
    Computer *computer = computer_new(run->dir, run_installed(), &config, &import, &plan);
    computer_use(computer, &cube);
    bool ok =
        cube_run(arena, &import, &config, &plan.metrics, &plan.rules, period, asof, &cube, err) &&
        cube_explain(arena, &import, &config, &plan.metrics, &plan.rules, &cube, period, asof,
                     &query, run->english, out, err);
    computer_free(computer);
    dataset_free(import.data);
    return ok;
}

int command_explain(const Arguments *arguments)
{
    if (arguments->word_count != 1) {
        fputs("gongkai: explain 后面写一个指标编号，如 D06 / name one metric, such as D06\n",
              stderr);
        return EXIT_USAGE;
    }
    Arena *arena = arena_new();
    Buffer text = {0};
    Error err = {0};
    int lost = 0;
    bool ok = explain(arena, arguments, &text, &lost, &err);
    if (ok)
        fputs(text.bytes, stdout);
    int code = ok ? all_said(lost) : complain_of(&err);
    buffer_free(&text);
    arena_free(arena);
    return code;
}
