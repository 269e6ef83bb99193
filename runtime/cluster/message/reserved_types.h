/* The types of messages that the protocol uses itself. Any thread. */
#ifndef SWARM_CLUSTER_MESSAGE_RESERVED_TYPES_H
#define SWARM_CLUSTER_MESSAGE_RESERVED_TYPES_H

#include <stdbool.h>

/* Whether a scenario can't publish messages of this type to other nodes: one of Locust's protocol, one that
 * begins with `swarm_`, or a type that is too long for a frame. The reason is logged once per run. */
bool type_is_reserved(const char *type);

#endif
