/*
 * source.h - the texts of scripts, read before the child is closed in.
 *
 * DIR/scripts/KIND/NAME.lua stands in for, or adds to, the installed one of the same name.
 */
#ifndef SCRIPT_SOURCE_H
#define SCRIPT_SOURCE_H

#include "base/arena.h"
#include "base/error.h"

#define SOURCE_MAX ((size_t)1 << 20)

typedef struct {
    const char *name; /* "scripts/metrics/services.lua" */
    const char *text;
    size_t length;
} Source;

typedef struct {
    Source *items;
    size_t count;
} SourceList;

/* All *.lua of scripts/KIND, sorted by name as bytes. */
bool source_list(Arena *arena, const char *dir, const char *installed, const char *kind,
                 SourceList *out, Error *err);
/* One file, "scripts/lib/declare.lua" or "gongkai.lua"; text NULL where neither folder has it. */
bool source_one(Arena *arena, const char *dir, const char *installed, const char *name, Source *out,
                Error *err);
#endif
