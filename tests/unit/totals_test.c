/* The numbers of the whole run: rates, the seconds, a new beginning, ten hours. */
#include "runtime/stats/snapshot.h"

#include "runtime/base/alloc.h"
#include "tests/support/allocated.h"
#include "tests/support/stats_samples.h"
#include "tests/support/test.h"

static void gather(struct totals *totals, struct stats *stats, uint32_t row, int requests, int failures)
{
    for (int i = 0; i < requests; i++) {
        struct sample sample = plain(row, 20 * NANOS_PER_MS);
        sample.failed = i < failures;
        stats_record(stats, &sample);
    }
    totals_merge(totals, stats->set);
    stats_set_clear(stats->set);
}

/* Ten requests a second, then none: the rate over the last ten seconds falls by one each second. */
TEST(recent_rates)
{
    struct totals *totals = totals_new(names, NAMES, at(0), 0);
    struct stats *stats = stats_new(names, NAMES);
    CHECK_FLOAT(recent_rates(&totals->recent, 0).requests, 0, 0);
    for (int second = 1; second <= 20; second++) {
        gather(totals, stats, 0, 10, 2);
        totals_tick(totals, at(second * NANOS_PER_S), 1);
        CHECK_FLOAT(recent_rates(&totals->recent, 0).requests, 10, 1e-9);
        CHECK_FLOAT(recent_rates(&totals->recent, 0).failures, 2, 1e-9);
        CHECK_FLOAT(recent_rates(&totals->recent, 1).requests, 0, 0);
    }
    gather(totals, stats, 0, 500, 0);
    CHECK_FLOAT(recent_rates(&totals->recent, 0).requests, 10, 1e-9);
    for (int second = 21; second <= 40; second++) {
        totals_tick(totals, at(second * NANOS_PER_S), 1);
        double want = second <= 30 ? (500.0 + 10.0 * (30 - second)) / 10 : 0;
        CHECK_FLOAT(recent_rates(&totals->recent, 0).requests, want, 1e-9);
    }
    stats_free(stats);
    totals_free(totals);
}

TEST(a_late_tick_does_not_raise_the_rate)
{
    struct totals *totals = totals_new(names, NAMES, at(0), 0);
    struct stats *stats = stats_new(names, NAMES);
    gather(totals, stats, 0, 10, 0);
    totals_tick(totals, at(NANOS_PER_S), 1);
    gather(totals, stats, 0, 30, 0);
    totals_tick(totals, at(4 * NANOS_PER_S), 1);
    CHECK_FLOAT(recent_rates(&totals->recent, 0).requests, 10, 1e-9);
    stats_free(stats);
    totals_free(totals);
}

TEST(reset_forgets_everything)
{
    struct totals *totals = totals_new(names, NAMES, at(0), 0);
    struct stats *stats = stats_new(names, NAMES);
    struct histogram times = {0};
    gather(totals, stats, dynamic(stats, "GET", "/x"), 10, 10);
    totals_tick(totals, at(NANOS_PER_S), 1);
    stats_arrivals(stats, 10, 2);
    gather(totals, stats, 2, 10, 0);
    totals_times(totals, &times);
    CHECK_INT(times.count, 10);
    CHECK_INT(totals->second_dropped, 2);
    totals_reset(totals, at(2 * NANOS_PER_S), 77);
    CHECK_INT(totals->second_dropped, 0);
    CHECK_INT(totals->stats->set->arrivals + totals->stats->set->arrivals_dropped, 0);
    histogram_clear(&times);
    totals_times(totals, &times);
    CHECK_INT(times.count, 0);
    CHECK_INT(series_count(totals->series), 0);
    CHECK_INT(totals_span(totals), 0);
    CHECK_INT(totals->start_wall, 77);
    gather(totals, stats, dynamic(stats, "GET", "/x"), 5, 0);
    totals_tick(totals, at(3 * NANOS_PER_S), 1);
    CHECK_FLOAT(recent_rates(&totals->recent, NAMES).requests, 5, 1e-9);
    CHECK_FLOAT(recent_rates(&totals->recent, 2).requests, 0, 0);
    histogram_free(&times);
    stats_free(stats);
    totals_free(totals);
}

