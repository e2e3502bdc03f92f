/*
 * report.h - output/report: what is sent back to an office, and the run for machines.
 *
 * The folder has mode 0700 and is never published. All texts are UTF-8; no
 * report holds a private value, because no Problem does.
 */
#ifndef REPORT_H
#define REPORT_H

#include "base/buffer.h"
#include "data/import.h"

/* problems.csv: file,row,column,letter,header,value,expected,advice,severity,code; with BOM. */
void report_problems_csv(Buffer *out, const Problems *problems, bool english);
/*
 * problems.html: Chinese, by sender and file, ready to be sent back; one page without anything from
 * elsewhere. What is said of many rows in the same words is one line that names them all.
 */
void report_problems_html(Buffer *out, const Import *import, const SchemaSet *schemas,
                          const char *title);
/*
 * The members "files": […] and "problems": […] of run.json (contract.md), without
 * the braces of the object and without a comma behind.
 */
void report_json_members(Buffer *out, const Import *import, const SchemaSet *schemas);
/* A JSON string with its quotes. */
void report_json_text(Buffer *out, const char *text);
#endif
