/* The actual or planned number of users of each kind. */
#ifndef SWARM_MODEL_POPULATION_H
#define SWARM_MODEL_POPULATION_H

#include <stddef.h>
#include <stdint.h>

struct population {
    uint64_t *counts; /* users, by kind in the order of the program; owned */
    size_t kind_count;
};

/* A population of `kind_count` kinds without users. The caller frees it with population_free. */
struct population population_new(size_t kind_count);

/* A copy, which the caller frees. */
struct population population_copy(const struct population *population);

void population_free(struct population *population);

/* The number of users of all kinds together. */
uint64_t population_total(const struct population *population);

#endif
