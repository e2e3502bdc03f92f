/*
 * cube.c - see cube.h.
 *
 * For each period, newest last: rows are counted (measure.c), then what was
 * counted is weighed: who reported, is there a reported total, is there a base
 * to compare with. The order of the rules in settle() and settle_change() is
 * that of metrics.md 1.4 to 1.6.
 */
#include "cube/cube.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/ordered.h"
#include "cube/items.h"
#include "cube/part.h"
#include "cube/reach.h"
#include "cube/score.h"
#include "cube/setting.h"
#include "cube/suppress.h"
#include "cube/total.h"
#include "cube/turn.h"
#include "cube/windows.h"

/* A figure before it is written down. */
typedef struct {
    FigureState state;
    FigureSource source;
    bool has_numerator, has_denominator;
    Int128 numerator, denominator;
} Settled;

typedef struct {
    Arena *arena;
    World world;
    const Arrival *arrival;
    const Totals *totals;
    const Reach *reach;
    const MetricPlan *plan;
    FigureSet *figures;
    Cube *cube;    /* how to compute, and what could not be */
    bool *gave_up; /* by metric of the plan: its function failed */
    CubeFailure *failures;
} Run;

/* One metric on one as-of day: what its rows come to, and who reports. */
typedef struct {
    const Metric *metric;
    Interval intervals[WINDOWS_MAX];
    size_t count;
    bool *reports;      /* by compound */
    int32_t *reporting; /* by scope */
    Raw *raws;          /* [scope * count + window] */
} Counted;

/* --- counting --------------------------------------------------------------------- */

static void count_reports(const Run *run, const Metric *metric, Month month, Counted *out,
                          Arena *arena)
{
    const ScopeSet *scopes = run->world.scopes;
    size_t compounds = table_rows(dataset_find(run->world.data, "compounds"));
    out->reports = ARENA_NEW_ARRAY(arena, compounds, bool);
    out->reporting = ARENA_NEW_ARRAY(arena, scopes->count, int32_t);
    for (size_t c = 0; c < compounds; c++) {
        bool all = true;
        for (size_t n = 0; all && run->arrival && n < metric->need_count; n++)
            all = arrival_has(run->arrival, metric->needs[n], (int32_t)c, month);
        out->reports[c] = all;
    }
    for (size_t s = 0; s < scopes->count; s++)
        for (size_t i = 0; i < scopes->scopes[s].compound_count; i++)
            out->reporting[s] += out->reports[scopes->scopes[s].compounds[i]];
}

static bool gave_up(const Run *run, const Metric *metric)
{
    return run->gave_up[metric - run->plan->metrics];
}

/* A metric that cannot be computed is named once. */
static void give_up(const Run *run, const Metric *metric, const char *message)
{
    run->gave_up[metric - run->plan->metrics] = true;
    run->failures[run->cube->failure_count++] =
        (CubeFailure){metric->info.id, metric->info.origin, arena_strdup(run->arena, message)};
}

/* The scopes that a function is asked for: all, or the compounds, whose answers add up. */
static size_t scopes_to_ask(const Run *run, const Metric *metric, int *out)
{
    size_t count = 0;
    for (int s = 0; s < (int)run->world.scopes->count; s++)
        if (!metric->adds_up || run->world.scopes->scopes[s].level == LEVEL_COMPOUND)
            out[count++] = s;
    return count;
}

static void add_answer(Raw *raw, const ComputeAnswer *answer, bool share)
{
    if (!answer->known)
        return;
    raw->known = true;
    raw->has_denominator = share;
    raw->numerator += answer->numerator;
    raw->denominator += share ? answer->denominator : 0;
}

/* answers[] by scope, of those in asked[]. */
static bool ask(const Run *run, const Metric *metric, const int *asked, size_t count,
                const Interval *span, ComputeAnswer *answers, const char **message)
{
    const Cube *cube = run->cube;
    ComputeAnswer *in_turn = memory_alloc((count + 1) * sizeof *in_turn);
    bool ok = cube->compute &&
              cube->compute(cube->compute_context, &metric->info, run->world.scopes, asked, count,
                            span->code, span->first, span->last, in_turn, message);
    for (size_t i = 0; ok && i < count; i++)
        answers[asked[i]] = in_turn[i];
    free(in_turn);
    return ok;
}

