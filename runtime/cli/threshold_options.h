/* What a run must meet (--threshold), or what it searches for (--find-capacity), from options to run
 * settings. */
#ifndef SWARM_CLI_THRESHOLD_OPTIONS_H
#define SWARM_CLI_THRESHOLD_OPTIONS_H

#include "runtime/cli/options.h"
#include "runtime/cli/scenario.h"

#include <stdbool.h>

/* Was it given for this run, and not by the file? */
bool option_is_for_run(const struct options *options, enum option_id id);

/* Reads both into the scenario and its settings, whose users and times are there already. False after saying
 * on stderr what is wrong. */
bool wanted_choose(struct scenario *scenario, const struct options *options);

#endif
