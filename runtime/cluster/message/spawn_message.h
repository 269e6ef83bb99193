/* Locust's `spawn` message: the users that a worker should have. Any thread. */
#ifndef SWARM_CLUSTER_MESSAGE_SPAWN_MESSAGE_H
#define SWARM_CLUSTER_MESSAGE_SPAWN_MESSAGE_H

#include "runtime/base/clock.h"
#include "runtime/cluster/wire/packed.h"

#include <stdbool.h>

enum { SPAWN_HOST_MOST = 4096 };

struct spawn_message {
    double timestamp;            /* seconds since 1970 UTC, by the clock of the master */
    const msgpack_object *users; /* map from the name of each kind to its number of users */
    const char *host;            /* not terminated; NULL: the master has none */
    size_t host_length;
    bool has_stop_timeout;
    nanos stop_timeout;
    const msgpack_object *tags, *exclude_tags; /* lists; NULL: none */
};

/* Reads the data of a `spawn` message, which the result points into. Returns NULL, or what is wrong with it.
 */
const char *spawn_message_read(const msgpack_object *data, struct spawn_message *message);

#endif
