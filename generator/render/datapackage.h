/*
 * datapackage.h - what the files of a folder mean, for programs that read open data.
 *
 * datapackage.json (Frictionless Data Package v2), TABLE.csv-metadata.json (CSV on
 * the Web) and catalog.jsonld (DCAT). A key or foreign key is only promised where the rows
 * at hand keep it.
 */
#ifndef DATAPACKAGE_H
#define DATAPACKAGE_H

#include "base/config.h"
#include "render/field.h"

/* One file that exists, as it was written. */
typedef struct {
    const char *path;     /* below the folder of datapackage.json */
    const char *format;   /* "csv" "excel" "json" "metrics" "sqlite" "zip" "dictionary" */
    const Fields *fields; /* of csv, excel and json; else NULL */
    size_t bytes;
    char hash[65];
} DataFile;

typedef struct {
    const Config *config;
    Month period;
    Day asof;
    const DataFile *files;
    size_t count;
    const char *about_zh, *about_en; /* "全部小区", a compound's name … */
} DataPackage;

void datapackage_json(const DataPackage *package, Buffer *out);
/* Of one table whose file is `url`. */
void datapackage_csvw(const DataPackage *package, const Fields *fields, const char *url,
                      Buffer *out);
void datapackage_dcat(const DataPackage *package, Buffer *out);
/* Licence as configured (keys licence, licence_url), default CC BY 4.0. */
const char *datapackage_licence(const Config *config);
const char *datapackage_licence_url(const Config *config);
#endif