TEST(a_reset_moves_the_marks)
{
    struct totals *totals = totals_new(names, NAMES, at(0), 0);
    const struct mark *mark;

    marks_add(&totals->marks, NANOS_PER_S, MARK_USERS, "5 users");
    marks_add(&totals->marks, 5 * NANOS_PER_S, MARK_PHASE, "hold 1m");
    totals_begin(totals, at(0), 0);
    CHECK_INT(totals->marks.list.count, 2);
    totals_reset(totals, at(2 * NANOS_PER_S), 77);
    CHECK_INT(totals->marks.list.count, 2);
    mark = totals->marks.list.items;
    CHECK_TEXT(mark[0].text, "hold 1m");
    CHECK_INT(mark[0].at, 3 * NANOS_PER_S);
    CHECK_INT(mark[1].kind, MARK_RESET);
    CHECK_INT(mark[1].at, 0);
    for (int i = 0; i < 300; i++)
        marks_add(&totals->marks, i, MARK_USERS, "1 user");
    CHECK_INT(totals->marks.list.count, 200);
    totals_free(totals);
}

/* They are a state of the run and not a count of what has happened: a new beginning of the numbers doesn't
 * start them. */
TEST(reset_keeps_the_users_that_have_not_started)
{
    struct totals *totals = totals_new(names, NAMES, at(0), 0);
    struct stats *stats = stats_new(names, NAMES);
    stats_users_not_started(stats, 3);
    totals_merge(totals, stats->set);
    stats_set_clear(stats->set);
    totals_reset(totals, at(NANOS_PER_S), 0);
    CHECK_INT(totals->stats->set->users_not_started, 3);
    stats_users_not_started(stats, -1);
    totals_merge(totals, stats->set);
    CHECK_INT(totals->stats->set->users_not_started, 2);
    stats_free(stats);
    totals_free(totals);
}

/* ---- rates by hand ---- */

static struct snapshot *snapshot_at(const struct totals *totals, nanos now)
{
    return snapshot_new(&(struct snapshot_input){.totals = totals, .now = at(now)});
}

/* So many samples that end in the middle of a second, which closes at its end. */
static void second_gather(struct totals *totals, struct stats *stats, int second, int requests, int failures)
{
    nanos end = second * NANOS_PER_S + NANOS_PER_S / 2;
    for (int i = 0; i < requests; i++)
        stats_record(stats, &(struct sample){.row = i % 2,
                                             .failed = i < failures,
                                             .start = at(end - NANOS_PER_MS),
                                             .end = at(end),
                                             .bytes_received = i % 2 ? 30 : 10});
    totals_merge(totals, stats->set);
    stats_set_clear(stats->set);
    totals_tick(totals, at((second + 1) * NANOS_PER_S), 1);
}

static void rates_check(const struct rates *rates, double requests, double failures)
{
    CHECK_FLOAT(rates->requests, requests, 1e-9);
    CHECK_FLOAT(rates->failures, failures, 1e-9);
}

/* Twenty seconds of 10 requests, 4 of them failures, then ten of 6 and 1: 260 and 90 in all, in the 29.5 s to
 * the last one; 60 and 10 in the last ten. */
TEST(rates_of_the_run_and_of_the_last_ten_seconds)
{
    struct totals *totals = totals_new(names, NAMES, at(0), 0);
    struct stats *stats = stats_new(names, NAMES);
    for (int second = 0; second < 30; second++)
        second_gather(totals, stats, second, second < 20 ? 10 : 6, second < 20 ? 4 : 1);
    struct snapshot *snapshot = snapshot_at(totals, 33 * NANOS_PER_S);
    CHECK_INT(snapshot->aggregated.requests, 260);
    rates_check(&snapshot->aggregated.rates, 260 / 29.5, 90 / 29.5);
    rates_check(&snapshot->aggregated.recent, 6, 1);
    rates_check(&snapshot->rows[0].rates, 130 / 29.5, 50 / 29.5);
    rates_check(&snapshot->rows[0].recent, 3, 1);
    rates_check(&snapshot->rows[1].recent, 3, 0);
    CHECK_FLOAT(snapshot->aggregated.average_size, 20, 1e-9);
    snapshot_free(snapshot);

    totals_reset(totals, at(30 * NANOS_PER_S), 0);
    second_gather(totals, stats, 30, 7, 2);
    snapshot = snapshot_at(totals, 33 * NANOS_PER_S);
    rates_check(&snapshot->aggregated.rates, 7 / 0.5, 2 / 0.5);
    rates_check(&snapshot->aggregated.recent, 7, 2);
    CHECK_INT(snapshot->elapsed, 3 * NANOS_PER_S);
    snapshot_free(snapshot);
    stats_free(stats);
    totals_free(totals);
}

/* ---- ten hours ---- */

enum { REACTORS = 2, HOUR = 3600, OF_A_SECOND = 12 };

