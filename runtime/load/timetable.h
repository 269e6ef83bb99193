/* When users arrive, by the phases of `load { }` that are about rates. Pure.
 *
 * The integral of the rate is the number of arrivals that are due by a time. An arrival is due when the
 * integral reaches the place of that arrival. If arrivals are evenly spaced, the places are 0, 1, 2, …: the
 * first one is due at once, an hour of 500/s has exactly 1,800,000, and a ramp is followed exactly. Each time
 * is computed from the start of its phase and not from the arrival before, so rounding errors don't add up.
 *
 * In a `poisson` phase, the places are the events of a Poisson process of rate 1. The integral turns them
 * into a process of the phase's rate, also in a ramp (Çınlar, "Introduction to Stochastic Processes", 1975,
 * chapter 4: the inversion of the expectation function).
 *
 * Times are nanoseconds since the load began. */
#ifndef SWARM_LOAD_TIMETABLE_H
#define SWARM_LOAD_TIMETABLE_H

#include "runtime/base/clock.h"
#include "runtime/base/rng.h"
#include "runtime/base/vec.h"
#include "runtime/model/load_phase.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct timetable_stage {
    nanos start;
    nanos duration;
    double from, to; /* arrivals per second; the rate changes evenly from one to the other */
    double before;   /* the integral at the start of the stage, in arrivals */
    double arrivals; /* by how much the integral grows during the stage */
    bool is_random;  /* a Poisson process */
};

struct timetable {
    VEC(struct timetable_stage) stages; /* in the order of time, without gaps; none: nobody arrives */
    nanos length;                       /* of all stages */
};

/* Goes from one arrival to the next. The same seed gives the same times. */
struct timetable_walk {
    const struct timetable *timetable; /* borrowed */
    struct rng rng;
    size_t stage;
    double place; /* of the next arrival, if it is still in this stage */
};

/* Whether any phase is about arrivals. */
bool timetable_is_wanted(const struct load_phase *phases, size_t count);

/* A ramp begins at the rate of the phase before it, or at 0. A hold keeps that rate, and is random if that
 * phase was. Phases about users are left out. timetable_free frees the timetable. */
void timetable_init(struct timetable *timetable, const struct load_phase *phases, size_t count);
void timetable_free(struct timetable *timetable);

/* The first time at which the rate is at its maximum. */
nanos timetable_peak(const struct timetable *timetable);

/* Starts before the first arrival. The timetable is borrowed. */
void timetable_walk_init(struct timetable_walk *walk, const struct timetable *timetable, uint64_t seed);

/* Stores the time of the next arrival: from 0 to the length of the timetable, and never earlier than the time
 * before. False: there are no more arrivals. */
bool timetable_walk_next(struct timetable_walk *walk, nanos *when);

#endif
