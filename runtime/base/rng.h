/* Random numbers: xoshiro256++ (Blackman and Vigna), one stream per user and purpose, so that a user's
 * choices depend on the seed and the user's id and on nothing that other users do. */
#ifndef SWARM_BASE_RNG_H
#define SWARM_BASE_RNG_H

#include <stdint.h>

struct rng {
    uint64_t state[4];
};

/* What a stream is for; streams of one user for different purposes are independent. */
enum rng_purpose {
    RNG_PICK,     /* choosing tasks */
    RNG_WAIT,     /* waits between tasks */
    RNG_CODE,     /* random_… in the scenario */
    RNG_DATA,     /* feeder orders */
    RNG_ARRIVALS, /* the timetable of arrivals */
};

/* Seeds the stream of (seed, stream, purpose) by splitmix64. The stream is the user's id. */
void rng_seed(struct rng *rng, uint64_t seed, uint64_t stream, enum rng_purpose purpose);

uint64_t rng_next(struct rng *rng);

/* Uniform in [0, bound), without bias; bound > 0. */
uint64_t rng_below(struct rng *rng, uint64_t bound);

/* Uniform in [low, high], both ends; low <= high. */
int64_t rng_between(struct rng *rng, int64_t low, int64_t high);

/* Uniform in [0, 1). */
double rng_unit(struct rng *rng);

/* Exponential with mean 1. */
double rng_exponential(struct rng *rng);

/* Normal with mean 0 and deviation 1. */
double rng_normal(struct rng *rng);

#endif
