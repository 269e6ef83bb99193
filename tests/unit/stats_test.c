/* Samples go to their rows, sets are handed over and merged without loss, names are bounded. */
#include "runtime/stats/stats.h"

#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/base/mask.h"
#include "runtime/base/rng.h"
#include "runtime/stats/totals.h"
#include "tests/unit/histogram_equal.h"
#include "tests/unit/test.h"

#include <stdio.h>

static const struct row_name names[] = {{"GET", "/a"}, {"POST", "/a"}, {"TXN", "buy"}};
enum { NAMES = sizeof names / sizeof *names, SETS = 20 };

static instant at(nanos when)
{
    return (instant){when};
}

static struct sample plain(uint32_t row, nanos time)
{
    return (struct sample){.row = row, .start = at(NANOS_PER_S), .end = at(NANOS_PER_S + time)};
}

static const struct stats_row *row_of(const struct stats *stats, uint32_t row)
{
    return &stats->set->rows.items[row];
}

TEST(a_sample_goes_to_its_row)
{
    struct stats *stats = stats_new(names, NAMES);
    stats_record(stats, &(struct sample){
                            .row = 1,
                            .is_intended = true,
                            .intended = at(1000000),
                            .start = at(3000000),
                            .end = at(8000000),
                            .connect = 400000,
                            .tls = 700000,
                            .first_byte = 4000000,
                            .status = 201,
                            .connections_opened = 1,
                            .connections_reused = 2,
                            .bytes_received = 100,
                            .bytes_sent = 50,
                        });
    const struct stats_row *row = row_of(stats, 1);
    CHECK_TEXT(row->name.type, "POST");
    CHECK_INT(stats_row_requests(row), 1);
    CHECK_INT(stats_row_failures(row), 0);
    CHECK_INT(row->successes.min, 5000000);
    CHECK_INT(row->scheduled->min, 7000000);
    CHECK_INT(row->first_byte->min, 4000000);
    CHECK_INT(row->connect->min, 400000);
    CHECK_INT(row->tls->min, 700000);
    CHECK_INT(row->statuses[2][1], 1);
    CHECK_INT(row->connections_opened, 1);
    CHECK_INT(row->connections_reused, 2);
    CHECK_INT(row->bytes_received, 100);
    CHECK_INT(row->bytes_sent, 50);
    CHECK_INT(stats->set->last_end.ns, 8000000);
    CHECK_INT(stats_row_requests(row_of(stats, 0)), 0);
    CHECK(!row->is_transaction);
    stats_record(stats, &(struct sample){.row = 2, .end = at(1)});
    CHECK(row_of(stats, 2)->is_transaction);
    stats_free(stats);
}

/* What nobody asked for takes no memory: no histogram of intended starts without an intended start. */
TEST(histograms_come_with_their_first_sample)
{
    struct stats *stats = stats_new(names, NAMES);
    struct sample sample = plain(0, NANOS_PER_MS);
    stats_record(stats, &sample);
    const struct stats_row *row = row_of(stats, 0);
    CHECK(!row->failures && !row->scheduled && !row->first_byte && !row->connect && !row->tls);
    stats_free(stats);
}

TEST(successes_and_failures_apart)
{
    struct stats *stats = stats_new(names, NAMES);
    struct histogram all = {0};
    for (int i = 1; i <= 10; i++) {
        struct sample sample = plain(0, i * NANOS_PER_MS);
        sample.failed = i > 7;
        sample.status = i > 7 ? 503 : 200;
        stats_record(stats, &sample);
    }
    const struct stats_row *row = row_of(stats, 0);
    CHECK_INT(stats_row_requests(row), 10);
    CHECK_INT(stats_row_failures(row), 3);
    CHECK_INT(row->successes.max, 7 * NANOS_PER_MS);
    CHECK_INT(row->failures->min, 8 * NANOS_PER_MS);
    stats_row_times(row, &all);
    CHECK_INT(all.count, 10);
    CHECK_INT(row->statuses[5][3], 3);
    histogram_free(&all);
    stats_free(stats);
}

TEST(strange_statuses_do_no_harm)
{
    struct stats *stats = stats_new(names, NAMES);
    static const int statuses[] = {-1, 0, 1000, 2000000000, 999};
    for (size_t i = 0; i < 5; i++) {
        struct sample sample = plain(0, NANOS_PER_MS);
        sample.status = statuses[i];
        stats_record(stats, &sample);
    }
    CHECK_INT(stats_row_requests(row_of(stats, 0)), 5);
    CHECK_INT(row_of(stats, 0)->statuses[9][99], 1);
    stats_free(stats);
}

static uint32_t dynamic(struct stats *stats, const char *type, const char *name)
{
    return stats_row_dynamic(stats, type, name, strlen(name));
}