/* What a metric's own function says; nothing is known of a metric whose function failed. */
static void ask_functions(const Run *run, const Metric *metric, Counted *out)
{
    const ScopeSet *scopes = run->world.scopes;
    const Cube *cube = run->cube;
    int *asked = memory_alloc(scopes->count * sizeof *asked);
    ComputeAnswer *answers = memory_alloc(scopes->count * sizeof *answers); /* by scope */
    size_t count = scopes_to_ask(run, metric, asked);
    for (size_t w = 0; w < out->count && !gave_up(run, metric); w++) {
        Interval span = out->intervals[w];
        const char *message = "a metric with a function of its own cannot be computed here";
        bool handed = metric->adds_up && cube->parts &&
                      parts_answers(cube->parts, &metric->info, scopes, span.code, span.first,
                                    span.last, answers);
        if (!handed && !ask(run, metric, asked, count, &span, answers, &message)) {
            give_up(run, metric, message);
            break;
        }
        if (metric->adds_up && cube->part)
            part_put_answers(cube->part, &metric->info, scopes, span.code, span.first, span.last,
                             answers);
        for (size_t i = 0; i < count; i++) {
            const Scope *scope = &scopes->scopes[asked[i]];
            const ComputeAnswer *answer = &answers[asked[i]];
            add_answer(&out->raws[(size_t)asked[i] * out->count + w], answer,
                       metric->info.is_share);
            for (int up = metric->adds_up ? scope->parent : -1; up >= 0;
                 up = scopes->scopes[up].parent)
                add_answer(&out->raws[(size_t)up * out->count + w], answer, metric->info.is_share);
        }
    }
    free(answers);
    free(asked);
}

static void count_rows(const Run *run, const Metric *metric, const Interval *intervals,
                       size_t count, Counted *out, Arena *arena)
{
    assert(count > 0);
    Day firsts[WINDOWS_MAX], asof = intervals[0].last;
    *out = (Counted){.metric = metric, .count = count};
    memcpy(out->intervals, intervals, count * sizeof *intervals);
    for (size_t w = 0; w < count; w++)
        firsts[w] = intervals[w].first;
    count_reports(run, metric, day_month(asof), out, arena);
    out->raws = ARENA_NEW_ARRAY(arena, run->world.scopes->count * count, Raw);
    if (metric->kind == KIND_FRACTION || metric->kind == KIND_MEDIAN)
        measure(&run->world, metric, asof, firsts, count, out->raws);
    else if (metric->kind == KIND_SCORE)
        score_measure(&run->world, metric, asof, out->raws);
    else if (metric->kind == KIND_COMPUTE)
        ask_functions(run, metric, out);
}

/* --- weighing --------------------------------------------------------------------- */

static bool is_share(const Metric *metric)
{
    return metric->kind == KIND_MEDIAN || metric->info.is_share;
}

static Settled settle(const Run *run, const Counted *counted, int scope, size_t w)
{
    const Metric *metric = counted->metric;
    const Raw *raw = &counted->raws[(size_t)scope * counted->count + w];
    Interval span = counted->intervals[w];
    bool share = is_share(metric), reported = counted->reporting[scope] > 0;
    bool by_rows = reported && metric->kind != KIND_TOTAL;
    bool nothing = !by_rows || !raw->known || (share ? raw->denominator == 0 : raw->numerator == 0);
    Total total;
    if (nothing && totals_find(run->totals, &metric->info, metric->total_id, share, scope,
                               span.first, span.last, &total))
        return (Settled){STATE_OK, SOURCE_TOTALS, true, share, total.numerator, total.denominator};
    if (!by_rows)
        return (Settled){.state = STATE_NOT_RECEIVED};
    if (!raw->known)
        return (Settled){.state = STATE_UNDEFINED, .source = SOURCE_ROWS};
    bool defined = !share || raw->denominator > 0;
    return (Settled){defined ? STATE_OK : STATE_UNDEFINED,
                     SOURCE_ROWS,
                     true,
                     share,
                     raw->numerator,
                     raw->denominator};
}

