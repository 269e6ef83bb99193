/* A snapshot says what the totals hold, sorted and complete, and outlives them; thresholds hold what was
 * measured against what was wanted. */
#include "runtime/base/count_of.h"
#include "runtime/stats/snapshot.h"

#include "runtime/base/alloc.h"
#include "runtime/base/mask.h"
#include "tests/support/test.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define MS NANOS_PER_MS

static const struct row_name names[] = {
    {"POST", "/b"}, {"GET", "/b"}, {"GET", "/a"}, {"TXN", "/a"}, {"GET", "/never"},
};
enum { NAMES = COUNT_OF(names) };

static instant at(nanos when)
{
    return (instant){when};
}

/* `count` samples of 1, 2, … ms, the first `failed` of which failed, ending at the tenth second. */
static void record(struct stats *stats, uint32_t row, int count, int failed)
{
    for (int i = 0; i < count; i++) {
        nanos end = 10 * NANOS_PER_S;
        stats_record(stats, &(struct sample){
                                .row = row,
                                .failed = i < failed,
                                .start = at(end - (i + 1) * MS),
                                .end = at(end),
                                .status = i < failed ? 500 : 200,
                                .bytes_received = 100,
                                .connections_reused = 1,
                            });
    }
}

/* POST /b: 100 requests, 10 failed. GET /a: 1000. TXN /a: 5, all failed. GET /never: none. */
static struct totals *totals_filled(void)
{
    struct totals *totals = totals_new(names, NAMES, at(0), 1000 * NANOS_PER_S);
    struct stats *stats = stats_new(names, NAMES);
    record(stats, 0, 100, 10);
    record(stats, 1, 1, 0);
    record(stats, 2, 1000, 0);
    record(stats, 3, 5, 5);
    record(stats, stats_row_dynamic(stats, "GET", "/B", 2), 1, 0);
    stats_failure(
        stats, 0,
        (struct failure_event){
            .error = "later", .error_length = 5, .actual = "x", .actual_length = 1, .line = 5, .when = 3000});
    stats_failure(stats, 0, (struct failure_event){.error = "earlier", .error_length = 7, .when = 4000});
    stats_error(stats, "a.swarm:3", "division by 0", "task t", 5000);
    stats_error(stats, "a.swarm:3", "division by 0", "task t", 6000);
    stats_users_not_started(stats, 2);
    stats_arrivals(stats, 30, 4);
    totals_merge(totals, stats->set);
    stats_set_clear(stats->set);
    stats_users_not_started(stats, -1);
    stats_arrivals(stats, 12, 1);
    totals_merge(totals, stats->set);
    totals_tick(totals, at(10 * NANOS_PER_S), 42);
    stats_free(stats);
    return totals;
}

static struct snapshot_input input_of(const struct totals *totals)
{
    return (struct snapshot_input){
        .totals = totals,
        .now = at(12 * NANOS_PER_S),
        .wall = 1012 * NANOS_PER_S,
        .run_time = 60 * NANOS_PER_S,
        .is_final = true,
        .users = 42,
        .in_flight = 7,
        .oldest_in_flight = 30200 * MS,
    };
}

static struct snapshot *snapshot_taken(void)
{
    struct totals *totals = totals_filled();
    struct snapshot_input input = input_of(totals);
    struct snapshot *snapshot = snapshot_new(&input);
    totals_free(totals);
    return snapshot;
}

TEST(rows_by_name_and_then_type)
{
    struct snapshot *snapshot = snapshot_taken();
    char order[128] = "";
    for (size_t i = 0; i < snapshot->row_count; i++)
        snprintf(order + strlen(order), sizeof order - strlen(order), "%s %s, ", snapshot->rows[i].type,
                 snapshot->rows[i].name);
    CHECK_TEXT(order, "GET /B, GET /a, TXN /a, GET /b, POST /b, ");
    snapshot_free(snapshot);
}

