/* How many users there should be at a time: the short form `users`, `spawn_rate`, or the phases of `load { }`
 * that speak of users. Pure. */
#ifndef SWARM_LOAD_LOAD_H
#define SWARM_LOAD_LOAD_H

#include "runtime/base/clock.h"
#include "runtime/base/vec.h"
#include "runtime/model/load_phase.h"

#include <stdbool.h>
#include <stdint.h>

/* From `from` users to `to`, evenly. */
struct load_stage {
    nanos start; /* since the load began */
    nanos duration;
    uint64_t from, to;
};

struct load {
    VEC(struct load_stage) stages;
    nanos length; /* of all */
};

/* `users` at `spawn_rate` per second: the i-th (from 0) at i / spawn_rate; all at once where the rate isn't
 * positive. `from` are there already. */
void load_init(struct load *load, uint64_t from, uint64_t users, double spawn_rate);

/* The phases of a program; those that speak of arrivals (timetable.h) are left out. */
void load_init_phases(struct load *load, const struct load_phase *phases, size_t count);

void load_free(struct load *load);

/* The most there ever should be. */
uint64_t load_most(const struct load *load);

/* How many users there should be at a time since its beginning. A ramp upwards has its first new user at its
 * start, one downwards its first leaving after a part of its time. After the last stage, what it came to. */
uint64_t load_users(const struct load *load, nanos time);

/* The next time after `time` at which load_users changes; false: never. */
bool load_next(const struct load *load, nanos time, nanos *next);

#endif
