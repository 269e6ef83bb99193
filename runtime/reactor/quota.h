/* A number of things that all reactors together may do or have at most. Any thread; the limit is set by one
 * thread. */
#ifndef SWARM_REACTOR_QUOTA_H
#define SWARM_REACTOR_QUOTA_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define QUOTA_UNLIMITED ((uint64_t)1 << 62)

struct quota {
    atomic_uint_fast64_t limit;
    atomic_int_fast64_t left; /* below 0 if the limit was lowered below what is in use */
};

/* The limit is at most QUOTA_UNLIMITED. */
void quota_init(struct quota *quota, uint64_t limit);

/* False: nothing is left. */
bool quota_take(struct quota *quota);

void quota_put_back(struct quota *quota);

/* Exact on the thread that sets the limit, apart from what others take meanwhile. */
uint64_t quota_used(const struct quota *quota);

/* Changes the limit. If more is in use, nothing can be taken until enough was put back. */
void quota_set(struct quota *quota, uint64_t limit);

/* The same, but the limit never gets lower than what is in use. Returns the limit. */
uint64_t quota_set_above(struct quota *quota, uint64_t limit);

#endif
