/* A percentile is within 0.1 % of the exact order statistic of the same samples, merged or not. */
#include "runtime/base/count_of.h"
#include "runtime/stats/histogram.h"

#include "runtime/base/alloc.h"
#include "runtime/base/rng.h"
#include "tests/support/histogram_equal.h"
#include "tests/support/test.h"

#include <math.h>

enum { SAMPLES = 2000000, SETS = 20 };

/* In percent: those that are reported, and some that lie badly: near the ends, or not exact in binary. */
static const double percents[] = {0,  0.001, 1,  7,    25,   50,    66,     75,      80, 90,
                                  95, 98,    99, 99.5, 99.9, 99.99, 99.999, 99.9999, 100};
enum { PERCENTS = COUNT_OF(percents) };

/* The same in millionths, so that the rank that is wanted is whole-number arithmetic. */
static const uint64_t millionths[] = {0,      10,     10000,  70000,  250000, 500000, 660000,
                                      750000, 800000, 900000, 950000, 980000, 990000, 995000,
                                      999000, 999900, 999990, 999999, 1000000};

/* By the definition of the nearest rank, from 1. */
static uint64_t rank_wanted(uint64_t count, int i)
{
    uint64_t rank = (uint64_t)(((unsigned __int128)count * millionths[i] + 999999) / 1000000);
    return rank ? rank : 1;
}

/* ---- shapes ---- */

static nanos uniform(struct rng *rng, int i)
{
    (void)i;
    return rng_between(rng, NANOS_PER_US, 100 * NANOS_PER_MS);
}

static nanos log_normal(struct rng *rng, int i)
{
    (void)i;
    return (nanos)(exp(rng_normal(rng) * 2) * 3e6) + NANOS_PER_US;
}

static nanos bimodal(struct rng *rng, int i)
{
    double center = i % 10 ? 80e3 : 4e9;
    return (nanos)(center * (1 + 0.1 * rng_unit(rng)));
}

static nanos constant(struct rng *rng, int i)
{
    (void)rng;
    (void)i;
    return 1234567;
}

static nanos one_outlier(struct rng *rng, int i)
{
    return i == 777 ? 59 * 60 * NANOS_PER_S : rng_between(rng, 40 * NANOS_PER_US, 50 * NANOS_PER_US);
}

/* Pareto with so heavy a tail that it hasn't got a mean: from 20 us to the hour. */
static nanos heavy_tail(struct rng *rng, int i)
{
    (void)i;
    return (nanos)fmin(20e3 / (1 - rng_unit(rng)), (double)HISTOGRAM_HIGHEST);
}

/* ---- against the exact order statistics ---- */

/* By digits of 11 bits; an even number of passes, so that the result is where the samples were. */
static void sort(nanos *samples, nanos *scratch, size_t count)
{
    enum { BITS = 11, DIGITS = 1 << BITS, PASSES = 4 };
    for (int shift = 0; shift < PASSES * BITS; shift += BITS) {
        size_t places[DIGITS + 1] = {0};
        for (size_t i = 0; i < count; i++)
            places[(samples[i] >> shift & (DIGITS - 1)) + 1]++;
        for (size_t digit = 1; digit < DIGITS; digit++)
            places[digit] += places[digit - 1];
        for (size_t i = 0; i < count; i++)
            scratch[places[samples[i] >> shift & (DIGITS - 1)]++] = samples[i];
        nanos *swap = samples;
        samples = scratch;
        scratch = swap;
    }
}

static void percentiles_check(const struct histogram *histogram, const nanos *sorted, uint64_t count)
{
    double quantiles[PERCENTS];
    nanos got[PERCENTS];
    for (int i = 0; i < PERCENTS; i++)
        quantiles[i] = percents[i] / 100;
    histogram_percentiles(histogram, quantiles, PERCENTS, got);
    for (int i = 0; i < PERCENTS; i++) {
        nanos want = sorted[rank_wanted(count, i) - 1];
        CHECK_FLOAT((double)got[i], (double)want, (double)want * 0.001);
        CHECK_INT(histogram_percentile(histogram, quantiles[i]), got[i]);
    }
    CHECK_INT(got[0], sorted[0]);
    CHECK_INT(got[PERCENTS - 1], sorted[count - 1]);
}

