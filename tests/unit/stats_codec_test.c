/* Statistics that go to another node come out as they went in, and bytes that aren't statistics don't come
 * out. */
#include "runtime/stats/stats_codec.h"

#include "runtime/base/alloc.h"
#include "runtime/base/rng.h"
#include "runtime/stats/histogram_codec.h"
#include "tests/support/histogram_equal.h"
#include "tests/support/stats_samples.h"
#include "tests/support/test.h"

enum { SETS = 200, SAMPLES_MOST = 300, LINES = 12 };

static const struct stats_moment here = {{7 * NANOS_PER_S}, 1000 * NANOS_PER_S};
static const struct stats_moment there = {{900 * NANOS_PER_S}, 5000 * NANOS_PER_S};

/* ---- sets of all kinds ---- */

static uint32_t arbitrary_row(struct stats *stats, struct rng *rng)
{
    static const char *const types[] = {"GET", "PURGE", STATS_TRANSACTION};
    char name[40];

    if (rng_below(rng, 3) > 0)
        return (uint32_t)rng_below(rng, NAMES);
    snprintf(name, sizeof name, "/ä/%d", (int)rng_below(rng, 20));
    return dynamic(stats, types[rng_below(rng, 3)], name);
}

static void arbitrary_sample(struct stats *stats, struct rng *rng)
{
    nanos start = here.monotonic.ns + rng_between(rng, 0, 100 * NANOS_PER_S);
    struct sample sample = {
        .row = arbitrary_row(stats, rng),
        .failed = rng_below(rng, 10) == 0,
        .is_intended = rng_below(rng, 2),
        .intended = at(start - rng_between(rng, 0, NANOS_PER_S)),
        .start = at(start),
        .end = at(start + (nanos)(rng_exponential(rng) *
                                  (double)(rng_below(rng, 50) ? NANOS_PER_MS : 10000 * NANOS_PER_S))),
        .connect = rng_between(rng, 0, 1) * rng_between(rng, 1, 1000000),
        .tls = rng_between(rng, 0, 1) * rng_between(rng, 1, 1000000),
        .first_byte = rng_between(rng, 0, 1000000),
        .status = (int)rng_between(rng, 0, 999),
        .connections_opened = (uint32_t)rng_below(rng, 2),
        .connections_reused = (uint32_t)rng_below(rng, 2),
        .bytes_received = rng_below(rng, UINT64_C(1) << 40),
        .bytes_sent = rng_below(rng, 100),
    };

    stats_record(stats, &sample);
    if (sample.failed)
        stats_failure(
            stats, sample.row,
            (struct failure_event){.error = "it\tis \"wrong\"",
                                   .error_length = 13,
                                   .actual = "500",
                                   .actual_length = rng_below(rng, 4),
                                   .line = (uint32_t)rng_below(rng, LINES),
                                   .when = here.wall + rng_between(rng, -NANOS_PER_S, NANOS_PER_S)});
}

static void arbitrary_rest(struct stats *stats, struct rng *rng)
{
    stats_error(stats, "a.swarm:3", "none has no member", "at task home",
                here.wall + rng_between(rng, 0, NANOS_PER_S));
    stats_users_not_started(stats, (int)rng_between(rng, -5, 5));
    stats_arrivals(stats, rng_below(rng, 1000), rng_below(rng, 10));
    stats_late_wait(stats, rng_between(rng, -5, NANOS_PER_S));
    stats_late_arrival(stats, rng_between(rng, 0, NANOS_PER_S));
    stats_shortage(stats, (enum stats_shortage)rng_below(rng, STATS_SHORTAGES));
}

static void arbitrary_lines(struct stats *stats, struct rng *rng)
{
    struct line_count *counts = stats_lines(stats, LINES);

    for (uint64_t left = rng_below(rng, LINES); left > 0; left--) {
        struct line_count *count = &counts[rng_between(rng, 1, LINES - 1)];

        count->passed += rng_below(rng, 1000000);
        count->failed += rng_below(rng, 3);
    }
}

static struct stats *arbitrary_stats(struct rng *rng)
{
    struct stats *stats = stats_new(names, NAMES);

    for (uint64_t left = rng_below(rng, SAMPLES_MOST); left > 0; left--)
        arbitrary_sample(stats, rng);
    if (rng_below(rng, 4) > 0)
        arbitrary_rest(stats, rng);
    if (rng_below(rng, 4) > 0)
        arbitrary_lines(stats, rng);
    return stats;
}

static struct buffer encoded(const struct stats *stats)
{
    struct buffer bytes = {0};

    stats_encode(stats, stats->set, here, &bytes);
    return bytes;
}

static struct stats *decoded(const struct buffer *bytes, size_t length)
{
    /* In memory of their own, so that a sanitizer sees a read past the end. */
    char *exact = mem_alloc(length + 1);
    struct stats *stats;

