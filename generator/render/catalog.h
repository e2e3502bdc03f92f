/*
 * catalog.h - the data in the office's own terms: catalog.csv, dictionary.csv, README.
 */
#ifndef CATALOG_H
#define CATALOG_H

#include "cube/figure.h"
#include "render/datapackage.h"

/*
 * One line per table with the headings of the 政务信息资源 core metadata (domain.md 2.6); for
 * Excel: byte order mark, CR LF.
 */
void catalog_csv(const DataPackage *package, Buffer *out);
/*
 * One line per column, per label of a column, and per metric of `figures` (may be NULL). Private
 * columns are named too, as such: what an office collects is no secret, the cells are.
 */
void catalog_dictionary(const SchemaSet *schemas, const FigureSet *figures, Buffer *out);
/* README of a data.zip, in Chinese or English. */
void catalog_readme(const DataPackage *package, bool english, Buffer *out);
/* "表格/问题台账.csv": where a table's form for Excel is in a data.zip. */
char *catalog_excel_name(Arena *arena, const TableSchema *schema);
#endif
