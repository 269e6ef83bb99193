/* Histories of rows and failures: no request is lost, percentiles are those of the samples, and memory stays
 * bounded over ten hours. */
#include "runtime/base/count_of.h"
#include "runtime/stats/histories.h"

#include "runtime/base/alloc.h"
#include "runtime/base/rng.h"
#include "runtime/stats/sketch.h"
#include "tests/support/allocated.h"
#include "tests/support/stats_samples.h"
#include "tests/support/test.h"

#include <stdlib.h>

enum { TEN_HOURS = 36000 };

/* ---- sketches ---- */

static int nanos_compare(const void *a, const void *b)
{
    const nanos *left = a, *right = b;

    return (*left > *right) - (*left < *right);
}

TEST(percentiles_of_a_sketch)
{
    enum { COUNT = 5000 };
    static const double quantiles[] = {0.01, 0.5, 0.95, 0.99, 1};
    nanos *samples = mem_alloc(COUNT * sizeof *samples);
    struct histogram times = {0};
    struct sketch half = {0}, sketch = {0};
    struct rng rng;

    rng_seed(&rng, 3, 1, RNG_CODE);
    for (int i = 0; i < COUNT; i++) {
        samples[i] = rng_between(&rng, NANOS_PER_US, i % 2 ? NANOS_PER_MS : NANOS_PER_S);
        histogram_record(&times, samples[i]);
        if (i % 100 != 99)
            continue;
        sketch_add(i < COUNT / 2 ? &half : &sketch, &times);
        histogram_clear(&times);
    }
    sketch_merge(&sketch, &half);
    qsort(samples, COUNT, sizeof *samples, nanos_compare);
    CHECK_INT(sketch.count, COUNT);
    for (size_t i = 0; i < COUNT_OF(quantiles); i++) {
        double want = (double)samples[histogram_rank(COUNT, quantiles[i]) - 1];

        CHECK_FLOAT((double)sketch_percentile(&sketch, quantiles[i]), want, want * 0.008);
    }
    for (size_t i = 1; i < sketch.buckets.count; i++)
        CHECK(sketch.buckets.items[i - 1].place < sketch.buckets.items[i].place);
    sketch_clear(&sketch);
    CHECK_INT(sketch_percentile(&sketch, 0.5), 0);
    histogram_free(&times);
    sketch_free(&half);
    sketch_free(&sketch);
    mem_free(samples);
}

/* ---- the timeline ---- */

TEST(steps_follow_each_other)
{
    struct timeline timeline = {0};
    int coarsened = 0;

    for (int i = 0; i < 1000; i++)
        coarsened += timeline_tick(&timeline, NANOS_PER_S);
    CHECK_INT(coarsened, 4); /* after 120, 240, 480 and 960 s */
    CHECK_INT(timeline.level, 4);
    CHECK_INT(timeline.count, 62);
    for (uint32_t i = 0; i < timeline.count; i++) {
        CHECK_INT(timeline.steps[i].start, i * 16 * NANOS_PER_S);
        CHECK_INT(timeline.steps[i].length, 16 * NANOS_PER_S);
    }
    CHECK_INT(timeline.steps[62].start, 992 * NANOS_PER_S);
    CHECK_INT(timeline.steps[62].length, 8 * NANOS_PER_S);
}

/* ---- rows ---- */

static void second_add(struct histories *histories, struct stats *stats, nanos length)
{
    for (uint32_t row = 0; row < stats->set->rows.count; row++) {
        if (stats_row_requests(row_of(stats, row)) > 0)
            histories_add(histories, row, row_of(stats, row));
    }
    histories_tick(histories, length, &stats->set->failures.tally);
    stats_set_clear(stats->set);
}

/* Second i (from 0) has i % 3 requests of row 0, of i + 1 ms each. Row 1 has one request, at its last second.
 */
static void run_seconds(struct histories *histories, struct stats *stats, int count)
{
    for (int i = 0; i < count; i++) {
        struct sample sample = plain(0, (i + 1) * NANOS_PER_MS), last = plain(1, NANOS_PER_MS);

        for (int k = 0; k < i % 3; k++) {
            sample.failed = k == 1;
            stats_record(stats, &sample);
        }
        if (i == count - 1)
            stats_record(stats, &last);
        second_add(histories, stats, NANOS_PER_S);
    }
}

static uint64_t requests_in(int first, int length)
{
    uint64_t requests = 0;

    for (int i = first; i < first + length; i++)
        requests += (uint64_t)i % 3;
    return requests;
}

TEST(each_second_at_first)
{
    struct histories *histories = histories_new();
    struct stats *stats = stats_new(names, NAMES);
    struct row_steps steps;

    run_seconds(histories, stats, 6);
    steps = histories_row(histories, 0);
    CHECK_INT(steps.count, 4); /* seconds 1, 2, 4, 5 */
    CHECK_INT(steps.items[1].step, 2);
    CHECK_INT(steps.items[1].requests, 2);
    CHECK_INT(steps.items[1].failures, 1);
    CHECK_FLOAT((double)steps.items[1].p50, 3e6, 3e6 * 0.008);
    CHECK_INT(histories_row(histories, 1).count, 1);
    CHECK_INT(histories_row(histories, 1).items[0].step, 5);
    CHECK_INT(histories_row_second(histories, 1).requests, 1);
    CHECK_INT(histories_row_second(histories, 0).requests, 2);
    CHECK_INT(histories_row(histories, 2).count, 0);
    CHECK_INT(histories_row_second(histories, 2).requests, 0);
    second_add(histories, stats, NANOS_PER_S);
    CHECK_INT(histories_row_second(histories, 0).requests, 0);
    histories_free(histories);
    stats_free(stats);
}

