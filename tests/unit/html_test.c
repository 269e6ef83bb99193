/* The parts of the HTML report, and a whole page of a small run with what would break HTML in it. */
#include "runtime/base/count_of.h"
#include "runtime/report/html/html_report.h"

#include "page/page_assets.h"
#include "runtime/base/alloc.h"
#include "runtime/report/html/html_parts.h"
#include "runtime/report/html/html_sections.h"
#include "tests/support/test.h"

#include <openssl/evp.h>
#include <stdlib.h>

#define MS NANOS_PER_MS
#define S NANOS_PER_S
#define HOSTILE "</script><script>alert(1)</script>\"'&\x01\xff"
#define HARMLESS "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\\x01\xef\xbf\xbd"

/* ---- what a part appends ---- */

static void text_check(const char *text, const char *want)
{
    struct buffer out = {0};
    html_text(text, &out);
    CHECK_TEXT(buffer_text(&out), want);
    buffer_free(&out);
}

TEST(texts_of_others)
{
    text_check("/items?a=1&b=\"2\"", "/items?a=1&amp;b=&quot;2&quot;");
    text_check(HOSTILE, HARMLESS);
    text_check("a\nb\tc\x7f", "a\\nb\\tc\\x7f");
    text_check("\xe2\x80\xaetxt.exe", "\\u{202e}txt.exe");
    text_check("曲", "曲");
    text_check("", "");
}

TEST(lines_stay)
{
    struct buffer out = {0};
    html_lines("in <a>\nin \x1b[1mb\n", &out);
    CHECK_TEXT(buffer_text(&out), "in &lt;a&gt;\nin \\x1b[1mb\n");
    buffer_free(&out);
}

static const struct html_column columns[] = {{"Type", HTML_WORD}, {"Name", HTML_NAME}, {"Time", HTML_NUMBER}};

static void row_fill(struct html_table *table, const char *name, const struct times *times)
{
    html_cell(table, "GET");
    html_cell(table, name);
    html_cell_time(table, times, times->max);
}

TEST(a_table)
{
    struct html_table table;
    struct buffer out = {0};
    html_table_begin(&table, "In ms", columns, COUNT_OF(columns), &out);
    row_fill(&table, "/<a>", &(struct times){.count = 1, .max = 5 * MS});
    row_fill(&table, "/b", &(struct times){0});
    html_table_foot(&table);
    html_cell_marked(&table, "bad", "x");
    html_cell(&table, "");
    html_cell_printf(&table, "%d", 7);
    html_table_end(&table);
    CHECK_TEXT(
        buffer_text(&out),
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"In ms\">\n"
        "<table>\n<caption><span>In ms</span></caption>\n"
        "<thead><tr><th scope=\"col\" class=\"word\">Type</th><th scope=\"col\" class=\"name\">Name</th>"
        "<th scope=\"col\">Time</th></tr></thead>\n"
        "<tbody>\n"
        "<tr><td class=\"word\">GET</td><th scope=\"row\" class=\"name\">/&lt;a&gt;</th><td>5.00</td></tr>\n"
        "<tr><td class=\"word\">GET</td><th scope=\"row\" class=\"name\">/b</th><td>-</td></tr>\n"
        "</tbody>\n<tfoot>\n"
        "<tr><td class=\"word bad\">x</td><th scope=\"row\" class=\"name\"></th><td>7</td></tr>\n"
        "</tfoot>\n</table>\n</div>\n");
    buffer_free(&out);
}

/* ---- the course ---- */

/* Two seconds, the second of which had no request, and the few milliseconds at the end. */
static const struct series_point course[] = {
    {.when = 100 * S,
     .length = S,
     .users = 3,
     .requests = 40,
     .failures = 2,
     .p50 = 5 * MS,
     .p95 = 1234567,
     .p99 = 12 * MS},
    {.when = 101 * S, .length = S + 500 * MS, .users = 4},
    {.when = 102 * S + 500 * MS, .length = 20 * MS, .requests = 9, .p50 = MS, .p95 = MS, .p99 = MS},
};

static struct snapshot course_of(size_t points)
{
    return (struct snapshot){.start = 100 * S, .series = course, .series_count = points};
}

