/* The files of a run, as --html, --json-file and --junit ask for them: each written whole at the end, and
 * renamed, so that a reader never sees half a report. */
#ifndef SWARM_CLI_OUTPUT_FILES_H
#define SWARM_CLI_OUTPUT_FILES_H

#include "runtime/cli/options.h"
#include "runtime/control/control.h"

#include <stdbool.h>

/* Appends the path with {u}, {r} and {t} as users, spawn rate and run time (Locust's --html):
 * "report_{u}.html".
 */
void output_path(const char *pattern, const struct run_settings *settings, struct buffer *out);

/* Before the run: can all files that are asked for be written? False after saying on stderr which not, and
 * why, so that the user learns it before the run and not an hour later. */
bool outputs_check(const struct options *options, const struct run_settings *settings);

struct output_files {
    struct control *control;
    struct control_observer observer;
    const struct options *options;
    bool has_failed; /* a file of a run couldn't be written, which the log says */
};

/* Observes control: at the end of each run the files are written, and the log says where they are. All are
 * borrowed; `files` and `options` outlive control or are taken off its list before. */
void output_files_observe(struct output_files *files, struct control *control, const struct options *options);

#endif
