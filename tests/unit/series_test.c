/* The course of a run: every second once, percentiles of their own samples, memory that doesn't grow. */
#include "runtime/stats/series.h"

#include "runtime/base/alloc.h"
#include "tests/unit/test.h"

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
    series_points(series, points);
    for (size_t i = 0; i < count; i++) {
        uint64_t length = (uint64_t)(points[i].length / NANOS_PER_S);
        CHECK_INT(points[i].when, when);
        CHECK_INT(points[i].requests, 10 * length);
        CHECK_INT(points[i].failures, length);
        CHECK_INT(points[i].users, (uint64_t)(when / NANOS_PER_S) + length - 1);
        when += points[i].length;
    }
    CHECK_INT(when, seconds * NANOS_PER_S);
    mem_free(points);
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
    int seconds = 36000;
    add_seconds(series, 0, seconds);
    CHECK(series_count(series) < 3 * 1800);
    course_check(series, seconds, 0);
    series_free(series);
}

/* A coarse step's percentiles are those of its samples. The eight seconds from 8 on have 9 to 16 ms, ten
 * requests each: the 40th of 80 is 12 ms, the 76th 16 ms. */
TEST(percentiles_of_coarse_steps)
{
    struct series *series = series_new();
    add_seconds(series, 0, 4000);
    struct series_point *points = mem_alloc(series_count(series) * sizeof *points);
    series_points(series, points);
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
    series_points(series, &point);
    CHECK_INT(point.users, 3);
    CHECK_INT(point.p95, 0);
    CHECK_INT(series_recent_percentile(series, 0.95), 0);
    series_free(series);
}

TEST(recent_percentiles_look_back_ten_seconds)
{
    struct series *series = series_new();
    add_seconds(series, 0, 100);
    CHECK_FLOAT((double)series_recent_percentile(series, 0), 91e6, 91e3);
    CHECK_FLOAT((double)series_recent_percentile(series, 0.5), 95e6, 95e3);
    CHECK_FLOAT((double)series_recent_percentile(series, 1), 100e6, 0);
    series_clear(series);
    CHECK_INT(series_count(series), 0);
    CHECK_INT(series_recent_percentile(series, 0.5), 0);
    add_seconds(series, 0, 3);
    course_check(series, 3, 0);
    series_free(series);
}

TEST_MAIN(RUN(the_first_half_hour_by_the_second); RUN(no_second_is_lost_or_shown_twice); RUN(ten_hours);
          RUN(percentiles_of_coarse_steps); RUN(a_second_without_requests);
          RUN(recent_percentiles_look_back_ten_seconds))
