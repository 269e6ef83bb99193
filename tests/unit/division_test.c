#include "runtime/load/division.h"

#include "runtime/base/rng.h"
#include "tests/support/test.h"

enum { KINDS_MOST = 5, PARTS_MOST = 9 };

static struct rng rng;

/* ---- what must hold ---- */

static bool is_within_one(const struct division *division, size_t part, uint32_t kind)
{
    uint64_t count = division->parts.items[part].population.counts[kind];
    uint64_t share = division->users.counts[kind] * division->parts.items[part].size;

    return count * division->size < share + division->size && share < (count + 1) * division->size;
}

/* Sums of the parts, and shares within one user where `is_even`. Counts what is wrong. */
static uint64_t faults(const struct division *division, bool is_even)
{
    uint64_t sums[KINDS_MOST] = {0}, size = 0, wrong = 0;

    for (size_t i = 0; i < division->parts.count; i++) {
        const struct division_part *part = &division->parts.items[i];

        wrong += part->users != population_total(&part->population);
        size += part->size;
        for (uint32_t kind = 0; kind < division->users.kind_count; kind++) {
            sums[kind] += part->population.counts[kind];
            wrong += is_even && !is_within_one(division, i, kind);
        }
    }
    for (size_t kind = 0; kind < division->users.kind_count; kind++)
        wrong += sums[kind] != division->users.counts[kind];
    return wrong + (size != division->size);
}

/* The fewest starts and stops that bring a kind to `wanted` users and even shares: all ways of rounding are
 * tried. */
static uint64_t fewest_moves(const struct division *division, uint32_t kind, uint64_t wanted)
{
    size_t parts = division->parts.count;
    uint64_t fewest = UINT64_MAX;

    for (uint32_t ups = 0; ups < 1U << parts; ups++) {
        uint64_t sum = 0, moves = 0;
        bool is_possible = true;

        for (size_t i = 0; i < parts; i++) {
            uint64_t share = wanted * division->parts.items[i].size, up = ups >> i & 1;
            uint64_t is = division->parts.items[i].population.counts[kind];
            uint64_t shall = share / division->size + up;

            is_possible = is_possible && !(up && share % division->size == 0);
            sum += shall;
            moves += shall > is ? shall - is : is - shall;
        }
        if (is_possible && sum == wanted && moves < fewest)
            fewest = moves;
    }
    return fewest;
}

static void check_fit(struct division *division, const struct population *wanted)
{
    uint64_t fewest = 0;

    for (uint32_t kind = 0; kind < wanted->kind_count; kind++)
        fewest += fewest_moves(division, kind, wanted->counts[kind]);
    CHECK_INT(division_fit(division, wanted), fewest);
    CHECK_INT(faults(division, true), 0);
    for (uint32_t kind = 0; kind < wanted->kind_count; kind++)
        CHECK_INT(division->users.counts[kind], wanted->counts[kind]);
    CHECK_INT(division_fit(division, wanted), 0);
}

static void division_random(struct division *division, size_t kind_count, uint64_t sizes)
{
    division_init(division, kind_count);
    for (uint64_t parts = 1 + rng_below(&rng, PARTS_MOST); parts > 0; parts--)
        division_join(division, 1 + rng_below(&rng, sizes));
}

/* ---- user by user ---- */

TEST(kinds_do_not_gather_at_one_part)
{
    struct division division;

    division_init(&division, 2);
    division_join(&division, 1);
    division_join(&division, 1);
    CHECK_INT(division_add(&division, 0), 0);
    CHECK_INT(division_add(&division, 1), 1);
    CHECK_INT(division_add(&division, 0), 1);
    CHECK_INT(division_add(&division, 1), 0);
    CHECK_INT(division_remove(&division, 1), 1);
    CHECK_INT(division_remove(&division, 1), 0);
    CHECK_INT(division_remove(&division, 1), DIVISION_NONE);
    division_free(&division);
}

/* With sizes 2 and 1 the first and the third of three users are the bigger part's. */
TEST(a_bigger_part_gets_more)
{
    struct division division;

    division_init(&division, 1);
    division_join(&division, 2);
    division_join(&division, 1);
    for (int round = 0; round < 100; round++) {
        CHECK_INT(division_add(&division, 0), 0);
        CHECK_INT(division_add(&division, 0), 1);
        CHECK_INT(division_add(&division, 0), 0);
    }
    division_free(&division);
}

TEST(a_growing_number_is_even_at_each_step)
{
    rng_seed(&rng, 31, 1, RNG_PICK);
    for (int round = 0; round < 3000; round++) {
        struct division division;
        size_t kind_count = 1 + rng_below(&rng, KINDS_MOST);
        uint64_t wrong = 0;

        division_random(&division, kind_count, round % 2 ? 1 : 12);
        for (int step = 0; step < 200; step++) {
            wrong += division_add(&division, (uint32_t)rng_below(&rng, kind_count)) >= division.parts.count;
            wrong += faults(&division, true);
        }
        CHECK_INT(wrong, 0);
        division_free(&division);
    }
}

