/* Where the results and the live line of a run are printed.
 *
 * Results are printed on stdout. The live line is below them if stdout is a terminal. If stdout is a file and
 * stderr a terminal, the live line is on stderr. (Not with a pipe: its reader may write to the same
 * terminal.) Log lines on the same terminal are printed above the live line. A terminal that can't move its
 * cursor (TERM is `dumb` or unset) has no live line and no colors. */
#ifndef SWARM_CLI_TERMINAL_SCREEN_H
#define SWARM_CLI_TERMINAL_SCREEN_H

#include "runtime/base/buffer.h"
#include "runtime/report/terminal/console.h"

#include <stdbool.h>

struct screen;

/* From now on, log lines are printed above the live line. */
struct screen *screen_new(void);

/* Removes the live line. */
void screen_free(struct screen *screen);

/* The layout of results. Call it each time, since the size of a window may change. */
struct console_options screen_results(const struct screen *screen);

/* The layout of the live line. False: there is none, because the run is in the background or the terminal has
 * none. */
bool screen_live(const struct screen *screen, struct console_options *options);

/* Prints results, and the live line below them (NULL: no live line). Never blocks: while the terminal
 * takes no output (Ctrl-S) nothing is printed, and what doesn't fit into a pipe follows in the next call,
 * before newer results. False with errno: stdout can't be written. */
bool screen_show(struct screen *screen, const struct buffer *results, const struct buffer *live);

/* Prints the last results and removes the live line. May block. False with errno: stdout can't be written. */
bool screen_finish(struct screen *screen, const struct buffer *results);

#endif
