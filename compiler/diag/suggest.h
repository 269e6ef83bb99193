/* "Did you mean …?": the known word nearest to one that isn't known. */
#ifndef SWARM_COMPILER_DIAG_SUGGEST_H
#define SWARM_COMPILER_DIAG_SUGGEST_H

#include <stddef.h>

/* A search in progress: start with suggest_start, offer every candidate, read `best`. */
struct suggest {
    const char *wanted; /* what was written; not owned */
    const char *best;   /* the nearest candidate so far, NULL while none is near enough; not owned */
    unsigned distance;  /* of `best`; until there is one, the bound that a candidate must beat */
};

/* A candidate is near enough within a third of the length of the word, at least one edit. */
void suggest_start(struct suggest *search, const char *wanted);

/* On equal distance the first offered stays. */
void suggest_offer(struct suggest *search, const char *candidate);

/* The nearest word of an array that ends with NULL, or NULL. */
const char *suggest_nearest(const char *wanted, const char *const *candidates);

/* How many single-character edits (insert, delete, change, swap of neighbours) make `a` into `b`; capitals
 * count as equal to small letters. Stops counting at `bound`. Words over 64 bytes are `bound` apart. */
unsigned suggest_distance(const char *a, const char *b, unsigned bound);

#endif