    memcpy(exact, bytes->data, length);
    exact = mem_realloc(exact, length > 0 ? length : 1);
    stats = stats_decode(exact, length, names, NAMES, LINES, here);
    mem_free(exact);
    return stats;
}

/* ---- what went in comes out ---- */

static void rows_are_equal(const struct stats_row *a, const struct stats_row *b)
{
    CHECK_TEXT(a->name.type, b->name.type);
    CHECK_TEXT(a->name.name, b->name.name);
    CHECK_INT(a->is_transaction, b->is_transaction);
    CHECK_INT(a->connections_opened, b->connections_opened);
    CHECK_INT(a->connections_reused, b->connections_reused);
    CHECK_INT(a->bytes_received, b->bytes_received);
    CHECK_INT(a->bytes_sent, b->bytes_sent);
    for (int status = 0; status < 1000; status++)
        CHECK_INT(stats_row_status(a, status), stats_row_status(b, status));
    histograms_equal(&a->successes, &b->successes);
    histograms_equal(a->failures, b->failures);
    histograms_equal(a->scheduled, b->scheduled);
    histograms_equal(a->first_byte, b->first_byte);
    histograms_equal(a->connect, b->connect);
    histograms_equal(a->tls, b->tls);
}

static void tallies_are_equal(const struct tally *a, const struct tally *b)
{
    CHECK_INT(a->groups.count, b->groups.count);
    for (size_t i = 0; i < a->groups.count && i < b->groups.count; i++) {
        for (int t = 0; t < TALLY_TEXTS; t++)
            CHECK_TEXT(a->groups.items[i].texts[t], b->groups.items[i].texts[t]);
        CHECK_TEXT(a->groups.items[i].detail, b->groups.items[i].detail);
        CHECK_INT(a->groups.items[i].line, b->groups.items[i].line);
        CHECK_INT(a->groups.items[i].occurrences, b->groups.items[i].occurrences);
        CHECK_INT(a->groups.items[i].first_seen, b->groups.items[i].first_seen);
        CHECK_INT(a->groups.items[i].last_seen, b->groups.items[i].last_seen);
    }
}

/* Rows without samples don't travel, so they are left out here too. */
static void sets_are_equal(const struct stats *a, const struct stats *b)
{
    size_t seen = 0, there = 0;

    for (uint32_t i = 0; i < a->set->rows.count; i++) {
        const struct stats_row *row = &a->set->rows.items[i];
        uint32_t other = stats_row_of((struct stats *)b, i, row->name);

        if (stats_row_requests(row) == 0)
            continue;
        seen++;
        CHECK(other < b->set->rows.count);
        if (other < b->set->rows.count)
            rows_are_equal(row, &b->set->rows.items[other]);
    }
    for (uint32_t i = 0; i < b->set->rows.count; i++)
        there += stats_row_requests(&b->set->rows.items[i]) > 0;
    CHECK_INT(there, seen);
    tallies_are_equal(&a->set->failures.tally, &b->set->failures.tally);
    tallies_are_equal(&a->set->errors.tally, &b->set->errors.tally);
    for (uint32_t i = 0; i < LINES; i++) {
        CHECK_INT(line_counts_get(&a->set->lines, i).passed, line_counts_get(&b->set->lines, i).passed);
        CHECK_INT(line_counts_get(&a->set->lines, i).failed, line_counts_get(&b->set->lines, i).failed);
    }
    CHECK_INT(a->set->users_not_started, b->set->users_not_started);
    CHECK_INT(a->set->arrivals, b->set->arrivals);
    CHECK_INT(a->set->arrivals_dropped, b->set->arrivals_dropped);
    CHECK_INT(a->set->last_end.ns, b->set->last_end.ns);
    histograms_equal(&a->set->late_waits, &b->set->late_waits);
    histograms_equal(&a->set->late_arrivals, &b->set->late_arrivals);
    for (int i = 0; i < STATS_SHORTAGES; i++)
        CHECK_INT(a->set->shortages[i], b->set->shortages[i]);
}

TEST(what_went_in_comes_out)
{
    struct rng rng;

    rng_seed(&rng, 42, 0, RNG_CODE);
    for (int i = 0; i < SETS; i++) {
        struct stats *stats = arbitrary_stats(&rng), *back;
        struct buffer bytes = encoded(stats);

        back = decoded(&bytes, bytes.length);
        CHECK(back);
        if (back)
            sets_are_equal(stats, back);
        stats_free(back);
        stats_free(stats);
        buffer_free(&bytes);
    }
}

