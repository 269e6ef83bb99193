/* The files of --html, --json-file and --junit. Each file is written completely at the end of the run and
 * then renamed, so a reader never sees a partial report. */
#ifndef SWARM_CLI_OUTPUT_FILES_H
#define SWARM_CLI_OUTPUT_FILES_H

#include "runtime/cli/options.h"
#include "runtime/control/control.h"

#include <stdbool.h>

/* Appends the path. {u}, {r} and {t} are replaced by users, spawn rate and run time, as in --html of Locust:
 * "report_{u}.html". */
void output_path(const char *pattern, const struct run_settings *settings, struct buffer *out);

/* Checks before the run that all requested files can be written. False: it has printed on stderr which file
 * can't be written, and why. */
bool outputs_check(const struct options *options, const struct run_settings *settings);

struct output_files {
    struct control *control;
    struct control_observer observer;
    const struct options *options;
    bool has_failed; /* a file of a run couldn't be written; the log says why */
};

/* Observes control: at the end of each run it writes the files and logs their names. All arguments are
 * borrowed. `files` and `options` must outlive control or be removed from its list before. */
void output_files_observe(struct output_files *files, struct control *control, const struct options *options);

#endif