/* Spread over so many sets that are merged, the samples give the same histogram, to the last count. */
static void split_check(const struct histogram *one, const nanos *samples, size_t count, size_t sets)
{
    struct histogram merged = {0}, parts[SETS] = {0};
    for (size_t i = 0; i < count; i++)
        histogram_record(&parts[(i ^ i >> 7) % sets], samples[i]);
    for (size_t i = 0; i < sets; i++)
        histogram_merge(&merged, &parts[i]);
    histograms_equal(&merged, one);
    for (size_t i = 0; i < sets; i++)
        histogram_free(&parts[i]);
    histogram_free(&merged);
}

static void shape_check(nanos (*shape)(struct rng *rng, int i), size_t count)
{
    static const size_t sets[] = {1, 2, 7, SETS};
    struct histogram one = {0};
    nanos *samples = mem_alloc(count * sizeof *samples), *scratch = mem_alloc(count * sizeof *scratch);
    unsigned __int128 sum = 0;
    struct rng rng;
    rng_seed(&rng, 42, 1, RNG_CODE);
    for (size_t i = 0; i < count; i++) {
        samples[i] = shape(&rng, (int)i);
        sum += (uint64_t)samples[i];
        histogram_record(&one, samples[i]);
    }
    for (size_t i = 0; i < COUNT_OF(sets); i++)
        split_check(&one, samples, count, sets[i]);
    sort(samples, scratch, count);
    percentiles_check(&one, samples, count);
    CHECK(one.sum == sum);
    CHECK_FLOAT(histogram_mean(&one), (double)sum / (double)count, 1e-9 * (double)sum / (double)count);
    histogram_free(&one);
    mem_free(samples);
    mem_free(scratch);
}

TEST(uniform_times)
{
    shape_check(uniform, SAMPLES);
}

TEST(log_normal_times)
{
    shape_check(log_normal, SAMPLES);
}

TEST(bimodal_times)
{
    shape_check(bimodal, SAMPLES);
}

TEST(constant_times)
{
    shape_check(constant, SAMPLES);
}

TEST(one_outlier_among_two_million)
{
    shape_check(one_outlier, SAMPLES);
}

TEST(times_with_a_heavy_tail)
{
    shape_check(heavy_tail, SAMPLES);
}

TEST(few_samples)
{
    for (size_t count = 1; count < 40; count++) {
        shape_check(log_normal, count);
        shape_check(constant, count);
        shape_check(bimodal, count);
    }
}

/* ---- ranks ---- */

/* The middle of the bucket with this number, counted from that of 1 us. */
static nanos bucket_time(int number)
{
    int octave = (number + 488) / HISTOGRAM_BUCKETS, bucket = (number + 488) % HISTOGRAM_BUCKETS;
    return ((nanos)(HISTOGRAM_BUCKETS + bucket) << octave) + ((INT64_C(1) << octave) - 1) / 2;
}

/* With a bucket for each sample, a rank that is one off shows: 99.99 % of 10,000 is the 9,999th and not the
 * 10,000th, whatever 0.9999 is in binary. */
TEST(every_rank_is_the_exact_one)
{
    struct histogram h = {0};
    for (int count = 1; count <= 15000; count++) {
        histogram_record(&h, bucket_time(count - 1));
        if (count > 1200 && count % 500)
            continue;
        for (int i = 0; i < PERCENTS; i++)
            CHECK_INT(histogram_percentile(&h, percents[i] / 100),
                      bucket_time((int)rank_wanted((uint64_t)count, i) - 1));
    }
    histogram_free(&h);
}

static void record_often(struct histogram *histogram, nanos time, uint64_t count)
{
    struct histogram some = {0};
    histogram_record(&some, time);
    for (; count; count >>= 1) {
        if (count & 1)
            histogram_merge(histogram, &some);
        histogram_merge(&some, &some);
    }
    histogram_free(&some);
}

