/* run_report.c - see run_report.h. */
#include "run_report.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "publish/output.h"

void run_report_stage(RunReport *report, const char *name, double seconds)
{
    if (report->stage_count < sizeof report->stages / sizeof *report->stages)
        report->stages[report->stage_count++] = (StageTime){name, seconds};
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

static void put_file(Json *json, const FileReport *f, const SchemaSet *schemas)
{
    char delimiter[2] = {f->delimiter, '\0'};
    json_open(json, '{');
    json_put_text(json, "path", f->path);
    json_put_text(json, "sha256", f->sha256);
    json_put_text(json, "encoding", f->encoding ? f->encoding : "");
    json_put_text(json, "encoding_reason", f->encoding_reason ? f->encoding_reason : "");
    json_put_text(json, "delimiter", delimiter);
    json_put_text(json, "table", f->table < 0 ? NULL : schemas->tables[f->table].name);
    json_put_int(json, "read", f->read);
    json_put_int(json, "title", f->title);
    json_put_int(json, "header", f->header);
    json_put_int(json, "accepted", f->accepted);
    json_put_int(json, "superseded", f->superseded);
    json_put_int(json, "duplicate", f->duplicate);
    json_put_int(json, "quarantined", f->quarantined);
    json_put_int(json, "blank", f->blank);
    json_put_int(json, "footer", f->footer);
    json_close(json, '}');
}

static void put_problem(Json *json, const Problem *p)
{
    static const char *const severities[] = {"note", "warning", "error"};
    char letter[8];
    json_open(json, '{');
    json_put_text(json, "file", p->file);
    json_put_int(json, "row", p->row);
    json_put_text(json, "column", p->column_name);
    json_put_text(json, "letter", p->column < 0 ? "" : problem_letter(p->column, letter));
    json_put_text(json, "header", p->header);
    json_put_text(json, "value", p->value);
    json_put_text(json, "expected", p->expected_zh);
    json_put_text(json, "advice", p->advice_zh);
    json_put_text(json, "severity", severities[p->severity]);
    json_put_text(json, "code", p->code);
    json_close(json, '}');
}

static void put_import(Json *json, const Import *import)
{
    json_key(json, "files");
    json_open(json, '[');
    for (size_t i = 0; import->data && i < import->file_count; i++)
        put_file(json, &import->files[i], dataset_schemas(import->data));
    json_close(json, ']');
    json_key(json, "problems");
    json_open(json, '[');
    for (size_t i = 0; import->problems && i < problems_count(import->problems); i++)
        put_problem(json, problems_at(import->problems, i));
    json_close(json, ']');
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
    json_key(json, "seconds");
    json_open(json, '{');
    for (size_t i = 0; i < report->stage_count; i++) {
        char seconds[32];
        snprintf(seconds, sizeof seconds, "%.3f", report->stages[i].seconds);
        json_key(json, report->stages[i].name);
        json_number(json, seconds);
    }
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
    put_import(&json, report->import);
    put_children(&json, report);
    json_close(&json, '}');
    buffer_char(&text, '\n');
    bool ok = output_report(output, "run.json", text.bytes, text.length, err);
    buffer_free(&text);
    return ok;
}

bool run_report_write(const RunReport *report, const char *output, Error *err)
{
    return write_run_json(report, output, err);
}
