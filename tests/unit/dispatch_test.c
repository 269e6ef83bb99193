#include "runtime/engine/dispatch.h"

#include "runtime/base/rng.h"
#include "tests/unit/test.h"

#include <math.h>

static const bool all[8] = {true, true, true, true, true, true, true, true};

TEST(seven_to_three_at_every_moment)
{
    struct kind kinds[] = {{.weight = 7}, {.weight = 3}};
    struct dispatch dispatch;

    dispatch_init(&dispatch, kinds, all, 2);
    for (uint64_t users = 1; users <= 10000; users++) {
        dispatch_spawn(&dispatch);
        CHECK(fabs((double)dispatch.kinds[0].count - 0.7 * (double)users) < 1);
        CHECK(fabs((double)dispatch.kinds[1].count - 0.3 * (double)users) < 1);
        if (users % 10 == 0)
            CHECK_INT(dispatch.kinds[0].count, 7 * users / 10);
    }
    dispatch_free(&dispatch);
}

TEST(many_kinds_keep_their_quota)
{
    struct rng rng;

    rng_seed(&rng, 3, 1, RNG_PICK);
    for (int round = 0; round < 200; round++) {
        struct kind kinds[8] = {0};
        size_t count = 2 + rng_below(&rng, 7);
        struct dispatch dispatch;

        for (size_t i = 0; i < count; i++)
            kinds[i].weight = (double)(1 + rng_below(&rng, 100));
        dispatch_init(&dispatch, kinds, all, count);
        for (uint64_t users = 1; users <= 500; users++) {
            CHECK(dispatch_spawn(&dispatch) != DISPATCH_NONE);
            for (size_t i = 0; i < count; i++) {
                double part = kinds[i].weight / dispatch.total * (double)users;

                CHECK(fabs((double)dispatch.kinds[i].count - part) < 1 + 1e-9);
            }
        }
        dispatch_free(&dispatch);
    }
}

TEST(fixed_kinds_come_first)
{
    struct kind kinds[] = {{.weight = 1}, {.weight = 1, .fixed = 2}, {.weight = 1, .fixed = 1}};
    static const uint32_t wanted[] = {1, 1, 2, 0, 0, 0};
    struct dispatch dispatch;

    dispatch_init(&dispatch, kinds, all, 3);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        CHECK_INT(dispatch_spawn(&dispatch), wanted[i]);
    dispatch_free(&dispatch);
}

TEST(only_fixed_kinds_are_exhausted)
{
    struct kind kinds[] = {{.weight = 1, .fixed = 2}};
    struct dispatch dispatch;

    dispatch_init(&dispatch, kinds, all, 1);
    CHECK_INT(dispatch_spawn(&dispatch), 0);
    CHECK_INT(dispatch_spawn(&dispatch), 0);
    CHECK_INT(dispatch_spawn(&dispatch), DISPATCH_NONE);
    dispatch_free(&dispatch);
}

TEST(kinds_that_take_no_part_never_spawn)
{
    struct kind kinds[] = {{.weight = 5}, {.weight = 1}, {.weight = 0}};
    const bool some[] = {false, true, true};
    struct dispatch dispatch;

    dispatch_init(&dispatch, kinds, some, 3);
    for (int i = 0; i < 20; i++)
        CHECK_INT(dispatch_spawn(&dispatch), 1);
    dispatch_free(&dispatch);
}

TEST(removing_keeps_the_mix)
{
    struct kind kinds[] = {{.weight = 7}, {.weight = 3}, {.fixed = 2, .weight = 1}};
    struct dispatch dispatch;

    dispatch_init(&dispatch, kinds, all, 3);
    for (int i = 0; i < 102; i++)
        dispatch_spawn(&dispatch);
    CHECK_INT(dispatch_count(&dispatch), 102);
    for (uint64_t users = 99; users > 0; users--) {
        dispatch_remove(&dispatch);
        CHECK(fabs((double)dispatch.kinds[0].count - 0.7 * (double)users) < 1 + 1e-9);
        CHECK_INT(dispatch.kinds[2].count, 2);
    }
    CHECK(dispatch_remove(&dispatch) != 2);
    CHECK_INT(dispatch_remove(&dispatch), 2);
    CHECK_INT(dispatch_remove(&dispatch), 2);
    CHECK_INT(dispatch_remove(&dispatch), DISPATCH_NONE);
    dispatch_free(&dispatch);
}

TEST(who_has_ended_is_made_up_for)
{
    struct kind kinds[] = {{.weight = 7}, {.weight = 3}, {.fixed = 2, .weight = 1}};
    struct dispatch dispatch;

    dispatch_init(&dispatch, kinds, all, 3);
    for (int i = 0; i < 102; i++)
        dispatch_spawn(&dispatch);
    dispatch_forget(&dispatch, 1, 4);
    dispatch_forget(&dispatch, 2, 1);
    CHECK_INT(dispatch_count(&dispatch), 97);
    CHECK_INT(dispatch_spawn(&dispatch), 2);
    for (int i = 0; i < 4; i++)
        CHECK_INT(dispatch_spawn(&dispatch), 1);
    dispatch_forget(&dispatch, 0, 71); /* one of them was removed meanwhile */
    CHECK_INT(dispatch.kinds[0].count, 0);
    dispatch_free(&dispatch);
}

TEST_MAIN(RUN(seven_to_three_at_every_moment); RUN(many_kinds_keep_their_quota); RUN(fixed_kinds_come_first);
          RUN(only_fixed_kinds_are_exhausted); RUN(kinds_that_take_no_part_never_spawn);
          RUN(removing_keeps_the_mix); RUN(who_has_ended_is_made_up_for))
