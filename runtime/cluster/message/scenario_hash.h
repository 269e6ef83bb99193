/* Identifies a compiled scenario, to make sure that all nodes run the same. */
#ifndef SWARM_CLUSTER_MESSAGE_SCENARIO_HASH_H
#define SWARM_CLUSTER_MESSAGE_SCENARIO_HASH_H

#include "runtime/program/program.h"

enum { SCENARIO_HASH_LENGTH = 64 };

/* Writes the SHA-256 of the texts of all files of the scenario and of the values of its constants, as
 * hexadecimal digits with a NUL. Paths don't count. */
void scenario_hash(const struct program *program, char hash[SCENARIO_HASH_LENGTH + 1]);

#endif
