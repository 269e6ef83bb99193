#include "runtime/load/load.h"

#include "runtime/base/rng.h"
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

/* ---- against the definition ---- */

/* How many of `change` changes are due at `time`, if change k of a stage is due at k / change of its time. */
static uint64_t changes_due(uint64_t first, uint64_t change, nanos duration, nanos time)
{
    uint64_t due = 0;

    for (uint64_t k = first; k < first + change; k++)
        due += (unsigned __int128)k * (uint64_t)duration <= (unsigned __int128)(uint64_t)time * change;
    return due;
}

/* Users come from the start of a stage on, and go at the end of each part of it. */
static uint64_t stage_wanted(uint64_t from, uint64_t to, nanos duration, nanos time)
{
    if (time >= duration)
        return to;
    return to > from ? from + changes_due(0, to - from, duration, time)
                     : from - changes_due(1, from - to, duration, time);
}

struct wanted {
    struct load_phase phases[6];
    size_t count;
};

static uint64_t phases_wanted(const struct wanted *wanted, nanos time)
{
    uint64_t users = 0;

    for (size_t i = 0; i < wanted->count; i++) {
        const struct load_phase *phase = &wanted->phases[i];
        uint64_t from = users, target = (uint64_t)phase->target;

        if (phase->kind == LOAD_RAMP_USERS) {
            users = target;
            if (time < phase->duration)
                return stage_wanted(from, users, phase->duration, time);
        }
        for (; phase->kind == LOAD_STEP && users < target; time -= phase->duration) {
            users += (uint64_t)phase->step < target - users ? (uint64_t)phase->step : target - users;
            if (time < phase->duration)
                return users;
        }
        if (phase->kind != LOAD_STEP && time < phase->duration)
            return users;
        time -= phase->kind == LOAD_STEP ? 0 : phase->duration;
    }
    return users;
}

static struct wanted wanted_random(struct rng *rng)
{
    static const enum load_phase_kind kinds[] = {LOAD_RAMP_USERS, LOAD_HOLD, LOAD_STEP};
    struct wanted wanted = {.count = 1 + rng_below(rng, 6)};

    for (size_t i = 0; i < wanted.count; i++)
        wanted.phases[i] = (struct load_phase){.kind = kinds[rng_below(rng, 3)],
                                               .target = (double)rng_below(rng, 40),
                                               .step = (double)(1 + rng_below(rng, 7)),
                                               .duration = (nanos)rng_below(rng, 1000)};
    return wanted;
}

TEST(ramps_and_steps_are_what_they_are_defined_to_be)
{
    struct rng rng;

    rng_seed(&rng, 41, 1, RNG_PICK);
    for (int round = 0; round < 3000; round++) {
        struct wanted wanted = wanted_random(&rng);
        struct load load;
        uint64_t wrong = 0;

        load_init_phases(&load, wanted.phases, wanted.count);
        for (int i = 0; i < 50; i++) {
            nanos time = (nanos)rng_below(&rng, (uint64_t)load.length + 100);

            wrong += load_users(&load, time) != phases_wanted(&wanted, time);
        }
        check_changes(&load, load.length / 50 + 1);
        CHECK_INT(wrong, 0);
        load_free(&load);
    }
}

TEST(the_goal_is_where_a_ramp_leads)
{
    static const struct load_phase phases[] = {
        {.kind = LOAD_RAMP_USERS, .target = 10, .duration = 10 * NANOS_PER_S},
        {.kind = LOAD_HOLD, .duration = 5 * NANOS_PER_S},
        {.kind = LOAD_RAMP_USERS, .target = 4, .duration = 5 * NANOS_PER_S},
    };
    struct load load;

    load_init_phases(&load, phases, 3);
    CHECK_INT(load_goal(&load, 0), 10);
    CHECK_INT(load_goal(&load, 12 * NANOS_PER_S), 10);
    CHECK_INT(load_goal(&load, 15 * NANOS_PER_S), 4);
    CHECK_INT(load_goal(&load, 99 * NANOS_PER_S), 4);
    load_free(&load);
}

TEST_MAIN(RUN(users_spawn_evenly); RUN(without_a_rate_all_spawn_at_once); RUN(a_hundred_thousand_a_second);
          RUN(a_change_goes_on_from_what_is_there); RUN(phases_follow_each_other); RUN(phases_without_length);
          RUN(ramps_and_steps_are_what_they_are_defined_to_be); RUN(the_goal_is_where_a_ramp_leads))
