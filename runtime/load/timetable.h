/* The schedule of arrivals, from the phases of `load { }` that set a rate. Pure functions.
 *
 * The integral of the rate is the number of arrivals that are due at a time. An arrival is due when the
 * integral reaches its position. If arrivals are evenly spaced, the positions are 0, 1, 2, …: the first one
 * is due at once, an hour of 500/s has exactly 1,800,000, and a ramp is followed exactly. Each time is
 * computed from the start of its phase and not from the previous arrival, so rounding errors don't add up.
 *
 * In a `poisson` phase, the positions are the events of a Poisson process of rate 1. The integral turns them
 * into a process with the rate of the phase, also in a ramp (Çınlar, "Introduction to Stochastic Processes",
 * 1975, chapter 4: the inversion of the expectation function).
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

/* Maximum number of arrivals in flight if `load` doesn't set one. */
#define ARRIVALS_MOST 10000

struct timetable_stage {
    nanos start;
    nanos duration;
    double from, to; /* arrivals per second; the rate changes evenly from one to the other */
    double before;   /* the integral at the start of the stage, in arrivals */
    double arrivals; /* increase of the integral during the stage */
    bool is_random;  /* a Poisson process */
};

struct timetable {
    VEC(struct timetable_stage) stages; /* in the order of time, without gaps; none: no arrivals */
    nanos length;                       /* of all stages */
};

/* Iterates over the arrivals. The same seed gives the same times. */
struct timetable_walk {
    const struct timetable *timetable; /* borrowed */
    struct rng rng;
    size_t stage;
    double place; /* position of the next arrival, if it is still in this stage */
};

/* Whether any phase sets a rate of arrivals. */
bool timetable_is_wanted(const struct load_phase *phases, size_t count);

/* A ramp begins at the rate of the previous phase, or at 0. A hold keeps that rate, and is random if that
 * phase was. Phases that set a number of users are ignored. The caller frees the timetable with
 * timetable_free. */
void timetable_init(struct timetable *timetable, const struct load_phase *phases, size_t count);
void timetable_free(struct timetable *timetable);

/* The number of arrivals due before that time: the integral of the rate. */
double timetable_due(const struct timetable *timetable, nanos time);

/* The first time at which the rate is at its maximum. */
nanos timetable_peak(const struct timetable *timetable);

/* Starts the iteration before the first arrival. The timetable is borrowed. */
void timetable_walk_init(struct timetable_walk *walk, const struct timetable *timetable, uint64_t seed);

/* Stores the time of the next arrival: from 0 to the length of the timetable, and never earlier than the
 * previous one. False: there are no more arrivals. */
bool timetable_walk_next(struct timetable_walk *walk, nanos *when);

#endif