TEST(dropped_arrivals)
{
    static const struct series_point points[] = {{.when = 100 * S, .length = S},
                                                 {.when = 101 * S, .length = 2 * S, .dropped = 5}};
    struct snapshot snapshot = {.start = 100 * S, .series = points, .series_count = 2};
    struct buffer none = {0}, out = {0};
    html_charts(&snapshot, &none);
    CHECK(!strstr(buffer_text(&none), "ropped"));
    snapshot.arrivals_dropped = 5;
    html_charts(&snapshot, &out);
    CHECK(strstr(buffer_text(&out), "Dropped up to 2.5/s at 0:03</li>"));
    buffer_free(&none);
    buffer_free(&out);
}

TEST(the_course_in_words)
{
    struct snapshot snapshot = course_of(2), none = {0};
    struct buffer out = {0};
    html_charts(&none, &out);
    CHECK_INT(out.length, 0);
    html_charts(&snapshot, &out);
    CHECK(strstr(buffer_text(&out), "Requests up to 40.0/s at 0:01, failures up to 2.0/s at 0:01</li>"));
    CHECK(strstr(buffer_text(&out),
                 "Median up to 5.00 ms at 0:01, 95% up to 1.23 ms at 0:01, 99% up to 12 ms"));
    CHECK(strstr(buffer_text(&out), "Up to 4 at 0:02</li>"));
    buffer_free(&out);
}

/* ---- the verdict ---- */

static void verdict_check(const struct snapshot *snapshot, const char *want)
{
    struct snapshot judged = *snapshot;
    struct buffer out = {0};

    judged.verdict = verdict_judge(&judged);
    html_verdict(&judged, &out);
    CHECK_TEXT(buffer_text(&out), want);
    buffer_free(&out);
}

TEST(passed_and_failed)
{
    struct snapshot_row rows[] = {{.type = "GET", .name = "/a", .requests = 2000, .failures = 1500},
                                  {.type = "GET", .name = "/b", .requests = 10, .failures = 1}};
    struct threshold_result thresholds[] = {
        {.threshold = {.name = "/a", .metric = THRESHOLD_FAILED}, .is_met = true},
        {.threshold = {.name = "/b", .metric = THRESHOLD_MAX}}};
    struct snapshot fine = {.is_final = true, .aggregated.requests = 1};
    struct snapshot bad = {
        .is_final = true,
        .rows = rows,
        .row_count = 1,
        .aggregated = {.requests = 2010, .failures = 1501},
        .error_occurrences = 1,
    };
    verdict_check(
        &fine, "<ul class=\"verdict\">\n<li class=\"good\"><strong>Passed</strong> no request failed</li>\n"
               "</ul>\n");
    bad.aggregated.failures = 1500;
    verdict_check(&bad,
                  "<ul class=\"verdict\">\n<li class=\"bad\"><strong>Failed</strong> 1,500 requests failed; "
                  "1 scenario error</li>\n</ul>\n");
    bad.error_occurrences = 0;
    bad.thresholds = thresholds;
    bad.threshold_count = 1;
    verdict_check(
        &bad, "<ul class=\"verdict\">\n<li class=\"good\"><strong>Passed</strong> 1 threshold met; no more "
              "requests failed than allowed</li>\n</ul>\n");
    bad.row_count = bad.threshold_count = 2;
    bad.aggregated.failures = 1501;
    verdict_check(
        &bad, "<ul class=\"verdict\">\n<li class=\"bad\"><strong>Failed</strong> 1 of 2 thresholds missed; "
              "1 request failed that no threshold allows</li>\n</ul>\n");
}

/* Who searches wants failures. */
TEST(a_search_neither_passes_nor_fails)
{
    struct snapshot_row row = {.type = "GET", .name = "/a", .requests = 9, .failures = 9};
    struct snapshot snapshot = {
        .rows = &row,
        .row_count = 1,
        .aggregated = {.requests = 9, .failures = 9},
        .error_occurrences = 1,
        .capacity = {.is_wanted = true, .condition = "p95 < 2s", .end = CAPACITY_SEARCHING},
    };
    verdict_check(&snapshot,
                  "<ul class=\"verdict\">\n<li class=\"warn\"><strong>Running</strong> searching the maximum "
                  "number of users that meet p95 &lt; 2s</li>\n</ul>\n");
    snapshot.is_final = true;
    verdict_check(
        &snapshot,
        "<ul class=\"verdict\">\n<li class=\"answer bad\"><strong>Capacity</strong> not found: the search "
        "ended early</li>\n</ul>\n");
    snapshot.capacity.end = CAPACITY_FOUND;
    snapshot.capacity.users = 2;
    verdict_check(&snapshot,
                  "<ul class=\"verdict\">\n<li class=\"answer good\"><strong>Capacity</strong> 2 users (0.0 "
                  "requests/s) meet p95 &lt; 2s</li>\n</ul>\n");
}

