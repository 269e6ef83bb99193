/* The arrivals of one reactor: its share of the timetable (load/arrival_share.h), each started when it is
 * due.
 *
 * The reactors share only the number of arrivals in flight, since max_users limits it exactly. That number
 * changes with each arrival, not with each request. */
#ifndef SWARM_REACTOR_ARRIVALS_H
#define SWARM_REACTOR_ARRIVALS_H

#include "runtime/base/buffer.h"
#include "runtime/base/clock.h"
#include "runtime/load/arrival_share.h"
#include "runtime/reactor/run_plan.h"
#include "runtime/user/user_pool.h"

#include <stdbool.h>
#include <stdint.h>

/* A little less than the time after which a master takes a node for missing. */
#define ARRIVALS_STALE (4 * NANOS_PER_S)

/* Zero bytes: there are no arrivals. */
struct arrivals {
    struct run_plan *plan;
    struct user_pool *pool;
    instant start;     /* of the timetable */
    uint64_t first_id; /* the id of arrival 0; the others follow */
    struct arrival_share share;
    bool has_next; /* `next` is still to come */
    struct arrival next;
    bool is_over;              /* no more will start, whatever is dealt */
    uint64_t started, dropped; /* counted here; the reactor resets them */
};

/* Fills in the timetable of a plan, if the load of the program has arrivals. False: there would be no
 * arrival; `why` has the reason. */
bool arrivals_plan(struct run_plan *plan, struct buffer *why);

/* Starts a share of the arrivals of the plan, from `start`. The first of all arrivals has the id `first`.
 * Plan and pool are borrowed. The caller frees the arrivals with arrivals_free. */
void arrivals_begin(struct arrivals *arrivals, struct run_plan *plan, struct user_pool *pool, instant start,
                    uint64_t first, struct arrival_deal deal);

/* Deals the arrivals anew, from a time on. */
void arrivals_deal(struct arrivals *arrivals, struct arrival_deal deal);

/* Stores when the next arrival is due. False: there are no more. */
bool arrivals_next(const struct arrivals *arrivals, instant *when);

/* Starts all arrivals that are due by now, however late. Drops them while max_users are in flight. In a run
 * over many nodes, arrivals of more than ARRIVALS_STALE ago mean that this process stood still: then it
 * passes over all that are due, since the master has dealt them to other nodes meanwhile. */
void arrivals_turn(struct arrivals *arrivals);

/* Ends the arrivals. */
void arrivals_end(struct arrivals *arrivals);

/* To be called when the user of an arrival has ended: one less is in flight. */
void arrival_ended(struct run_plan *plan);

void arrivals_free(struct arrivals *arrivals);

#endif
