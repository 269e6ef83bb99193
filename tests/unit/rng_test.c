#include "runtime/base/rng.h"

#include "tests/support/test.h"

#include <math.h>

static struct rng seeded(uint64_t seed, uint64_t stream, enum rng_purpose purpose)
{
    struct rng rng;

    rng_seed(&rng, seed, stream, purpose);
    return rng;
}

TEST(the_generator_is_xoshiro256_plus_plus)
{
    struct rng rng = {{1, 2, 3, 4}};

    /* Worked out by hand from the definition: rotl(1 + 4, 23) + 1. */
    CHECK_INT(rng_next(&rng), 41943041);
    CHECK_INT(rng_next(&rng), 58720359);
}

TEST(the_same_seed_gives_the_same_numbers)
{
    struct rng a = seeded(7, 1, RNG_PICK), b = seeded(7, 1, RNG_PICK);

    for (int i = 0; i < 100; i++)
        CHECK_INT(rng_next(&a), rng_next(&b));
}

TEST(streams_and_purposes_differ)
{
    struct rng a = seeded(7, 1, RNG_PICK), b = seeded(7, 2, RNG_PICK), c = seeded(7, 1, RNG_WAIT),
               d = seeded(8, 1, RNG_PICK);
    uint64_t first = rng_next(&a);

    CHECK(first != rng_next(&b));
    CHECK(first != rng_next(&c));
    CHECK(first != rng_next(&d));
}

/* Chi-square of 200,000 draws over 10 boxes: 9 degrees of freedom, 27.9 is passed once in a thousand. */
TEST(draws_below_a_bound_are_uniform)
{
    struct rng rng = seeded(1, 1, RNG_CODE);
    int boxes[10] = {0};
    double chi = 0;

    for (int i = 0; i < 200000; i++)
        boxes[rng_below(&rng, 10)]++;
    for (int i = 0; i < 10; i++)
        chi += (boxes[i] - 20000.0) * (boxes[i] - 20000.0) / 20000;
    CHECK(chi < 27.9);
}

/* The same over the first draws of 200,000 users: streams beside one another aren't alike. */
TEST(first_draws_of_many_streams_are_uniform)
{
    int boxes[10] = {0};
    double chi = 0;

    for (int i = 0; i < 200000; i++) {
        struct rng rng = seeded(1, (uint64_t)i, RNG_PICK);

        boxes[rng_below(&rng, 10)]++;
    }
    for (int i = 0; i < 10; i++)
        chi += (boxes[i] - 20000.0) * (boxes[i] - 20000.0) / 20000;
    CHECK(chi < 27.9);
}

TEST(between_reaches_both_ends)
{
    struct rng rng = seeded(3, 1, RNG_CODE);
    bool low = false, high = false;

    for (int i = 0; i < 1000; i++) {
        int64_t drawn = rng_between(&rng, -2, 2);

        CHECK(drawn >= -2 && drawn <= 2);
        low |= drawn == -2;
        high |= drawn == 2;
    }
    CHECK(low && high);
    CHECK_INT(rng_between(&rng, 5, 5), 5);
    rng_between(&rng, INT64_MIN, INT64_MAX);
    CHECK(rng_between(&rng, INT64_MAX - 1, INT64_MAX) >= INT64_MAX - 1);
}

TEST(moments_of_the_distributions)
{
    struct rng rng = seeded(11, 1, RNG_WAIT);
    double unit = 0, exponential = 0, normal = 0, square = 0;
    int count = 200000;

    for (int i = 0; i < count; i++) {
        double u = rng_unit(&rng), n = rng_normal(&rng);

        CHECK(u >= 0 && u < 1);
        unit += u;
        exponential += rng_exponential(&rng);
        normal += n;
        square += n * n;
    }
    CHECK_FLOAT(unit / count, 0.5, 0.005);
    CHECK_FLOAT(exponential / count, 1, 0.01);
    CHECK_FLOAT(normal / count, 0, 0.01);
    CHECK_FLOAT(square / count, 1, 0.02);
}

TEST_MAIN(RUN(the_generator_is_xoshiro256_plus_plus); RUN(the_same_seed_gives_the_same_numbers);
          RUN(streams_and_purposes_differ); RUN(draws_below_a_bound_are_uniform);
          RUN(first_draws_of_many_streams_are_uniform); RUN(between_reaches_both_ends);
          RUN(moments_of_the_distributions))