TEST(the_steps_of_a_search)
{
    static const struct capacity_step steps[] = {
        {.users = 8, .rate = 80.5, .requests = 800, .p50 = MS, .p95 = 20 * MS, .p99 = 30 * MS, .missed = ""},
        {.users = 16,
         .outcome = CAPACITY_NOT_MET,
         .is_confirming = true,
         .failed = 0.5,
         .missed = "\"" HOSTILE "\" p95 < 2s"},
        {.users = 16, .outcome = CAPACITY_GENERATOR_LIMITED, .missed = "p95 < 2s"},
    };
    struct snapshot snapshot = {.capacity = {.is_wanted = true, .steps = steps, .step_count = 3}};
    struct buffer out = {0};
    html_capacity(&snapshot, &out);
    CHECK(strstr(buffer_text(&out),
                 "<tr><td>8</td><td class=\"text good\">met</td><td>80.50</td><td>1.00</td>"
                 "<td>20</td><td>30</td><td>0.00%</td></tr>\n"
                 "<tr><td>16</td><td class=\"text bad\">not met, confirmation: &quot;" HARMLESS
                 "&quot; p95 &lt; 2s</td>"
                 "<td>0.00</td><td>-</td><td>-</td><td>-</td><td>50.00%</td></tr>\n"));
    CHECK(strstr(buffer_text(&out), "<td class=\"text warn\">the load generator was the limit</td>"));
    buffer_free(&out);
}

TEST(the_load_generator_and_remarks)
{
    struct health_finding findings[] = {
        {HEALTH_OVERLOADED, "a reactor was busy 97 % of its time", 12 * S, 3 * S}};
    struct health_reactor reactor = {.cpu = 0.3, .busy = 0.4, .busy_most = 0.97, .lag = 12 * MS};
    struct snapshot snapshot = {
        .aggregated.requests = 1,
        .in_flight = 3,
        .oldest_in_flight = 20 * MS,
        .health = {.state = HEALTH_OVERLOADED,
                   .findings = findings,
                   .finding_count = 1,
                   .reactors = &reactor,
                   .reactor_count = 1,
                   .waits = {9, MS, 2 * MS, 3 * MS},
                   .cores = 1.5,
                   .descriptors = 7},
    };
    struct buffer out = {0};
    verdict_check(
        &snapshot,
        "<ul class=\"verdict\">\n<li class=\"warn\"><strong>Running</strong> no request failed</li>\n"
        "<li class=\"bad\"><strong>Load generator overloaded</strong> it was the limit, not the server; "
        "a reactor was busy 97 % of its time</li>\n"
        "<li class=\"note\">in flight at the end: 3, oldest 20 ms</li>\n</ul>\n");
    html_health(&snapshot, &out);
    CHECK(strstr(buffer_text(&out), "<tr><td>0:12</td><td>3.00 s</td><td class=\"text\">a reactor was busy"));
    CHECK(strstr(buffer_text(&out), "<td>30.0%</td><td>40.0%</td><td>97.0%</td><td>12</td></tr>"));
    CHECK(strstr(buffer_text(&out), "<dd>50%: 1.00 ms, 99%: 2.00 ms, max: 3.00 ms</dd>"));
    CHECK(strstr(buffer_text(&out), "<dd>1.5</dd>") && strstr(buffer_text(&out), "<dd>at most 7</dd>"));
    buffer_free(&out);
}

/* ---- the page ---- */

static size_t occurrences(const char *text, const char *part)
{
    size_t count = 0;
    for (; (text = strstr(text, part)); text += strlen(part))
        count++;
    return count;
}

