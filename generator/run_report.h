/*
 * run_report.h - run.json: what a run read, found, made, and how long it took
 * (contract.md). For the office; never published.
 */
#ifndef RUN_REPORT_H
#define RUN_REPORT_H

#include "data/import.h"

typedef struct {
    const char *name;
    double seconds, cpu; /* by the clock; of this process and those it waited for */
    long peak;           /* kilobytes that one of them held at most so far */
} StageTime;

typedef struct {
    const char *place, *message;
} ScriptNote;

typedef struct {
    StageTime stages[16];
    size_t stage_count;
    ScriptNote *notes; /* memory_alloc()ed */
    size_t note_count, note_capacity;
    const Import *import;
    const char *title; /* of the site */
    const char *period, *edition;
    size_t figures, scopes;
    size_t papers_made, papers_kept; /* PDF; kept ones are the edition's before */
    size_t scopes_kept;              /* all of whose files are the edition's before */
    const char *failure;             /* NULL: the run succeeded */
} RunReport;

void run_report_stage(RunReport *report, StageTime stage);
/* A script, metric or scope that could not be made; both texts are borrowed. */
void run_report_script(RunReport *report, const char *place, const char *message);
/* output/report/: run.json, problems.csv, problems.html. */
bool run_report_write(const RunReport *report, const char *output, Error *err);
void run_report_free(RunReport *report);
#endif