TEST(ids_are_those_of_the_statistics)
{
    static const uint32_t by_place[] = {5, 2, 3, 1, 0};
    struct snapshot *snapshot = snapshot_taken();

    for (size_t i = 0; i < snapshot->row_count; i++)
        CHECK_INT(snapshot->rows[i].id, by_place[i]);
    CHECK_INT(snapshot->aggregated.id, SNAPSHOT_NO_ROW);
    CHECK_INT(snapshot->failures[0].id, 1);
    CHECK_INT(snapshot->failures[0].row, 0);
    CHECK_INT(snapshot->failures[1].id, 0);
    CHECK_INT(snapshot->errors[0].id, 0);
    snapshot_free(snapshot);
}

/* ---- a snapshot computes only rows that have changed ---- */

static void times_equal(const struct times *got, const struct times *want)
{
    CHECK(memcmp(got, want, offsetof(struct times, within)) == 0);
    CHECK_INT(!got->within, !want->within);
    for (int i = 0; want->within && i < SNAPSHOT_BOUNDS; i++)
        CHECK_INT(got->within[i], want->within[i]);
}

static void row_equal(const struct snapshot_row *got, const struct snapshot_row *want)
{
    CHECK_TEXT(got->name, want->name);
    CHECK_INT(got->id, want->id);
    CHECK_INT(got->requests, want->requests);
    CHECK_INT(got->failures, want->failures);
    times_equal(&got->all, &want->all);
    times_equal(&got->details->successes, &want->details->successes);
    times_equal(&got->details->failed, &want->details->failed);
    CHECK(memcmp(&got->rates, &want->rates, sizeof got->rates) == 0);
    CHECK_INT(got->bytes_received, want->bytes_received);
    CHECK_INT(got->status_count, want->status_count);
    for (size_t i = 0; i < want->status_count; i++)
        CHECK_INT(got->statuses[i].count, want->statuses[i].count);
    CHECK(memcmp(got->distribution, want->distribution, HEAT_BUCKETS * sizeof *want->distribution) == 0);
}

static void second_run(struct totals *totals, struct stats *stats, nanos second)
{
    record(stats, (uint32_t)second % NAMES, (int)second + 3, (int)second % 3);
    if (second > 5)
        record(stats, stats_row_dynamic(stats, "GET", "/first", 6), 2, 1);
    totals_merge(totals, stats->set);
    stats_set_clear(stats->set);
    totals_tick(totals, at(second * NANOS_PER_S), 1);
}

/* Somebody who has watched all seconds sees at the end what somebody sees who comes then. */
TEST(rows_are_those_of_a_first_snapshot)
{
    struct totals *watched = totals_new(names, NAMES, at(0), 0), *fresh = totals_new(names, NAMES, at(0), 0);
    struct stats *stats = stats_new(names, NAMES);
    struct snapshot_input input = input_of(watched);

    for (nanos second = 1; second < 14; second++) {
        second_run(watched, stats, second);
        second_run(fresh, stats, second);
        input.is_brief = second % 5 > 0;
        snapshot_free(snapshot_new(&input));
    }
    input.is_brief = false;
    struct snapshot *got = snapshot_new(&input);
    input.totals = fresh;
    struct snapshot *want = snapshot_new(&input);
    CHECK_INT(got->row_count, 6);
    CHECK_INT(want->row_count, 6);
    for (size_t i = 0; i < want->row_count; i++)
        row_equal(&got->rows[i], &want->rows[i]);
    row_equal(&got->aggregated, &want->aggregated);
    snapshot_free(got);
    snapshot_free(want);
    totals_free(watched);
    totals_free(fresh);
    stats_free(stats);
}

enum { MANY = 600 };

static void many_record(struct totals *totals, struct stats *stats, nanos time)
{
    for (uint32_t i = 0; i < MANY; i++)
        stats_record(stats,
                     &(struct sample){.row = i, .start = at(NANOS_PER_S), .end = at(NANOS_PER_S + time)});
    totals_merge(totals, stats->set);
    stats_set_clear(stats->set);
}

/* The number of rows of the next snapshot with that maximum as the highest percentile; all know the maximum.
 */
