/* Reads what a worker of Locust reports in `stats`, as statistics of swarm. Belongs to one thread at a time.
 *
 * Locust doesn't say how long failed requests took: of each response time, failures get an even share.
 * Response times are those that Locust has rounded; minimum, maximum and sum of successful and failed
 * requests together are exact. */
#ifndef SWARM_CLUSTER_LOCUST_LOCUST_NUMBERS_H
#define SWARM_CLUSTER_LOCUST_LOCUST_NUMBERS_H

#include "runtime/cluster/wire/packed.h"
#include "runtime/stats/stats.h"

/* Adds the rows and failures of the data to `into`. `now` is the time of samples without a time. Entries that
 * make no sense are left out. Returns the number of those. */
unsigned locust_numbers_read(const msgpack_object *data, instant now, struct stats *into);

#endif
