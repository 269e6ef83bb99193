/* "Did you mean …?": finds the known word that is most similar to an unknown one. */
#ifndef SWARM_COMPILER_DIAG_SUGGEST_H
#define SWARM_COMPILER_DIAG_SUGGEST_H

#include <stddef.h>

/* A search: call suggest_start, then suggest_offer for every candidate, then read `best`. */
struct suggest {
    const char *wanted; /* the unknown word; not owned */
    const char *best;   /* the most similar candidate so far; NULL: none is similar enough; not owned */
    unsigned distance;  /* of `best`; before the first one: the limit for a candidate */
};

/* A candidate is similar enough if its distance is at most a third of the length of the word, but at least
 * one edit. */
void suggest_start(struct suggest *search, const char *wanted);

/* If distances are equal, the first candidate is used. */
void suggest_offer(struct suggest *search, const char *candidate);

/* The most similar word of an array that ends with NULL; NULL: none is similar enough. */
const char *suggest_nearest(const char *wanted, const char *const *candidates);

/* The number of single-character edits (insert, delete, change, swap of neighbors) from `a` to `b`; case is
 * ignored. Stops at `bound`. Words of more than 64 bytes have the distance `bound`. */
unsigned suggest_distance(const char *a, const char *b, unsigned bound);

#endif
