/* The course of a run: every second once, percentiles of their own samples, memory that doesn't grow. */
#include "runtime/base/count_of.h"
#include "runtime/stats/series.h"

#include "runtime/base/alloc.h"
#include "runtime/base/rng.h"
#include "tests/support/allocated.h"
#include "tests/support/test.h"

#include <math.h>
#include <stdlib.h>

enum { TEN_HOURS = 36000 };

/* Second `i` has 10 requests of i + 1 ms and one failure. */
static void add_seconds(struct series *series, int first, int count)
{
    struct histogram times = {0};
    for (int i = first; i < first + count; i++) {
        histogram_clear(&times);
        for (int k = 0; k < 10; k++)
            histogram_record(&times, (i + 1) * NANOS_PER_MS);
        series_add(series,
                   &(struct series_point){
                       .when = i * NANOS_PER_S,
                       .length = NANOS_PER_S,
                       .users = (uint64_t)i,
                       .requests = 10,
                       .failures = 1,
                       .dropped = 3,
                   },
                   &times);
    }
    histogram_free(&times);
}

/* The points follow each other without gap or overlap, from `first` on, and lose no request. */
static void course_check(const struct series *series, int seconds, int64_t first)
{
    size_t count = series_count(series);
    struct series_point *points = mem_alloc(count * sizeof *points);
    int64_t when = first;
    series_points(series, points, NULL);
    for (size_t i = 0; i < count; i++) {
        uint64_t length = (uint64_t)(points[i].length / NANOS_PER_S);
        CHECK_INT(points[i].when, when);
        CHECK_INT(points[i].requests, 10 * length);
        CHECK_INT(points[i].failures, length);
        CHECK_INT(points[i].dropped, 3 * length);
        CHECK_INT(points[i].users, (uint64_t)(when / NANOS_PER_S) + length - 1);
        when += points[i].length;
    }
    CHECK_INT(when, seconds * NANOS_PER_S);
    mem_free(points);
}

/* A percentile of the last seconds. */
static nanos recent_percentile(const struct series *series, double quantile)
{
    struct histogram times = {0};
    nanos percentile;

    series_recent(series, &times);
    percentile = histogram_percentile(&times, quantile);
    histogram_free(&times);
    return percentile;
}

TEST(the_first_half_hour_by_the_second)
{
    struct series *series = series_new();
    add_seconds(series, 0, 1800);
    CHECK_INT(series_count(series), 1800);
    course_check(series, 1800, 0);
    series_free(series);
}

TEST(no_second_is_lost_or_shown_twice)
{
    struct series *series = series_new();
    for (int i = 0; i < 2000; i++) {
        add_seconds(series, i, 1);
        if (i < 20 || i > 1780)
            course_check(series, i + 1, 0);
    }
    series_free(series);
}

TEST(ten_hours)
{
    struct series *series = series_new();
    add_seconds(series, 0, TEN_HOURS);
    CHECK(series_count(series) < 3 * 1800);
    course_check(series, TEN_HOURS, 0);
    series_free(series);
}

static void add_often(struct series *series, const struct histogram *times, int seconds)
{
    for (int i = 0; i < seconds; i++)
        series_add(series, &(struct series_point){.length = NANOS_PER_S, .requests = times->count}, times);
}

/* A minute with times of all sizes has allocated all that there will ever be. */
TEST(memory_does_not_grow)
{
    size_t before = allocated(), after_a_minute;
    struct series *series = series_new();
    struct histogram all = {0}, some = {0};
    for (nanos time = NANOS_PER_US; time < HISTOGRAM_HIGHEST; time *= 2)
        histogram_record(&all, time);
    histogram_record(&some, NANOS_PER_MS);
    add_often(series, &all, 60);
    after_a_minute = allocated();
    CHECK(after_a_minute - before < (size_t)6 << 20);
    add_often(series, &some, TEN_HOURS);
    add_often(series, &all, 60);
    CHECK_INT(allocated(), after_a_minute);
    histogram_free(&all);
    histogram_free(&some);
    series_free(series);
    CHECK_INT(allocated(), before);
}

/* ---- percentiles ---- */

enum { OF_A_SECOND = 5 };

static int nanos_compare(const void *a, const void *b)
{
    nanos x = *(const nanos *)a, y = *(const nanos *)b;
    return (x > y) - (x < y);
}

