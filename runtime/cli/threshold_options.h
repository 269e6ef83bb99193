/* Translates --threshold and --find-capacity to settings of the run. */
#ifndef SWARM_CLI_THRESHOLD_OPTIONS_H
#define SWARM_CLI_THRESHOLD_OPTIONS_H

#include "runtime/cli/options.h"
#include "runtime/cli/scenario.h"

#include <stdbool.h>

/* Whether the option was given for this run, and not by the scenario. */
bool option_is_for_run(const struct options *options, enum option_id id);

/* Reads both options into the scenario and its settings. Users and times must be set there already. False:
 * there is an error, which is printed on stderr. */
bool wanted_choose(struct scenario *scenario, const struct options *options);

#endif
