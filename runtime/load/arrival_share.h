/* The arrivals that one part starts: one reactor of a node, or of all nodes of a cluster. Pure functions.
 *
 * All parts iterate over the same timetable with the same seed and choose the same kinds. They take the
 * arrivals of each kind in turn, so each part has its share of each kind within one arrival, without
 * coordination. Times and kinds of arrivals depend on the seed, not on the number of parts.
 *
 * The arrivals can be dealt anew from a time on. If all parts know of the deal before that time, each arrival
 * has exactly one part. */
#ifndef SWARM_LOAD_ARRIVAL_SHARE_H
#define SWARM_LOAD_ARRIVAL_SHARE_H

#include "runtime/base/vec.h"
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

/* Which arrivals are a part's own, from a time on. */
struct arrival_deal {
    nanos from;            /* since the load began */
    uint32_t index, count; /* of this part, from 0 (`count` or more: none is its own), and number of parts */
};

/* How far an iteration has come. */
struct arrival_position {
    struct timetable_walk walk;
    struct kind_mix mix;
    uint64_t passed; /* arrivals of all parts so far */
};

struct arrival_share {
    struct arrival_position at;
    struct arrival_position before; /* the position before the last arrival_share_next */
    VEC(struct arrival_deal) deals; /* by time */
};

/* Starts the share. Kinds with a fixed number don't arrive; at least one other kind must have a weight. The
 * timetable is borrowed; `shares` are by kind, and copied. Before the time of the deal no arrival is this
 * part's own; the first arrival_share_next passes them all, which takes about 20 ns each. The caller frees
 * the share with arrival_share_free. */
void arrival_share_init(struct arrival_share *share, const struct timetable *timetable,
                        const struct kind_share *shares, size_t kind_count, uint64_t seed,
                        struct arrival_deal deal);
void arrival_share_free(struct arrival_share *share);

/* Stores the next arrival of this part. False: there are no more. */
bool arrival_share_next(struct arrival_share *share, struct arrival *arrival);

/* Deals anew from a time on, in place of earlier deals from then on. The last arrival_share_next is undone:
 * its arrival may be another part's now. */
void arrival_share_deal(struct arrival_share *share, struct arrival_deal deal);

#endif