/* The samples of a point's seconds, sorted, say what its percentiles are. */
static void point_check(const struct series_point *point, const nanos *samples)
{
    size_t first = (size_t)(point->when / NANOS_PER_S) * OF_A_SECOND;
    size_t count = (size_t)(point->length / NANOS_PER_S) * OF_A_SECOND;
    nanos *sorted = mem_alloc(count * sizeof *sorted);
    memcpy(sorted, samples + first, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, nanos_compare);
    CHECK_INT(point->requests, count);
    const nanos got[] = {point->p50, point->p95, point->p99};
    const size_t percent[] = {50, 95, 99};
    for (int i = 0; i < 3; i++) {
        double want = (double)sorted[(count * percent[i] + 99) / 100 - 1];
        CHECK_FLOAT((double)got[i], want, want * 0.001);
    }
    mem_free(sorted);
}

static void series_fill(struct series *series, const nanos *samples, int seconds)
{
    struct histogram times = {0};
    for (int second = 0; second < seconds; second++) {
        for (int k = 0; k < OF_A_SECOND; k++)
            histogram_record(&times, samples[second * OF_A_SECOND + k]);
        series_add(series,
                   &(struct series_point){
                       .when = second * NANOS_PER_S, .length = NANOS_PER_S, .requests = OF_A_SECOND},
                   &times);
        histogram_clear(&times);
    }
    histogram_free(&times);
}

/* Also those of steps of eight and of 64 seconds, and after the series was cleared and used again. */
TEST(percentiles_are_those_of_the_samples)
{
    struct series *series = series_new();
    nanos *samples = mem_alloc((size_t)TEN_HOURS * OF_A_SECOND * sizeof *samples);
    struct rng rng;
    rng_seed(&rng, 5, 1, RNG_CODE);
    for (int i = 0; i < TEN_HOURS * OF_A_SECOND; i++)
        samples[i] = (nanos)(exp(rng_normal(&rng)) * 3e6) + NANOS_PER_US;
    series_fill(series, samples, 3000);
    series_clear(series);
    series_fill(series, samples, TEN_HOURS);
    size_t count = series_count(series), coarse = 0;
    struct series_point *points = mem_alloc(count * sizeof *points);
    series_points(series, points, NULL);
    for (size_t i = 0; i < count; i++) {
        point_check(&points[i], samples);
        coarse += points[i].length == 64 * NANOS_PER_S;
    }
    CHECK(coarse > 300);
    mem_free(points);
    mem_free(samples);
    series_free(series);
}

/* A coarse step's percentiles are those of its samples. The eight seconds from 8 on have 9 to 16 ms, ten
 * requests each: the 40th of 80 is 12 ms, the 76th 16 ms. */
TEST(percentiles_of_coarse_steps)
{
    struct series *series = series_new();
    add_seconds(series, 0, 4000);
    struct series_point *points = mem_alloc(series_count(series) * sizeof *points);
    series_points(series, points, NULL);
    CHECK_INT(points[1].length, 8 * NANOS_PER_S);
    CHECK_FLOAT((double)points[1].p50, 12e6, 12e3);
    CHECK_FLOAT((double)points[1].p95, 16e6, 16e3);
    mem_free(points);
    series_free(series);
}

TEST(a_second_without_requests)
{
    struct series *series = series_new();
    struct histogram none = {0};
    struct series_point point;
    series_add(series, &(struct series_point){.when = 5, .length = NANOS_PER_S, .users = 3}, &none);
    CHECK_INT(series_count(series), 1);
    series_points(series, &point, NULL);
    CHECK_INT(point.users, 3);
    CHECK_INT(point.p95, 0);
    CHECK_INT(recent_percentile(series, 0.95), 0);
    series_free(series);
}

TEST(recent_percentiles_look_back_ten_seconds)
{
    struct series *series = series_new();
    add_seconds(series, 0, 100);
    CHECK_FLOAT((double)recent_percentile(series, 0), 91e6, 91e3);
    CHECK_FLOAT((double)recent_percentile(series, 0.5), 95e6, 95e3);
    CHECK_FLOAT((double)recent_percentile(series, 1), 100e6, 0);
    series_clear(series);
    CHECK_INT(series_count(series), 0);
    CHECK_INT(recent_percentile(series, 0.5), 0);
    add_seconds(series, 0, 3);
    course_check(series, 3, 0);
    series_free(series);
}

/* A mirror that starts with what is shown after `first` seconds and then gets only last and coarsened points.
 */
