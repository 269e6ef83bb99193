/* How a population is divided over parts: the reactors of a node, or the nodes of a cluster. Pure.
 *
 * Parts have sizes, for instance their numbers of cores. The exact share of a part is (users of a kind) *
 * (its size) / (sum of all sizes). A division is even if each part has, of each kind, its exact share rounded
 * up or down. Where this leaves a choice, the users of all kinds are spread evenly too, as far as no user has
 * to move for it.
 *
 * A user who goes on elsewhere stops at one part and starts at another, since users can't be sent. So the
 * fewer the better. */
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

/* One more part, the last one, without users. */
void division_join(struct division *division, uint64_t size);

/* One part less, and its users with it. The parts behind it move up by one. */
void division_leave(struct division *division, size_t part);

/* One more user of a kind: the part that gets it. There is at least one part. Users of that kind that started
 * in this way, and none that stopped, are divided evenly. So are all users if the parts are of one size and
 * only division_remove stops them. */
size_t division_add(struct division *division, uint32_t kind);

/* One user of a kind less: the part that loses it; DIVISION_NONE: there is no user of that kind. */
size_t division_remove(struct division *division, uint32_t kind);

/* So many users of a kind, or all if there are fewer, are no longer at a part. */
void division_lose(struct division *division, size_t part, uint32_t kind, uint64_t count);

/* Divides `population` evenly. Of all even divisions it is one that is reached from the present one with the
 * fewest starts and stops, which it returns. Without parts nothing happens. */
uint64_t division_fit(struct division *division, const struct population *population);

#endif