static size_t exact_count(const struct totals *totals, bool is_brief, nanos max)
{
    struct snapshot_input input = {.totals = totals, .is_brief = is_brief};
    struct snapshot *snapshot = snapshot_new(&input);
    size_t count = 0;

    CHECK_INT(snapshot->row_count, MANY);
    for (size_t i = 0; i < MANY; i++) {
        CHECK_INT(snapshot->rows[i].all.max, max);
        count += snapshot->rows[i].all.percentiles[SNAPSHOT_PERCENTILES - 1] == max;
    }
    CHECK_INT(snapshot->aggregated.all.percentiles[SNAPSHOT_PERCENTILES - 1], max);
    snapshot_free(snapshot);
    return count;
}

/* The work of a second is bounded: with many rows, percentiles are computed in turn. */
TEST(a_brief_snapshot_computes_percentiles_of_256_rows)
{
    static struct row_name many[MANY];
    static char texts[MANY][8];

    for (int i = 0; i < MANY; i++) {
        snprintf(texts[i], sizeof texts[i], "/%d", i);
        many[i] = (struct row_name){"GET", texts[i]};
    }
    struct totals *totals = totals_new(many, MANY, at(0), 0);
    struct stats *stats = stats_new(many, MANY);
    many_record(totals, stats, MS);
    CHECK_INT(exact_count(totals, true, MS), MANY);
    many_record(totals, stats, 2 * MS);
    CHECK_INT(exact_count(totals, true, 2 * MS), 256);
    CHECK_INT(exact_count(totals, true, 2 * MS), 512);
    CHECK_INT(exact_count(totals, true, 2 * MS), MANY);
    many_record(totals, stats, 3 * MS);
    CHECK_INT(exact_count(totals, false, 3 * MS), MANY);
    totals_free(totals);
    stats_free(stats);
}

/* The numbers of the time before a reset don't come back, also where as many requests follow. */
TEST(after_a_reset_rows_are_new)
{
    struct totals *totals = totals_new(names, NAMES, at(0), 0);
    struct stats *stats = stats_new(names, NAMES);
    struct snapshot_input input = input_of(totals);

    second_run(totals, stats, 3);
    snapshot_free(snapshot_new(&input));
    totals_reset(totals, at(0), 0);
    for (int i = 0; i < 6; i++)
        stats_record(stats, &(struct sample){.row = 3, .end = at((7 + i) * MS), .status = 204});
    totals_merge(totals, stats->set);
    struct snapshot *snapshot = snapshot_new(&input);
    CHECK_INT(snapshot->row_count, 1);
    CHECK_INT(snapshot->rows[0].requests, 6);
    CHECK_INT(snapshot->rows[0].all.min, 7 * MS);
    CHECK_INT(snapshot->rows[0].statuses[0].status, 204);
    CHECK_INT(snapshot->aggregated.requests, 0); /* it is a transaction */
    snapshot_free(snapshot);
    totals_free(totals);
    stats_free(stats);
}

TEST(a_brief_snapshot_leaves_out_histories)
{
    struct totals *totals = totals_filled();
    struct snapshot_input input = input_of(totals);

    input.is_brief = true;
    input.is_final = false;
    struct snapshot *brief = snapshot_new(&input);
    CHECK_INT(brief->row_count, 5);
    CHECK_INT(brief->series_count, 0);
    CHECK_INT(brief->step_count, 0);
    CHECK(!brief->rows[4].distribution);
    CHECK_INT(brief->rows[4].history_count, 0);
    CHECK_INT(brief->rows[4].all.count, 100);
    CHECK(!brief->rows[4].details);
    CHECK_INT(snapshot_row_details(&brief->rows[4])->successes.count, 0);
    CHECK_INT(brief->aggregated.details->failed.count, 10);
    CHECK_INT(brief->rows[4].second.requests, 100);
    CHECK_INT(brief->rows[4].second.failures, 10);
    CHECK_INT(brief->second->point.requests, 1102);
    snapshot_free(brief);
    totals_free(totals);
}