static struct buffer hostile_page(void)
{
    static struct snapshot_row row = {.type = "GET", .name = HOSTILE, .requests = 1, .failures = 1};
    static struct snapshot_failure failure = {
        .row = SNAPSHOT_NO_ROW,
        .method = "GET",
        .name = HOSTILE,
        .error = HOSTILE,
        .actual = HOSTILE,
        .occurrences = 1,
        .first_seen = 101 * S,
        .last_seen = 163 * S,
    };
    static struct snapshot_error error = {.place = HOSTILE,
                                          .message = HOSTILE,
                                          .stack = HOSTILE,
                                          .occurrences = 1,
                                          .first_seen = 100 * S,
                                          .last_seen = 100 * S};
    static struct run_setting setting = {"host", HOSTILE};
    static struct threshold_result threshold = {.threshold = {.name = HOSTILE}};
    struct snapshot snapshot = {
        .start = 100 * S,
        .elapsed = 63 * S,
        .is_final = true,
        .end = HOSTILE,
        .rows = &row,
        .row_count = 1,
        .aggregated = {.type = "", .name = "Aggregated", .requests = 1, .failures = 1},
        .failures = &failure,
        .failure_count = 1,
        .errors = &error,
        .error_count = 1,
        .error_occurrences = 1,
        .thresholds = &threshold,
        .threshold_count = 1,
        .series = course,
        .series_count = 3,
        .scenario = "dir/" HOSTILE,
        .source = "# " HOSTILE "\n\tend",
        .settings = &setting,
        .setting_count = 1,
    };
    struct buffer out = {0};
    html_write(&snapshot, &out);
    return out;
}

/* What a browser shows: the document up to its data and script. */
static const char *visible_part(struct buffer *page)
{
    char *data = strstr(page->data, "<script");

    CHECK(data);
    *data = '\0';
    return buffer_text(page);
}

TEST(nothing_of_others_is_markup)
{
    struct buffer page = hostile_page();
    const char *visible;
    CHECK_INT(occurrences(buffer_text(&page), "<script"), 2);
    CHECK_INT(occurrences(buffer_text(&page), "</script>"), 2);
    CHECK_INT(strlen(buffer_text(&page)), page.length);
    visible = visible_part(&page);
    CHECK_INT(occurrences(visible, "alert(1)"), occurrences(visible, "&lt;script&gt;alert(1)&lt;"));
    buffer_free(&page);
}

TEST(each_section_is_there)
{
    static const char *const ids[] = {"thresholds", "charts", "requests", "percentiles", "network",
                                      "failures",   "errors", "settings", "scenario"};
    struct buffer page = hostile_page();
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        char begin[64];
        snprintf(begin, sizeof begin, "<section id=\"%s\">", ids[i]);
        CHECK_INT(occurrences(buffer_text(&page), begin), 1);
    }
    CHECK(strstr(buffer_text(&page), "<td>1</td><td>0:01</td><td>1:03</td></tr>"));
    CHECK(strstr(buffer_text(&page), "<span>\tend</span>\n</pre>"));
    CHECK(strstr(buffer_text(&page), "<time datetime=\"1970-01-01T00:01:40Z\">"));
    buffer_free(&page);
}

/* "sha256-…" of a text as a Content-Security-Policy has it; the caller frees it. */
static char *hash_of(const char *text)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    char *hash = mem_zalloc(1, 128);
    EVP_Digest(text, strlen(text), digest, &length, EVP_sha256(), NULL);
    strcpy(hash, "'sha256-");
    EVP_EncodeBlock((unsigned char *)hash + strlen(hash), digest, (int)length);
    strcat(hash, "'");
    return hash;
}

TEST(the_policy_allows_style_and_script)
{
    struct buffer page = hostile_page();
    char *style = hash_of(page_style), *script = hash_of(page_script);
    CHECK(strstr(buffer_text(&page), style));
    CHECK(strstr(buffer_text(&page), script));
    CHECK(strstr(page_script, "The MIT License"));
    mem_free(style);
    mem_free(script);
    buffer_free(&page);
}

/* ---- its size ---- */

enum { HOUR_POINTS = 1800 + 1800 / 8, HOUR_STEPS = 120, HOUR_ROWS = 50 };

/* Numbers that differ and have as many digits as those of a real run. */
static nanos some_time(size_t seed)
{
    return 7654321 + (nanos)(seed * 2654435761u % 90000000);
}

static struct times some_times(size_t seed)
{
    struct times times = {
        .count = 123456, .min = 1234567, .max = some_time(seed + 9), .mean = 7654321.5, .sum = 1e12};

