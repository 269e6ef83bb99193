/* The one line at the bottom of a terminal. */
#include "tests/unit/console_run.h"

TEST(live_line)
{
    struct run run = run_of("/a");
    run.snapshot.elapsed = 12 * NANOS_PER_S;
    run.snapshot.recent_p95 = 45 * MS;
    print_check(console_live_line, run, &narrow,
                "0:12  100 users  24692.0 req/s  45 failures (0.00%)  p95 45 ms");
}

TEST(live_line_with_progress)
{
    struct run run = run_of("/a");
    run.snapshot.elapsed = 12 * NANOS_PER_S;
    run.snapshot.recent_p95 = 45 * MS;
    run.snapshot.run_time = 60 * NANOS_PER_S;
    print_check(console_live_line, run, &narrow,
                "0:12/1:00  100 users  24692.0 req/s  45 failures (0.00%)  p95 45 ms  [#.......]");
}

TEST(live_line_with_dropped_arrivals)
{
    struct run run = run_of("/a");
    run.snapshot.elapsed = 12 * NANOS_PER_S;
    run.snapshot.recent_p95 = 45 * MS;
    run.snapshot.arrivals_dropped = 17;
    print_check(console_live_line, run, &wide,
                "0:12  100 users  24692.0 req/s  45 failures (0.00%)  17 dropped  p95 45 ms");
}

TEST(live_line_at_200_columns)
{
    struct run run = run_of("/a");
    run.snapshot.elapsed = 12 * NANOS_PER_S;
    run.snapshot.recent_p95 = 45 * MS;
    run.snapshot.run_time = 60 * NANOS_PER_S;
    print_check(console_live_line, run, &wide,
                "0:12/1:00  100 users  24692.0 req/s  45 failures (0.00%)  p95 45 ms  "
                "[######........................]");
}

TEST(live_line_at_40_columns)
{
    static const struct console_options forty = {.width = 40};
    struct run run = run_of("/a");
    run.snapshot.elapsed = 12 * NANOS_PER_S;
    run.snapshot.recent_p95 = 45 * MS;
    run.snapshot.run_time = 60 * NANOS_PER_S;
    print_check(console_live_line, run, &forty, "0:12/1:00  100 users  24692.0 req/s");
}

TEST(live_line_past_the_end)
{
    struct run run = run_of("/a");
    run.snapshot.elapsed = 3725 * NANOS_PER_S;
    run.snapshot.recent_p95 = 45 * MS;
    run.snapshot.run_time = 3600 * NANOS_PER_S;
    print_check(console_live_line, run, &wide,
                "1:02:05/1:00:00  100 users  24692.0 req/s  45 failures (0.00%)  p95 45 ms  "
                "[##############################]");
}

TEST_MAIN(RUN(live_line); RUN(live_line_with_progress); RUN(live_line_with_dropped_arrivals);
          RUN(live_line_at_200_columns); RUN(live_line_at_40_columns); RUN(live_line_past_the_end))
