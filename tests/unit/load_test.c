#include "runtime/load/load.h"

#include "tests/support/test.h"

/* The times at which the number of users changes must be just those: no change between, none missed. */
static void check_changes(const struct load *load, nanos step)
{
    nanos time = 0, next;

    while (load_next(load, time, &next)) {
        CHECK(next > time);
        for (nanos between = time; between < next; between += step)
            CHECK_INT(load_users(load, between), load_users(load, time));
        CHECK_INT(load_users(load, next - 1), load_users(load, time));
        time = next;
    }
    CHECK_INT(load_users(load, time + 1000 * NANOS_PER_S), load_users(load, time));
}

TEST(users_spawn_evenly)
{
    struct load load;
    nanos next;

    load_init(&load, 0, 10, 5);
    CHECK_INT(load_users(&load, 0), 1);
    CHECK(load_next(&load, 0, &next));
    CHECK_INT(next, 200 * NANOS_PER_MS);
    for (int i = 0; i < 10; i++) {
        CHECK_INT(load_users(&load, i * 200 * NANOS_PER_MS), i + 1);
        if (i > 0)
            CHECK_INT(load_users(&load, i * 200 * NANOS_PER_MS - 1), i);
    }
    CHECK(!load_next(&load, 1800 * NANOS_PER_MS, &next)); /* the last is there */
    check_changes(&load, 7 * NANOS_PER_MS);
    load_free(&load);
}

TEST(without_a_rate_all_spawn_at_once)
{
    struct load load;
    nanos next;

    load_init(&load, 0, 1000, 0);
    CHECK_INT(load_users(&load, 0), 1000);
    CHECK(!load_next(&load, 0, &next));
    load_free(&load);
}

TEST(a_hundred_thousand_a_second)
{
    struct load load;

    load_init(&load, 0, 100000, 100000);
    CHECK_INT(load_users(&load, NANOS_PER_S / 2), 50001);
    CHECK_INT(load_users(&load, NANOS_PER_S), 100000);
    load_free(&load);
}

TEST(a_change_goes_on_from_what_is_there)
{
    struct load load;

    load_init(&load, 4, 6, 1);
    CHECK_INT(load_users(&load, 0), 5);
    CHECK_INT(load_users(&load, NANOS_PER_S), 6);
    load_free(&load);
    load_init(&load, 6, 2, 1);
    CHECK_INT(load_users(&load, 0), 2);
    load_free(&load);
}

TEST(phases_follow_each_other)
{
    static const struct load_phase phases[] = {
        {.kind = LOAD_RAMP_USERS, .target = 10, .duration = 10 * NANOS_PER_S},
        {.kind = LOAD_HOLD, .duration = 5 * NANOS_PER_S},
        {.kind = LOAD_STEP, .target = 50, .step = 20, .duration = 3 * NANOS_PER_S},
        {.kind = LOAD_RAMP_USERS, .target = 0, .duration = 5 * NANOS_PER_S},
    };
    struct load load;

    load_init_phases(&load, phases, 4);
    CHECK_INT(load_most(&load), 50);
    CHECK_INT(load.length, 26 * NANOS_PER_S);
    CHECK_INT(load_users(&load, 0), 1);
    CHECK_INT(load_users(&load, 10 * NANOS_PER_S), 10);
    CHECK_INT(load_users(&load, 14 * NANOS_PER_S), 10);
    CHECK_INT(load_users(&load, 15 * NANOS_PER_S), 30);
    CHECK_INT(load_users(&load, 18 * NANOS_PER_S), 50);
    CHECK_INT(load_users(&load, 21 * NANOS_PER_S), 50);
    CHECK_INT(load_users(&load, 23 * NANOS_PER_S), 30);
    CHECK_INT(load_users(&load, 26 * NANOS_PER_S), 0);
    check_changes(&load, 13 * NANOS_PER_MS);
    load_free(&load);
}

/* Jumps, and steps that don't divide. */
TEST(phases_without_length)
{
    static const struct load_phase phases[] = {
        {.kind = LOAD_RAMP_USERS, .target = 4, .duration = 0},
        {.kind = LOAD_HOLD, .duration = NANOS_PER_S},
        {.kind = LOAD_STEP, .target = 9, .step = 2, .duration = NANOS_PER_S},
        {.kind = LOAD_STEP, .target = 20, .step = 5, .duration = 0},
        {.kind = LOAD_HOLD, .duration = NANOS_PER_S},
        {.kind = LOAD_RAMP_USERS, .target = 0, .duration = 0},
    };
    static const uint64_t wanted[] = {4, 6, 8, 9, 20, 0};
    struct load load;

    load_init_phases(&load, phases, 6);
    CHECK_INT(load.length, 5 * NANOS_PER_S);
    for (int i = 0; i < 6; i++)
        CHECK_INT(load_users(&load, i * NANOS_PER_S), wanted[i]);
    check_changes(&load, 13 * NANOS_PER_MS);
    load_free(&load);
}

TEST_MAIN(RUN(users_spawn_evenly); RUN(without_a_rate_all_spawn_at_once); RUN(a_hundred_thousand_a_second);
          RUN(a_change_goes_on_from_what_is_there); RUN(phases_follow_each_other); RUN(phases_without_length))
