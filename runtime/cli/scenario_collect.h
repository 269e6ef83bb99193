/* The files of a scenario, for the nodes of a cluster. */
#ifndef SWARM_CLI_SCENARIO_COLLECT_H
#define SWARM_CLI_SCENARIO_COLLECT_H

#include "runtime/cli/options.h"
#include "runtime/cli/scenario.h"
#include "runtime/cluster/message/scenario_files.h"

#include <stdbool.h>

/* Collects the sources of a scenario, all files that it reads as far as they are known before the run, and
 * the options that it was compiled with. The texts of sources are borrowed. The caller frees the result,
 * which is initialized. False: a file can't be read; the reason is printed on stderr. */
bool scenario_collect(const struct scenario *scenario, const struct options *options,
                      struct scenario_files *files);

#endif
