/* Translates options to the settings of a run. */
#ifndef SWARM_CLI_RUN_OPTIONS_H
#define SWARM_CLI_RUN_OPTIONS_H

#include "runtime/cli/options.h"
#include "runtime/cli/scenario.h"

#include <stdbool.h>

/* Fills in scenario->settings. The program must be set already; `path` is what reports say its main file is.
 * The scenario and the options own the texts and lists. False: an option can't be applied; a message on
 * stderr says which.
 */
bool run_settings_make(struct scenario *scenario, const struct options *options, const char *path);

#endif
