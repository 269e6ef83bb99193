/* The numbers of the whole run: rates, the seconds, a new beginning. */
#include "runtime/stats/totals.h"

#include "tests/unit/stats_samples.h"
#include "tests/unit/test.h"

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
    CHECK_FLOAT(totals_recent(totals, 0).requests, 0, 0);
    for (int second = 1; second <= 20; second++) {
        gather(totals, stats, 0, 10, 2);
        totals_tick(totals, at(second * NANOS_PER_S), 1);
        CHECK_FLOAT(totals_recent(totals, 0).requests, 10, 1e-9);
        CHECK_FLOAT(totals_recent(totals, 0).failures, 2, 1e-9);
        CHECK_FLOAT(totals_recent(totals, 1).requests, 0, 0);
    }
    gather(totals, stats, 0, 500, 0);
    CHECK_FLOAT(totals_recent(totals, 0).requests, 10, 1e-9);
    for (int second = 21; second <= 40; second++) {
        totals_tick(totals, at(second * NANOS_PER_S), 1);
        double want = second <= 30 ? (500.0 + 10.0 * (30 - second)) / 10 : 0;
        CHECK_FLOAT(totals_recent(totals, 0).requests, want, 1e-9);
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
    CHECK_FLOAT(totals_recent(totals, 0).requests, 10, 1e-9);
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
    gather(totals, stats, 2, 10, 0);
    totals_times(totals, &times);
    CHECK_INT(times.count, 10);
    totals_reset(totals, at(2 * NANOS_PER_S), 77);
    histogram_clear(&times);
    totals_times(totals, &times);
    CHECK_INT(times.count, 0);
    CHECK_INT(series_count(totals->series), 0);
    CHECK_INT(totals_span(totals), 0);
    CHECK_INT(totals->start_wall, 77);
    gather(totals, stats, dynamic(stats, "GET", "/x"), 5, 0);
    totals_tick(totals, at(3 * NANOS_PER_S), 1);
    CHECK_FLOAT(totals_recent(totals, NAMES).requests, 5, 1e-9);
    CHECK_FLOAT(totals_recent(totals, 2).requests, 0, 0);
    histogram_free(&times);
    stats_free(stats);
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

TEST_MAIN(RUN(recent_rates); RUN(a_late_tick_does_not_raise_the_rate); RUN(reset_forgets_everything);
          RUN(reset_keeps_the_users_that_have_not_started))
