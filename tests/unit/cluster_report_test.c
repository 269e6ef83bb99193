/* The workers of a cluster in the reports: terminal, HTML, Prometheus. The JSON is in
 * tests/data/results.json. */
#include "runtime/report/html/html_sections.h"
#include "runtime/report/prometheus/prometheus.h"
#include "runtime/report/report.h"
#include "runtime/report/terminal/console.h"

#include "tests/support/report_run.h"
#include "tests/support/test.h"

/* Only the cluster of the fixed run. */
static struct snapshot clustered(void)
{
    struct snapshot_row rows[2];

    return (struct snapshot){.aggregated.requests = 1, .cluster = report_run(rows).cluster};
}

TEST(the_table_in_a_terminal)
{
    struct snapshot snapshot = clustered();
    struct buffer out = {0};

    console_workers(&snapshot, &(struct console_options){0}, &out);
    CHECK_TEXT(buffer_text(&out),
               "Workers (times in ms)\n"
               "Worker Host      Program State   |  # reqs CPU max Memory  Lag Late 99%\n"
               "------|---------|-------|--------|--------|-------|------|----|--------\n"
               "     1 a_b       Locust  running |      40     96%      -    -        -\n"
               "     0 <b>\\x1b\\n swarm   missing |      20      0%  18 MB 2.00     1500\n"
               "     2 c         other   refused |       0      0%      -    -        -\n");
    buffer_free(&out);
}

/* The rest of them is in the JSON. */
TEST(many_workers_in_a_terminal)
{
    struct worker_report workers[25] = {{.host = "a"}};
    struct snapshot snapshot = {.cluster = {.is_there = true, .workers = workers, .worker_count = 25}};
    struct buffer out = {0};

    for (uint32_t i = 0; i < 25; i++)
        workers[i] = (struct worker_report){.index = i, .host = "a"};
    console_workers(&snapshot, &(struct console_options){0}, &out);
    CHECK(strstr(buffer_text(&out), "    19 a "));
    CHECK(!strstr(buffer_text(&out), "    20 a "));
    CHECK(strstr(buffer_text(&out), "\nand 5 more\n"));
    buffer_free(&out);
}

TEST(what_is_missing_is_a_remark)
{
    struct snapshot snapshot = clustered();
    struct buffer out = {0};

    report_remarks(&snapshot, &out);
    CHECK_TEXT(
        buffer_text(&out),
        "worker 0 (<b>\\x1b\\n) was lost at 0:12: at most 1.30 s and about 50 requests of it are missing\n"
        "worker 1 (a_b) didn't deliver its last numbers: at most 3.00 s of it are missing\n");
    buffer_free(&out);
}

TEST(the_table_in_html)
{
    struct snapshot snapshot = clustered();
    struct buffer out = {0};

    html_workers(&snapshot, &out);
    CHECK(strstr(
        buffer_text(&out),
        "<tr><th scope=\"row\" class=\"name\">1</th><td class=\"word\">a_b</td><td class=\"word\">Locust</td>"
        "<td "
        "class=\"word\">running</td><td>40</td><td>96%</td><td>-</td><td>-</td><td>-</td><td>-</td></tr>"));
    CHECK(strstr(
        buffer_text(&out),
        "<td class=\"word\">&lt;b&gt;\\x1b\\n</td><td class=\"word\">swarm</td>"
        "<td class=\"word bad\">missing</td><td>20</td><td>0%</td><td>18</td><td>2.00</td><td>1500</td>"
        "<td>-1500.0</td></tr>"));
    buffer_free(&out);
}

TEST(the_page_for_prometheus)
{
    struct snapshot snapshot = clustered();
    struct buffer out = {0};

    prometheus_workers(&snapshot.cluster, &out);
    CHECK(strstr(buffer_text(&out),
                 "\nswarm_workers{state=\"running\"} 1\nswarm_workers{state=\"missing\"} 1\n"));
    CHECK(strstr(buffer_text(&out), "\nswarm_worker_users{worker=\"1\",host=\"a_b\"} 3\n"));
    CHECK(strstr(buffer_text(&out), "\nswarm_worker_requests_total{worker=\"1\",host=\"a_b\"} 40\n"));
    CHECK(strstr(buffer_text(&out), "\nswarm_worker_cpu_ratio{worker=\"1\",host=\"a_b\"} 0.5\n"));
    CHECK(strstr(buffer_text(&out), "\nswarm_worker_lag_seconds{worker=\"0\",host=\"<b>\x1b\\n\"} 0.002\n"));
    CHECK(!strstr(buffer_text(&out), "swarm_worker_lag_seconds{worker=\"1\""));
    CHECK(strstr(buffer_text(&out),
                 "\nswarm_worker_clock_ahead_seconds{worker=\"0\",host=\"<b>\x1b\\n\"} -1.5\n"));
    buffer_free(&out);
}

TEST(without_a_cluster_there_is_nothing)
{
    struct snapshot snapshot = {.aggregated.requests = 1};
    struct buffer out = {0};

    console_workers(&snapshot, &(struct console_options){0}, &out);
    html_workers(&snapshot, &out);
    prometheus_workers(&snapshot.cluster, &out);
    report_remarks(&snapshot, &out);
    CHECK_TEXT(buffer_text(&out), "");
    buffer_free(&out);
}

TEST_MAIN(RUN(the_table_in_a_terminal); RUN(many_workers_in_a_terminal); RUN(what_is_missing_is_a_remark);
          RUN(the_table_in_html); RUN(the_page_for_prometheus); RUN(without_a_cluster_there_is_nothing))
