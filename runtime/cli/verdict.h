/* What a run's end means for the exit status (LANGUAGE.md section 8). */
#ifndef SWARM_CLI_VERDICT_H
#define SWARM_CLI_VERDICT_H

#include "runtime/engine/engine.h"
#include "runtime/stats/snapshot.h"

/* The highest status that applies. Failed requests and errors of the scenario give `failure_status`, unless a
 * threshold on `failed` (of that row, or of the whole run) or on `errors` says what is allowed. */
int verdict_status(enum engine_end end, const struct snapshot *snapshot, int failure_status);

#endif
