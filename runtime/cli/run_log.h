/* What the log says of runs: how many users they ramp to, when all have started, why they stop. */
#ifndef SWARM_CLI_RUN_LOG_H
#define SWARM_CLI_RUN_LOG_H

#include "runtime/control/control.h"

extern const struct control_observer run_log;

#endif
