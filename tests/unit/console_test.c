/* What a run's results say beside the tables of requests: failures, errors, thresholds, the end of the
 * summary; and that no line of all of it is wider than the terminal. */
#include "runtime/base/count_of.h"
#include "tests/support/console_run.h"

#include "runtime/base/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

TEST(failures_at_80_columns)
{
    struct snapshot_failure failures[] = {
        {.method = "GET",
         .name = "/",
         .error = "connection refused",
         .actual = "",
         .occurrences = 12,
         .first_seen = 0,
         .last_seen = 3600 * NANOS_PER_S},
        {.method = "POST",
         .name = "/login",
         .error = "expect status == 200",
         .actual = "503",
         .occurrences = 33,
         .first_seen = 61 * NANOS_PER_S,
         .last_seen = 62 * NANOS_PER_S},
        {.method = "",
         .name = "",
         .error = "(other)",
         .actual = "",
         .occurrences = 7,
         .first_seen = 0,
         .last_seen = 0},
    };
    struct run run = run_of("/a");
    run.snapshot.failures = failures;
    run.snapshot.failure_count = 3;
    print_check(console_failures, run, &narrow,
                "Failures\n"
                "# occurrences First    Last     | Error\n"
                "-------------|--------|---------|-----------------------------------------------\n"
                "           12 00:00:00 01:00:00 | GET /: connection refused\n"
                "           33 00:01:01 00:01:02 | POST /login: expect status == 200 (found: 503)\n"
                "            7 00:00:00 00:00:00 | (other)\n");
}

TEST(failures_in_a_pipe)
{
    struct snapshot_failure failures[] = {
        {.method = "GET",
         .name = "/",
         .error = "connection refused",
         .actual = "",
         .occurrences = 12,
         .first_seen = 0,
         .last_seen = 3600 * NANOS_PER_S},
        {.method = "POST",
         .name = "/login",
         .error = "expect status == 200",
         .actual = "503",
         .occurrences = 33,
         .first_seen = 61 * NANOS_PER_S,
         .last_seen = 62 * NANOS_PER_S},
        {.method = "",
         .name = "",
         .error = "(other)",
         .actual = "",
         .occurrences = 7,
         .first_seen = 0,
         .last_seen = 0},
    };
    struct run run = run_of("/a");
    run.snapshot.failures = failures;
    run.snapshot.failure_count = 3;
    print_check(console_failures, run, &pipe_plain,
                "Failures\n"
                "# occurrences First    Last     | Error\n"
                "-------------|--------|---------|-----------------------------------------------\n"
                "           12 00:00:00 01:00:00 | GET /: connection refused\n"
                "           33 00:01:01 00:01:02 | POST /login: expect status == 200 (found: 503)\n"
                "            7 00:00:00 00:00:00 | (other)\n");
}

/* What a server sent is in one line of its own making, however many it had. */
TEST(a_failure_of_many_lines)
{
    struct snapshot_failure failure = {.method = "POST",
                                       .name = "/login",
                                       .error = "expect body contains \"welcome\"",
                                       .actual =
                                           "<html>\n\t<body>\r\n\t\t<h1>Internal Server Error</h1>\n\033[2J",
                                       .occurrences = 33,
                                       .first_seen = 0,
                                       .last_seen = 0};
    struct run run = run_of("/a");
    run.snapshot.failures = &failure;
    run.snapshot.failure_count = 1;
    print_check(console_failures, run, &narrow,
                "Failures\n"
                "# occurrences First    Last     | Error\n"
                "-------------|--------|---------|-----------------------------------------------\n"
                "           33 00:00:00 00:00:00 | POST /login: expect body contains \"welcome\"\n"
                "                                  (found: <html>\\n\\t<body>\\r\\n\\t\\t<h1>Internal\n"
                "                                  Server Error</h1>\\n\\x1b[2J)\n");
}

TEST(errors_at_80_columns)
{
    struct snapshot_error errors[] = {
        {.place = "shop.swarm:14",
         .message = "a member of none",
         .stack = "task browse (shop.swarm:12)\nuser shopper",
         .occurrences = 5,
         .first_seen = 0,
         .last_seen = 0},
        {.place = "shop.swarm:20",
         .message =
             "this message is much longer than what is left of a line of eighty columns, so it goes on below",
         .stack = "",
         .occurrences = 1,
         .first_seen = 0,
         .last_seen = 0},
    };
    struct run run = run_of("/a");
    run.snapshot.errors = errors;
    run.snapshot.error_count = 2;
    print_check(console_errors, run, &narrow,
                "Errors\n"
                "# occurrences First    Last     | Error\n"
                "-------------|--------|---------|-----------------------------------------------\n"
                "            5 00:00:00 00:00:00 | shop.swarm:14: a member of none\n"
                "                                    task browse (shop.swarm:12)\n"
                "                                    user shopper\n"
                "            1 00:00:00 00:00:00 | shop.swarm:20: this message is much longer\n"
                "                                  than what is left of a line of eighty columns,\n"
                "                                  so it goes on below\n");
}

