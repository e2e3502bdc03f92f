/* run_report.c - see run_report.h. */
#include "run_report.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "data/report.h"
#include "publish/output.h"

void run_report_stage(RunReport *report, StageTime stage)
{
    if (report->stage_count < sizeof report->stages / sizeof *report->stages)
        report->stages[report->stage_count++] = stage;
}

void run_report_script(RunReport *report, const char *place, const char *message)
{
    GROW(report->notes, report->note_capacity, report->note_count + 1);
    report->notes[report->note_count++] = (ScriptNote){place, message};
}

void run_report_free(RunReport *report)
{
    free(report->notes);
    report->notes = NULL;
}

static void put_children(Json *json, const RunReport *report)
{
    json_key(json, "children");
    json_open(json, '[');
    for (size_t i = 0; i < report->note_count; i++) {
        json_open(json, '{');
        json_put_text(json, "place", report->notes[i].place);
        json_put_text(json, "message", report->notes[i].message);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void put_stages(Json *json, const RunReport *report, const char *key, bool cpu)
{
    json_key(json, key);
    json_open(json, '{');
    for (size_t i = 0; i < report->stage_count; i++) {
        char seconds[32];
        snprintf(seconds, sizeof seconds, "%.3f",
                 cpu ? report->stages[i].cpu : report->stages[i].seconds);
        json_key(json, report->stages[i].name);
        json_number(json, seconds);
    }
    json_close(json, '}');
}

static void put_times(Json *json, const RunReport *report)
{
    put_stages(json, report, "seconds", false);
    put_stages(json, report, "cpu_seconds", true);
    json_key(json, "peak_kilobytes");
    json_open(json, '{');
    for (size_t i = 0; i < report->stage_count; i++)
        json_put_int(json, report->stages[i].name, report->stages[i].peak);
    json_close(json, '}');
}

static bool write_run_json(const RunReport *report, const char *output, Error *err)
{
    Buffer text = {0};
    Json json = {&text, false};
    json_open(&json, '{');
    json_put_text(&json, "period", report->period);
    json_put_text(&json, "edition", report->edition);
    json_put_text(&json, "failure", report->failure);
    json_put_int(&json, "scopes", (int64_t)report->scopes);
    json_put_int(&json, "figures", (int64_t)report->figures);
    json_put_int(&json, "papers_made", (int64_t)report->papers_made);
    json_put_int(&json, "papers_kept", (int64_t)report->papers_kept);
    json_put_int(&json, "scopes_kept", (int64_t)report->scopes_kept);
    if (report->import->data) {
        buffer_char(&text, ',');
        report_json_members(&text, report->import, dataset_schemas(report->import->data));
    }
    put_children(&json, report);
    put_times(&json, report);
    json_close(&json, '}');
    buffer_char(&text, '\n');
    bool ok = output_report(output, "run.json", text.bytes, text.length, err);
    buffer_free(&text);
    return ok;
}

bool run_report_write(const RunReport *report, const char *output, Error *err)
{
    const Import *import = report->import;
    bool ok = true;
    if (import->data && import->problems) {
        Buffer text = {0};
        report_problems_csv(&text, import->problems, false);
        ok = output_report(output, "problems.csv", text.bytes, text.length, err);
        buffer_clear(&text);
        report_problems_html(&text, import, dataset_schemas(import->data), report->title);
        ok = ok && output_report(output, "problems.html", text.bytes, text.length, err);
        buffer_free(&text);
    }
    return ok && write_run_json(report, output, err);
}
