/*
 * company.h - which companies there are, and to which scopes they belong (metrics.md 1.1).
 *
 * A company is a row of T02, or, where a cell names none of them, the name
 * itself. It belongs to every scope that has a compound which has a company and
 * names this one, by id or by name. Companies are numbered from 0.
 */
#ifndef COMPANY_H
#define COMPANY_H

#include "cube/scope.h"

typedef struct {
    int32_t *items; /* ascending */
    size_t count;
} CompanyList;

typedef struct Companies Companies;

void companies_build(Arena *arena, const Dataset *data, const ScopeSet *scopes, Companies **out);
size_t companies_count(const Companies *companies);
/* The company that a text cell names by id or name; -1 for none of any compound or of T02. */
int32_t companies_named(const Companies *companies, int64_t cell);
/* company_id of T02, else the name. */
const char *companies_id(const Companies *companies, int32_t company);
/* The companies of a scope, each once. */
const CompanyList *companies_of(const Companies *companies, int scope);
#endif