/* The figure of a base window: from rows only where they reach back so far; else its total. */
static Settled settle_base(const Run *run, const Counted *base, int scope, size_t w)
{
    Interval span = base->intervals[w];
    if (reach_covers(run->reach, base->metric, day_month(span.first)))
        return settle(run, base, scope, w);
    Total total;
    bool share = is_share(base->metric);
    if (totals_find(run->totals, &base->metric->info, base->metric->total_id, share, scope,
                    span.first, span.last, &total))
        return (Settled){STATE_OK, SOURCE_TOTALS, true, share, total.numerator, total.denominator};
    return (Settled){.state = STATE_NOT_RECEIVED};
}

static bool same_reports(const Run *run, const Counted *a, const Counted *b, int scope)
{
    const Scope *s = &run->world.scopes->scopes[scope];
    for (size_t i = 0; i < s->compound_count; i++)
        if (a->reports[s->compounds[i]] != b->reports[s->compounds[i]])
            return false;
    return true;
}

static FigureSource joined(FigureSource a, FigureSource b)
{
    return a == b ? a : SOURCE_BOTH;
}

static Settled settle_change(const Run *run, const Metric *metric, const Counted *now,
                             const Counted *then, int scope, size_t w)
{
    Settled cur = settle(run, now, scope, w);
    if (cur.state == STATE_NOT_RECEIVED || (cur.state == STATE_UNDEFINED && !cur.has_numerator))
        return (Settled){.state = cur.state};
    Settled base = settle_base(run, then, scope, w);
    if (!base.has_numerator)
        return (Settled){.state = STATE_NO_BASE};
    if (cur.source == SOURCE_ROWS && base.source == SOURCE_ROWS &&
        !same_reports(run, now, then, scope))
        return (Settled){.state = STATE_UNEQUAL};
    Int128 n1 = cur.numerator, d1 = cur.has_denominator ? cur.denominator : 1;
    Int128 n0 = base.numerator, d0 = base.has_denominator ? base.denominator : 1;
    Settled change = {STATE_OK,
                      joined(cur.source, base.source),
                      true,
                      true,
                      n1 * d0 - n0 * d1,
                      metric->as == AS_RELATIVE ? n0 * d1 : d0 * d1};
    if (change.denominator <= 0)
        change.state = STATE_UNDEFINED;
    return change;
}

/* --- writing down ----------------------------------------------------------------- */

static void write_figure(Run *run, const MetricInfo *info, const Counted *counted, int scope,
                         size_t w, Month period, Month base, const Settled *s)
{
    Figure f = {.metric = info,
                .id = info->id,
                .scope = scope,
                .period = period,
                .window = counted->intervals[w].code,
                .base = base,
                .has_numerator = s->has_numerator,
                .has_denominator = s->has_denominator,
                .numerator = s->numerator,
                .denominator = s->denominator,
                .state = s->state,
                .source = s->source,
                .reporting = counted->reporting[scope],
                .expected = (int32_t)run->world.scopes->scopes[scope].compound_count};
    figures_add(run->figures, &f);
}

static void run_change(Run *run, const Metric *metric, Month period, Day asof)
{
    const Metric *of = plan_find(run->plan, metric->of[0]);
    if (!of)
        return;
    Arena *scratch = arena_new();
    Interval now_spans[WINDOWS_MAX] = {0}, base_spans[WINDOWS_MAX] = {0};
    size_t count = windows_of(metric->span, run->world.config, asof, now_spans);
    int shift = base_shift(metric->base, run->world.config, asof);
    for (size_t w = 0; w < count; w++)
        base_spans[w] = interval_moved(now_spans[w], shift);
    Counted now, then;
    count_rows(run, of, now_spans, count, &now, scratch);
    count_rows(run, of, base_spans, count, &then, scratch);
    for (int s = 0; s < (int)run->world.scopes->count; s++)
        for (size_t w = 0; w < count; w++) {
            Settled change = settle_change(run, metric, &now, &then, s, w);
            write_figure(run, &metric->info, &now, s, w, period, day_month(base_spans[w].last),
                         &change);
        }
    arena_free(scratch);
}

