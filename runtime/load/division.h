/* Divides a population over parts: the reactors of a node, or the nodes of a cluster. Pure functions.
 *
 * Parts have sizes, for instance their numbers of cores. The exact share of a part is (users of a kind) *
 * (its size) / (sum of all sizes). A division is even if each part has, of each kind, its exact share rounded
 * up or down. If this leaves a choice, the users of all kinds together are spread evenly too, as far as no
 * user has to move for it.
 *
 * A user can't be moved while it runs: one part stops it, and another part starts a new one. So a division
 * should change as few users as possible. */
#ifndef SWARM_LOAD_DIVISION_H
#define SWARM_LOAD_DIVISION_H

#include "runtime/base/vec.h"
#include "runtime/model/population.h"

#include <stddef.h>
#include <stdint.h>

#define DIVISION_NONE SIZE_MAX

struct division_part {
    uint64_t size;                /* 1 or more, in any unit that is the same for all parts */
    struct population population; /* its users */
    uint64_t users;               /* of all kinds */
};

struct division {
    VEC(struct division_part) parts;
    uint64_t size;           /* of all parts; below 2^63 */
    struct population users; /* of all parts */
};

/* Without parts and users. division_free frees it. */
void division_init(struct division *division, size_t kind_count);
void division_free(struct division *division);

/* Adds a part without users, as the last one. */
void division_join(struct division *division, uint64_t size);

/* Removes a part with its users. The parts after it move up by one. */
void division_leave(struct division *division, size_t part);

/* Adds a user of a kind. Returns the part that gets it. There must be at least one part. As long as users of
 * that kind are only added, they are divided evenly. So are the users of all kinds together, if all parts
 * have the same size and only division_remove removes users. */
size_t division_add(struct division *division, uint32_t kind);

/* Removes a user of a kind. Returns the part that loses it; DIVISION_NONE: there is no user of that kind. */
size_t division_remove(struct division *division, uint32_t kind);

/* Removes `count` users of a kind from a part, or all of them if it has fewer. */
void division_lose(struct division *division, size_t part, uint32_t kind, uint64_t count);

/* Divides `population` evenly. Of all even divisions it makes the one with the fewest starts and stops, and
 * returns their number. Does nothing if there are no parts. */
uint64_t division_fit(struct division *division, const struct population *population);

#endif
