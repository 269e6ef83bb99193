/* How many users there are, or should be, of each kind. */
#ifndef SWARM_MODEL_POPULATION_H
#define SWARM_MODEL_POPULATION_H

#include <stddef.h>
#include <stdint.h>

struct population {
    uint64_t *counts; /* users, by kind in the order of the program; owned */
    size_t kind_count;
};

/* No users of `kind_count` kinds. population_free frees it. */
struct population population_new(size_t kind_count);

/* The caller's own copy. */
struct population population_copy(const struct population *population);

void population_free(struct population *population);

/* Users of all kinds. */
uint64_t population_total(const struct population *population);

#endif
