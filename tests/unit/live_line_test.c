/* The one line at the bottom of a terminal. */
#include "tests/support/console_run.h"

TEST(an_open_end)
{
    struct run run = run_of("/a");
    run.snapshot.elapsed = 12 * NANOS_PER_S;
    run.snapshot.recent_p95 = 45 * MS;
    print_check(console_live_line, run, &narrow,
                "0:12  100 users  24692.0 req/s  45 failures (0.00%)  p95 45 ms");
}

TEST(progress)
{
    struct run run = run_of("/a");
    run.snapshot.elapsed = 12 * NANOS_PER_S;
    run.snapshot.recent_p95 = 45 * MS;
    run.snapshot.run_time = 60 * NANOS_PER_S;
    print_check(console_live_line, run, &narrow,
                "0:12/1:00  100 users  24692.0 req/s  45 failures (0.00%)  p95 45 ms  [#.......]");
}

TEST(errors_of_the_scenario)
{
    struct run run = run_of("/a");
    run.snapshot.elapsed = 12 * NANOS_PER_S;
    run.snapshot.recent_p95 = 45 * MS;
    run.snapshot.error_occurrences = 3;
    print_check(console_live_line, run, &wide,
                "0:12  100 users  24692.0 req/s  45 failures (0.00%)  3 errors  p95 45 ms");
}

TEST(dropped_arrivals)
{
    struct run run = run_of("/a");
    run.snapshot.elapsed = 12 * NANOS_PER_S;
    run.snapshot.recent_p95 = 45 * MS;
    run.snapshot.arrivals_dropped = 17;
    print_check(console_live_line, run, &wide,
                "0:12  100 users  24692.0 req/s  45 failures (0.00%)  17 dropped  p95 45 ms");
}

TEST(at_200_columns)
{
    struct run run = run_of("/a");
    run.snapshot.elapsed = 12 * NANOS_PER_S;
    run.snapshot.recent_p95 = 45 * MS;
    run.snapshot.run_time = 60 * NANOS_PER_S;
    print_check(console_live_line, run, &wide,
                "0:12/1:00  100 users  24692.0 req/s  45 failures (0.00%)  p95 45 ms  "
                "[######........................]");
}

TEST(at_40_columns)
{
    static const struct console_options forty = {.width = 40};
    struct run run = run_of("/a");
    run.snapshot.elapsed = 12 * NANOS_PER_S;
    run.snapshot.recent_p95 = 45 * MS;
    run.snapshot.run_time = 60 * NANOS_PER_S;
    print_check(console_live_line, run, &forty, "0:12/1:00  100 users  24692.0 req/s");
}

TEST(past_the_end)
{
    struct run run = run_of("/a");
    run.snapshot.elapsed = 3725 * NANOS_PER_S;
    run.snapshot.recent_p95 = 45 * MS;
    run.snapshot.run_time = 3600 * NANOS_PER_S;
    print_check(console_live_line, run, &wide,
                "1:02:05/1:00:00  100 users  24692.0 req/s  45 failures (0.00%)  p95 45 ms  "
                "[##############################]");
}

TEST(one_user_one_failure)
{
    struct run run = run_of("/a");
    run.snapshot.users = 1;
    run.snapshot.aggregated.requests = 4;
    run.snapshot.aggregated.failures = 1;
    print_check(console_live_line, run, &narrow, "1:00  1 user  24692.0 req/s  1 failure (25.00%)  p95 -");
}

/* --reset-stats: the clock and the bar go on. */
TEST(after_a_reset)
{
    struct run run = run_of("/a");
    run.snapshot.elapsed = 12 * NANOS_PER_S;
    run.snapshot.before_reset = 18 * NANOS_PER_S;
    run.snapshot.run_time = 60 * NANOS_PER_S;
    print_check(console_live_line, run, &narrow,
                "0:30/1:00  100 users  24692.0 req/s  45 failures (0.00%)  p95 -  [######......]");
}

TEST(color)
{
    static const struct console_options colored = {.width = 80, .has_color = true};
    struct run run = run_of("/a");
    struct buffer out = {0};
    console_live_line(&run.snapshot, &colored, &out);
    CHECK_TEXT(buffer_text(&out),
               "\033[31m1:00  100 users  24692.0 req/s  45 failures (0.00%)  p95 -\033[0m");
    buffer_free(&out);
}

/* In whatever terminal, it leaves the last column free: no terminal wraps it. */
TEST(never_as_wide_as_the_terminal)
{
    struct run run = run_of("/a");
    run.snapshot.elapsed = 359999 * NANOS_PER_S;
    run.snapshot.run_time = 360000 * NANOS_PER_S;
    run.snapshot.users = 1000000;
    for (int width = 2; width <= 240; width++) {
        struct buffer out = {0};
        console_live_line(&run.snapshot, &(struct console_options){.width = width}, &out);
        CHECK(out.length < (size_t)width);
        buffer_free(&out);
    }
}

TEST_MAIN(RUN(an_open_end); RUN(progress); RUN(errors_of_the_scenario); RUN(dropped_arrivals);
          RUN(at_200_columns); RUN(at_40_columns); RUN(past_the_end); RUN(one_user_one_failure);
          RUN(after_a_reset); RUN(color); RUN(never_as_wide_as_the_terminal))
