#include "runtime/load/kind_mix.h"

#include "runtime/base/rng.h"
#include "tests/support/test.h"

#include <math.h>

TEST(seven_to_three_at_every_moment)
{
    struct kind_share kinds[] = {{.weight = 7}, {.weight = 3}};
    struct kind_mix mix;

    kind_mix_init(&mix, kinds, 2);
    for (uint64_t users = 1; users <= 10000; users++) {
        kind_mix_spawn(&mix);
        CHECK(fabs((double)mix.kinds[0].count - 0.7 * (double)users) < 1);
        CHECK(fabs((double)mix.kinds[1].count - 0.3 * (double)users) < 1);
        if (users % 10 == 0)
            CHECK_INT(mix.kinds[0].count, 7 * users / 10);
    }
    kind_mix_free(&mix);
}

TEST(many_kinds_keep_their_quota)
{
    struct rng rng;

    rng_seed(&rng, 3, 1, RNG_PICK);
    for (int round = 0; round < 200; round++) {
        struct kind_share kinds[8] = {0};
        size_t count = 2 + rng_below(&rng, 7);
        struct kind_mix mix;

        for (size_t i = 0; i < count; i++)
            kinds[i].weight = (double)(1 + rng_below(&rng, 100));
        kind_mix_init(&mix, kinds, count);
        for (uint64_t users = 1; users <= 500; users++) {
            CHECK(kind_mix_spawn(&mix) != KIND_MIX_NONE);
            for (size_t i = 0; i < count; i++) {
                double part = kinds[i].weight / mix.total * (double)users;

                CHECK(fabs((double)mix.kinds[i].count - part) < 1 + 1e-9);
            }
        }
        kind_mix_free(&mix);
    }
}

TEST(fixed_kinds_come_first)
{
    struct kind_share kinds[] = {{.weight = 1}, {.weight = 1, .fixed = 2}, {.weight = 1, .fixed = 1}};
    static const uint32_t wanted[] = {1, 1, 2, 0, 0, 0};
    struct kind_mix mix;

    kind_mix_init(&mix, kinds, 3);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        CHECK_INT(kind_mix_spawn(&mix), wanted[i]);
    kind_mix_free(&mix);
}

TEST(only_fixed_kinds_are_exhausted)
{
    struct kind_share kinds[] = {{.weight = 1, .fixed = 2}};
    struct kind_mix mix;

    kind_mix_init(&mix, kinds, 1);
    CHECK_INT(kind_mix_spawn(&mix), 0);
    CHECK_INT(kind_mix_spawn(&mix), 0);
    CHECK_INT(kind_mix_spawn(&mix), KIND_MIX_NONE);
    kind_mix_free(&mix);
}

TEST(kinds_that_take_no_part_never_spawn)
{
    struct kind_share kinds[] = {{0}, {.weight = 1}, {.weight = 0}};
    struct kind_mix mix;

    kind_mix_init(&mix, kinds, 3);
    for (int i = 0; i < 20; i++)
        CHECK_INT(kind_mix_spawn(&mix), 1);
    kind_mix_free(&mix);
}

TEST(removing_keeps_the_mix)
{
    struct kind_share kinds[] = {{.weight = 7}, {.weight = 3}, {.fixed = 2, .weight = 1}};
    struct kind_mix mix;

    kind_mix_init(&mix, kinds, 3);
    for (int i = 0; i < 102; i++)
        kind_mix_spawn(&mix);
    CHECK_INT(kind_mix_count(&mix), 102);
    for (uint64_t users = 99; users > 0; users--) {
        kind_mix_remove(&mix);
        CHECK(fabs((double)mix.kinds[0].count - 0.7 * (double)users) < 1 + 1e-9);
        CHECK_INT(mix.kinds[2].count, 2);
    }
    CHECK(kind_mix_remove(&mix) != 2);
    CHECK_INT(kind_mix_remove(&mix), 2);
    CHECK_INT(kind_mix_remove(&mix), 2);
    CHECK_INT(kind_mix_remove(&mix), KIND_MIX_NONE);
    kind_mix_free(&mix);
}

TEST(who_has_ended_is_made_up_for)
{
    struct kind_share kinds[] = {{.weight = 7}, {.weight = 3}, {.fixed = 2, .weight = 1}};
    struct kind_mix mix;

    kind_mix_init(&mix, kinds, 3);
    for (int i = 0; i < 102; i++)
        kind_mix_spawn(&mix);
    kind_mix_forget(&mix, 1, 4);
    kind_mix_forget(&mix, 2, 1);
    CHECK_INT(kind_mix_count(&mix), 97);
    CHECK_INT(kind_mix_spawn(&mix), 2);
    for (int i = 0; i < 4; i++)
        CHECK_INT(kind_mix_spawn(&mix), 1);
    kind_mix_forget(&mix, 0, 71); /* one of them was removed meanwhile */
    CHECK_INT(mix.kinds[0].count, 0);
    kind_mix_free(&mix);
}

TEST_MAIN(RUN(seven_to_three_at_every_moment); RUN(many_kinds_keep_their_quota); RUN(fixed_kinds_come_first);
          RUN(only_fixed_kinds_are_exhausted); RUN(kinds_that_take_no_part_never_spawn);
          RUN(removing_keeps_the_mix); RUN(who_has_ended_is_made_up_for))