TEST(interpolated_names_keep_their_ids)
{
    struct stats *stats = stats_new(names, NAMES);
    uint32_t x = dynamic(stats, "GET", "/x"), y = dynamic(stats, "GET", "/y");
    CHECK_INT(x, NAMES);
    CHECK_INT(y, NAMES + 1);
    CHECK_INT(dynamic(stats, "POST", "/x"), NAMES + 2);
    struct stats_set *full = stats_take(stats, NULL);
    CHECK_INT(dynamic(stats, "GET", "/y"), y);
    CHECK_INT(stats_row_dynamic(stats, "GET", "/xtra", 2), x);
    CHECK_TEXT(stats_row_name(stats, y).name, "/y");
    CHECK_TEXT(stats_row_name(stats, 2).name, "buy");
    stats_set_free(full);
    stats_free(stats);
}

TEST(secrets_in_names_are_masked)
{
    struct stats *stats = stats_new(names, NAMES);
    mask_add("hunter2-secret", 14);
    uint32_t row = dynamic(stats, "GET", "/of/hunter2-secret");
    CHECK_TEXT(stats_row_name(stats, row).name, "/of/***");
    CHECK_INT(dynamic(stats, "GET", "/of/hunter2-secret"), row);
    stats_free(stats);
}

static int warnings;

static void count_warnings(enum log_level level, const char *line, void *context)
{
    (void)context;
    warnings += level == LOG_WARNING && strstr(line, STATS_OTHER) != NULL;
}

static void record_names(struct stats *stats, int first, int count)
{
    for (int i = first; i < first + count; i++) {
        char name[32];
        snprintf(name, sizeof name, "/item/%d", i);
        struct sample sample = plain(dynamic(stats, "GET", name), NANOS_PER_MS);
        stats_record(stats, &sample);
    }
}

TEST(a_thousand_names_and_the_rest)
{
    log_sink_set(count_warnings, NULL);
    struct stats *stats = stats_new(names, NAMES);
    record_names(stats, 0, STATS_NAMES + 300);
    uint32_t other = dynamic(stats, "PUT", "/another");
    CHECK_INT(other, NAMES + STATS_NAMES);
    CHECK_TEXT(stats_row_name(stats, other).name, STATS_OTHER);
    CHECK_INT(stats_row_requests(row_of(stats, other)), 300);
    uint32_t transactions = dynamic(stats, "TXN", "one more");
    CHECK_INT(transactions, NAMES + STATS_NAMES + 1);
    CHECK_TEXT(stats_row_name(stats, transactions).type, "TXN");
    CHECK_INT(dynamic(stats, "GET", "/item/0"), NAMES);
    CHECK_INT(warnings, 1);
    log_sink_set(NULL, NULL);
    stats_free(stats);
}

/* Two reactors with different names: the run as a whole keeps a thousand too, and loses no request. */
TEST(names_of_the_run_are_bounded)
{
    log_sink_set(count_warnings, NULL);
    struct stats *one = stats_new(names, NAMES), *other = stats_new(names, NAMES);
    struct stats *total = stats_new(names, NAMES);
    record_names(one, 0, 700);
    record_names(other, 600, 700);
    stats_merge(total, one->set);
    stats_merge(total, other->set);
    CHECK_INT(stats_row_count(total), NAMES + STATS_NAMES + 1);
    CHECK_INT(stats_row_requests(row_of(total, NAMES + 650)), 2);
    CHECK_INT(stats_row_requests(row_of(total, NAMES + STATS_NAMES)), 300);
    log_sink_set(NULL, NULL);
    stats_free(one);
    stats_free(other);
    stats_free(total);
}

static struct sample arbitrary(struct rng *rng, struct stats *stats, uint32_t *dynamic_row)
{
    static const char *const some[] = {"/x", "/y", "/z"};
    nanos start = rng_between(rng, NANOS_PER_S, 100 * NANOS_PER_S);
    struct sample sample = {
        .row = (uint32_t)rng_below(rng, NAMES + 3),
        .failed = rng_below(rng, 10) == 0,
        .is_intended = rng_below(rng, 2),
        .intended = at(start - rng_between(rng, 0, NANOS_PER_S)),
        .start = at(start),
        .end = at(start + (nanos)(rng_exponential(rng) * 5e6)),
        .connect = rng_between(rng, 0, 1) * rng_between(rng, 1, 1000000),
        .tls = rng_between(rng, 0, 1) * rng_between(rng, 1, 1000000),
        .first_byte = rng_between(rng, 0, 1000000),
        .status = (int)rng_between(rng, 0, 599),
        .connections_opened = (uint32_t)rng_below(rng, 2),
        .connections_reused = (uint32_t)rng_below(rng, 2),
        .bytes_received = rng_below(rng, 10000),
        .bytes_sent = rng_below(rng, 100),
    };
    if (sample.row >= NAMES)
        *dynamic_row = sample.row = dynamic(stats, "GET", some[sample.row - NAMES]);
    return sample;
}

