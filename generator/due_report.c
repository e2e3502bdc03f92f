/* due_report.c - see due_report.h. */
#include "due_report.h"

#include <string.h>

#include "render/csv.h"

static void put_cell(Buffer *out, const char *text, const char *after)
{
    csvout_cell(out, text, strlen(text));
    buffer_text(out, after);
}

static const char *header(const Table *table, const char *name)
{
    int column = schema_column(table_schema(table), name);
    return column < 0 ? name : table_schema(table)->columns[column].title.zh;
}

void due_report_csv(const Dataset *data, const CubeDue *due, size_t count, Buffer *out)
{
    static const char *const names[] = {
        "disclosure_id", "compound_id", "compound_name",     "rule_id",    "section",
        "title",         "due_on",      "posted_on",         "removed_on", "place",
        "channel",       "objections",  "objections_replied"};
    enum { NAMES = sizeof names / sizeof *names, FILLED = 7 };
    const Table *t20 = dataset_find(data, "disclosures"), *t01 = dataset_find(data, "compounds");
    buffer_clear(out);
    buffer_text(out, "\xEF\xBB\xBF");
    for (size_t i = 0; i < NAMES; i++)
        put_cell(out, header(t20, names[i]), i + 1 < NAMES ? "," : "\r\n");
    const TableSchema *homes = table_schema(t01);
    int section = schema_column(table_schema(t20), "section");
    for (size_t i = 0; i < count; i++) {
        const CubeDue *d = &due[i];
        char day[16];
        const char *id = table_text(t01, (size_t)d->compound, (size_t)homes->compound_id);
        day_text(d->due, day);
        /* The same item gets the same number in every run, so a completed row replaces this one. */
        buffer_printf(out, "%s-%s-%s,", d->rule_id, id, day);
        put_cell(out, id, ",");
        put_cell(out, table_text(t01, (size_t)d->compound, (size_t)homes->compound_name), ",");
        put_cell(out, d->rule_id, ",");
        put_cell(out, table_schema(t20)->columns[section].values[d->section].title.zh, ",");
        put_cell(out, d->title, ",");
        buffer_text(out, day);
        for (size_t k = FILLED; k < NAMES; k++)
            buffer_char(out, ',');
        buffer_text(out, "\r\n");
    }
}
