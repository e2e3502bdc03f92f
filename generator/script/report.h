/*
 * report.h - what a child says about the scripts it runs, beside its answer.
 *
 * 'F' a script failed, and the child went on · 'L' which it was, and the line, when the child was
 * interrupted · 'V' the answer, a Value. Which script begins is noted, not said (child.h).
 */
#ifndef SCRIPT_REPORT_H
#define SCRIPT_REPORT_H

#include "script/child.h"
#include "script/script.h"
#include "script/state.h"

#define REPORT_FAILURE 'F'
#define REPORT_LINE 'L'
#define REPORT_VALUE 'V'

/* In the child. Scripts are numbered as both sides know them. */
void report_answer_interrupts(void);
void report_begin(uint32_t script);
void report_failure(uint32_t script, const StateError *error);

/* In the parent; a message of the wrong size is script 0, line 0, no text. */
void report_read_failure(Arena *arena, const Buffer *bytes, uint32_t *script, ScriptFailure *out);
/*
 * The child overran or died: why, the number of the script (CHILD_NOTHING before the first), and
 * where it was if it can still say. Ends it.
 */
void report_lost(Arena *arena, Child *child, ChildEvent event, int seconds, uint32_t *script,
                 ScriptFailure *out);
#endif