/* D10: three years, newest first, and whether they fall. Members are written with it. */
static void run_trend(Run *run, const Metric *metric, Month period, Day asof)
{
    const Metric *of[3];
    Counted years[3];
    Interval span[WINDOWS_MAX];
    Arena *scratch = arena_new();
    size_t count = windows_of(metric->span, run->world.config, asof, span);
    bool complete = count == 1;
    for (int y = 0; complete && y < 3; y++) {
        of[y] = plan_find(run->plan, metric->of[y]);
        complete = of[y] != NULL;
        if (complete) {
            Interval moved = interval_moved(span[0], of[y]->shift);
            count_rows(run, of[y], &moved, 1, &years[y], scratch);
        }
    }
    for (int s = 0; complete && s < (int)run->world.scopes->count; s++) {
        Settled figure[3];
        bool missing = false;
        for (int y = 0; y < 3; y++) {
            figure[y] = y ? settle_base(run, &years[y], s, 0) : settle(run, &years[0], s, 0);
            if (y && figure[0].state == STATE_NOT_RECEIVED)
                figure[y] = figure[0];
            else if (y && !figure[y].has_numerator)
                figure[y] = (Settled){.state = STATE_NO_BASE};
            missing = missing || !figure[y].has_numerator;
            write_figure(run, &of[y]->info, &years[0], s, 0, period, MONTH_MISSING, &figure[y]);
        }
        Settled trend = {
            STATE_OK, joined(figure[0].source, joined(figure[1].source, figure[2].source)),
            true,     false,
            0,        0};
        trend.numerator =
            figure[2].numerator > figure[1].numerator && figure[1].numerator > figure[0].numerator;
        if (figure[0].state == STATE_NOT_RECEIVED)
            trend = (Settled){.state = STATE_NOT_RECEIVED};
        else if (missing)
            trend = (Settled){.state = STATE_NO_BASE};
        write_figure(run, &metric->info, &years[0], s, 0, period, MONTH_MISSING, &trend);
    }
    arena_free(scratch);
}

static void run_plain(Run *run, const Metric *metric, Month period, Day asof)
{
    Arena *scratch = arena_new();
    Interval spans[WINDOWS_MAX];
    Counted counted;
    size_t count = windows_of(metric->span, run->world.config, asof, spans);
    count_rows(run, metric, spans, count, &counted, scratch);
    for (int s = 0; s < (int)run->world.scopes->count && !gave_up(run, metric); s++)
        for (size_t w = 0; w < count; w++) {
            Settled settled = settle(run, &counted, s, w);
            write_figure(run, &metric->info, &counted, s, w, period, MONTH_MISSING, &settled);
        }
    if (metric->items.table)
        items_write(run->arena, &run->world, metric, period, spans, count, counted.reports,
                    counted.reporting, run->figures);
    if (metric->kind == KIND_SCORE)
        score_items(run->arena, &run->world, metric, period, asof, counted.reporting, run->figures);
    arena_free(scratch);
}

static void run_metric(Run *run, const Metric *metric, Month period, Day asof)
{
    if (metric->kind == KIND_CHANGE)
        run_change(run, metric, period, asof);
    else if (metric->kind == KIND_TREND)
        run_trend(run, metric, period, asof);
    else if (!metric->in_trend)
        run_plain(run, metric, period, asof);
}

/* --- side by side ------------------------------------------------------------------- */

/* All months of all metrics: one task a metric, whose figures are a part of their own. */
typedef struct {
    const Run *run;
    const Month *months;
    size_t month_count;
    Month period;
    Day asof;
    FigureSet **parts; /* by metric, with their arenas; the last are those of functions */
    Arena **arenas;
    Turn *turns;
} Crew;

/* Functions are asked by one thread, month by month. */
static bool asks(const MetricPlan *plan, const Metric *metric)
{
    bool found = metric->kind == KIND_COMPUTE;
    for (size_t i = 0; !found && i < sizeof metric->of / sizeof *metric->of; i++) {
        const Metric *of = metric->of[i] ? plan_find(plan, metric->of[i]) : NULL;
        found = of && of->kind == KIND_COMPUTE;
    }
    return found;
}

static Run part_begin(const Crew *crew, size_t part)
{
    Run run = *crew->run;
    run.arena = crew->arenas[part] = arena_new();
    run.figures = crew->parts[part] = figures_part(crew->run->figures, run.arena);
    return run;
}

static void count_metric(void *context, size_t turn)
{
    Crew *crew = context;
    size_t m = crew->turns[turn].metric;
    const Metric *metric = &crew->run->plan->metrics[m];
    Run run = part_begin(crew, m);
    size_t months = asks(run.plan, metric) ? 0 : crew->month_count;
    Interval spans[WINDOWS_MAX];
    size_t windows = windows_of(metric->span, run.world.config, crew->asof, spans);
    if (months)
        figures_reserve(run.figures, months * windows * run.world.scopes->count);
    for (size_t i = 0; i < months; i++)
        run_metric(&run, metric, crew->months[i],
                   period_asof(crew->months[i], crew->period, crew->asof));
    figures_finish_part(run.figures);
}

