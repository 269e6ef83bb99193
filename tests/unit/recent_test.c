/* The last seconds of each row: packed times lose nothing, turn with the ring, and give their memory back. */
#include "runtime/stats/recent.h"

#include "runtime/base/rng.h"
#include "runtime/stats/totals.h"
#include "tests/support/test.h"

#define MS NANOS_PER_MS

static void same_check(const struct histogram *got, const struct histogram *want)
{
    CHECK_INT(got->count, want->count);
    CHECK_INT(got->min, want->min);
    CHECK_INT(got->max, want->max);
    CHECK(got->sum == want->sum);
    for (int i = 0; i <= 1000; i++)
        CHECK_INT(histogram_percentile(got, i / 1000.0), histogram_percentile(want, i / 1000.0));
}

/* Two lots of samples over the whole range, one behind the other: buckets of one place are there twice. */
TEST(packing_loses_nothing)
{
    struct histogram lots[2] = {{0}}, want = {0}, got = {0};
    struct histogram_packed packed = {0};
    struct rng rng;
    rng_seed(&rng, 1, 0, RNG_WAIT);
    for (int i = 0; i < 100000; i++)
        histogram_record(&lots[i % 2], rng_between(&rng, 100, 1000) << rng_between(&rng, 0, 34));
    for (int i = 0; i < 2; i++) {
        histogram_merge(&want, &lots[i]);
        histogram_pack(&lots[i], &packed);
        histogram_free(&lots[i]);
    }
    histogram_unpack(&packed, &got);
    same_check(&got, &want);
    histogram_packed_free(&packed);
    histogram_unpack(&packed, &got);
    same_check(&got, &want);
    histogram_pack(&(struct histogram){0}, &packed);
    CHECK_INT(packed.buckets.count, 0);
    histogram_free(&got);
    histogram_free(&want);
}

/* A request of `time` in the row, and a failed one of twice that. */
static void requests_add(struct recent *recent, uint32_t row, nanos time)
{
    struct histogram failures = {0};
    struct stats_row samples = {.failures = &failures};
    histogram_record(&samples.successes, time);
    histogram_record(&failures, 2 * time);
    recent_add(recent, row, &samples);
    histogram_free(&samples.successes);
    histogram_free(&failures);
}

static void times_check(const struct recent *recent, uint32_t row, uint64_t count, nanos min, nanos max)
{
    struct histogram times = {0};
    recent_times_add(recent, row, &times);
    CHECK_INT(times.count, count);
    CHECK_INT(count ? times.min : 0, min);
    CHECK_INT(count ? times.max : 0, max);
    histogram_free(&times);
}

TEST(times_are_those_of_the_last_ten_whole_seconds)
{
    struct recent recent = {.keeps_times = true};
    for (int second = 1; second <= 25; second++) {
        int first = second > 10 ? second - 9 : 1;
        requests_add(&recent, 3, second * MS);
        if (second > 1)
            times_check(&recent, 3, 2 * (uint64_t)(second > 10 ? 10 : second - 1),
                        (second > 10 ? second - 10 : 1) * MS, 2 * (second - 1) * MS);
        recent_turn(&recent, NANOS_PER_S);
        times_check(&recent, 3, 2 * (uint64_t)(second - first + 1), first * MS, 2 * second * MS);
        times_check(&recent, 2, 0, 0, 0);
        times_check(&recent, 4, 0, 0, 0);
    }
    for (int second = 1; second <= 10; second++)
        recent_turn(&recent, NANOS_PER_S);
    times_check(&recent, 3, 0, 0, 0);
    recent_free(&recent);
}

TEST(memory_goes_back_with_the_seconds)
{
    struct recent recent = {.keeps_times = true};
    requests_add(&recent, 0, 5 * MS);
    CHECK_INT(recent.times.items[0].seconds[0].buckets.count, 2);
    for (int second = 0; second < RECENT_RING; second++)
        recent_turn(&recent, NANOS_PER_S);
    for (int second = 0; second < RECENT_RING; second++)
        CHECK(!recent.times.items[0].seconds[second].buckets.items);
    recent_free(&recent);
}

TEST(times_that_nobody_asked_for_are_not_kept)
{
    struct recent recent = {0};
    requests_add(&recent, 1, 5 * MS);
    recent_turn(&recent, 2 * NANOS_PER_S);
    CHECK_INT(recent.times.count, 0);
    times_check(&recent, 1, 0, 0, 0);
    CHECK_FLOAT(recent_rates(&recent, 1).requests, 1, 1e-9);
    CHECK_FLOAT(recent_rates(&recent, 1).failures, 0.5, 1e-9);
    recent_free(&recent);
}

TEST(clearing_forgets_them_and_goes_on)
{
    struct recent recent = {.keeps_times = true};
    requests_add(&recent, 1, 5 * MS);
    recent_turn(&recent, NANOS_PER_S);
    recent_clear(&recent);
    times_check(&recent, 1, 0, 0, 0);
    CHECK_FLOAT(recent_rates(&recent, 1).requests, 0, 0);
    requests_add(&recent, 1, 7 * MS);
    recent_turn(&recent, NANOS_PER_S);
    times_check(&recent, 1, 2, 7 * MS, 14 * MS);
    recent_free(&recent);
}

TEST_MAIN(RUN(packing_loses_nothing); RUN(times_are_those_of_the_last_ten_whole_seconds);
          RUN(memory_goes_back_with_the_seconds); RUN(times_that_nobody_asked_for_are_not_kept);
          RUN(clearing_forgets_them_and_goes_on))
