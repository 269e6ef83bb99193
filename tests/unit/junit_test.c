/* JUnit XML of a fixed run, with what would break XML in it. */
#include "runtime/report/junit/junit_report.h"

#include "tests/support/test.h"

#define MS NANOS_PER_MS

static struct snapshot_row row(const char *type, const char *name, uint64_t requests, uint64_t failures)
{
    return (struct snapshot_row){
        .type = type,
        .name = name,
        .is_transaction = strcmp(type, STATS_TRANSACTION) == 0,
        .requests = requests,
        .failures = failures,
        .all = {.count = requests, .mean = 2 * MS},
    };
}

TEST(rows_thresholds_and_errors_are_cases)
{
    struct snapshot_row rows[] = {row("GET", "/<a>", 10, 0), row("POST", "/\"b\"&\x01", 4, 3),
                                  row("GET", "/allowed", 5, 5), row("TXN", "both", 2, 2)};
    struct snapshot_failure failures[] = {
        {.method = "POST",
         .name = "/\"b\"&\x01",
         .error = "timeout",
         .actual = "",
         .occurrences = 2,
         .first_seen = 0,
         .last_seen = 0},
        {.method = "POST",
         .name = "/\"b\"&\x01",
         .error = "expect size > 0",
         .actual = "<0>",
         .occurrences = 1,
         .first_seen = 0,
         .last_seen = 0},
        {.method = "POST",
         .name = "/other",
         .error = "timeout",
         .actual = "",
         .occurrences = 7,
         .first_seen = 0,
         .last_seen = 0},
    };
    struct snapshot_error error = {.place = "a.swarm:3",
                                   .message = "division by 0",
                                   .stack = "task t",
                                   .occurrences = 2,
                                   .first_seen = 0,
                                   .last_seen = 0};
    struct threshold_result thresholds[] = {
        {.threshold = {.name = "/allowed", .metric = THRESHOLD_FAILED, .wanted = 0.5, .text = "f"},
         .got = 1,
         .is_measured = true,
         .has_aborted = true},
        {.threshold = {.metric = THRESHOLD_MAX, .wanted = 5 * MS, .text = "max < 5ms"},
         .got = 1 * MS,
         .is_measured = true,
         .is_met = true},
        {.threshold = {.metric = THRESHOLD_MIN, .op = THRESHOLD_GREATER, .text = "min"}},
    };
    struct snapshot snapshot = {
        .elapsed = 61500 * MS,
        .rows = rows,
        .row_count = 4,
        .failures = failures,
        .failure_count = 3,
        .errors = &error,
        .error_count = 1,
        .error_occurrences = 2,
        .thresholds = thresholds,
        .threshold_count = 3,
        .scenario = "shop.swarm",
    };
    struct buffer out = {0};
    snapshot.verdict = verdict_judge(&snapshot);
    junit_write(&snapshot, &out);
    CHECK_TEXT(
        buffer_text(&out),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites name=\"swarm\" time=\"61.500\">\n"
        "  <testsuite name=\"thresholds\" tests=\"3\" failures=\"2\" errors=\"0\" skipped=\"0\" "
        "time=\"61.500\""
        " timestamp=\"1970-01-01T00:00:00\">\n"
        "    <testcase classname=\"shop.swarm\" name=\"f\" time=\"0.000000\">\n"
        "      <failure type=\"threshold\" message=\"wanted &lt; 50%, got 100%; it aborted the "
        "run\">f</failure>\n"
        "    </testcase>\n"
        "    <testcase classname=\"shop.swarm\" name=\"max &lt; 5ms\" time=\"0.000000\"></testcase>\n"
        "    <testcase classname=\"shop.swarm\" name=\"min\" time=\"0.000000\">\n"
        "      <failure type=\"threshold\" message=\"wanted &gt; 0 ms, got no samples\">min</failure>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "  <testsuite name=\"requests\" tests=\"4\" failures=\"1\" errors=\"0\" skipped=\"0\" time=\"61.500\""
        " timestamp=\"1970-01-01T00:00:00\">\n"
        "    <testcase classname=\"shop.swarm\" name=\"GET /&lt;a&gt;\" time=\"0.020000\"></testcase>\n"
        "    <testcase classname=\"shop.swarm\" name=\"POST /&quot;b&quot;&amp;\xef\xbf\xbd\" "
        "time=\"0.008000\">\n"
        "      <failure type=\"failed requests\" message=\"3 of 4 failed\">2 x timeout\n"
        "1 x expect size &gt; 0 (found: &lt;0&gt;)\n"
        "</failure>\n"
        "    </testcase>\n"
        "    <testcase classname=\"shop.swarm\" name=\"GET /allowed\" time=\"0.010000\"></testcase>\n"
        "    <testcase classname=\"shop.swarm\" name=\"TXN both\" time=\"0.004000\"></testcase>\n"
        "  </testsuite>\n"
        "  <testsuite name=\"scenario\" tests=\"1\" failures=\"1\" errors=\"0\" skipped=\"0\" time=\"61.500\""
        " timestamp=\"1970-01-01T00:00:00\">\n"
        "    <testcase classname=\"shop.swarm\" name=\"a.swarm:3\" time=\"0.000000\">\n"
        "      <failure type=\"error\" message=\"division by 0\">task t</failure>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "</testsuites>\n");
    buffer_free(&out);
}

/* In the document of a search in which a request and the scenario failed, `held` is what its case holds, and
 * there are no other failures. */
static void search_check(struct capacity_report report, const char *suite, const char *held)
{
    struct snapshot_row rows[] = {row("GET", "/a", 4, 4)};
    struct snapshot_error error = {.place = "a.swarm:3",
                                   .message = "division by 0",
                                   .stack = "task t",
                                   .occurrences = 2,
                                   .first_seen = 0,
                                   .last_seen = 0};
    struct snapshot snapshot = {.elapsed = 2000 * MS,
                                .rows = rows,
                                .row_count = 1,
                                .errors = &error,
                                .error_count = 1,
                                .error_occurrences = 2,
                                .capacity = report,
                                .scenario = "a.swarm"};
    struct buffer out = {0}, want = {0};
    snapshot.verdict = verdict_judge(&snapshot);
    junit_write(&snapshot, &out);
    buffer_printf(&want,
                  " time=\"2.000\" timestamp=\"1970-01-01T00:00:00\">\n"
                  "    <testcase classname=\"a.swarm\" name=\"p95 &lt; 2s\" time=\"2.000000\">\n"
                  "      %s\n    </testcase>\n  </testsuite>\n",
                  held);
    CHECK(strstr(buffer_text(&out), buffer_text(&want)));
    CHECK(strstr(buffer_text(&out), suite));
    CHECK(strstr(buffer_text(&out), "<testsuite name=\"requests\" tests=\"1\" failures=\"0\""));
    CHECK(strstr(buffer_text(&out), "<testsuite name=\"scenario\" tests=\"1\" failures=\"0\""));
    char *failure = strstr(buffer_text(&out), "<failure");
    CHECK(!failure || !strstr(failure + 1, "<failure"));
    buffer_free(&out);
    buffer_free(&want);
}

TEST(a_search_for_the_capacity_is_a_case)
{
    struct capacity_report report = {
        .is_wanted = true, .condition = "p95 < 2s", .end = CAPACITY_FOUND, .users = 24, .rate = 79.5};
    search_check(report, "<testsuite name=\"capacity\" tests=\"1\" failures=\"0\"",
                 "<system-out>24 users (79.5 requests/s) meet p95 &lt; 2s</system-out>");
    report.end = CAPACITY_SEARCHING;
    report.users = 0;
    search_check(
        report, "<testsuite name=\"capacity\" tests=\"1\" failures=\"1\"",
        "<failure type=\"capacity\" message=\"not found: the search ended early\">p95 &lt; 2s</failure>");
}

TEST_MAIN(RUN(rows_thresholds_and_errors_are_cases); RUN(a_search_for_the_capacity_is_a_case))