/* Sums and percentiles of steps of every length. */
static void course_check(int seconds)
{
    struct histories *histories = histories_new();
    struct stats *stats = stats_new(names, NAMES);
    const struct timeline *timeline = histories_timeline(histories);

    run_seconds(histories, stats, seconds);
    struct row_steps steps = histories_row(histories, 0);
    int length = 1 << timeline->level;
    size_t next = 0;

    CHECK(timeline->count < TIMELINE_STEPS);
    for (uint32_t i = 0; i < timeline->count; i++) {
        int first = (int)i * length, last = first + length - 1;
        uint64_t requests = requests_in(first, length);

        if (requests == 0)
            continue;
        const struct row_step *step = &steps.items[next++];
        CHECK_INT(step->step, i);
        CHECK_INT(step->requests, requests);
        while (last % 3 == 0)
            last--;
        if (length >= 64)
            continue;
        /* With 60 requests or fewer, p95 is among the last four, which are as slow within 1 %. */
        double want = (double)(last + 1) * 1e6;
        CHECK_FLOAT((double)step->p95, want, want * 0.008 + 3e6);
    }
    CHECK_INT(steps.count, next);
    CHECK_INT(histories_row(histories, 1).count, seconds % length == 0 ? 1 : 0);
    histories_free(histories);
    stats_free(stats);
}

TEST(sums_of_longer_steps)
{
    course_check(119);
    course_check(120);
    course_check(121);
    course_check(1000);
    course_check(3839);
    course_check(3840);
    course_check(10001);
}

/* The median of a long step is the median of its samples, not of its seconds. */
TEST(percentiles_of_longer_steps)
{
    struct histories *histories = histories_new();
    struct stats *stats = stats_new(names, NAMES);

    for (int i = 0; i < 960; i++) { /* of 16 seconds, one has 100 slow requests, the others a fast one each */
        struct sample sample = plain(0, i % 16 == 5 ? NANOS_PER_S : NANOS_PER_MS);

        for (int k = 0; k < (i % 16 == 5 ? 100 : 1); k++)
            stats_record(stats, &sample);
        second_add(histories, stats, NANOS_PER_S);
    }
    struct row_steps steps = histories_row(histories, 0);
    CHECK_INT(steps.count, 60);
    for (size_t i = 0; i < steps.count; i++) {
        CHECK_INT(steps.items[i].requests, 115);
        CHECK_FLOAT((double)steps.items[i].p50, 1e9, 8e6);
    }
    histories_free(histories);
    stats_free(stats);
}

/* ---- failures ---- */

TEST(failures_over_time)
{
    struct histories *histories = histories_new();
    struct stats *stats = stats_new(names, NAMES);
    struct failure_steps steps;
    uint64_t sum = 0;

    for (int i = 0; i < 1000; i++) {
        for (int k = 0; k < (i == 3 ? 2 : i % 100 == 50); k++)
            stats_failure(stats, 0, (struct failure_event){.error = "first", .error_length = 5, .when = 0});
        if (i == 998)
            stats_failure(stats, 1, (struct failure_event){.error = "second", .error_length = 6, .when = 0});
        histories_tick(histories, NANOS_PER_S, &stats->set->failures.tally);
    }
    steps = histories_failure(histories, 0);
    CHECK_INT(steps.items[0].step, 0);
    CHECK_INT(steps.items[0].occurrences, 2);
    for (size_t i = 0; i < steps.count; i++)
        sum += steps.items[i].occurrences;
    CHECK_INT(sum, 12);
    CHECK_INT(steps.count, 11);
    CHECK_INT(histories_failure(histories, 1).count, 1);
    CHECK_INT(histories_failure(histories, 1).items[0].step, 62); /* the current step */
    CHECK_INT(histories_failure(histories, 2).count, 0);
    histories_clear(histories);
    CHECK_INT(histories_failure(histories, 0).count, 0);
    histories_free(histories);
    stats_free(stats);
}

/* ---- memory ---- */

/* Fifty busy rows with times in four octaves for ten hours. */
TEST(memory_stays_bounded)
{
    enum { ROWS = 50 };
    size_t most = 0;
    struct histories *histories = histories_new();
    struct stats *stats = stats_new(NULL, 0);
    struct rng rng;

    rng_seed(&rng, 9, 1, RNG_CODE);
    record_names(stats, 0, ROWS);
    for (uint32_t row = 0; row < ROWS; row++) {
        for (nanos time = NANOS_PER_MS / 2; time <= 16 * NANOS_PER_MS; time *= 2) {
            struct sample sample = plain(row, time);

            stats_record(stats, &sample); /* all octaves are there from now on */
        }
    }
    stats_set_clear(stats->set);
    size_t others = allocated();
    for (int i = 0; i < TEN_HOURS; i++) {
        for (uint32_t row = 0; row < ROWS; row++) {
            struct sample sample = plain(row, rng_between(&rng, NANOS_PER_MS, 16 * NANOS_PER_MS));

            stats_record(stats, &sample);
        }
        second_add(histories, stats, NANOS_PER_S);
        if (allocated() > most)
            most = allocated();
    }
    CHECK(most - others < (size_t)ROWS * 34 * 1024);
    for (uint32_t row = 0; row < ROWS; row++)
        CHECK(histories_row(histories, row).count < TIMELINE_STEPS);
    histories_free(histories);
    stats_free(stats);
}

TEST_MAIN(RUN(percentiles_of_a_sketch); RUN(steps_follow_each_other); RUN(each_second_at_first);
          RUN(sums_of_longer_steps); RUN(percentiles_of_longer_steps); RUN(failures_over_time);
          RUN(memory_stays_bounded))
