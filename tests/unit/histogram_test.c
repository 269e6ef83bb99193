/* A percentile is within 0.1 % of the exact order statistic of the same samples, merged or not. */
#include "runtime/stats/histogram.h"

#include "runtime/base/alloc.h"
#include "runtime/base/rng.h"
#include "tests/unit/test.h"

#include <math.h>
#include <stdlib.h>

enum { SAMPLES = 1000000, SETS = 20 };

static const double quantiles[] = {0,    0.00001, 0.01, 0.07,  0.25,  0.5,    0.66,    0.75,     0.8, 0.9,
                                   0.95, 0.98,    0.99, 0.995, 0.999, 0.9999, 0.99999, 0.999999, 1};
enum { QUANTILES = sizeof quantiles / sizeof *quantiles };

/* The numerator of each quantile over a million, so that the expected rank is whole-number arithmetic. */
static const uint64_t millionths[] = {0,      10,     10000,  70000,  250000, 500000, 660000,
                                      750000, 800000, 900000, 950000, 980000, 990000, 995000,
                                      999000, 999900, 999990, 999999, 1000000};

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
    double centre = i % 10 ? 80e3 : 4e9;
    return (nanos)(centre * (1 + 0.1 * rng_unit(rng)));
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

static int nanos_compare(const void *a, const void *b)
{
    nanos x = *(const nanos *)a, y = *(const nanos *)b;
    return (x > y) - (x < y);
}

/* The nearest-rank order statistic by its definition. */
static nanos exact(const nanos *sorted, uint64_t count, uint64_t per_million)
{
    uint64_t rank = (count * per_million + 999999) / 1000000;
    return sorted[rank ? rank - 1 : 0];
}

static void percentiles_check(const struct histogram *histogram, const nanos *sorted, uint64_t count)
{
    nanos got[QUANTILES];
    histogram_percentiles(histogram, quantiles, QUANTILES, got);
    for (int i = 0; i < QUANTILES; i++) {
        nanos want = exact(sorted, count, millionths[i]);
        CHECK_FLOAT((double)got[i], (double)want, (double)want * 0.001);
        CHECK_INT(histogram_percentile(histogram, quantiles[i]), got[i]);
    }
    CHECK_INT(got[0], sorted[0]);
    CHECK_INT(got[QUANTILES - 1], sorted[count - 1]);
}

static void histograms_equal(const struct histogram *a, const struct histogram *b)
{
    CHECK_INT(a->count, b->count);
    CHECK(a->sum == b->sum);
    CHECK_INT(a->min, b->min);
    CHECK_INT(a->max, b->max);
    CHECK_INT(a->used, b->used);
    for (unsigned i = 0; i < HISTOGRAM_OCTAVES; i++)
        if (a->used >> i & b->used >> i & 1)
            CHECK(!memcmp(a->octaves[i], b->octaves[i], HISTOGRAM_BUCKETS * sizeof(uint64_t)));
}

/* A million samples of one shape, in one histogram and spread over twenty that are merged. */
static void shape_check(nanos (*shape)(struct rng *rng, int i), int count)
{
    struct histogram one = {0}, merged = {0}, parts[SETS] = {0};
    nanos *samples = mem_alloc((size_t)count * sizeof *samples);
    unsigned __int128 sum = 0;
    struct rng rng;
    rng_seed(&rng, 42, 1, RNG_CODE);
    for (int i = 0; i < count; i++) {
        samples[i] = shape(&rng, i);
        sum += (uint64_t)samples[i];
        histogram_record(&one, samples[i]);
        histogram_record(&parts[rng_below(&rng, SETS)], samples[i]);
    }
    for (int i = 0; i < SETS; i++)
        histogram_merge(&merged, &parts[i]);
    qsort(samples, (size_t)count, sizeof *samples, nanos_compare);
    percentiles_check(&one, samples, (uint64_t)count);
    percentiles_check(&merged, samples, (uint64_t)count);
    histograms_equal(&one, &merged);
    CHECK(one.sum == sum);
    CHECK_FLOAT(histogram_mean(&one), (double)sum / count, 1e-6 * (double)sum / count);
    for (int i = 0; i < SETS; i++)
        histogram_free(&parts[i]);
    histogram_free(&one);
    histogram_free(&merged);
    mem_free(samples);
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

TEST(one_outlier_among_a_million)
{
    shape_check(one_outlier, SAMPLES);
}

TEST(few_samples)
{
    for (int count = 1; count < 40; count++)
        shape_check(log_normal, count);
}

/* The first and the last nanosecond of every octave, and what is next to them. */
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
        allocated += h.octaves[i] != NULL;
    CHECK_INT(allocated, 1);
    histogram_free(&h);
}

TEST(clearing_forgets_and_keeps_memory)
{
    struct histogram h = {0}, fresh = {0};
    for (int i = 0; i < 100; i++)
        histogram_record(&h, i * NANOS_PER_MS);
    uint64_t *kept = h.octaves[__builtin_ctzll(h.used)];
    unsigned octave = (unsigned)__builtin_ctzll(h.used);
    histogram_clear(&h);
    CHECK_INT(histogram_percentile(&h, 1), 0);
    CHECK(h.octaves[octave] == kept);
    for (int i = 200; i < 300; i++) {
        histogram_record(&h, i * NANOS_PER_MS);
        histogram_record(&fresh, i * NANOS_PER_MS);
    }
    histograms_equal(&h, &fresh);
    histogram_free(&h);
    histogram_free(&fresh);
}

TEST_MAIN(RUN(uniform_times); RUN(log_normal_times); RUN(bimodal_times); RUN(constant_times);
          RUN(one_outlier_among_a_million); RUN(few_samples); RUN(edges_of_octaves); RUN(beyond_the_range);
          RUN(an_empty_one); RUN(octaves_come_with_their_first_sample);
          RUN(clearing_forgets_and_keeps_memory))