static void count_asking(Crew *crew)
{
    const MetricPlan *plan = crew->run->plan;
    Run run = part_begin(crew, plan->count);
    for (size_t i = 0; i < crew->month_count; i++)
        for (size_t m = 0; m < plan->count; m++)
            if (asks(plan, &plan->metrics[m]))
                run_metric(&run, &plan->metrics[m], crew->months[i],
                           period_asof(crew->months[i], crew->period, crew->asof));
    figures_finish_part(run.figures);
}

static void keep_part(void *context, size_t turn)
{
    const Crew *crew = context;
    arena_adopt(crew->run->arena, crew->arenas[crew->turns[turn].metric]);
}

/* The functions' child is started before there are threads. */
static void count_all(const Run *run, const Month *months, size_t month_count, Month period,
                      Day asof, size_t jobs)
{
    size_t metrics = run->plan->count;
    Crew crew = {run,  months, month_count, period,
                 asof, NULL,   NULL,        turns_take(run->plan, run->world.ledger)};
    crew.parts = memory_alloc((metrics + 1) * sizeof(FigureSet *));
    crew.arenas = memory_alloc((metrics + 1) * sizeof *crew.arenas);
    figures_rank(run->figures);
    count_asking(&crew);
    arena_adopt(run->arena, crew.arenas[metrics]);
    OrderedJob job = {.work = count_metric, .merge = keep_part, .context = &crew};
    ordered_run(&job, metrics, jobs, metrics + 1);
    figures_join(run->figures, crew.parts, metrics + 1);
    free(crew.parts);
    free(crew.arenas);
    free(crew.turns);
}

/* --- all of it -------------------------------------------------------------------- */

/* Those of the plan, with room for every metric whose function fails. */
static CubeFailure *report_failures(Arena *arena, const MetricPlan *plan, Cube *out)
{
    CubeFailure *failures = ARENA_NEW_ARRAY(arena, plan->failure_count + plan->count, CubeFailure);
    for (size_t i = 0; i < plan->failure_count; i++)
        failures[i] = (CubeFailure){plan->failures[i].metric, plan->failures[i].origin,
                                    plan->failures[i].message};
    out->failures = failures;
    out->failure_count = plan->failure_count;
    return failures;
}

/* The due items of first..asof, as pages list them. */
static void list_due(Arena *arena, const DueList *list, Day first, Day asof, Cube *out)
{
    CubeDue *due = ARENA_NEW_ARRAY(arena, list->count, CubeDue);
    for (size_t i = 0; i < list->count; i++) {
        const DueItem *item = &list->items[i];
        if (item->due < first || item->due > asof)
            continue;
        due[out->due_count++] =
            (CubeDue){.compound = item->compound,
                      .rule_id = item->rule->id,
                      .title = item->rule->title,
                      .title_en = item->rule->title_en,
                      .basis = item->rule->basis,
                      .section = item->rule->section == CELL_MISSING ? 4 : (int)item->rule->section,
                      .due = item->due,
                      .posted = item->posted > asof ? DAY_MISSING : item->posted,
                      .on_time = item->on_time,
                      .continuous = item->rule->cadence == CADENCE_CONTINUOUS};
    }
    out->due = due;
}

static bool is_published(const Config *config, Month month)
{
    for (size_t i = 0; i < config->published_count; i++)
        if (config->published[i] == month)
            return true;
    return false;
}

/* The period, those of the 12 months before it that rows reach, and months published earlier. */
static Month *list_months(const Run *run, Month period, size_t *count)
{
    const Config *config = run->world.config;
    Month *months = ARENA_NEW_ARRAY(run->arena, config->published_count + 13, Month);
    *count = 0;
    for (size_t i = 0; i < config->published_count; i++)
        if (config->published[i] < period - 12)
            months[(*count)++] = config->published[i];
    for (Month month = period - 12; month <= period; month++)
        if (month == period || reach_month(run->reach, month) || is_published(config, month))
            months[(*count)++] = month;
    return months;
}