    for (int i = 0; i < SNAPSHOT_PERCENTILES; i++)
        times.percentiles[i] = some_time(seed + (size_t)i);
    return times;
}

static void points_fill(struct series_point *points, struct heat *heat)
{
    for (size_t i = 0; i < HOUR_POINTS; i++) {
        points[i] = (struct series_point){
            .when = 100 * S + (nanos)i * 1001234567, .length = 1001234567, .users = 5000, .requests = 12345};
        points[i].p50 = some_time(i);
        points[i].p95 = some_time(i + 1);
        points[i].p99 = some_time(i + 2);
        for (unsigned bucket = 20; bucket < 32; bucket++)
            heat[i].counts[bucket] = 1000 + (unsigned)i % 977;
    }
}

static struct snapshot_row hour_row(size_t i, const uint64_t *distribution, const struct row_step *steps)
{
    static char names[HOUR_ROWS][32];
    static struct row_details details[HOUR_ROWS];
    struct snapshot_row row = {
        .type = "GET", .name = names[i], .id = (uint32_t)i, .requests = 123456, .failures = 1234};

    snprintf(names[i], sizeof names[i], "/api/collection/%zu/members", i);
    row.all = details[i].successes = details[i].failed = details[i].first_byte = some_times(i);
    details[i].connect = details[i].tls = some_times(i + 1);
    row.details = &details[i];
    row.distribution = distribution;
    row.history = steps;
    row.history_count = HOUR_STEPS;
    return row;
}

TEST(an_hour_with_50_rows_takes_less_than_a_megabyte)
{
    static struct series_point points[HOUR_POINTS];
    static struct heat heat[HOUR_POINTS];
    static struct timeline_step times[HOUR_STEPS];
    static struct row_step steps[HOUR_STEPS];
    static struct snapshot_row rows[HOUR_ROWS];
    uint64_t distribution[HEAT_BUCKETS] = {0};
    struct snapshot snapshot = {.start = 100 * S,
                                .elapsed = 3600 * S,
                                .is_final = true,
                                .end = "",
                                .scenario = "a.swarm",
                                .source = "",
                                .rows = rows,
                                .row_count = HOUR_ROWS,
                                .series = points,
                                .series_count = HOUR_POINTS,
                                .heat = heat,
                                .steps = times,
                                .step_count = HOUR_STEPS};
    struct buffer out = {0};

    points_fill(points, heat);
    for (unsigned bucket = 20; bucket < 50; bucket++)
        distribution[bucket] = 12345;
    for (size_t i = 0; i < HOUR_STEPS; i++) {
        times[i] = (struct timeline_step){(nanos)i * 30 * S + 1234567, 30 * S + 1234567};
        steps[i] = (struct row_step){.step = (uint32_t)i,
                                     .requests = 12345,
                                     .failures = 12,
                                     .p50 = some_time(i),
                                     .p95 = some_time(i + 1)};
    }
    for (size_t i = 0; i < HOUR_ROWS; i++)
        rows[i] = hour_row(i, distribution, steps);
    snapshot.aggregated = hour_row(0, distribution, steps);
    html_write(&snapshot, &out);
    CHECK(out.length > 500000);
    CHECK_INT(out.length / 1000000, 0);
    buffer_free(&out);
}

TEST(a_run_without_anything)
{
    struct snapshot snapshot = {
        .end = "", .scenario = "", .source = "", .aggregated = {.type = "", .name = ""}};
    struct buffer out = {0};
    html_write(&snapshot, &out);
    CHECK_INT(occurrences(visible_part(&out), "<section"), 0);
    CHECK(strstr(buffer_text(&out), "no request ended"));
    buffer_free(&out);
}

TEST_MAIN(setenv("TZ", "UTC", 1); RUN(texts_of_others); RUN(lines_stay); RUN(a_table); RUN(dropped_arrivals);
          RUN(the_course_in_words); RUN(passed_and_failed); RUN(a_search_neither_passes_nor_fails);
          RUN(the_steps_of_a_search); RUN(the_load_generator_and_remarks); RUN(nothing_of_others_is_markup);
          RUN(each_section_is_there); RUN(the_policy_allows_style_and_script);
          RUN(an_hour_with_50_rows_takes_less_than_a_megabyte); RUN(a_run_without_anything))
