/* A backend of control that runs a scenario on this node: the engine's, except that a run whose settings give
 * constants other values runs a program of its own, which is compiled when the run is opened. */
#ifndef SWARM_CLI_SCENARIO_BACKEND_H
#define SWARM_CLI_SCENARIO_BACKEND_H

#include "runtime/cli/options.h"
#include "runtime/cli/scenario.h"
#include "runtime/control/run_backend.h"

struct scenario_backend {
    const struct scenario *scenario;
    const struct options *options;
    struct program *own;           /* compiled for the current or last run; NULL: that has the scenario's */
    const struct program *current; /* that of the current or last run; set by scenario_backend_init */
};

void scenario_backend_init(struct scenario_backend *context, const struct scenario *scenario,
                           const struct options *options);

/* Everything is borrowed, and outlives control. */
struct run_backend scenario_backend(struct scenario_backend *context);

/* The program for a run with these settings; `context` is a struct scenario_backend. It stays until the next
 * call. NULL: it can't be compiled; `why` has the reason. */
const struct program *scenario_backend_program(void *context, const struct run_settings *settings,
                                               struct buffer *why);

/* Frees the program of the last run; after control_free. */
void scenario_backend_clear(struct scenario_backend *context);

#endif
