/* The exit status for the verdict on a run (swarm(1), "EXIT STATUS"). */
#ifndef SWARM_CLI_EXIT_STATUS_H
#define SWARM_CLI_EXIT_STATUS_H

#include "runtime/stats/verdict.h"

#include <stdbool.h>

struct exit_rules {
    int failure_status; /* for failed requests and errors of the scenario that no threshold covers */
    bool is_strict;     /* an overloaded load generator has a status of its own */
};

/* The highest status that applies. */
int exit_status_of(const struct verdict *verdict, const struct exit_rules *rules);

#endif
