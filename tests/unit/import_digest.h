/*
 * import_digest.h - all that an import gives, in few lines: two ways of reading must agree on them.
 *
 * A hash of all rows of every table (origin, compound, cells, texts), one of the problems, and what
 * became of every file. Where `numbers` is false, those of texts do not count: large files that
 * are read in other pieces have others.
 */
#ifndef IMPORT_DIGEST_H
#define IMPORT_DIGEST_H

#include <stdio.h>
#include <string.h>

#include "data/import.h"

static uint64_t mix(uint64_t h, const void *bytes, size_t length)
{
    const unsigned char *b = bytes;
    for (size_t i = 0; i < length; i++)
        h = (h ^ b[i]) * UINT64_C(1099511628211);
    return h;
}

static uint64_t mix_number(uint64_t h, int64_t n)
{
    return mix(h, &n, sizeof n);
}

static uint64_t of_table(const Import *import, const Table *table, bool numbers)
{
    const TableSchema *schema = table_schema(table);
    uint64_t h = 1;
    for (size_t r = 0; r < table_rows(table); r++) {
        RowOrigin origin = table_origin(table, r);
        h = mix_number(h, origin.file);
        h = mix_number(h, origin.row);
        h = mix_number(h, table_compound(table, r));
        for (size_t c = 0; c < schema->column_count; c++) {
            const ColumnSchema *column = &schema->columns[c];
            bool text =
                column->type == TYPE_ID || column->type == TYPE_STR || column->type == TYPE_TEXT;
            int64_t cell = table_cell(table, r, c);
            bool shows = text && cell > 0;
            h = mix_number(h, shows && !numbers ? 1 : cell);
            h = mix_number(h, shows && !numbers ? 1 : table_first_day(table, r, c));
            if (!shows)
                continue;
            const char *shown = column->privacy == PRIVACY_PRIVATE
                                    ? secrets_text(import->secrets, cell)
                                    : dataset_text(import->data, cell);
            h = mix(h, shown, strlen(shown));
        }
    }
    return h;
}

static void import_digest(Arena *arena, const Import *import, bool numbers, FILE *out)
{
    const SchemaSet *schemas = dataset_schemas(import->data);
    for (size_t t = 0; t < schemas->count; t++) {
        const Table *table = dataset_table(import->data, (int)t);
        if (table_arrived(table))
            fprintf(out, "%s rows %zu hash %016llx\n", schemas->tables[t].name, table_rows(table),
                    (unsigned long long)of_table(import, table, numbers));
    }
    uint64_t h = 1;
    for (size_t i = 0; i < problems_count(import->problems); i++) {
        const char *line = problem_line(arena, problems_at(import->problems, i), false);
        h = mix(h, line, strlen(line));
    }
    fprintf(out, "problems %zu hash %016llx; secrets %zu\n", problems_count(import->problems),
            (unsigned long long)h, secrets_count(import->secrets));
    for (size_t i = 0; i < import->file_count; i++) {
        const FileReport *f = &import->files[i];
        fprintf(out, "%s %s %s %d %d: %d %d %d %d %d %d %d %d %d\n", f->path, f->sha256,
                f->encoding, f->delimiter, f->table, f->read, f->title, f->header, f->accepted,
                f->superseded, f->duplicate, f->quarantined, f->blank, f->footer);
    }
}
#endif