TEST(parts_of_one_size_stay_even_whoever_goes)
{
    rng_seed(&rng, 32, 1, RNG_PICK);
    for (int round = 0; round < 3000; round++) {
        struct division division;
        size_t kind_count = 1 + rng_below(&rng, KINDS_MOST);
        uint64_t wrong = 0;

        division_random(&division, kind_count, 1);
        for (int step = 0; step < 300; step++) {
            uint32_t kind = (uint32_t)rng_below(&rng, kind_count);
            uint64_t before = division.users.counts[kind];
            size_t part =
                rng_below(&rng, 100) < 55 ? division_add(&division, kind) : division_remove(&division, kind);

            wrong += (part == DIVISION_NONE) != (before == division.users.counts[kind]);
            wrong += faults(&division, true);
        }
        CHECK_INT(wrong, 0);
        division_free(&division);
    }
}

/* Who ends by himself is missing where he was; those who start later make up for that. */
TEST(what_a_part_has_lost_is_made_up_for)
{
    struct division division;

    division_init(&division, 1);
    for (int i = 0; i < 4; i++)
        division_join(&division, 1);
    for (int i = 0; i < 40; i++)
        division_add(&division, 0);
    division_lose(&division, 2, 0, 7);
    division_lose(&division, 3, 0, 99);
    CHECK_INT(division.users.counts[0], 23);
    for (int i = 0; i < 17; i++)
        CHECK(division_add(&division, 0) >= 2);
    CHECK_INT(faults(&division, true), 0);
    division_free(&division);
}

/* ---- whole populations ---- */

static void population_change(struct population *population)
{
    for (size_t i = 0; i < population->kind_count; i++) {
        if (rng_below(&rng, 2) == 0)
            population->counts[i] = rng_below(&rng, 50);
    }
}

static void parts_change(struct division *division)
{
    if (rng_below(&rng, 2) == 0 && division->parts.count > 1)
        division_leave(division, rng_below(&rng, division->parts.count));
    else if (division->parts.count < PARTS_MOST)
        division_join(division, 1 + rng_below(&rng, 12));
}

/* Any population, parts of any sizes that come and go, users that end by themselves: after each fit all
 * shares are within one user, and it took as few moves as possible. */
TEST(fewest_moves_make_it_even)
{
    rng_seed(&rng, 33, 1, RNG_PICK);
    for (int round = 0; round < 1500; round++) {
        struct division division;
        struct population wanted = population_new(1 + rng_below(&rng, KINDS_MOST));

        division_random(&division, wanted.kind_count, round % 2 ? 1 : 12);
        for (int step = 0; step < 12; step++) {
            switch (rng_below(&rng, 4)) {
            case 0: parts_change(&division); break;
            case 1: division_lose(&division, rng_below(&rng, division.parts.count), 0, 3); break;
            default: population_change(&wanted); break;
            }
            check_fit(&division, &wanted);
        }
        division_free(&division);
        population_free(&wanted);
    }
}

/* One more user at a time is one start at a time, also with parts of different sizes. */
TEST(a_ramp_moves_nobody)
{
    rng_seed(&rng, 34, 1, RNG_PICK);
    for (int round = 0; round < 1000; round++) {
        struct division division;
        struct population wanted = population_new(1 + rng_below(&rng, KINDS_MOST));
        uint64_t moves = 0;

        division_random(&division, wanted.kind_count, 12);
        for (int step = 0; step < 200; step++) {
            wanted.counts[rng_below(&rng, wanted.kind_count)]++;
            moves += division_fit(&division, &wanted);
        }
        CHECK_INT(moves, 200);
        CHECK_INT(faults(&division, true), 0);
        division_free(&division);
        population_free(&wanted);
    }
}

/* A fifth part takes a fifth of the users from the others, and they go back when it leaves. */
TEST(a_part_that_joins_and_leaves)
{
    struct division division;
    struct population wanted = population_new(2);

    wanted.counts[0] = 700;
    wanted.counts[1] = 300;
    division_init(&division, 2);
    for (int i = 0; i < 4; i++)
        division_join(&division, 1);
    CHECK_INT(division_fit(&division, &wanted), 1000);
    division_join(&division, 1);
    CHECK_INT(division_fit(&division, &wanted), 2 * 200);
    CHECK_INT(division.parts.items[4].users, 200);
    division_leave(&division, 0);
    CHECK_INT(division.users.counts[0] + division.users.counts[1], 800);
    CHECK_INT(division_fit(&division, &wanted), 200);
    CHECK_INT(division.parts.items[3].users, 250);
    division_free(&division);
    population_free(&wanted);
}

TEST(without_parts_nobody_starts)
{
    struct division division;
    struct population wanted = population_new(1);

    wanted.counts[0] = 5;
    division_init(&division, 1);
    CHECK_INT(division_fit(&division, &wanted), 0);
    CHECK_INT(division.users.counts[0], 0);
    division_free(&division);
    population_free(&wanted);
}

TEST_MAIN(RUN(kinds_do_not_gather_at_one_part); RUN(a_bigger_part_gets_more);
          RUN(a_growing_number_is_even_at_each_step); RUN(parts_of_one_size_stay_even_whoever_goes);
          RUN(what_a_part_has_lost_is_made_up_for); RUN(fewest_moves_make_it_even); RUN(a_ramp_moves_nobody);
          RUN(a_part_that_joins_and_leaves); RUN(without_parts_nobody_starts))
