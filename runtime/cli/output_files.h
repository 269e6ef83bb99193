/* The files of a run, as --html, --json-file and --junit ask for them: each written whole at the end, and
 * renamed, so that nobody reads half a report. And what --json prints. */
#ifndef SWARM_CLI_OUTPUT_FILES_H
#define SWARM_CLI_OUTPUT_FILES_H

#include "runtime/cli/options.h"
#include "runtime/engine/engine.h"
#include "runtime/stats/snapshot.h"

#include <stdbool.h>

/* Appends the path with {u}, {r} and {t} as users, spawn rate and run time (Locust's --html):
 * "report_{u}.html".
 */
void output_path(const char *pattern, const struct run_settings *settings, struct buffer *out);

/* Before the run: can all files that are asked for be written? False after saying on stderr which not, and
 * why, since nobody wants to know that after an hour. */
bool outputs_check(const struct options *options, const struct run_settings *settings);

/* After the run: writes them all and logs where they are. False where one couldn't be, which is logged too.
 */
bool outputs_write(const struct options *options, const struct run_settings *settings,
                   const struct snapshot *snapshot);

/* For --json: the document, to stdout. False where it can't be written. */
bool outputs_print_json(const struct snapshot *snapshot);

#endif