TEST(numbers_of_a_row)
{
    struct snapshot *snapshot = snapshot_taken();
    const struct snapshot_row *row = &snapshot->rows[4];
    CHECK_INT(row->requests, 100);
    CHECK_INT(row->failures, 10);
    CHECK_INT(row->all.count, 100);
    CHECK_INT(row->all.min, MS);
    CHECK_INT(row->all.max, 100 * MS);
    CHECK_FLOAT(row->all.mean, 50.5e6, 1);
    CHECK_FLOAT((double)row->all.percentiles[SNAPSHOT_P50], 50e6, 50e3);
    CHECK_FLOAT((double)row->all.percentiles[SNAPSHOT_P95], 95e6, 95e3);
    CHECK_INT(row->all.percentiles[SNAPSHOT_PERCENTILES - 1], 100 * MS);
    CHECK_INT(row->details->failed.max, 10 * MS);
    CHECK_INT(row->details->successes.min, 11 * MS);
    CHECK_INT(row->details->scheduled.count, 0);
    CHECK_FLOAT(row->rates.requests, 10, 1e-9);
    CHECK_FLOAT(row->rates.failures, 1, 1e-9);
    CHECK_FLOAT(row->recent.requests, 10, 1e-9);
    CHECK_FLOAT(row->average_size, 100, 1e-9);
    CHECK_INT(row->connections_reused, 100);
    CHECK_INT(row->status_count, 2);
    CHECK_INT(row->statuses[0].status, 200);
    CHECK_INT(row->statuses[0].count, 90);
    CHECK_INT(row->statuses[1].status, 500);
    CHECK_INT(row->statuses[1].count, 10);
    snapshot_free(snapshot);
}

TEST(histograms_of_a_row)
{
    struct snapshot *snapshot = snapshot_taken();
    const struct snapshot_row *row = &snapshot->rows[4];
    CHECK_FLOAT(row->all.sum, 5050e6, 0);
    CHECK_INT(row->all.within[0], 1);    /* 1 ms */
    CHECK_INT(row->all.within[5], 50);   /* 50 ms */
    CHECK_INT(row->all.within[14], 100); /* a minute */
    CHECK_INT(row->details->failed.within[5], 10);
    CHECK_INT(row->details->successes.bucket_count, 90);
    CHECK_INT(row->details->successes.buckets[0].count, 1);
    CHECK_INT(row->details->failed.bucket_count, 10);
    CHECK_INT(row->all.bucket_count, 0);
    CHECK_INT(row->details->scheduled.bucket_count, 0);
    CHECK_INT(snapshot->aggregated.details->failed.bucket_count, 10);
    snapshot_free(snapshot);
}

/* They are many, and nobody reads them while the run goes on. */
TEST(no_buckets_before_the_end)
{
    struct totals *totals = totals_filled();
    struct snapshot_input input = input_of(totals);
    input.is_final = false;
    struct snapshot *snapshot = snapshot_new(&input);
    CHECK_INT(snapshot->rows[4].details->successes.bucket_count, 0);
    CHECK_INT(snapshot->rows[4].all.within[5], 50);
    snapshot_free(snapshot);
    totals_free(totals);
}

TEST(aggregated_leaves_transactions_out)
{
    struct snapshot *snapshot = snapshot_taken();
    const struct snapshot_row *all = &snapshot->aggregated;
    CHECK_TEXT(all->name, "Aggregated");
    CHECK_TEXT(all->type, "");
    CHECK_INT(all->requests, 1102);
    CHECK_INT(all->failures, 10);
    CHECK_INT(all->all.max, 1000 * MS);
    CHECK_FLOAT(all->recent.requests, 110.2, 1e-9);
    CHECK_INT(all->statuses[1].count, 10);
    CHECK_INT(snapshot->series_count, 1);
    CHECK_INT(snapshot->series[0].requests, 1102);
    CHECK_INT(snapshot->series[0].users, 42);
    CHECK_INT(snapshot->series[0].dropped, 5);
    CHECK_INT(snapshot->series[0].when, 1000 * NANOS_PER_S);
    snapshot_free(snapshot);
}

