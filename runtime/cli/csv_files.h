/* The files of --csv. As in Locust they are there from the first second on and can be read while the run goes
 * on: PREFIX_stats.csv, PREFIX_failures.csv and PREFIX_exceptions.csv are put anew each second,
 * PREFIX_stats_history.csv grows by that second's lines. Whole lines and whole files only, so a run that is
 * killed leaves what it had. */
#ifndef SWARM_CLI_CSV_FILES_H
#define SWARM_CLI_CSV_FILES_H

#include "runtime/cli/options.h"
#include "runtime/control/control.h"

#include <stdbool.h>

struct csv_files;

/* Before the run: can they all be written? False after saying on stderr which not, and why. */
bool csv_files_check(const struct options *options, const struct run_settings *settings);

/* Observes control, both borrowed, and writes the files of each of its runs; their names come from the run's
 * settings (see output_path). At the end of a run it logs where they are. What can't be written is logged
 * too, once a file. NULL without --csv, which the functions below take too. */
struct csv_files *csv_files_new(struct control *control, const struct options *options);
void csv_files_free(struct csv_files *csv);

/* Whether something was missing in the files at the end of a run. */
bool csv_files_failed(const struct csv_files *csv);

#endif
