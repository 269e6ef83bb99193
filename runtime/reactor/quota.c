#include "runtime/reactor/quota.h"

void quota_init(struct quota *quota, uint64_t limit)
{
    atomic_init(&quota->limit, limit);
    atomic_init(&quota->left, (int64_t)limit);
}

bool quota_take(struct quota *quota)
{
    int_fast64_t left = atomic_load_explicit(&quota->left, memory_order_relaxed);

    while (left > 0) {
        if (atomic_compare_exchange_weak_explicit(&quota->left, &left, left - 1, memory_order_relaxed,
                                                  memory_order_relaxed))
            return true;
    }
    return false;
}

void quota_put_back(struct quota *quota)
{
    atomic_fetch_add_explicit(&quota->left, 1, memory_order_relaxed);
}

uint64_t quota_used(const struct quota *quota)
{
    return atomic_load_explicit(&quota->limit, memory_order_relaxed) -
           (uint64_t)atomic_load_explicit(&quota->left, memory_order_relaxed);
}

void quota_set(struct quota *quota, uint64_t limit)
{
    uint64_t before = atomic_exchange_explicit(&quota->limit, limit, memory_order_relaxed);

    atomic_fetch_add_explicit(&quota->left, (int64_t)(limit - before), memory_order_relaxed);
}

/* Takes what is too much, as far as it is there. */
static uint64_t cut(struct quota *quota, uint64_t most)
{
    int_fast64_t left = atomic_load_explicit(&quota->left, memory_order_relaxed), taken;

    do {
        taken = left > (int64_t)most ? (int64_t)most : left;
        if (taken <= 0)
            return 0;
    } while (!atomic_compare_exchange_weak_explicit(&quota->left, &left, left - taken, memory_order_relaxed,
                                                    memory_order_relaxed));
    return (uint64_t)taken;
}

uint64_t quota_set_above(struct quota *quota, uint64_t limit)
{
    uint64_t before = atomic_load_explicit(&quota->limit, memory_order_relaxed);

    if (limit >= before) {
        quota_set(quota, limit);
        return limit;
    }
    limit = before - cut(quota, before - limit);
    atomic_store_explicit(&quota->limit, limit, memory_order_relaxed);
    return limit;
}