/* Only when they are asked for; those of all rows without transactions. */
TEST(response_times_of_the_last_seconds)
{
    struct totals *totals = totals_new(names, NAMES, at(0), 0);
    struct stats *stats = stats_new(names, NAMES);
    struct snapshot_input input = input_of(totals);
    for (int asked = 0; asked < 2; asked++) {
        if (asked)
            totals_keep_times(totals);
        record(stats, 0, 100, 10);
        record(stats, 3, 500, 0);
        totals_merge(totals, stats->set);
        stats_set_clear(stats->set);
        totals_tick(totals, at((asked + 1) * NANOS_PER_S), 1);
        struct snapshot *snapshot = snapshot_new(&input);
        CHECK_INT(snapshot->rows[0].recent_times ? 1 : 0, asked);
        CHECK_INT(snapshot->aggregated.recent_times ? 1 : 0, asked);
        if (asked) {
            CHECK_INT(snapshot->rows[0].recent_times->count, 500);
            CHECK_INT(snapshot->rows[1].recent_times->count, 100);
            CHECK_INT(snapshot->rows[1].recent_times->max, 100 * MS);
            CHECK_INT(snapshot->aggregated.recent_times->count, 200);
        }
        snapshot_free(snapshot);
    }
    stats_free(stats);
    totals_free(totals);
}

TEST(failures_errors_and_the_run)
{
    struct snapshot *snapshot = snapshot_taken();
    CHECK_INT(snapshot->failure_count, 2);
    CHECK_TEXT(snapshot->failures[0].error, "earlier");
    CHECK_TEXT(snapshot->failures[0].actual, "");
    CHECK_TEXT(snapshot->failures[1].method, "POST");
    CHECK_TEXT(snapshot->failures[1].name, "/b");
    CHECK_TEXT(snapshot->failures[1].actual, "x");
    CHECK_INT(snapshot->failures[1].first_seen, 3000);
    CHECK_INT(snapshot->error_count, 1);
    CHECK_INT(snapshot->error_occurrences, 2);
    CHECK_TEXT(snapshot->errors[0].place, "a.swarm:3");
    CHECK_TEXT(snapshot->errors[0].stack, "task t");
    CHECK_INT(snapshot->users_not_started, 1);
    CHECK_INT(snapshot->arrivals, 42);
    CHECK_INT(snapshot->arrivals_dropped, 5);
    CHECK_INT(snapshot->in_flight, 7);
    CHECK_INT(snapshot->elapsed, 12 * NANOS_PER_S);
    CHECK_INT(snapshot->start, 1000 * NANOS_PER_S);
    CHECK_TEXT(snapshot->source, "");
    snapshot_free(snapshot);
}

/* What was passed in may change or go afterwards. */
TEST(it_holds_copies)
{
    struct totals *totals = totals_filled();
    struct snapshot_input input = input_of(totals);
    char name[] = "GET /b", value[] = "http://localhost", source[] = "user a { }";
    struct threshold threshold = {.name = name, .metric = THRESHOLD_MAX, .wanted = 5};
    struct run_setting setting = {"host", value};
    input.thresholds = &(struct threshold_result){.threshold = threshold};
    input.threshold_count = input.setting_count = 1;
    input.settings = &setting;
    input.outline = &(struct scenario_outline){
        .files = &(struct scenario_file){.path = "a.swarm", .source = source}, .file_count = 1};
    struct snapshot *snapshot = snapshot_new(&input);
    totals_free(totals);
    name[0] = value[0] = source[0] = '#';
    CHECK_TEXT(snapshot->thresholds[0].threshold.name, "GET /b");
    CHECK_TEXT(snapshot->settings[0].value, "http://localhost");
    CHECK_TEXT(snapshot->source, "user a { }");
    CHECK_TEXT(snapshot->files[0].path, "a.swarm");
    CHECK_TEXT(snapshot->rows[0].name, "/B");
    snapshot_free(snapshot);
}

