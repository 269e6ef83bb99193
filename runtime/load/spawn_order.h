/* The kinds of the first N users, for an N that increases and decreases. Pure functions.
 *
 * Users start in the order of a mix (kind_mix.h); the users that start last stop first. So the population
 * depends only on the number of users, not on its history. From one number to another this starts and stops
 * the fewest users.
 *
 * A population that another component has computed is reached in the same way: with an order from the current
 * population to the wanted one. */
#ifndef SWARM_LOAD_SPAWN_ORDER_H
#define SWARM_LOAD_SPAWN_ORDER_H

#include "runtime/base/vec.h"
#include "runtime/load/kind_mix.h"
#include "runtime/model/population.h"

#include <stddef.h>
#include <stdint.h>

struct spawn_order {
    struct kind_mix mix;
    VEC(uint32_t) kinds; /* of the users after the first `base`, as far as they have been requested */
    struct population population; /* of the first `users` */
    uint64_t base;                /* users that existed before, of any kind; they are never removed */
    uint64_t users;               /* from `base` to `most` */
    uint64_t most;                /* users in this order; UINT64_MAX: only the mix limits them */
};

/* Starts from no users, with the shares of the kinds. The caller frees the order with spawn_order_free. */
void spawn_order_init(struct spawn_order *order, const struct kind_share *shares, size_t kind_count);

/* Starts from the population `from` and leads to the population `to`, which has at least as many users of
 * each kind. Each kind grows in proportion to its difference. The populations are copied. */
void spawn_order_init_between(struct spawn_order *order, const struct population *from,
                              const struct population *to);

void spawn_order_free(struct spawn_order *order);

/* Adds a user and returns its kind. KIND_MIX_NONE: there are no more users in this order; nothing has
 * changed. */
uint32_t spawn_order_grow(struct spawn_order *order);

/* Removes a user and returns its kind. KIND_MIX_NONE: only the first `base` users are left; nothing has
 * changed. */
uint32_t spawn_order_shrink(struct spawn_order *order);

#endif
