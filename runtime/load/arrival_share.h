/* The arrivals that one part starts: one reactor of a node, or of all nodes of a cluster. Pure functions.
 *
 * All parts iterate over the same timetable with the same seed and choose the same kinds. They take the
 * arrivals of each kind in turn, so each part has its share of each kind within one arrival, without
 * coordination. Times and kinds of arrivals depend on the seed, not on the number of parts. */
#ifndef SWARM_LOAD_ARRIVAL_SHARE_H
#define SWARM_LOAD_ARRIVAL_SHARE_H

#include "runtime/load/kind_mix.h"
#include "runtime/load/timetable.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arrival {
    uint64_t number; /* among the arrivals of all parts; the first is 0 */
    uint32_t kind;
    nanos time; /* since the load began */
};

struct arrival_share {
    struct timetable_walk walk;
    struct kind_mix mix;
    uint32_t index, count; /* index of this part, from 0, and number of parts */
    uint64_t passed;       /* arrivals of all parts so far */
};

/* Starts the share of part `index` of `count`. Kinds with a fixed number don't arrive; at least one other
 * kind must have a weight. The timetable is borrowed; `shares` are by kind, and copied. The caller frees the
 * share with arrival_share_free. */
void arrival_share_init(struct arrival_share *share, const struct timetable *timetable,
                        const struct kind_share *shares, size_t kind_count, uint64_t seed, uint32_t index,
                        uint32_t count);
void arrival_share_free(struct arrival_share *share);

/* Stores the next arrival of this part. False: there are no more. */
bool arrival_share_next(struct arrival_share *share, struct arrival *arrival);

#endif