TEST(errors_at_200_columns)
{
    struct snapshot_error errors[] = {
        {.place = "shop.swarm:14",
         .message = "a member of none",
         .stack = "task browse (shop.swarm:12)\nuser shopper",
         .occurrences = 5,
         .first_seen = 0,
         .last_seen = 0},
        {.place = "shop.swarm:20",
         .message =
             "this message is much longer than what is left of a line of eighty columns, so it goes on below",
         .stack = "",
         .occurrences = 1,
         .first_seen = 0,
         .last_seen = 0},
    };
    struct run run = run_of("/a");
    run.snapshot.errors = errors;
    run.snapshot.error_count = 2;
    print_check(console_errors, run, &wide,
                "Errors\n"
                "# occurrences First    Last     | Error\n"
                "-------------|--------|---------|-----------------------------------------------------------"
                "---------------------------------------------------\n"
                "            5 00:00:00 00:00:00 | shop.swarm:14: a member of none\n"
                "                                    task browse (shop.swarm:12)\n"
                "                                    user shopper\n"
                "            1 00:00:00 00:00:00 | shop.swarm:20: this message is much longer than what is "
                "left of a line of eighty columns, so it goes on below\n");
}

/* NAN: not measured. */
static struct threshold_result result(const char *name, enum threshold_metric metric, double percent,
                                      enum threshold_op op, double wanted, double got, bool is_met)
{
    return (struct threshold_result){
        .threshold = {.name = name, .metric = metric, .percent = percent, .op = op, .wanted = wanted},
        .got = got,
        .is_measured = !isnan(got),
        .is_met = is_met,
    };
}

TEST(thresholds)
{
    struct threshold_result results[] = {
        result(NULL, THRESHOLD_PERCENTILE, 95, THRESHOLD_LESS, 800e6, 412.25e6, true),
        result("GET /", THRESHOLD_FAILED, 0, THRESHOLD_LESS_EQUAL, 0.01, 0.0125, false),
        result(NULL, THRESHOLD_RPS, 0, THRESHOLD_GREATER, 100, 1234.5, true),
        result("/none", THRESHOLD_REQUESTS, 0, THRESHOLD_GREATER_EQUAL, 1000000, NAN, false),
    };
    struct run run = run_of("/a");
    run.snapshot.thresholds = results;
    run.snapshot.threshold_count = 4;
    print_check(console_thresholds, run, &narrow,
                "Thresholds\n"
                "Metric           | Wanted     Got        Result\n"
                "-----------------|-----------|----------|------\n"
                "p95              | < 800 ms   412.2 ms   pass\n"
                "\"GET /\" failed   | <= 1%      1.25%      FAIL\n"
                "rps              | > 100/s    1234/s     pass\n"
                "\"/none\" requests | >= 1000000 no samples FAIL\n");
}

TEST(the_end_of_a_summary)
{
    struct run run = run_of("/abcd");
    run.snapshot.in_flight = 100;
    run.snapshot.oldest_in_flight = 30200 * MS;
    run.snapshot.users_not_started = 3;
    run.snapshot.arrivals = 4983;
    run.snapshot.arrivals_dropped = 17;
    print_check(console_summary, run, &narrow,
                "Type Name        # reqs   # fails |   Avg   Min  Max   Med |    req/s failures/s\n"
                "----|----------|-------|----------|------|-----|----|------|---------|----------\n"
                "GET  /               32  0(0.00%) | 0.090 0.022 1.80 0.045 |     0.53       0.00\n"
                "POST /abcd      1234567 45(0.00%) |  6.00  1.50  120  3.00 | 20576.12       0.75\n"
                "----|----------|-------|----------|------|-----|----|------|---------|----------\n"
                "     Aggregated 1234599 45(0.00%) |  6.00  1.50  120  3.00 | 20576.65       0.75\n"
                "\n"
                "Response time percentiles (ms)\n"
                "Type Name       |   50%   75%   80%   90%   95%   98%   99% 99.9% 99.99% 100%\n"
                "----|-----------|------|-----|-----|-----|-----|-----|-----|-----|------|----\n"
                "GET  /          | 0.045 0.135 0.180 0.225 0.270 0.315 0.360 0.405  0.450 1.80\n"
                "POST /abcd      |  3.00  9.00    12    15    18    21    24    27     30  120\n"
                "----|-----------|------|-----|-----|-----|-----|-----|-----|-----|------|----\n"
                "     Aggregated |  3.00  9.00    12    15    18    21    24    27     30  120\n"
                "\n"
                "in flight at the end: 100, oldest 30.2 s\n"
                "users not started because their `on start` failed: 3\n"
                "arrivals started: 4983\n"
                "arrivals dropped because max_users were in flight: 17\n"
                "the load generator kept up, so the server is too slow for this rate\n"
                "generator: ok\n");
}

