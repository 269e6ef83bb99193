/* The arrivals of one reactor: its share of the timetable, each started when it is due.
 *
 * All reactors walk the same timetable with the same seed and give the arrivals their kinds in the same way;
 * of each kind's arrivals they take turns. So nobody has to hand them out, none waits for another thread, and
 * who comes when and as what depends on the seed and not on the number of reactors. The one thing they share
 * is how many are in flight, which max_users bounds exactly: a count that changes with each arrival, not with
 * each request. */
#ifndef SWARM_REACTOR_ARRIVALS_H
#define SWARM_REACTOR_ARRIVALS_H

#include "runtime/base/buffer.h"
#include "runtime/base/clock.h"
#include "runtime/load/kind_mix.h"
#include "runtime/reactor/run_plan.h"
#include "runtime/user/user_pool.h"

#include <stdbool.h>
#include <stdint.h>

/* How many may be in flight where `load` doesn't say. */
#define ARRIVALS_MOST 10000

/* All-zero: nobody arrives. */
struct arrivals {
    struct run_plan *plan;
    struct user_pool *pool;
    uint32_t index, count; /* this share, among how many */
    instant start;         /* of the timetable */
    struct timetable_walk walk;
    struct kind_mix mix; /* of all arrivals up to the next of this share */
    bool has_next;       /* somebody is still to arrive: */
    uint64_t id;
    uint32_t kind;
    instant due;
    uint64_t started, dropped; /* for the owner to take down again */
};

/* Gives a plan the arrivals of its program's load, if there are any. False, with the reason in `why`, where
 * nobody would ever arrive. */
bool arrivals_plan(struct run_plan *plan, struct buffer *why);

/* From `start` on the share `index` of `count` of the plan's arrivals; the first of all has the id `first`.
 * Plan and pool are borrowed. */
void arrivals_begin(struct arrivals *arrivals, struct run_plan *plan, struct user_pool *pool, instant start,
                    uint64_t first, uint32_t index, uint32_t count);

/* When the next is due; false: nobody arrives any more. */
bool arrivals_next(const struct arrivals *arrivals, instant *when);

/* Starts all who are due by now, however late that is, or drops them where max_users are in flight. */
void arrivals_turn(struct arrivals *arrivals);

/* Nobody arrives any more, from now on. */
void arrivals_end(struct arrivals *arrivals);

/* To be called when an arrival's user has ended: another may come in its place. */
void arrival_ended(struct run_plan *plan);

void arrivals_free(struct arrivals *arrivals);

#endif