struct node {
    struct totals *totals;
    struct stats *reactors[REACTORS];
    struct stats_set *spare[REACTORS];
    int second;
};

/* Twelve samples: each row has four, of names that reactors meet in different orders, and one failure. */
static void reactor_work(const struct node *node, int reactor)
{
    struct stats *stats = node->reactors[reactor];
    instant end = at(node->second * NANOS_PER_S + 1);
    char name[16];
    snprintf(name, sizeof name, "/item/%d", (node->second + reactor) % 7);
    const uint32_t rows[] = {0, 2, stats_row_dynamic(stats, "GET", name, strlen(name))};
    for (int i = 0; i < OF_A_SECOND; i++) {
        nanos time = ((node->second * 31 + i * 7) % 19 + 30) * NANOS_PER_MS;
        stats_record(stats, &(struct sample){.row = rows[i % 3],
                                             .failed = i == 0,
                                             .status = 200 + i,
                                             .start = at(end.ns - time),
                                             .end = end});
    }
    stats_failure(stats, 0,
                  (struct failure_event){.error = "late",
                                         .error_length = 4,
                                         .actual = name,
                                         .actual_length = strlen(name),
                                         .when = end.ns});
    stats_error(stats, "a.swarm:1", "no", "task t", end.ns);
}

static void node_second(struct node *node)
{
    for (int i = 0; i < REACTORS; i++) {
        reactor_work(node, i);
        struct stats_set *full = stats_take(node->reactors[i], node->spare[i]);
        totals_merge(node->totals, full);
        stats_set_clear(full);
        node->spare[i] = full;
    }
    node->second++;
    totals_tick(node->totals, at(node->second * NANOS_PER_S), 5);
}

static void node_run_until(struct node *node, int second)
{
    while (node->second < second) {
        node_second(node);
        if (node->second % 600 == 0)
            snapshot_free(snapshot_at(node->totals, node->second * NANOS_PER_S));
    }
}

/* Every request that isn't a transaction is in one second, and in no other. */
static void node_check(const struct node *node)
{
    struct snapshot *snapshot = snapshot_at(node->totals, node->second * NANOS_PER_S);
    uint64_t reports = (uint64_t)node->second * REACTORS, requests = 0, failures = 0;
    for (size_t i = 0; i < snapshot->series_count; i++) {
        requests += snapshot->series[i].requests;
        failures += snapshot->series[i].failures;
    }
    CHECK(snapshot->series_count < 5400);
    CHECK_INT(snapshot->row_count, 2 + 7);
    CHECK_INT(snapshot->aggregated.requests, reports * OF_A_SECOND * 2 / 3);
    CHECK_INT(snapshot->aggregated.all.count, snapshot->aggregated.requests);
    CHECK_INT(snapshot->aggregated.failures, reports);
    CHECK_INT(requests, snapshot->aggregated.requests);
    CHECK_INT(failures, snapshot->aggregated.failures);
    CHECK_INT(snapshot->failure_count, 1);
    CHECK_INT(snapshot->failures[0].occurrences, reports);
    CHECK_INT(snapshot->failures[0].first_seen, 1);
    CHECK_INT(snapshot->failures[0].last_seen, (node->second - 1) * NANOS_PER_S + 1);
    CHECK_TEXT(snapshot->failures[0].actual, "/item/0");
    CHECK_INT(snapshot->error_occurrences, reports);
    snapshot_free(snapshot);
}

/* An hour has allocated all that ten need, but for what histories of the 10 rows may take (histories.h). */
TEST(memory_does_not_grow_with_the_length_of_a_run)
{
    struct node node = {.totals = totals_new(names, NAMES, at(0), 0)};
    for (int i = 0; i < REACTORS; i++)
        node.reactors[i] = stats_new(names, NAMES);
    node_run_until(&node, HOUR);
    node_check(&node);
    size_t after_an_hour = allocated();
    node_run_until(&node, 10 * HOUR);
    CHECK(allocated() < after_an_hour + (size_t)10 * 34 * 1024);
    node_check(&node);
    for (int i = 0; i < REACTORS; i++) {
        stats_free(node.reactors[i]);
        stats_set_free(node.spare[i]);
    }
    totals_free(node.totals);
}

TEST_MAIN(RUN(recent_rates); RUN(a_late_tick_does_not_raise_the_rate); RUN(reset_forgets_everything);
          RUN(a_reset_moves_the_marks); RUN(reset_keeps_the_users_that_have_not_started);
          RUN(rates_of_the_run_and_of_the_last_ten_seconds);
          RUN(memory_does_not_grow_with_the_length_of_a_run))
