/*
 * answer.h - the child of a Builder: asked for a scope, answers with its document.
 *
 * Asked: kind 'S', a Value { scope, lang, skip = { section numbers }, notes = { section = text },
 * careful = whether each section's blocks are tried before they are sent }.
 * Answered: report.h; scripts are numbered 0 = scripts/lib/build.lua, then the sections from 1.
 */
#ifndef SCRIPT_ANSWER_H
#define SCRIPT_ANSWER_H

#include "script/script.h"
#include "script/source.h"

#define ANSWER_SCOPE 'S'

typedef struct {
    const BuildInput *input;
    Source library;
    SourceList sections;
} Answerer;

/* A ChildMain; context is an Answerer. */
void answer_main(void *context);
/* "proposals" of "scripts/sections/20-proposals.lua" into `out`. */
void section_id(const char *name, char *out, size_t size);
#endif
