/* Points in time at which somebody wants to go on: a heap of four children per node, for a million of them.
 *
 * A timer is a word inside its owner; what fires first is found without a look at the others. Timers of one
 * instant fire in the order in which they were set, so that a run on virtual time is the same each time. */
#ifndef SWARM_USER_TIMERS_H
#define SWARM_USER_TIMERS_H

#include "runtime/base/clock.h"
#include "runtime/base/vec.h"

#include <stdbool.h>
#include <stdint.h>

/* All-zero: not set. */
struct timer {
    uint32_t place; /* in the heap, from 1; 0: not set */
};

struct timers_entry {
    instant when;
    uint64_t order; /* of being set */
    struct timer *timer;
};

/* All-zero: none set. */
struct timers {
    VEC(struct timers_entry) heap;
    uint64_t order;
};

/* Sets it anew if it is set. The timer stays where it is in memory until it fired or was stopped. */
void timer_set(struct timers *timers, struct timer *timer, instant when);

/* Nothing happens if it isn't set. */
void timer_stop(struct timers *timers, struct timer *timer);

/* When the first fires; false when none is set. */
bool timers_next(const struct timers *timers, instant *when);

/* Takes out the first timer that is due at `now`, or returns NULL. */
struct timer *timers_pop(struct timers *timers, instant now);

void timers_free(struct timers *timers);

#endif
