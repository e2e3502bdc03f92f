/*
 * turn.h - in which order metrics are counted by several threads.
 *
 * What takes long begins first, so that no thread has it left when the others have nothing.
 */
#ifndef TURN_H
#define TURN_H

#include "cube/ledger.h"

typedef struct {
    size_t metric; /* number in the plan */
    size_t rows;   /* that are read for every month, its own and those of metrics it compares */
} Turn;

/*
 * Those of all metrics of the plan, the most rows first; free() it. What the ledger (NULL: there is
 * none) holds is not read again.
 */
Turn *turns_take(const MetricPlan *plan, const Ledger *ledger);
#endif
