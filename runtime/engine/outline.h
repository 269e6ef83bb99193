/* The scenario of a run for its snapshots: files, the counted places on their lines, and how often each
 * task should be picked. */
#ifndef SWARM_ENGINE_OUTLINE_H
#define SWARM_ENGINE_OUTLINE_H

#include "runtime/reactor/run_plan.h"

#include <stdint.h>

/* The outline of a plan for that many users (0: unknown). Borrows from the plan's program. Free it with
 * outline_free. */
struct scenario_outline outline_new(const struct run_plan *plan, uint64_t users);
void outline_free(struct scenario_outline *outline);

#endif
