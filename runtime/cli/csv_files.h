/* The files of --csv. As in Locust they exist from the first second and can be read during the run:
 * PREFIX_stats.csv, PREFIX_failures.csv and PREFIX_exceptions.csv are replaced each second, and the lines of
 * that second are appended to PREFIX_stats_history.csv. Only complete lines and files are written, so the
 * files of a killed run are complete up to its last second. */
#ifndef SWARM_CLI_CSV_FILES_H
#define SWARM_CLI_CSV_FILES_H

#include "runtime/cli/options.h"
#include "runtime/control/control.h"

#include <stdbool.h>

struct csv_files;

/* Checks before the run that all files can be written. False: it has printed on stderr which file can't be
 * written, and why. */
bool csv_files_check(const struct options *options, const struct run_settings *settings);

/* Observes control and writes the files of each of its runs. Both arguments are borrowed. The names of the
 * files depend on the settings of the run (see output_path). At the end of a run it logs the names; a file
 * that can't be written is logged once. NULL without --csv; the functions below accept NULL. */
struct csv_files *csv_files_new(struct control *control, const struct options *options);
void csv_files_free(struct csv_files *csv);

/* Whether the files were incomplete at the end of a run. */
bool csv_files_failed(const struct csv_files *csv);

#endif
