/* Divides a number of things, such as tasks or places for users, over nodes that use them without asking.
 * Pure functions.
 *
 * No more than there are may be in use, although a node hears of its new limit only later. So a node gets
 * more only after the others have confirmed that they have less. */
#ifndef SWARM_LOAD_ALLOTMENT_H
#define SWARM_LOAD_ALLOTMENT_H

#include <stddef.h>
#include <stdint.h>

/* The part of a node. */
struct allotment {
    uint64_t target; /* what it should have */
    uint64_t limit;  /* what it was told last */
    uint64_t held;   /* what it may have in use at most, by all that is known */
};

/* Sets targets: each node has what it uses, and an even share of the rest of `most`; the first ones have what
 * is left over. `used` is by node; NULL: all zero. */
void allotments_aim(struct allotment *list, size_t count, uint64_t most, const uint64_t *used);

/* Moves limits to their targets, as far as `most` allows. */
void allotments_move(struct allotment *list, size_t count, uint64_t most);

/* The node knows its last limit, and has `held` at most from now on. */
void allotment_confirm(struct allotment *allotment, uint64_t held);

#endif
