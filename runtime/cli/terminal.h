/* A run's terminal: the table every two seconds, the live line and the keys where there is a terminal, the
 * summary at the end. Results go to stdout. */
#ifndef SWARM_CLI_TERMINAL_H
#define SWARM_CLI_TERMINAL_H

#include "runtime/engine/engine.h"
#include "runtime/stats/snapshot.h"

#include <stdbool.h>

struct terminal;

/* `only_summary`: nothing before the end. The terminal is put back as it was by terminal_free, or at exit. */
struct terminal *terminal_new(bool only_summary);
void terminal_free(struct terminal *terminal);

/* Lets the keys w W s S add or remove users of this engine, where stdin is a terminal. */
void terminal_keys(struct terminal *terminal, struct engine *engine);

/* A second of the run has passed. False when stdout can't be written any more. */
bool terminal_tick(struct terminal *terminal, const struct snapshot *snapshot);

/* The whole result. False when stdout can't be written. */
bool terminal_summary(struct terminal *terminal, const struct snapshot *snapshot);

#endif
