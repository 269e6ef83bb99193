/* --reset-stats in whole runs on real threads: the numbers start anew once all users have started, the run
 * goes on. */
#include "tests/support/program_text.h"
#include "tests/support/run_once.h"

struct seen {
    struct control *control;
    int64_t change; /* of the number of users, at the first tick */
};

static void seen_tick(void *context, const struct snapshot *snapshot)
{
    struct seen *seen = context;

    (void)snapshot;
    control_change_users(seen->control, seen->change);
    seen->change = 0;
}

static struct snapshot *run(const char *text, const struct run_settings *settings, int64_t change)
{
    struct program *program = program_of(text);
    struct seen seen = {.change = change};
    struct control_observer observer = {.context = &seen, .tick = seen_tick};
    struct snapshot *snapshot = run_once(program, settings, &observer, &seen.control);

    CHECK_INT(snapshot->how, RUN_DONE);
    program_free(program);
    return snapshot;
}

static uint64_t requests_of(const struct snapshot *snapshot, const char *name)
{
    for (size_t i = 0; i < snapshot->row_count; i++)
        if (strcmp(snapshot->rows[i].name, name) == 0)
            return snapshot->rows[i].requests;
    return 0;
}

/* Users start at 0, 0.4, 0.8, 1.2 and 1.6 s. What the reactors have gathered in the running second, but not
 * handed over yet, was before the last start too: only that one may be counted. */
TEST(what_was_before_the_last_start_is_forgotten)
{
    static const char text[] = "user U {\n"
                               "    wait 20ms\n"
                               "    on start { transaction \"start\" { wait 1ms } }\n"
                               "    task work { transaction \"work\" { wait 1ms } }\n"
                               "}\n";
    struct run_settings settings = {
        .users = 5, .spawn_rate = 2.5, .run_time = 2500 * NANOS_PER_MS, .reset_stats = true, .reactors = 2};
    struct snapshot *snapshot = run(text, &settings, 0);

    CHECK(requests_of(snapshot, "start") <= 1);
    CHECK(requests_of(snapshot, "work") > 5);
    CHECK(snapshot->elapsed < 1500 * NANOS_PER_MS);
    CHECK(snapshot->elapsed > 500 * NANOS_PER_MS);
    snapshot_free(snapshot);
}

/* The third user comes after the numbers have begun anew; for all of them the run began with the first. */
TEST(the_time_of_the_run_goes_on)
{
    static const char text[] = "user U {\n"
                               "    wait 20ms\n"
                               "    var last = 0s\n"
                               "    task look {\n"
                               "        if run.elapsed < last { fail \"time went back\" }\n"
                               "        last = run.elapsed\n"
                               "    }\n"
                               "}\n";
    struct run_settings settings = {
        .users = 2, .spawn_rate = 2, .run_time = 2500 * NANOS_PER_MS, .reset_stats = true, .reactors = 1};
    struct snapshot *snapshot = run(text, &settings, 1);

    CHECK_INT(snapshot->error_count, 0);
    CHECK_INT(snapshot->users, 3);
    snapshot_free(snapshot);
}

/* The live line and its progress bar need it. */
TEST(when_the_run_began_is_known)
{
    static const char text[] = "user U { wait 20ms task t { wait 1ms } }\n";
    struct run_settings settings = {
        .users = 2, .spawn_rate = 2, .run_time = 1500 * NANOS_PER_MS, .reset_stats = true};
    struct snapshot *snapshot = run(text, &settings, 0);

    CHECK(snapshot->before_reset > NANOS_PER_S / 4);
    CHECK(snapshot->before_reset + snapshot->elapsed >= 1500 * NANOS_PER_MS);
    snapshot_free(snapshot);
}

TEST_MAIN(RUN(what_was_before_the_last_start_is_forgotten); RUN(the_time_of_the_run_goes_on);
          RUN(when_the_run_began_is_known))