/* Of `count` samples, `low` are of 1.000 us and the rest of 1.020. */
static nanos percentile_of_two(uint64_t count, uint64_t low, double percent)
{
    struct histogram h = {0};
    record_often(&h, 1000, low);
    record_often(&h, 1020, count - low);
    nanos percentile = histogram_percentile(&h, percent / 100);
    histogram_free(&h);
    return percentile;
}

TEST(ranks_among_a_million_millions)
{
    for (uint64_t count = 10; count <= 1000000000000; count *= 10)
        for (int i = 0; i < PERCENTS; i++)
            for (uint64_t more = 0; more < 3; more++) {
                uint64_t rank = rank_wanted(count + more, i);
                CHECK_INT(percentile_of_two(count + more, rank - 1, percents[i]), 1020);
                CHECK_INT(percentile_of_two(count + more, rank, percents[i]), 1000);
            }
}

TEST(a_sum_beyond_64_bits)
{
    struct histogram h = {0};
    record_often(&h, HISTOGRAM_HIGHEST, UINT64_C(1) << 40);
    record_often(&h, HISTOGRAM_HIGHEST / 2, UINT64_C(1) << 40);
    CHECK_INT(h.count, INT64_C(1) << 41);
    CHECK(h.sum == ((unsigned __int128)HISTOGRAM_HIGHEST * 3 / 2) << 40);
    CHECK_FLOAT(histogram_mean(&h), (double)HISTOGRAM_HIGHEST * 0.75, 1);
    histogram_free(&h);
}

/* ---- the ends ---- */

/* The first and the last nanosecond of every octave, and what is next to them. */
/* Percentiles of two histograms are those of their merge, whichever has samples. */
TEST(percentiles_of_two)
{
    static const double quantiles[] = {0, 0.001, 0.25, 0.5, 0.9, 0.99, 0.9999, 1};
    enum { QUANTILES = COUNT_OF(quantiles) };
    struct rng rng;

    rng_seed(&rng, 11, 1, RNG_CODE);
    for (int round = 0; round < 200; round++) {
        struct histogram one = {0}, two = {0}, both = {0};
        nanos got[QUANTILES], want[QUANTILES], swapped[QUANTILES];

        for (uint64_t i = rng_below(&rng, 50); i > 0; i--)
            histogram_record_times(&one, (nanos)1 << rng_below(&rng, 40), 1 + rng_below(&rng, 3));
        for (uint64_t i = rng_below(&rng, 3) * rng_below(&rng, 50); i > 0; i--)
            histogram_record(&two, rng_between(&rng, 0, NANOS_PER_S));
        histogram_merge(&both, &one);
        histogram_merge(&both, &two);
        histogram_percentiles(&both, quantiles, QUANTILES, want);
        histogram_percentiles_of_two(&one, &two, quantiles, QUANTILES, got);
        histogram_percentiles_of_two(&two, &one, quantiles, QUANTILES, swapped);
        CHECK(memcmp(got, want, sizeof got) == 0);
        CHECK(memcmp(swapped, want, sizeof got) == 0);
        histogram_free(&one);
        histogram_free(&two);
        histogram_free(&both);
    }
}

TEST(edges_of_octaves)
{
    for (int bit = 10; bit < 42; bit++)
        for (nanos off = -2; off <= 2; off++) {
            nanos time = (INT64_C(1) << bit) + off;
            if (time < HISTOGRAM_LOWEST || time > HISTOGRAM_HIGHEST)
                continue;
            struct histogram h = {0};
            histogram_record(&h, 1);
            histogram_record(&h, time);
            histogram_record(&h, HISTOGRAM_HIGHEST * 2);
            CHECK_FLOAT((double)histogram_percentile(&h, 0.5), (double)time, (double)time * 0.001);
            histogram_free(&h);
        }
}

