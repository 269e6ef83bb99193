/* The arrivals of one reactor: its share of the timetable (load/arrival_share.h), each started when it is
 * due.
 *
 * The reactors share only the number of arrivals in flight, since max_users bounds it exactly. That number
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

/* How many may be in flight if `load` doesn't say. */
#define ARRIVALS_MOST 10000

/* All-zero: nobody arrives. */
struct arrivals {
    struct run_plan *plan;
    struct user_pool *pool;
    instant start;     /* of the timetable */
    uint64_t first_id; /* the id of arrival 0; the others follow */
    struct arrival_share share;
    bool has_next; /* `next` is still to come */
    struct arrival next;
    uint64_t started, dropped; /* counted here, reset by the reactor */
};

/* Fills in the timetable of a plan, if the program's load has arrivals. False, with the reason in `why`, if
 * nobody would ever arrive. */
bool arrivals_plan(struct run_plan *plan, struct buffer *why);

/* From `start` on, part `index` of `count` of the plan's arrivals; the first of all arrivals has the id
 * `first`. Plan and pool are borrowed. arrivals_free frees the arrivals. */
void arrivals_begin(struct arrivals *arrivals, struct run_plan *plan, struct user_pool *pool, instant start,
                    uint64_t first, uint32_t index, uint32_t count);

/* Stores when the next arrival is due. False: there are no more. */
bool arrivals_next(const struct arrivals *arrivals, instant *when);

/* Starts all arrivals that are due by now, however late; drops them while max_users are in flight. */
void arrivals_turn(struct arrivals *arrivals);

/* From now on, nobody arrives. */
void arrivals_end(struct arrivals *arrivals);

/* To be called when the user of an arrival has ended: there is one less in flight. */
void arrival_ended(struct run_plan *plan);

void arrivals_free(struct arrivals *arrivals);

#endif
