/* The share of a worker of swarm, in `swarm_start` and `swarm_deal`, and what it has done of it, in its
 * reports. Any thread. */
#ifndef SWARM_CLUSTER_MESSAGE_SHARE_MESSAGE_H
#define SWARM_CLUSTER_MESSAGE_SHARE_MESSAGE_H

#include "runtime/cluster/wire/packed.h"
#include "runtime/model/run_share.h"

#include <stdbool.h>

/* Writes a map. */
void share_message_write(msgpack_packer *packer, const struct run_share *share);
void progress_message_write(msgpack_packer *packer, const struct run_progress *progress);

/* Reads a map. NULL is allowed. False: it makes no sense, or is missing. */
bool share_message_read(const msgpack_object *data, struct run_share *share);
bool progress_message_read(const msgpack_object *data, struct run_progress *progress);

#endif
