/* Random numbers: xoshiro256++ (Blackman and Vigna). There is one stream per user and purpose, so a user's
 * choices depend only on the seed and the user's id, not on other users. */
#ifndef SWARM_BASE_RNG_H
#define SWARM_BASE_RNG_H

#include <stdint.h>

struct rng {
    uint64_t state[4];
};

/* The purpose of a stream. Streams of one user for different purposes are independent. */
enum rng_purpose {
    RNG_PICK,     /* choosing tasks */
    RNG_WAIT,     /* waits between tasks */
    RNG_CODE,     /* random_… in the scenario */
    RNG_DATA,     /* the order of data rows */
    RNG_ARRIVALS, /* the timetable of arrivals */
};

/* A random number from the kernel, for seeds and ids. */
uint64_t rng_system(void);

/* Seeds the stream of (seed, stream, purpose) by splitmix64. The stream is the user's id. */
void rng_seed(struct rng *rng, uint64_t seed, uint64_t stream, enum rng_purpose purpose);

uint64_t rng_next(struct rng *rng);

/* Uniform in [0, bound), without bias; bound > 0. */
uint64_t rng_below(struct rng *rng, uint64_t bound);

/* Uniform in [low, high], both included; low <= high. */
int64_t rng_between(struct rng *rng, int64_t low, int64_t high);

/* Uniform in [0, 1). */
double rng_unit(struct rng *rng);

/* Exponential with mean 1. */
double rng_exponential(struct rng *rng);

/* Normal with mean 0 and deviation 1. */
double rng_normal(struct rng *rng);

#endif
