/* Log messages about runs: how many users they ramp up to, when all users have started, why they stop. */
#ifndef SWARM_CLI_RUN_LOG_H
#define SWARM_CLI_RUN_LOG_H

#include "runtime/control/control.h"

extern const struct control_observer run_log;

#endif