/* In the order of the files; a row that several lines share gives each its percentile, not its counts. */
TEST(lines_have_numbers)
{
    static const struct scenario_line lines[] = {
        {.kind = LINE_EXPECT, .file = 1, .line = 2, .column = 3, .text = "expect", .row = LINE_NO_ROW},
        {.kind = LINE_KIND, .line = 1, .column = 1, .text = "U", .row = LINE_NO_ROW},
        {.kind = LINE_TASK, .line = 3, .column = 5, .text = "b", .row = LINE_NO_ROW, .parent = 2},
        {.kind = LINE_TASK, .line = 2, .column = 5, .text = "a", .row = LINE_NO_ROW, .parent = 2},
        {.kind = LINE_REQUEST, .line = 2, .column = 9, .text = "GET /a", .row = 0, .parent = 2},
        {.kind = LINE_REQUEST, .line = 2, .column = 7, .text = "GET ${x}", .row = LINE_NO_ROW, .parent = 2},
        {.kind = LINE_SET, .line = 9, .column = 1, .text = "Used", .row = LINE_NO_ROW},
    };
    static const double wanted[] = {0, -1, 1, 0.5, 0.25, -1, -1, -1};
    static const struct line_count counts[] = {{0}, {5, 2}, {1, 0}, {30, 0}, {10, 0}, {3, 1}, {0}, {40, 0}};
    const struct scenario_outline outline = {.lines = lines, .line_count = 7, .wanted = wanted};
    struct totals *totals = totals_filled();
    struct snapshot_input input = input_of(totals);
    struct snapshot *snapshot;
    const struct snapshot_line *line;

    memcpy(stats_lines(totals->stats, 8), counts, sizeof counts);
    input.outline = &outline;
    snapshot = snapshot_new(&input);
    CHECK_INT(snapshot->line_count, 7);
    line = snapshot->lines;
    CHECK_TEXT(line[0].text, "U");
    CHECK_FLOAT(line[0].share, 1, 0);
    CHECK_TEXT(line[1].text, "a");
    CHECK_INT(line[1].passed, 10);
    CHECK_FLOAT(line[1].share, 0.25, 0);
    CHECK_FLOAT(line[1].wanted_share, 0.25, 0);
    CHECK_TEXT(line[2].text, "GET ${x}");
    CHECK_INT(line[2].row, SNAPSHOT_NO_ROW);
    CHECK_INT(line[2].p95, 0);
    CHECK_TEXT(line[3].text, "GET /a");
    CHECK_INT(line[3].passed, 3);
    CHECK_INT(line[3].failed, 1);
    CHECK_INT(line[3].row, 0);
    CHECK(line[3].p95 > 0);
    CHECK_FLOAT(line[3].per_second, 4 * (double)NANOS_PER_S / (double)totals_span(totals), 1e-9);
    CHECK_FLOAT(line[4].share, 0.75, 0);
    CHECK_TEXT(line[5].text, "Used");
    CHECK_FLOAT(line[5].share, -1, 0);
    CHECK_INT(line[6].file, 1);
    CHECK_INT(snapshot->failures[0].line, 0);
    CHECK_INT(snapshot->failures[1].line, 2);
    CHECK_INT(snapshot->failures[1].file, 0);
    CHECK_INT(line[6].failed, 2);
    snapshot_free(snapshot);
    totals_free(totals);
}

TEST(source_and_settings_hide_secrets)
{
    struct totals *totals = totals_filled();
    struct snapshot_input input = input_of(totals);
    struct run_setting setting = {"host", "http://ann:tr0ub4dor@localhost"};
    input.settings = &setting;
    input.setting_count = 1;
    input.outline = &(struct scenario_outline){
        .files = (const struct scenario_file[]){{"a.swarm", "auth basic(\"ann\", \"tr0ub4dor\")"},
                                                {"b.swarm", "tr0ub4dor"},
                                                {"std/http", NULL}},
        .file_count = 3};
    mask_add("tr0ub4dor", 9);
    struct snapshot *snapshot = snapshot_new(&input);
    CHECK_TEXT(snapshot->source, "auth basic(\"ann\", \"***\")");
    CHECK_TEXT(snapshot->files[0].source, snapshot->source);
    CHECK_TEXT(snapshot->files[1].source, "***");
    CHECK(!snapshot->files[2].source);
    CHECK_TEXT(snapshot->settings[0].value, "http://ann:***@localhost");
    snapshot_free(snapshot);
    totals_free(totals);
}