static void mirror_check(int first, int seconds)
{
    struct series *series = series_new();
    struct series_point *mirror = mem_alloc(20000 * sizeof *mirror),
                        *points = mem_alloc(20000 * sizeof *points);
    struct series_point coarse[SERIES_COARSENED];
    struct heat heat[SERIES_COARSENED];
    size_t count, coarsened;

    add_seconds(series, 0, first);
    count = series_count(series);
    series_points(series, mirror, NULL);
    for (int i = first; i < seconds; i++) {
        add_seconds(series, i, 1);
        CHECK(series_last(series, &mirror[count++], heat));
        series_coarsened(series, coarse, heat, &coarsened);
        for (size_t k = 0; k < coarsened; k++) {
            size_t from = 0, to;

            while (mirror[from].when < coarse[k].when)
                from++;
            for (to = from; to < count && mirror[to].when < coarse[k].when + coarse[k].length;)
                to++;
            CHECK_INT(mirror[from].when, coarse[k].when);
            mirror[from] = coarse[k];
            memmove(&mirror[from + 1], &mirror[to], (count - to) * sizeof *mirror);
            count -= to - from - 1;
        }
    }
    CHECK_INT(count, series_count(series));
    series_points(series, points, NULL);
    CHECK(memcmp(points, mirror, count * sizeof *mirror) == 0);
    mem_free(points);
    mem_free(mirror);
    series_free(series);
}

TEST(who_follows_it_sees_what_it_shows)
{
    mirror_check(0, 1799);
    mirror_check(1790, 4000);
    mirror_check(17000, 20000);
}

/* Ten requests of 1 ms, then ten of 2 ms, and so on: exact for each second, and summed for each coarse step.
 */
TEST(heat_counts_every_request)
{
    struct series *series = series_new();

    add_seconds(series, 0, 4000);
    size_t count = series_count(series);
    struct series_point *points = mem_alloc(count * sizeof *points);
    struct heat *heat = mem_alloc(count * sizeof *heat);
    series_points(series, points, heat);
    for (size_t i = 0; i < count; i++) {
        uint64_t sum = 0;

        for (unsigned bucket = 0; bucket < HEAT_BUCKETS; bucket++)
            sum += heat[i].counts[bucket];
        CHECK_INT(sum, points[i].requests);
    }
    /* The first eight seconds in one: 1, 2, … 8 ms. The histogram's bucket of 1 ms has its middle below 1 ms.
     */
    static const unsigned buckets[] = {19, 23, 24, 26, 26, 27, 28, 29};
    struct heat want = {{0}};
    for (size_t i = 0; i < 8; i++)
        want.counts[buckets[i]] += 10;
    for (unsigned bucket = 0; bucket < HEAT_BUCKETS; bucket++)
        CHECK_INT(heat[0].counts[bucket], want.counts[bucket]);
    mem_free(heat);
    mem_free(points);
    series_free(series);
}

TEST(buckets_of_the_heat)
{
    static const nanos times[] = {1000,
                                  9990,
                                  10010,
                                  12580,
                                  12600,
                                  NANOS_PER_S - 2000000,
                                  NANOS_PER_S + 2000000,
                                  999 * NANOS_PER_S,
                                  1001 * NANOS_PER_S,
                                  3600 * NANOS_PER_S};
    static const unsigned buckets[] = {0, 0, 0, 0, 1, 49, 50, 79, 79, 79};

    CHECK_INT(heat_bucket_from(10), 100000);
    CHECK_INT(heat_bucket_from(25), 3162277);
    CHECK_INT(heat_bucket_from(79), 794328234720);
    for (size_t i = 0; i < COUNT_OF(times); i++) {
        struct histogram histogram = {0};
        struct heat heat;

        histogram_record_times(&histogram, times[i], 7);
        heat_of(&histogram, &heat);
        CHECK_INT(heat.counts[buckets[i]], 7);
        histogram_free(&histogram);
    }
}

TEST_MAIN(RUN(who_follows_it_sees_what_it_shows); RUN(heat_counts_every_request); RUN(buckets_of_the_heat);
          RUN(the_first_half_hour_by_the_second); RUN(no_second_is_lost_or_shown_twice); RUN(ten_hours);
          RUN(memory_does_not_grow); RUN(percentiles_are_those_of_the_samples);
          RUN(percentiles_of_coarse_steps); RUN(a_second_without_requests);
          RUN(recent_percentiles_look_back_ten_seconds))
