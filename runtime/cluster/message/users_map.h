/* The users of each kind, as in Locust's messages. Any thread. */
#ifndef SWARM_CLUSTER_MESSAGE_USERS_MAP_H
#define SWARM_CLUSTER_MESSAGE_USERS_MAP_H

#include "runtime/cluster/wire/packed.h"
#include "runtime/model/population.h"
#include "runtime/program/program.h"

/* Writes the key `user_classes_count` and its map from the name of each kind to its number. Kinds that
 * `users` doesn't have get 0. */
void users_map_write(msgpack_packer *packer, const struct program *program, const struct population *users);

#endif
