/* Which kinds the first N users are of, for an N that rises and falls. Pure.
 *
 * Users start in the order of a mix (kind_mix.h), and those that start last are the first to go. So the
 * population depends on the number of users alone, not on how that number was reached: of all ways from one
 * number to another, this one starts and stops the fewest users.
 *
 * A population that somebody else has decided on is reached in the same way: an order that leads from the
 * population that is there to the wanted one. */
#ifndef SWARM_LOAD_SPAWN_ORDER_H
#define SWARM_LOAD_SPAWN_ORDER_H

#include "runtime/base/vec.h"
#include "runtime/load/kind_mix.h"
#include "runtime/model/population.h"

#include <stddef.h>
#include <stdint.h>

struct spawn_order {
    struct kind_mix mix;
    VEC(uint32_t) kinds;          /* of the users after the first `base`, as far as they were ever wanted */
    struct population population; /* of the first `users` */
    uint64_t base;                /* users that were there before, of any kind; they never go */
    uint64_t users;               /* from `base` to `most` */
    uint64_t most;                /* users in this order; UINT64_MAX: no bound but that of the mix */
};

/* From no users on, by the shares of the kinds. spawn_order_free frees it. */
void spawn_order_init(struct spawn_order *order, const struct kind_share *shares, size_t kind_count);

/* From the population `from` to the population `to`, in which no kind has fewer users. On the way each kind
 * grows in proportion to how much it has to grow. The populations are copied. */
void spawn_order_init_between(struct spawn_order *order, const struct population *from,
                              const struct population *to);

void spawn_order_free(struct spawn_order *order);

/* One user more: its kind. KIND_MIX_NONE, and nothing changes: there are no more users in this order. */
uint32_t spawn_order_grow(struct spawn_order *order);

/* One user less: its kind. KIND_MIX_NONE, and nothing changes: only the first `base` users are left. */
uint32_t spawn_order_shrink(struct spawn_order *order);

#endif
