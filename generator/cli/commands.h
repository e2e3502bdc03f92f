/*
 * commands.h - one function per command; each takes the words after the
 * command's name and returns the exit code of contract.md.
 */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "run.h"
#include "script/script.h"

#define EXIT_USAGE 2

typedef struct {
    RunOptions run;
    const char *scope, *window, *reason, *expect, *chain, *key; /* NULL where not given */
    int port, keep;
    const char **words; /* what is neither option nor option's value */
    size_t word_count;
} Arguments;

/* False after a message on standard error. argv[0] is the command's name. */
bool arguments_read(int argc, char **argv, Arguments *out);

/* Says on standard error what went wrong; returns the exit code for it. */
int complain_of(const Error *err);
/* Says which scripts failed, so that what follows lacks something: exit code 3; 0 where all ran. */
int say_lost(const Plan *plan);
/* After the last word on standard output: `code`, or that of a failure to say it all. */
int all_said(int code);

int command_build(const Arguments *arguments);
int command_merge(const Arguments *arguments);
int command_check(const Arguments *arguments);
int command_schema(const Arguments *arguments);
int command_template(const Arguments *arguments);
int command_explain(const Arguments *arguments);
int command_preview(const Arguments *arguments);
int command_verify(const Arguments *arguments);
int command_withdraw(const Arguments *arguments);
int command_rollback(const Arguments *arguments);
int command_prune(const Arguments *arguments);
int command_key(const Arguments *arguments);
int command_init(const Arguments *arguments);
#endif
