/* More users and fewer while a run goes on, in whole runs on real threads. */
#include "tests/support/program_text.h"
#include "tests/support/run_once.h"

#define USER "user U { wait 100ms task t { wait 1ms } }\n"

struct seen {
    struct control *control;
    int64_t change; /* to ask for at the first tick */
    bool has_changed;
    double rate; /* as it was told then */
    int ticks, reached, reached_at_once;
    uint64_t users; /* at the last tick */
};

static void seen_tick(void *context, const struct snapshot *snapshot)
{
    struct seen *seen = context;
    int before = seen->reached;

    seen->users = snapshot->users;
    if (seen->ticks++ > 0)
        return;
    seen->has_changed = control_change_users(seen->control, seen->change);
    seen->rate = control_settings(seen->control)->spawn_rate;
    seen->reached_at_once = seen->reached - before;
}

static void seen_reached(void *context, const struct run_settings *settings, uint64_t users)
{
    (void)settings;
    (void)users;
    ((struct seen *)context)->reached++;
}

static void run(const char *text, const struct run_settings *settings, struct seen *seen)
{
    struct program *program = program_of(text);
    struct control_observer observer = {.context = seen, .tick = seen_tick, .users_reached = seen_reached};
    struct snapshot *snapshot = run_once(program, settings, &observer, &seen->control);

    CHECK_INT(snapshot->how, RUN_DONE);
    snapshot_free(snapshot);
    program_free(program);
}

/* Ten more at 1 per second would take ten seconds. */
TEST(more_users_come_at_100_per_second)
{
    struct run_settings settings = {.users = 1, .spawn_rate = 1, .run_time = 3 * NANOS_PER_S};
    struct seen seen = {.change = 10};

    run(USER, &settings, &seen);
    CHECK(seen.has_changed);
    CHECK_FLOAT(seen.rate, 100, 0);
    CHECK_INT(seen.users, 11);
    CHECK_INT(seen.reached, 2);
}

TEST(or_at_the_spawn_rate_where_that_is_more)
{
    struct run_settings settings = {.users = 1, .spawn_rate = 5000, .run_time = 2 * NANOS_PER_S};
    struct seen seen = {.change = 10};

    run(USER, &settings, &seen);
    CHECK_FLOAT(seen.rate, 5000, 0);
}

/* While the first ones are being spawned, ten more don't make it faster. */
TEST(or_at_the_spawn_rate_until_all_are_there)
{
    struct run_settings settings = {.users = 100, .spawn_rate = 1, .run_time = 3 * NANOS_PER_S};
    struct seen seen = {.change = 10};

    run(USER, &settings, &seen);
    CHECK(seen.has_changed);
    CHECK_FLOAT(seen.rate, 1, 0);
    CHECK(seen.users < 20);
}

/* Whoever asks can say so first. */
TEST(the_observer_hears_of_it_later)
{
    struct run_settings settings = {.users = 5, .run_time = 2500 * NANOS_PER_MS};
    struct seen seen = {.change = -4};

    run(USER, &settings, &seen);
    CHECK_INT(seen.reached_at_once, 0);
    CHECK_INT(seen.reached, 2);
    CHECK_INT(seen.users, 1);
}

TEST(less_than_no_user_is_none)
{
    struct run_settings settings = {.users = 5, .run_time = 2500 * NANOS_PER_MS};
    struct seen seen = {.change = -10};

    run(USER, &settings, &seen);
    CHECK(seen.has_changed);
    CHECK_INT(seen.users, 0);
}

/* How it goes on would be forgotten. */
TEST(a_load_of_users_is_not_changed)
{
    struct run_settings settings = {.has_load = true};
    struct seen seen = {.change = 10};

    run(USER "load { ramp to 5 users over 100ms hold 2s }\n", &settings, &seen);
    CHECK(!seen.has_changed);
    CHECK_INT(seen.users, 5);
    CHECK_INT(seen.reached, 1);
}

TEST_MAIN(RUN(more_users_come_at_100_per_second); RUN(or_at_the_spawn_rate_where_that_is_more);
          RUN(or_at_the_spawn_rate_until_all_are_there); RUN(the_observer_hears_of_it_later);
          RUN(less_than_no_user_is_none); RUN(a_load_of_users_is_not_changed))