TEST(beyond_the_range)
{
    struct histogram h = {0};
    histogram_record(&h, 300);
    CHECK_INT(histogram_percentile(&h, 0.5), 300);
    histogram_record(&h, 400);
    histogram_record(&h, -5);
    histogram_record(&h, 0);
    histogram_record(&h, INT64_MAX);
    CHECK_INT(h.count, 5);
    CHECK_INT(h.min, 0);
    CHECK_INT(h.max, INT64_MAX);
    CHECK(h.sum == (unsigned __int128)INT64_MAX + 700);
    CHECK_INT(histogram_percentile(&h, 0.6), HISTOGRAM_LOWEST);
    CHECK_INT(histogram_percentile(&h, 1), INT64_MAX);
    histogram_record(&h, INT64_MAX);
    CHECK_FLOAT((double)histogram_percentile(&h, 0.8), (double)HISTOGRAM_HIGHEST, HISTOGRAM_HIGHEST * 0.001);
    histogram_free(&h);
}

TEST(an_empty_one)
{
    struct histogram h = {0}, other = {0};
    CHECK_INT(histogram_percentile(&h, 0.5), 0);
    CHECK_FLOAT(histogram_mean(&h), 0, 0);
    histogram_merge(&other, &h);
    CHECK_INT(other.count, 0);
    histogram_record(&other, 5 * NANOS_PER_MS);
    histogram_merge(&other, &h);
    CHECK_INT(other.count, 1);
    CHECK_INT(other.min, 5 * NANOS_PER_MS);
    histogram_merge(&h, &other);
    histograms_equal(&h, &other);
    histogram_free(&h);
    histogram_free(&other);
}

TEST(octaves_come_with_their_first_sample)
{
    struct histogram h = {0};
    for (int i = 0; i < 1000; i++)
        histogram_record(&h, 33000 + i);
    int allocated = 0;
    for (int i = 0; i < HISTOGRAM_OCTAVES; i++)
        allocated += h.octaves[i].buckets != NULL;
    CHECK_INT(allocated, 1);
    histogram_free(&h);
}

TEST(clearing_forgets_and_keeps_memory)
{
    struct histogram h = {0}, fresh = {0};
    for (int i = 0; i < 100; i++)
        histogram_record(&h, i * NANOS_PER_MS);
    uint64_t *kept = h.octaves[__builtin_ctzll(h.used)].buckets;
    unsigned octave = (unsigned)__builtin_ctzll(h.used);
    histogram_clear(&h);
    CHECK_INT(histogram_percentile(&h, 1), 0);
    CHECK(h.octaves[octave].buckets == kept);
    for (int i = 200; i < 300; i++) {
        histogram_record(&h, i * NANOS_PER_MS);
        histogram_record(&fresh, i * NANOS_PER_MS);
    }
    histograms_equal(&h, &fresh);
    histogram_free(&h);
    histogram_free(&fresh);
}

/* What is cleared and used again is like new, also in octaves that it had and hasn't any more. */
TEST(merging_what_was_cleared)
{
    struct histogram used = {0}, into = {0}, fresh = {0};
    struct rng rng;
    rng_seed(&rng, 1, 1, RNG_CODE);
    for (int round = 0; round < 8; round++) {
        histogram_clear(&used);
        histogram_clear(&into);
        histogram_clear(&fresh);
        for (int i = 0; i < 500; i++) {
            nanos time = rng_between(&rng, 1, NANOS_PER_US << 4 * round);
            histogram_record(&used, time);
            histogram_record(&fresh, time);
        }
        histogram_merge(&into, &used);
        histograms_equal(&into, &fresh);
        histogram_free(&fresh);
    }
    histogram_clear(&used);
    histogram_merge(&into, &used);
    CHECK_INT(into.count, 500);
    histogram_free(&used);
    histogram_free(&into);
}