TEST(of_a_run_without_requests)
{
    struct totals *totals = totals_new(names, NAMES, at(0), 0);
    struct snapshot_input input = input_of(totals);
    struct snapshot *snapshot = snapshot_new(&input);
    CHECK_INT(snapshot->row_count, 0);
    CHECK_INT(snapshot->aggregated.all.count, 0);
    CHECK_FLOAT(snapshot->aggregated.rates.requests, 0, 0);
    CHECK(!snapshot->verdict.has_failed);
    snapshot_free(snapshot);
    totals_free(totals);
}

/* ---- what counts as failed ---- */

static bool found(enum capacity_end end, uint64_t users)
{
    struct snapshot snapshot = {.capacity = {.is_wanted = true, .end = end, .users = users}};
    return !verdict_judge(&snapshot).lacks_capacity;
}

TEST(a_search_has_an_answer_and_no_failures)
{
    struct snapshot_row row = {.type = "GET", .name = "/a", .requests = 2, .failures = 1};
    struct snapshot snapshot = {.error_occurrences = 1, .rows = &row, .row_count = 1};
    struct verdict verdict = verdict_judge(&snapshot);

    CHECK_INT(verdict.failed_requests, 1);
    CHECK_INT(verdict.errors, 1);
    CHECK(verdict.has_failed && !verdict.lacks_capacity);
    snapshot.capacity.is_wanted = true;
    verdict = verdict_judge(&snapshot);
    CHECK_INT(verdict.failed_requests, 0);
    CHECK_INT(verdict.errors, 0);
    CHECK(verdict.has_failed && verdict.lacks_capacity);
    CHECK(found(CAPACITY_FOUND, 8) && found(CAPACITY_AT_LEAST, 8) && found(CAPACITY_GENERATOR, 8));
    CHECK(!found(CAPACITY_SEARCHING, 8) && !found(CAPACITY_GENERATOR, 0) && !found(CAPACITY_NONE, 0));
}

/* ---- thresholds ---- */

static struct threshold_result evaluated(struct threshold threshold)
{
    struct totals *totals = totals_filled();
    struct threshold_result result = threshold_evaluate(&threshold, totals);
    totals_free(totals);
    return result;
}

static double measured(const char *name, enum threshold_metric metric, double percent)
{
    struct threshold_result result =
        evaluated((struct threshold){.name = name, .metric = metric, .percent = percent});
    CHECK(result.is_measured);
    return result.got;
}

TEST(metrics_of_the_whole_run)
{
    CHECK_FLOAT(measured(NULL, THRESHOLD_REQUESTS, 0), 1102, 0);
    CHECK_FLOAT(measured(NULL, THRESHOLD_FAILED, 0), 10.0 / 1102, 1e-12);
    CHECK_FLOAT(measured(NULL, THRESHOLD_RPS, 0), 110.2, 1e-9);
    CHECK_FLOAT(measured(NULL, THRESHOLD_MIN, 0), 1e6, 0);
    CHECK_FLOAT(measured(NULL, THRESHOLD_MAX, 0), 1000e6, 0);
    CHECK_FLOAT(measured(NULL, THRESHOLD_ERRORS, 0), 2, 0);
}

TEST(metrics_by_name_or_type_and_name)
{
    CHECK_FLOAT(measured("/b", THRESHOLD_REQUESTS, 0), 101, 0);
    CHECK_FLOAT(measured("POST /b", THRESHOLD_REQUESTS, 0), 100, 0);
    CHECK_FLOAT(measured("POST /b", THRESHOLD_FAILED, 0), 0.1, 1e-12);
    CHECK_FLOAT(measured("POST /b", THRESHOLD_PERCENTILE, 90), 90e6, 90e3);
    CHECK_FLOAT(measured("POST /b", THRESHOLD_PERCENTILE, 99.9), 100e6, 0);
    CHECK_FLOAT(measured("POST /b", THRESHOLD_AVERAGE, 0), 50.5e6, 1);
    CHECK_FLOAT(measured("/a", THRESHOLD_REQUESTS, 0), 1005, 0);
    CHECK_FLOAT(measured("TXN /a", THRESHOLD_FAILED, 0), 1, 0);
    CHECK_FLOAT(measured("GET /B", THRESHOLD_REQUESTS, 0), 1, 0);
}

