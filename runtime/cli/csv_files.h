/* The files of --csv. As in Locust they are there from the first second on and can be read while the run goes
 * on: PREFIX_stats.csv, PREFIX_failures.csv and PREFIX_exceptions.csv are put anew each second,
 * PREFIX_stats_history.csv grows by that second's lines. Whole lines and whole files only, so a run that is
 * killed leaves what it had. */
#ifndef SWARM_CLI_CSV_FILES_H
#define SWARM_CLI_CSV_FILES_H

#include "runtime/cli/options.h"
#include "runtime/engine/engine.h"
#include "runtime/stats/snapshot.h"

#include <stdbool.h>

struct csv_files;

/* Before the run: can they all be written? False after saying on stderr which not, and why. */
bool csv_files_check(const struct options *options, const struct run_settings *settings);

/* Begins the history. NULL without --csv, which the functions below take too. The settings make the names
 * (see output_path). */
struct csv_files *csv_files_new(const struct options *options, const struct run_settings *settings);
void csv_files_free(struct csv_files *files);

/* A second of the run has passed, or it is over. False where something couldn't be written, which is
 * logged, once a file. At the end it logs where they are. */
bool csv_files_write(struct csv_files *files, const struct snapshot *snapshot);

#endif