TEST(many_deltas_add_up_to_what_one_set_has)
{
    struct stats *whole = stats_new(names, NAMES), *sum = stats_new(names, NAMES);
    struct rng rng;

    rng_seed(&rng, 43, 0, RNG_CODE);
    for (int i = 0; i < 50; i++) {
        struct stats *stats = arbitrary_stats(&rng), *back;
        struct buffer bytes = encoded(stats);

        back = decoded(&bytes, bytes.length);
        CHECK(back);
        stats_merge(whole, stats->set);
        if (back)
            stats_merge(sum, back->set);
        stats_free(back);
        stats_free(stats);
        buffer_free(&bytes);
    }
    sets_are_equal(whole, sum);
    stats_free(whole);
    stats_free(sum);
}

TEST(times_are_those_of_the_node_that_reads)
{
    struct stats *stats = stats_new(names, NAMES), *back;
    struct sample sample = {
        .row = 0, .start = here.monotonic, .end = instant_add(here.monotonic, 5 * NANOS_PER_S)};
    struct buffer bytes;

    stats_record(stats, &sample);
    stats_failure(
        stats, 0,
        (struct failure_event){.error = "no", .error_length = 2, .when = here.wall + 3 * NANOS_PER_S});
    bytes = encoded(stats);
    back = stats_decode(bytes.data, bytes.length, names, NAMES, LINES, there);
    CHECK(back);
    CHECK_INT(back->set->last_end.ns, there.monotonic.ns + 5 * NANOS_PER_S);
    CHECK_INT(back->set->failures.tally.groups.items[0].first_seen, there.wall + 3 * NANOS_PER_S);
    stats_free(back);
    stats_free(stats);
    buffer_free(&bytes);
}

TEST(a_quiet_second_takes_a_few_bytes)
{
    struct stats *stats = stats_new(names, NAMES);
    struct sample sample = plain(2, NANOS_PER_MS);
    struct buffer bytes = encoded(stats);

    CHECK(bytes.length < 20);
    buffer_free(&bytes);
    stats_record(stats, &sample);
    bytes = encoded(stats);
    CHECK(bytes.length < 60);
    buffer_free(&bytes);
    stats_free(stats);
}

/* ---- what can't have gone in ---- */

TEST(what_is_cut_short_or_too_long_is_refused)
{
    struct stats *stats, *back;
    struct buffer bytes;
    struct rng rng;

    rng_seed(&rng, 44, 0, RNG_CODE);
    stats = arbitrary_stats(&rng);
    bytes = encoded(stats);
    for (size_t length = 0; length < bytes.length; length++) {
        back = decoded(&bytes, length);
        CHECK(!back);
        stats_free(back);
    }
    buffer_append_char(&bytes, '\0');
    CHECK(!decoded(&bytes, bytes.length));
    buffer_free(&bytes);
    stats_free(stats);
}

TEST(another_program_is_refused)
{
    struct stats *stats = stats_new(names, NAMES);
    struct buffer bytes = encoded(stats);

    CHECK(!stats_decode(bytes.data, bytes.length, names, NAMES - 1, LINES, here));
    bytes.data[0]++; /* the version */
    CHECK(!stats_decode(bytes.data, bytes.length, names, NAMES, LINES, here));
    buffer_free(&bytes);
    stats_free(stats);
}

TEST(a_line_that_the_program_does_not_have_is_refused)
{
    struct stats *stats = stats_new(names, NAMES), *back;
    struct buffer bytes;

    stats_lines(stats, LINES)[LINES - 1].passed = 1;
    bytes = encoded(stats);
    back = stats_decode(bytes.data, bytes.length, names, NAMES, LINES, here);
    CHECK(back);
    stats_free(back);
    CHECK(!stats_decode(bytes.data, bytes.length, names, NAMES, LINES - 1, here));
    buffer_free(&bytes);
    stats_free(stats);
}

/* A changed byte may well give other numbers, but never more than the reader has room for. */
TEST(changed_bytes_are_other_numbers_or_refused)
{
    struct stats *stats, *back;
    struct buffer bytes;
    struct rng rng;

    rng_seed(&rng, 45, 0, RNG_CODE);
    stats = arbitrary_stats(&rng);
    bytes = encoded(stats);
    for (size_t i = 0; i < bytes.length; i++) {
        char before = bytes.data[i];

        bytes.data[i] = (char)rng_below(&rng, 256);
        back = decoded(&bytes, bytes.length);
        CHECK(!back || back->set->rows.count <= NAMES + STATS_NAMES + 2);
        stats_free(back);
        bytes.data[i] = before;
    }
    buffer_free(&bytes);
    stats_free(stats);
}

/* Times of all lengths in each histogram of a row. */
static void record_all_octaves(struct stats *stats, uint32_t row)
{
    for (nanos time = HISTOGRAM_LOWEST; time < HISTOGRAM_HIGHEST; time *= 2) {
        struct sample sample = {.row = row,
                                .is_intended = true,
                                .intended = here.monotonic,
                                .start = here.monotonic,
                                .end = instant_add(here.monotonic, time),
                                .connect = time,
                                .tls = time,
                                .first_byte = time};

        stats_record(stats, &sample);
        sample.failed = true;
        stats_record(stats, &sample);
    }
}