TEST(without_samples_it_is_missed)
{
    for (int metric = THRESHOLD_PERCENTILE; metric < THRESHOLD_ERRORS; metric++) {
        struct threshold threshold = {
            .name = "/never", .metric = (enum threshold_metric)metric, .percent = 95};
        threshold.op = THRESHOLD_GREATER_EQUAL;
        struct threshold_result result = evaluated(threshold);
        CHECK(!result.is_measured);
        CHECK(!result.is_met);
    }
    CHECK(!evaluated((struct threshold){.name = "POST", .op = THRESHOLD_GREATER_EQUAL}).is_measured);
    CHECK(!evaluated((struct threshold){.name = "PUT /b", .op = THRESHOLD_GREATER_EQUAL}).is_measured);
}

static bool met(enum threshold_op op, double wanted)
{
    return evaluated((struct threshold){.metric = THRESHOLD_REQUESTS, .op = op, .wanted = wanted}).is_met;
}

TEST(operators)
{
    CHECK(met(THRESHOLD_LESS, 1103) && !met(THRESHOLD_LESS, 1102));
    CHECK(met(THRESHOLD_LESS_EQUAL, 1102) && !met(THRESHOLD_LESS_EQUAL, 1101));
    CHECK(met(THRESHOLD_GREATER, 1101) && !met(THRESHOLD_GREATER, 1102));
    CHECK(met(THRESHOLD_GREATER_EQUAL, 1102) && !met(THRESHOLD_GREATER_EQUAL, 1103));
    CHECK(met(THRESHOLD_EQUAL, 1102) && !met(THRESHOLD_EQUAL, 1101));
    CHECK(met(THRESHOLD_NOT_EQUAL, 1101) && !met(THRESHOLD_NOT_EQUAL, 1102));
}

static void metric_text_check(struct threshold threshold, const char *want)
{
    struct buffer text = {0};
    threshold_print_metric(&threshold, &text);
    CHECK_TEXT(buffer_text(&text), want);
    buffer_free(&text);
}

TEST(metrics_as_they_are_written)
{
    metric_text_check((struct threshold){.metric = THRESHOLD_PERCENTILE, .percent = 99.9}, "p99.9");
    metric_text_check((struct threshold){.metric = THRESHOLD_PERCENTILE, .percent = 50}, "p50");
    metric_text_check((struct threshold){.phase = THRESHOLD_CONNECT, .metric = THRESHOLD_MAX}, "connect max");
    metric_text_check((struct threshold){.name = "GET /x", .metric = THRESHOLD_FAILED}, "\"GET /x\" failed");
    metric_text_check((struct threshold){.name = "say \"a\\b\"", .metric = THRESHOLD_RPS},
                      "\"say \\\"a\\\\b\\\"\" rps");
    CHECK_TEXT(threshold_op_text(THRESHOLD_NOT_EQUAL), "!=");
}

TEST_MAIN(RUN(rows_by_name_and_then_type); RUN(ids_are_those_of_the_statistics);
          RUN(rows_are_those_of_a_first_snapshot); RUN(a_brief_snapshot_computes_percentiles_of_256_rows);
          RUN(after_a_reset_rows_are_new); RUN(a_brief_snapshot_leaves_out_histories); RUN(numbers_of_a_row);
          RUN(histograms_of_a_row); RUN(no_buckets_before_the_end); RUN(aggregated_leaves_transactions_out);
          RUN(response_times_of_the_last_seconds); RUN(failures_errors_and_the_run); RUN(it_holds_copies);
          RUN(lines_have_numbers); RUN(source_and_settings_hide_secrets); RUN(of_a_run_without_requests);
          RUN(a_search_has_an_answer_and_no_failures); RUN(metrics_of_the_whole_run);
          RUN(metrics_by_name_or_type_and_name); RUN(without_samples_it_is_missed); RUN(operators);
          RUN(metrics_as_they_are_written))