TEST(samples_within_bounds)
{
    static const nanos bounds[] = {
        999, 1 * NANOS_PER_MS, 9990 * NANOS_PER_US, 10010 * NANOS_PER_US, NANOS_PER_S, HISTOGRAM_HIGHEST * 2};
    struct histogram h = {0};
    uint64_t within[6];
    for (int i = 1; i <= 100; i++)
        histogram_record(&h, i * NANOS_PER_MS / 2);
    histogram_record(&h, HISTOGRAM_HIGHEST * 3);
    histogram_within(&h, bounds, 6, within);
    CHECK_INT(within[0], 0);
    CHECK_INT(within[1], 2);
    CHECK_INT(within[2], 19); /* without that of 10 ms, 0.1 % away */
    CHECK_INT(within[3], 20);
    CHECK_INT(within[4], 100);
    CHECK_INT(within[5], 101);
    histogram_clear(&h);
    histogram_within(&h, bounds, 6, within);
    CHECK_INT(within[5], 0);
    histogram_free(&h);
}

/* Each bound lies between what is 0.1 % below and above it. */
TEST(bounds_are_within_a_thousandth)
{
    struct histogram h = {0};
    struct rng rng;
    nanos samples[10000];
    rng_seed(&rng, 42, 1, RNG_CODE);
    for (int i = 0; i < 10000; i++)
        histogram_record(&h, samples[i] = log_normal(&rng, i));
    for (nanos bound = NANOS_PER_US; bound < NANOS_PER_S; bound += bound / 3) {
        uint64_t within, least = 0, most = 0;
        histogram_within(&h, &bound, 1, &within);
        for (int i = 0; i < 10000; i++) {
            least += (double)samples[i] <= (double)bound * 0.999;
            most += (double)samples[i] <= (double)bound * 1.001;
        }
        CHECK(least <= within && within <= most);
    }
    histogram_free(&h);
}

/* A sample of where a bucket begins, or its last nanosecond, is of that bucket. */
TEST(buckets_begin_where_they_say)
{
    for (nanos time = NANOS_PER_US; time < HISTOGRAM_HIGHEST; time += time / 7) {
        struct histogram h = {0};
        struct histogram_packed packed = {0};
        histogram_record(&h, time);
        histogram_pack(&h, &packed);
        nanos from = histogram_bucket_from(packed.buckets.items[0]);
        nanos width = INT64_C(1) << (63 - __builtin_clzll((uint64_t)from) - 9);
        CHECK(from <= time && time < from + width);
        histogram_record(&h, from);
        histogram_record(&h, from + width - 1);
        histogram_packed_free(&packed);
        histogram_pack(&h, &packed);
        CHECK_INT(packed.buckets.count, 1);
        CHECK_INT(packed.buckets.items[0].count, 3);
        histogram_packed_free(&packed);
        histogram_free(&h);
    }
}

TEST(many_times_at_once)
{
    struct histogram once = {0}, each = {0};
    histogram_record_times(&once, 0, 0);
    CHECK_INT(once.count, 0);
    histogram_record_times(&once, 7 * NANOS_PER_MS, 1000);
    histogram_record_times(&once, 9 * NANOS_PER_S, 3);
    for (int i = 0; i < 1000; i++)
        histogram_record(&each, 7 * NANOS_PER_MS);
    for (int i = 0; i < 3; i++)
        histogram_record(&each, 9 * NANOS_PER_S);
    histograms_equal(&once, &each);
    histogram_free(&once);
    histogram_free(&each);
}

TEST_MAIN(RUN(uniform_times); RUN(log_normal_times); RUN(bimodal_times); RUN(constant_times);
          RUN(one_outlier_among_two_million); RUN(times_with_a_heavy_tail); RUN(few_samples);
          RUN(every_rank_is_the_exact_one); RUN(ranks_among_a_million_millions); RUN(a_sum_beyond_64_bits);
          RUN(percentiles_of_two); RUN(edges_of_octaves); RUN(beyond_the_range); RUN(an_empty_one);
          RUN(octaves_come_with_their_first_sample); RUN(clearing_forgets_and_keeps_memory);
          RUN(merging_what_was_cleared); RUN(samples_within_bounds); RUN(bounds_are_within_a_thousandth);
          RUN(buckets_begin_where_they_say); RUN(many_times_at_once))
