#include "runtime/user/value_pool.h"

#include "runtime/base/alloc.h"

#include <pthread.h>

struct value_pool {
    pthread_mutex_t lock;
    size_t most;
    size_t capacity; /* of values; grows up to `most` */
    size_t first;    /* index of the oldest value; the others follow it, around the end */
    size_t count;
    value *values;
};

struct value_pool *value_pool_new(size_t most)
{
    struct value_pool *pool = mem_zalloc(1, sizeof *pool);

    pool->most = most;
    pthread_mutex_init(&pool->lock, NULL);
    return pool;
}

static value *value_at(const struct value_pool *pool, size_t index)
{
    return &pool->values[(pool->first + index) % pool->capacity];
}

void value_pool_free(struct value_pool *pool)
{
    if (!pool)
        return;
    for (size_t i = 0; i < pool->count; i++)
        value_release(*value_at(pool, i));
    pthread_mutex_destroy(&pool->lock);
    mem_free(pool->values);
    mem_free(pool);
}

static void pool_grow(struct value_pool *pool)
{
    size_t capacity = pool->capacity > 0 ? 2 * pool->capacity : 16;
    value *values;

    if (capacity > pool->most)
        capacity = pool->most;
    values = mem_zalloc(capacity, sizeof *values);
    for (size_t i = 0; i < pool->count; i++)
        values[i] = *value_at(pool, i);
    mem_free(pool->values);
    pool->values = values;
    pool->capacity = capacity;
    pool->first = 0;
}

static value oldest_remove(struct value_pool *pool)
{
    value oldest = *value_at(pool, 0);

    pool->first = (pool->first + 1) % pool->capacity;
    pool->count--;
    return oldest;
}

void value_pool_push(struct value_pool *pool, value v)
{
    value copy = value_clone(v), oldest = value_none();

    pthread_mutex_lock(&pool->lock);
    if (pool->count == pool->most)
        oldest = oldest_remove(pool);
    else if (pool->count == pool->capacity)
        pool_grow(pool);
    *value_at(pool, pool->count++) = copy;
    pthread_mutex_unlock(&pool->lock);
    value_release(oldest);
}

value value_pool_pick(struct value_pool *pool, struct rng *rng)
{
    value picked = value_none();

    pthread_mutex_lock(&pool->lock);
    if (pool->count > 0)
        picked = value_clone(*value_at(pool, rng_below(rng, pool->count)));
    pthread_mutex_unlock(&pool->lock);
    return picked;
}

value value_pool_take(struct value_pool *pool)
{
    value taken = value_none();

    pthread_mutex_lock(&pool->lock);
    if (pool->count > 0)
        taken = oldest_remove(pool);
    pthread_mutex_unlock(&pool->lock);
    return taken;
}
