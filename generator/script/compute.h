/*
 * compute.h - metrics that are computed by a function of their own (scripts/README.md, "compute").
 *
 * For what is no sum over rows. The functions run in a child, which evaluates the declaring
 * scripts anew and inherits the tables. One that fails, hangs or answers anything but whole
 * numbers costs its own metric only, and is named with file and line.
 *
 * Order of use:  computer_new() -> computer_use() -> cube_run() -> computer_free()
 */
#ifndef SCRIPT_COMPUTE_H
#define SCRIPT_COMPUTE_H

#include "cube/cube.h"
#include "script/script.h"

typedef struct Computer Computer;

/*
 * Starts nothing yet. Everything named is borrowed until computer_free(); `failures`: scripts
 * that are known not to run, from the plan.
 */
Computer *computer_new(const char *dir, const char *installed, const Config *config,
                       const Import *import, const Plan *plan);
/* The cube will ask it. */
void computer_use(Computer *computer, Cube *cube);
void computer_free(Computer *computer);
#endif
