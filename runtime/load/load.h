/* How many users should run at a given time, from `users` and `spawn_rate` or from the phases of `load { }`
 * that set a number of users. Pure functions.
 *
 * Times are nanoseconds since the load began, 0 or more. The time a function takes grows with the logarithm
 * of the number of stages and doesn't depend on the number of users. */
#ifndef SWARM_LOAD_LOAD_H
#define SWARM_LOAD_LOAD_H

#include "runtime/base/clock.h"
#include "runtime/base/vec.h"
#include "runtime/model/load_phase.h"

#include <stdbool.h>
#include <stdint.h>

/* The number of users changes evenly from `from` to `to`. */
struct load_stage {
    nanos start;
    nanos duration; /* 0: the number changes at once */
    uint64_t from, to;
};

struct load {
    VEC(struct load_stage) stages; /* in the order of time, without gaps */
    nanos length;                  /* of all stages */
};

/* From `from` to `users` users at `spawn_rate` users per second: user i of the new ones (the first is 0) is
 * due at i / spawn_rate seconds. All at once if the rate is 0 or less, or if there are fewer than before.
 * load_free frees the load. */
void load_init(struct load *load, uint64_t from, uint64_t users, double spawn_rate);

/* Starts from 0 users, with the phases of a program. Phases with a rate of arrivals (timetable.h) are
 * ignored. */
void load_init_phases(struct load *load, const struct load_phase *phases, size_t count);

void load_free(struct load *load);

/* The largest number of users at any time. */
uint64_t load_most(const struct load *load);

/* The number of users at a time. A ramp up starts its first user at once and reaches its final number before
 * its end. A ramp down removes its first user after an even part of its duration. After the last stage the
 * number stays the same. */
uint64_t load_users(const struct load *load, nanos time);

/* The number of users at the end of the change that goes on at a time: where a ramp leads to. */
uint64_t load_goal(const struct load *load, nanos time);

/* Stores the next time, later than `time`, at which load_users may change. False: it never changes again. */
bool load_next(const struct load *load, nanos time, nanos *next);

#endif