/* A few hundred bytes per row could otherwise take gigabytes. */
TEST(histograms_that_take_too_much_memory_are_refused)
{
    struct stats *stats = stats_new(names, NAMES), *back;
    struct buffer bytes;
    char name[32];

    for (int i = 0; i < 300; i++) {
        snprintf(name, sizeof name, "/%d", i);
        record_all_octaves(stats, dynamic(stats, "GET", name));
    }
    bytes = encoded(stats);
    back = decoded(&bytes, bytes.length);
    CHECK(back);
    stats_free(back);
    buffer_free(&bytes);
    for (int i = 300; i < 400; i++) {
        snprintf(name, sizeof name, "/%d", i);
        record_all_octaves(stats, dynamic(stats, "GET", name));
    }
    bytes = encoded(stats);
    CHECK(!decoded(&bytes, bytes.length));
    buffer_free(&bytes);
    stats_free(stats);
}

/* Two of them would be more than the sum holds. */
TEST(impossible_numbers_of_users_are_refused)
{
    const int64_t refused[] = {INT64_MAX, INT64_MIN, INT64_C(1) << 41, -(INT64_C(1) << 41)};
    struct stats *stats = stats_new(names, NAMES);

    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct buffer bytes;

        stats->set->users_not_started = refused[i];
        bytes = encoded(stats);
        CHECK(!decoded(&bytes, bytes.length));
        buffer_free(&bytes);
    }
    stats_free(stats);
}

/* count, min, max - min, sum, sum / 2^64, buckets, { distance, count } */
static bool histogram_reads(const uint64_t *numbers, size_t count)
{
    struct buffer bytes = {0};
    struct varint_reader reader;
    struct histogram histogram = {0};

    for (size_t i = 0; i < count; i++)
        varint_write(&bytes, numbers[i]);
    reader = (struct varint_reader){.at = bytes.data, .end = bytes.data + bytes.length};
    histogram_decode(&reader, &histogram);
    CHECK(!reader.failed || histogram.count == 0);
    histogram_free(&histogram);
    buffer_free(&bytes);
    return !reader.failed;
}

#define READS(...)                                                                                           \
    histogram_reads((uint64_t[]){__VA_ARGS__}, sizeof(uint64_t[]){__VA_ARGS__} / sizeof(uint64_t))

TEST(histograms_that_no_samples_make_are_refused)
{
    uint64_t place = histogram_place(2000);

    CHECK(READS(0));
    CHECK(READS(2, 2000, 1, 4001, 0, 1, place, 2));
    CHECK(!READS(2, 2000, 1, 4001, 0, 1, place, 1));                   /* a sample too few */
    CHECK(!READS(2, 2000, 1, 4001, 0, 1, place, 3));                   /* one too many */
    CHECK(!READS(2, 2000, 1, 4001, 0, 1, place + 1, 2));               /* none where the minimum is */
    CHECK(!READS(2, 2000, 5000, 9000, 0, 1, place, 2));                /* none where the maximum is */
    CHECK(!READS(2, 2000, 1, 3999, 0, 1, place, 2));                   /* a sum below any */
    CHECK(!READS(2, 2000, 1, 4003, 0, 1, place, 2));                   /* …and above */
    CHECK(!READS(2, 2000, 1, 4001, 1, 1, place, 2));                   /* …far above */
    CHECK(!READS(2, 2000, 1, 4001, 0, 2, place, 2, 0, 0));             /* a bucket without a sample */
    CHECK(!READS(2, 2000, 1, 4001, 0, 0));                             /* no bucket */
    CHECK(!READS(1, 2000, 0, 2000, 0, 1, 40000, 1));                   /* a bucket that isn't there */
    CHECK(!READS(1, UINT64_MAX, 0, 2000, 0, 1, place, 1));             /* a time beyond all */
    CHECK(!READS(UINT64_MAX, 2000, 0, 2000, 0, 1, place, UINT64_MAX)); /* more than a bucket holds */
}

TEST_MAIN(RUN(what_went_in_comes_out); RUN(many_deltas_add_up_to_what_one_set_has);
          RUN(times_are_those_of_the_node_that_reads); RUN(a_quiet_second_takes_a_few_bytes);
          RUN(what_is_cut_short_or_too_long_is_refused); RUN(another_program_is_refused);
          RUN(a_line_that_the_program_does_not_have_is_refused);
          RUN(histograms_that_take_too_much_memory_are_refused); RUN(impossible_numbers_of_users_are_refused);
          RUN(changed_bytes_are_other_numbers_or_refused); RUN(histograms_that_no_samples_make_are_refused))
