/* A backend of control that runs a scenario on this node. A run whose settings give constants other values
 * runs a program of its own, which is compiled at its start. */
#ifndef SWARM_CLI_SCENARIO_BACKEND_H
#define SWARM_CLI_SCENARIO_BACKEND_H

#include "runtime/cli/options.h"
#include "runtime/cli/scenario.h"
#include "runtime/control/run_backend.h"

struct scenario_backend {
    const struct scenario *scenario;
    const struct options *options;
};

/* Everything is borrowed, and outlives control. */
struct run_backend scenario_backend(const struct scenario_backend *context);

#endif
