#include "runtime/load/spawn_order.h"

#include "runtime/base/rng.h"
#include "runtime/load/load.h"
#include "tests/support/test.h"

#include <math.h>

enum { KINDS_MOST = 8 };

static struct rng rng;

static size_t shares_random(struct kind_share *shares)
{
    size_t count = 1 + rng_below(&rng, KINDS_MOST);

    for (size_t i = 0; i < count; i++) {
        shares[i] = (struct kind_share){.weight = (double)(1 + rng_below(&rng, 20))};
        if (rng_below(&rng, 4) == 0)
            shares[i].fixed = 1 + rng_below(&rng, 10);
    }
    shares[count - 1].fixed = 0;
    return count;
}

static struct population population_random(size_t kind_count, uint64_t most)
{
    struct population population = population_new(kind_count);

    for (size_t i = 0; i < kind_count; i++)
        population.counts[i] = rng_below(&rng, most + 1);
    return population;
}

/* Users that start and stop on the way from one population to another. */
static uint64_t changes(const struct population *from, const struct population *to)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < from->kind_count; i++)
        sum += to->counts[i] > from->counts[i] ? to->counts[i] - from->counts[i]
                                               : from->counts[i] - to->counts[i];
    return sum;
}

static void order_move(struct spawn_order *order, uint64_t users)
{
    while (order->users < users && spawn_order_grow(order) != KIND_MIX_NONE)
        continue;
    while (order->users > users && spawn_order_shrink(order) != KIND_MIX_NONE)
        continue;
}

/* ---- by weight ---- */

/* Against a fresh mix for each number, which knows nothing of the way. */
TEST(the_population_depends_on_the_number_alone)
{
    rng_seed(&rng, 21, 1, RNG_PICK);
    for (int round = 0; round < 1000; round++) {
        struct kind_share shares[KINDS_MOST];
        size_t count = shares_random(shares);
        struct spawn_order order, fresh;

        spawn_order_init(&order, shares, count);
        for (int move = 0; move < 10; move++) {
            struct population before = population_copy(&order.population);
            uint64_t from = order.users, to = rng_below(&rng, 200);

            order_move(&order, to);
            CHECK_INT(order.users, to);
            CHECK_INT(population_total(&order.population), to);
            spawn_order_init(&fresh, shares, count);
            order_move(&fresh, to);
            CHECK_INT(changes(&order.population, &fresh.population), 0);
            CHECK_INT(changes(&before, &order.population), from > to ? from - to : to - from);
            spawn_order_free(&fresh);
            population_free(&before);
        }
        spawn_order_free(&order);
    }
}

TEST(fixed_kinds_start_first_and_go_last)
{
    static const struct kind_share shares[] = {{.weight = 7}, {.weight = 3}, {.fixed = 2}};
    struct spawn_order order;

    spawn_order_init(&order, shares, 3);
    order_move(&order, 1);
    CHECK_INT(order.population.counts[2], 1);
    order_move(&order, 102);
    CHECK_INT(order.population.counts[0], 70);
    CHECK_INT(order.population.counts[1], 30);
    order_move(&order, 2);
    CHECK_INT(order.population.counts[2], 2);
    order_move(&order, 1);
    CHECK_INT(order.population.counts[2], 1);
    CHECK_INT(spawn_order_shrink(&order), 2);
    CHECK_INT(spawn_order_shrink(&order), KIND_MIX_NONE);
    spawn_order_free(&order);
}

TEST(only_fixed_kinds_end)
{
    static const struct kind_share shares[] = {{.weight = 1, .fixed = 2}};
    struct spawn_order order;

    spawn_order_init(&order, shares, 1);
    order_move(&order, 10);
    CHECK_INT(order.users, 2);
    order_move(&order, 0);
    CHECK_INT(order.users, 0);
    spawn_order_free(&order);
}

/* ---- from one population to another ---- */

/* At each step each kind has grown by its part of what has started, within one user for few kinds. */
static void check_way(const struct population *from, const struct population *to)
{
    struct spawn_order order;
    uint64_t growth = changes(from, to), bad = 0;

    spawn_order_init_between(&order, from, to);
    CHECK_INT(order.users, population_total(from));
    for (uint64_t step = 1; step <= growth; step++) {
        bad += spawn_order_grow(&order) == KIND_MIX_NONE;
        bad += population_total(&order.population) != population_total(from) + step;
        for (size_t i = 0; i < from->kind_count; i++) {
            double part = (double)(to->counts[i] - from->counts[i]) / (double)growth * (double)step;
            double grown = (double)(order.population.counts[i] - from->counts[i]);

            bad += order.population.counts[i] > to->counts[i];
            bad += from->kind_count < 4 && !(fabs(grown - part) < 1);
        }
    }
    CHECK_INT(bad, 0);
    CHECK_INT(changes(&order.population, to), 0);
    CHECK_INT(spawn_order_grow(&order), KIND_MIX_NONE);
    order_move(&order, 0);
    CHECK_INT(changes(&order.population, from), 0);
    spawn_order_free(&order);
}

TEST(a_wanted_population_is_reached_and_kept)
{
    rng_seed(&rng, 22, 1, RNG_PICK);
    for (int round = 0; round < 3000; round++) {
        size_t kind_count = 1 + rng_below(&rng, KINDS_MOST);
        struct population from = population_random(kind_count, rng_below(&rng, 2) * 30);
        struct population to = population_random(kind_count, 60);

        for (size_t i = 0; i < kind_count; i++)
            to.counts[i] = to.counts[i] > from.counts[i] ? to.counts[i] : from.counts[i];
        check_way(&from, &to);
        population_free(&from);
        population_free(&to);
    }
}

/* ---- many ---- */

/* A ramp of 100,000 users that is looked at a million times: a look changes just what time has brought. */
TEST(a_hundred_thousand_users_in_a_million_steps)
{
    enum { USERS = 100000, STEPS = 1000000 };
    static const struct kind_share shares[] = {
        {.weight = 5}, {.weight = 3}, {.weight = 1}, {.weight = 1}, {.fixed = 10}};
    struct spawn_order order;
    struct load load;

    load_init(&load, 0, USERS, 1000);
    spawn_order_init(&order, shares, 5);
    for (int64_t step = 0; step <= STEPS; step++)
        order_move(&order, load_users(&load, step * 100 * NANOS_PER_US));
    CHECK_INT(order.users, USERS);
    CHECK_INT(order.population.counts[0], (USERS - 10) / 2);
    spawn_order_free(&order);
    load_free(&load);
}

TEST_MAIN(RUN(the_population_depends_on_the_number_alone); RUN(fixed_kinds_start_first_and_go_last);
          RUN(only_fixed_kinds_end); RUN(a_wanted_population_is_reached_and_kept);
          RUN(a_hundred_thousand_users_in_a_million_steps))
