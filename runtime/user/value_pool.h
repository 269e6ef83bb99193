/* The values of a `pool`, which users put in and others draw. One per process, shared by its reactors; it has
 * a lock. It holds copies (value_clone): values of the users never reach another thread. */
#ifndef SWARM_USER_VALUE_POOL_H
#define SWARM_USER_VALUE_POOL_H

#include "runtime/base/rng.h"
#include "runtime/value/value.h"

#include <stddef.h>

struct value_pool;

/* An empty pool of at most `most` values, 1 or more. */
struct value_pool *value_pool_new(size_t most);
void value_pool_free(struct value_pool *pool); /* NULL is allowed */

/* All of these may be called from any thread. Push: copies the value; the oldest one makes room if the pool
 * is full. */
void value_pool_push(struct value_pool *pool, value v);

/* A random value, which stays, or the oldest, which leaves; none if the pool is empty. Owned by the caller.
 */
value value_pool_pick(struct value_pool *pool, struct rng *rng);
value value_pool_take(struct value_pool *pool);

#endif
