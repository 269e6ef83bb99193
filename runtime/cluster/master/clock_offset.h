/* Estimates how far the wall clock of another node is ahead, from round trips: the other node answers a
 * question with its clock, at some time between question and answer. Of several round trips the shortest one
 * counts, since it says most. Belongs to one thread. */
#ifndef SWARM_CLUSTER_MASTER_CLOCK_OFFSET_H
#define SWARM_CLUSTER_MASTER_CLOCK_OFFSET_H

#include "runtime/base/clock.h"
#include "runtime/model/cluster_report.h"

#include <stdbool.h>
#include <stdint.h>

/* Zero bytes: nothing is known, and nothing was asked. */
struct clock_offset {
    uint64_t number; /* of the last question */
    bool is_asked;   /* its answer hasn't come */
    instant asked;
    struct worker_clock best;
    instant when; /* of the best round trip */
};

/* A question is sent now. Returns its number. */
uint64_t clock_offset_ask(struct clock_offset *offset, instant now);

/* The answer with that number has come: the clock of the other node was `other`, and ours is `wall`, both in
 * nanoseconds since 1970 UTC. Late answers, and those that nobody asked for, are ignored. A round trip counts
 * for a minute; then any other one replaces it, since clocks drift. */
void clock_offset_answer(struct clock_offset *offset, uint64_t number, instant now, int64_t wall,
                         int64_t other);

#endif
