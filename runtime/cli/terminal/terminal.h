/* A run's terminal: the table every two seconds, the live line, the keys, resizing, Ctrl-Z, the summary at
 * the end. Of these, each where there is a terminal for it. */
#ifndef SWARM_CLI_TERMINAL_TERMINAL_H
#define SWARM_CLI_TERMINAL_TERMINAL_H

#include "runtime/engine/engine.h"
#include "runtime/stats/snapshot.h"

#include <stdbool.h>

struct terminal;

/* `only_summary`: no tables before the end; the live line stays. */
struct terminal *terminal_new(bool only_summary);

/* Puts the terminal back as it was. Before engine_free. */
void terminal_free(struct terminal *terminal);

/* From here to terminal_end the keys w W s S add or remove users of this engine, the live line follows
 * the window's size, and Ctrl-Z leaves the terminal as it was for the shell. `engine` is borrowed. */
void terminal_attach(struct terminal *terminal, struct engine *engine);

/* A second of the run has passed. False, with errno, when stdout can't be written any more. */
bool terminal_tick(struct terminal *terminal, const struct snapshot *snapshot);

/* The run is over: keys and live line go. */
void terminal_end(struct terminal *terminal);

/* The whole result, after terminal_end. False, with errno, when stdout can't be written. */
bool terminal_summary(struct terminal *terminal, const struct snapshot *snapshot);

#endif
