/* The page for Prometheus of a fixed run, which tests/metrics.sh shows to promtool. */
#include "runtime/report/prometheus/prometheus.h"

#include "runtime/base/file.h"
#include "tests/support/report_run.h"
#include "tests/support/test.h"

TEST(the_page_of_a_run)
{
    struct snapshot_row rows[2];
    struct snapshot snapshot = report_run(rows);
    struct buffer out = {0}, want = {0};
    CHECK_TEXT(file_read("tests/data/metrics.txt", 1 << 20, &want) ? "unread" : "read", "read");
    prometheus_write(&snapshot, &out);
    CHECK_TEXT(buffer_text(&out), buffer_text(&want));
    buffer_free(&out);
    buffer_free(&want);
}

TEST(before_the_first_request)
{
    struct snapshot snapshot = {0};
    struct buffer out = {0};
    prometheus_write(&snapshot, &out);
    CHECK(strstr(buffer_text(&out), "# TYPE swarm_requests_total counter\n# HELP swarm_failures_total"));
    CHECK(strstr(buffer_text(&out), "swarm_generator_state{state=\"ok\"} 1\n"));
    CHECK(strstr(buffer_text(&out), "\nswarm_users 0\n"));
    buffer_free(&out);
}

TEST_MAIN(RUN(the_page_of_a_run); RUN(before_the_first_request))
