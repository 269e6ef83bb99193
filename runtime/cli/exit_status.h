/* What a run's end means for the exit status (LANGUAGE.md section 8). */
#ifndef SWARM_CLI_EXIT_STATUS_H
#define SWARM_CLI_EXIT_STATUS_H

#include "runtime/engine/engine.h"
#include "runtime/stats/snapshot.h"

#include <stdbool.h>

struct verdict_rules {
    int failure_status; /* of failed requests and errors of the scenario, unless a threshold on `failed` (of
                           that row, or of the whole run) or on `errors` says what is allowed */
    bool is_strict;     /* an overloaded generator has a status of its own */
};

/* The highest status that applies. A search for the capacity has no failures and thresholds, but an answer or
 * none. */
int verdict_status(enum run_end end, const struct snapshot *snapshot, const struct verdict_rules *rules);

#endif