/* Every window that run_period() will ask for, bases and earlier years included. */
static Interval *list_spans(const Run *run, const Month *months, size_t month_count, Month period,
                            Day asof, size_t *count)
{
    const MetricPlan *plan = run->plan;
    Interval *spans =
        memory_alloc((plan->count + 1) * month_count * 2 * WINDOWS_MAX * sizeof *spans);
    *count = 0;
    for (size_t i = 0; i < month_count; i++) {
        Day last = period_asof(months[i], period, asof);
        for (size_t m = 0; m < plan->count; m++) {
            const Metric *metric = &plan->metrics[m];
            Interval *now = &spans[*count];
            size_t n = windows_of(metric->span, run->world.config, last, now);
            int shift = metric->kind == KIND_CHANGE
                            ? base_shift(metric->base, run->world.config, last)
                            : metric->shift;
            for (size_t w = 0; shift && w < n; w++)
                now[n + w] = interval_moved(now[w], shift);
            *count += shift ? 2 * n : n;
        }
    }
    return spans;
}

/* Tables from this size on are counted once for all periods (ledger.h). */
static size_t large_table(void)
{
    const char *rows = getenv("GONGKAI_LARGE_TABLE"); /* tests hold both ways against each other */
    return rows ? (size_t)strtoul(rows, NULL, 10) : 20000;
}

/* A shard has few rows of what is large in the merge. */
static bool wants_part(void *context, const Table *table)
{
    (void)context;
    return part_holds(table);
}

bool cube_run(Arena *arena, const Import *import, const Config *config, const Value *metrics,
              const Value *rules, Month period, Day asof, Cube *out, Error *err)
{
    Run run = {.arena = arena, .arrival = import->arrival};
    Setting setting;
    Totals *totals;
    Reach *reach;
    *out = (Cube){.compute = out->compute,
                  .compute_context = out->compute_context,
                  .jobs = out->jobs,
                  .parts = out->parts,
                  .part = out->part};
    if (metrics->kind != VALUE_LIST)
        return error_set(err, ERR_INTERNAL, "the metrics are no list");

    setting_open(arena, import, config, metrics, rules, period, asof, &setting);
    if (setting.world.scopes->count > FIGURE_SCOPES) {
        setting_close(&setting);
        return error_set(err, ERR_DATA, "一次最多%zu个范围 / more than %zu scopes in one run: %zu",
                         FIGURE_SCOPES, FIGURE_SCOPES, setting.world.scopes->count);
    }
    const MetricPlan *plan = &setting.plan;
    totals_build(arena, import->data, setting.world.scopes, &totals);
    reach_build(arena, import->data, plan, asof, &reach);
    run.cube = out;
    run.failures = report_failures(arena, plan, out);
    run.gave_up = ARENA_NEW_ARRAY(arena, plan->count, bool);

    run.world = setting.world;
    run.totals = totals;
    run.reach = reach;
    run.plan = plan;
    size_t span_count, month_count;
    Month *months = list_months(&run, period, &month_count);
    Interval *spans = list_spans(&run, months, month_count, period, asof, &span_count);
    size_t jobs = (size_t)(out->jobs > 0 ? out->jobs : (int)sysconf(_SC_NPROCESSORS_ONLN));
    LedgerOptions options = {.least_rows = large_table(),
                             .wants = out->part ? wants_part : NULL,
                             .fill = out->parts ? parts_fill : NULL,
                             .context = out->parts,
                             .threads = (int)jobs};
    Ledger *ledger = ledger_build(import->data, plan, spans, span_count, &options);
    run.world.ledger = ledger;
    if (out->part)
        part_put_ledger(out->part, ledger);
    free(spans);
    const MetricInfo **infos = ARENA_NEW_ARRAY(arena, plan->count, const MetricInfo *);
    for (size_t i = 0; i < plan->count; i++)
        infos[i] = &plan->metrics[i].info;
    run.figures = figures_new(arena, run.world.scopes, infos, plan->count);
    count_all(&run, months, month_count, period, asof, jobs);
    suppress(run.figures, config->suppress_below, config->shown ? config->shown : "");
    list_due(arena, &setting.derived.due, month_first(period - 11), asof, out);
    out->rules = setting.derived.rules;
    setting_close(&setting);
    ledger_free(ledger);
    memory_trim();
    if (out->part)
        part_close(out->part);
    out->figures = run.figures;
    return true;
}
