/* Timers of fibers: a heap with four children per node, for up to a million timers.
 *
 * A timer is one word inside its owner. Timers for the same instant fire in the order in which they were set,
 * so a run in virtual time is reproducible. */
#ifndef SWARM_USER_TIMERS_H
#define SWARM_USER_TIMERS_H

#include "runtime/base/clock.h"
#include "runtime/base/vec.h"

#include <stdbool.h>
#include <stdint.h>

/* Zero bytes: not set. */
struct timer {
    uint32_t position; /* in the heap, from 1; 0: not set */
};

struct timers_entry {
    instant when;
    uint64_t order; /* number of the timer_set call */
    struct timer *timer;
};

/* Zero bytes: no timer is set. */
struct timers {
    VEC(struct timers_entry) heap;
    uint64_t order;
};

/* Sets a timer, or changes its time. It must stay at the same address until it has fired or was stopped. */
void timer_set(struct timers *timers, struct timer *timer, instant when);

/* Does nothing if it isn't set. */
void timer_stop(struct timers *timers, struct timer *timer);

/* Sets *when to the time of the first timer. False: no timer is set. */
bool timers_next(const struct timers *timers, instant *when);

/* Removes and returns the first timer if it is due at `now`; else NULL. */
struct timer *timers_pop(struct timers *timers, instant now);

void timers_free(struct timers *timers);

#endif
