/* Where a run's results and its live line go.
 *
 * Results go to stdout. The live line stands below them where stdout is a terminal; where stdout is a file
 * and stderr a terminal, it stands there. (Not with a pipe: its reader may write to the same terminal.) Log
 * lines that go to the terminal of the live line are written above it. A terminal that can't move its cursor
 * (TERM is `dumb` or unset) has no live line and no colors. */
#ifndef SWARM_CLI_TERMINAL_SCREEN_H
#define SWARM_CLI_TERMINAL_SCREEN_H

#include "runtime/base/buffer.h"
#include "runtime/report/terminal/console.h"

#include <stdbool.h>

struct screen;

/* From here on, log lines make room for the live line. */
struct screen *screen_new(void);

/* The live line goes. */
void screen_free(struct screen *screen);

/* The layout of results: asked for each time, since windows change their size. */
struct console_options screen_results(const struct screen *screen);

/* The layout of the live line; false: there is none at the moment, since the run is in the background, or
 * never. */
bool screen_live(const struct screen *screen, struct console_options *options);

/* Prints results and, below them, the live line anew; NULL: none. Never blocks: while a terminal is held
 * up (Ctrl-S) nothing is printed, and what a pipe has no room for follows in the next call, before any newer
 * results. False, with errno, when stdout can't be written. */
bool screen_show(struct screen *screen, const struct buffer *results, const struct buffer *live);

/* Prints the last results, for as long as it takes; the live line goes. False as above. */
bool screen_finish(struct screen *screen, const struct buffer *results);

#endif
