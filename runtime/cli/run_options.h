/* From options to the settings of a run. */
#ifndef SWARM_CLI_RUN_OPTIONS_H
#define SWARM_CLI_RUN_OPTIONS_H

#include "runtime/cli/options.h"
#include "runtime/cli/scenario.h"

#include <stdbool.h>

/* Fills scenario->settings, whose program is there already; `path` is that of its main file. Texts and lists
 * belong to the scenario and the options. False after saying on stderr which option can't be. */
bool run_settings_make(struct scenario *scenario, const struct options *options, const char *path);

#endif
