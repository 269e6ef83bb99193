#include "runtime/load/spawn_order.h"

#include "runtime/base/alloc.h"

void spawn_order_init(struct spawn_order *order, const struct kind_share *shares, size_t kind_count)
{
    *order = (struct spawn_order){.population = population_new(kind_count), .most = UINT64_MAX};
    kind_mix_init(&order->mix, shares, kind_count);
}

/* With their increases as weights, the kinds reach exactly the wanted numbers. */
void spawn_order_init_between(struct spawn_order *order, const struct population *from,
                              const struct population *to)
{
    struct kind_share *shares = mem_zalloc(from->kind_count + 1, sizeof *shares);

    for (size_t i = 0; i < from->kind_count; i++)
        shares[i].weight = (double)(to->counts[i] - from->counts[i]);
    *order = (struct spawn_order){.population = population_copy(from), .most = population_total(to)};
    order->base = order->users = population_total(from);
    kind_mix_init(&order->mix, shares, from->kind_count);
    mem_free(shares);
}

void spawn_order_free(struct spawn_order *order)
{
    kind_mix_free(&order->mix);
    vec_free(&order->kinds);
    population_free(&order->population);
}

uint32_t spawn_order_grow(struct spawn_order *order)
{
    size_t index = (size_t)(order->users - order->base);
    uint32_t kind;

    if (order->users == order->most)
        return KIND_MIX_NONE;
    kind = index < order->kinds.count ? order->kinds.items[index] : kind_mix_next(&order->mix);
    if (kind == KIND_MIX_NONE)
        return KIND_MIX_NONE;
    if (index == order->kinds.count)
        vec_push(&order->kinds, kind);
    order->population.counts[kind]++;
    order->users++;
    return kind;
}

uint32_t spawn_order_shrink(struct spawn_order *order)
{
    uint32_t kind;

    if (order->users == order->base)
        return KIND_MIX_NONE;
    order->users--;
    kind = order->kinds.items[order->users - order->base];
    order->population.counts[kind]--;
    return kind;
}