TEST(the_verdict_on_the_generator)
{
    struct health_finding findings[] = {
        {HEALTH_OVERLOADED,
         "a reactor was busy up to 99 % of its time; use more cores (--processes) or machines",
         5 * NANOS_PER_S, 72 * NANOS_PER_S},
        {HEALTH_DEGRADED, "connections waited up to 80 ms for a reactor", 3725 * NANOS_PER_S, NANOS_PER_S},
    };
    struct run run = run_of("/a");
    run.snapshot.health.state = HEALTH_OVERLOADED;
    run.snapshot.health.findings = findings;
    run.snapshot.health.finding_count = 2;
    print_check(console_health, run, &narrow,
                "generator: overloaded\n"
                "  Start Duration | Problem\n"
                "-------|---------|--------------------------------------------------------------\n"
                "   0:05   72.0 s | a reactor was busy up to 99 % of its time; use more cores\n"
                "                   (--processes) or machines\n"
                "1:02:05   1.00 s | connections waited up to 80 ms for a reactor\n");
}

/* The width of the widest line; titles are plain text and may be wider. */
static size_t widest_line(const char *text)
{
    size_t widest = 0;
    while (*text) {
        size_t length = strcspn(text, "\n"), width = utf8_width(text, length);
        bool is_title = length > 4 && memcmp(text + length - 4, "(ms)", 4) == 0;
        widest = width > widest && !is_title ? width : widest;
        text += length + (text[length] == '\n');
    }
    return widest;
}

/* A run with all there is to print. */
static void everything_check(const char *name, int width)
{
    static part *const parts[] = {console_requests, console_percentiles, console_failures,
                                  console_errors,   console_thresholds,  console_live_line};
    struct run run = run_of(name);
    struct snapshot_failure failure = {.method = "GET",
                                       .name = name,
                                       .error = "expect size > 0",
                                       .actual = name,
                                       .occurrences = 1,
                                       .first_seen = 0,
                                       .last_seen = 0};
    struct snapshot_error error = {.place = "a.swarm:1",
                                   .message = name,
                                   .stack = name,
                                   .occurrences = 1,
                                   .first_seen = 0,
                                   .last_seen = 0};
    struct threshold_result missed = result(name, THRESHOLD_AVERAGE, 0, THRESHOLD_LESS, 1e9, 2e9, false);
    run.snapshot.failures = &failure;
    run.snapshot.errors = &error;
    run.snapshot.thresholds = &missed;
    run.snapshot.failure_count = run.snapshot.error_count = run.snapshot.threshold_count = 1;
    run.snapshot.has_scheduled = true;
    const struct row_details details = {.scheduled = times(1000000, 70 * MS)};
    run.rows[1].details = run.snapshot.aggregated.details = &details;
    run.snapshot.run_time = 90 * NANOS_PER_S;
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        char *text = printed(parts[i], &run, &(struct console_options){.width = width});
        size_t widest = widest_line(text);
        if (widest > (size_t)width)
            printf("# part %zu at %d columns:\n%s", i, width, text);
        CHECK(widest <= (size_t)width);
        mem_free(text);
    }
}

TEST(no_line_is_wider_than_the_terminal)
{
    for (int width = 20; width <= 240; width++) {
        everything_check("/abcd", width);
        everything_check(long_name(), width);
        everything_check("/商品/アイスクリーム/詳細/とても長い名前のページ/その他/e\u0301e\u0301", width);
    }
}

static void blanks_remove(char *text)
{
    char *kept = text;
    for (; *text; text++)
        if (*text != ' ' && *text != '\n')
            *kept++ = *text;
    *kept = '\0';
}

/* It goes on in the next line, even where it has no blank to break at. */
TEST(an_error_text_is_never_cut)
{
    struct snapshot_failure failure = {.method = "GET",
                                       .name = "/",
                                       .error = long_name(),
                                       .actual = "",
                                       .occurrences = 1,
                                       .first_seen = 0,
                                       .last_seen = 0};
    struct run run = run_of("/a");
    run.snapshot.failures = &failure;
    run.snapshot.failure_count = 1;
    char *text = printed(console_failures, &run, &narrow);
    CHECK(widest_line(text) <= 80);
    blanks_remove(text);
    CHECK(strstr(text, long_name()) != NULL);
    mem_free(text);
}

TEST(nothing_to_say_prints_nothing)
{
    struct run run = run_of("/a");
    print_check(console_failures, run, &narrow, "");
    print_check(console_errors, run, &narrow, "");
    print_check(console_thresholds, run, &narrow, "");
    print_check(console_capacity, run, &narrow, "");
}

TEST_MAIN(setenv("TZ", "UTC", 1); tzset(); RUN(failures_at_80_columns); RUN(failures_in_a_pipe);
          RUN(a_failure_of_many_lines); RUN(errors_at_80_columns); RUN(errors_at_200_columns);
          RUN(thresholds); RUN(the_end_of_a_summary); RUN(the_verdict_on_the_generator);
          RUN(no_line_is_wider_than_the_terminal); RUN(an_error_text_is_never_cut);
          RUN(nothing_to_say_prints_nothing))
