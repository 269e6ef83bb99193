/* When arrivals come: the phases of `load { }` that speak of rates, as points in time. Pure.
 *
 * The integral of the rate says how many arrivals there should have been by a time, and an arrival comes when
 * it reaches that arrival's place. Where arrivals are evenly spaced, the places are 0, 1, 2, …: the first
 * comes at once, an hour of 500/s has 1,800,000 to the last one, and a ramp is followed exactly. Each time is
 * reckoned from the start of its phase and not from the last arrival, so nothing adds up.
 *
 * In a `poisson` phase the places are the events of a Poisson process of rate 1, which the integral turns
 * into one of the phase's rate, ramp or not (Çınlar, "Introduction to Stochastic Processes", 1975, chapter 4:
 * the inversion of the expectation function). */
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
    nanos start; /* since the load began */
    nanos duration;
    double from, to; /* arrivals per second, changing evenly */
    double before;   /* the integral at its start… */
    double arrivals; /* …and by how much it grows until its end */
    bool is_random;
};

struct timetable {
    VEC(struct timetable_stage) stages; /* none: there are no arrivals */
    nanos length;                       /* of all */
};

/* One arrival after the other. The same seed gives the same times. */
struct timetable_walk {
    const struct timetable *timetable; /* borrowed */
    struct rng rng;
    size_t stage;
    double place; /* of the next arrival, unless the stage ends before */
};

/* Whether phases have arrivals. */
bool timetable_is_wanted(const struct load_phase *phases, size_t count);

/* The phases of a load of arrivals: a ramp begins at the rate before it, 0 at first; a hold goes on as
 * before, at random if that was. Phases that speak of users are left out. */
void timetable_init(struct timetable *timetable, const struct load_phase *phases, size_t count);
void timetable_free(struct timetable *timetable);

/* When the rate first is as high as it ever gets. */
nanos timetable_peak(const struct timetable *timetable);

/* Begins with the first arrival. */
void timetable_walk_init(struct timetable_walk *walk, const struct timetable *timetable, uint64_t seed);

/* The time of the next arrival, from the load's beginning and before its end; never before that of the last
 * one. False: there are no more. */
bool timetable_walk_next(struct timetable_walk *walk, nanos *when);

#endif