static void statuses_equal(const struct stats_row *a, const struct stats_row *b)
{
    for (int i = 0; i < STATUS_HUNDREDS; i++) {
        CHECK_INT(a->statuses[i] != NULL, b->statuses[i] != NULL);
        if (a->statuses[i] && b->statuses[i])
            CHECK(!memcmp(a->statuses[i], b->statuses[i], STATUS_HUNDRED * sizeof(uint64_t)));
    }
}

static void rows_equal(const struct stats_row *a, const struct stats_row *b)
{
    histograms_equal(&a->successes, &b->successes);
    histograms_equal(a->failures, b->failures);
    histograms_equal(a->scheduled, b->scheduled);
    histograms_equal(a->first_byte, b->first_byte);
    histograms_equal(a->connect, b->connect);
    histograms_equal(a->tls, b->tls);
    statuses_equal(a, b);
    CHECK_INT(a->connections_opened, b->connections_opened);
    CHECK_INT(a->connections_reused, b->connections_reused);
    CHECK_INT(a->bytes_received, b->bytes_received);
    CHECK_INT(a->bytes_sent, b->bytes_sent);
}

/* The id in `total` of a row that `stats` calls by another one. */
static uint32_t same_row(struct stats *total, const struct stats *stats, uint32_t row)
{
    struct row_name name = stats_row_name(stats, row);
    return row < NAMES ? row : dynamic(total, name.type, name.name);
}

/* Twenty reactors, each handing over several times with sets that are used again, add up to exactly what one
 * reactor counts that gets all samples. */
TEST(twenty_reactors_equal_one)
{
    struct stats *one = stats_new(names, NAMES), *total = stats_new(names, NAMES), *many[SETS];
    struct stats_set *spare[SETS] = {NULL};
    struct rng rng;
    rng_seed(&rng, 7, 1, RNG_CODE);
    for (int i = 0; i < SETS; i++)
        many[i] = stats_new(names, NAMES);
    for (int second = 0; second < 5; second++) {
        for (int i = 0; i < 10000; i++) {
            uint64_t which = rng_below(&rng, SETS);
            uint32_t row = 0;
            struct sample sample = arbitrary(&rng, many[which], &row);
            stats_record(many[which], &sample);
            if (sample.row >= NAMES)
                sample.row = same_row(one, many[which], row);
            stats_record(one, &sample);
        }
        for (int i = 0; i < SETS; i++) {
            struct stats_set *full = stats_take(many[i], spare[i]);
            stats_merge(total, full);
            stats_set_clear(full);
            spare[i] = full;
        }
    }
    CHECK_INT(stats_row_count(one), NAMES + 3);
    CHECK_INT(stats_row_count(total), NAMES + 3);
    for (uint32_t i = 0; i < NAMES + 3; i++)
        rows_equal(row_of(one, i), row_of(total, same_row(total, one, i)));
    CHECK_INT(one->set->last_end.ns, total->set->last_end.ns);
    for (int i = 0; i < SETS; i++) {
        stats_set_free(spare[i]);
        stats_free(many[i]);
    }
    stats_free(one);
    stats_free(total);
}

TEST(taking_leaves_an_empty_set)
{
    struct stats *stats = stats_new(names, NAMES);
    struct sample sample = plain(0, NANOS_PER_MS);
    stats_record(stats, &sample);
    stats_failure(stats, 0, "e", 1, NULL, 0, 5);
    stats_error(stats, "a:1", "m", "", 5);
    stats_users_not_started(stats, 1);
    struct stats_set *first = stats_take(stats, NULL);
    CHECK_INT(stats->set->rows.count, 0);
    CHECK_INT(stats->set->users_not_started, 0);
    CHECK_INT(stats_row_requests(&first->rows.items[0]), 1);
    CHECK_TEXT(first->failures.tally.groups.items[0].texts[1], "/a");
    CHECK_INT(first->users_not_started, 1);
    stats_set_clear(first);
    CHECK_INT(first->failures.tally.groups.count, 0);
    CHECK_INT(first->errors.tally.groups.count, 0);
    struct stats_set *second = stats_take(stats, first);
    CHECK(stats->set == first);
    CHECK_INT(stats_row_requests(row_of(stats, 0)), 0);
    stats_record(stats, &sample);
    CHECK_INT(stats_row_requests(row_of(stats, 0)), 1);
    stats_set_free(second);
    stats_free(stats);
}

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

TEST_MAIN(RUN(a_sample_goes_to_its_row); RUN(histograms_come_with_their_first_sample);
          RUN(successes_and_failures_apart); RUN(strange_statuses_do_no_harm);
          RUN(interpolated_names_keep_their_ids); RUN(secrets_in_names_are_masked);
          RUN(a_thousand_names_and_the_rest); RUN(names_of_the_run_are_bounded);
          RUN(twenty_reactors_equal_one); RUN(taking_leaves_an_empty_set); RUN(recent_rates);
          RUN(a_late_tick_does_not_raise_the_rate); RUN(reset_forgets_everything))
