/*
 * terms.h - on what terms a dataset is published: licence, publisher, contact, how often.
 *
 * gongkai.lua gives them for all (licence, licence_url, publisher, contact, cadence), and for one
 * table where that differs:  datasets = { contracts = { cadence = "annual", contact = "…" } }
 */
#ifndef TERMS_H
#define TERMS_H

#include "base/config.h"
#include "data/schema.h"

typedef struct {
    const char *licence, *licence_url, *publisher, *contact; /* "" where not known */
    const char *cadence_zh, *cadence_url; /* 每月; of the EU's frequency list */
} Terms;

/* `schema` NULL: of all that is published. */
Terms terms_of(const Config *config, const TableSchema *schema);
#endif
