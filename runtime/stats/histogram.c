#include "runtime/stats/histogram.h"

#include "runtime/base/alloc.h"

#include <math.h>
#include <string.h>

enum { OCTAVE_BYTES = HISTOGRAM_BUCKETS * sizeof(uint64_t) };

static nanos clamp(nanos time, nanos low, nanos high)
{
    if (time < low)
        return low;
    return time > high ? high : time;
}

static uint64_t *octave_open(struct histogram *histogram, unsigned octave)
{
    if (!histogram->octaves[octave])
        histogram->octaves[octave] = mem_zalloc(HISTOGRAM_BUCKETS, sizeof(uint64_t));
    histogram->used |= UINT64_C(1) << octave;
    return histogram->octaves[octave];
}

static void extremes_widen(struct histogram *histogram, nanos min, nanos max)
{
    if (!histogram->count || min < histogram->min)
        histogram->min = min;
    if (!histogram->count || max > histogram->max)
        histogram->max = max;
}

static unsigned octave_of(uint64_t time)
{
    return 63 - (unsigned)__builtin_clzll(time) - HISTOGRAM_FIRST_OCTAVE;
}

static inline void record(struct histogram *histogram, nanos time, uint64_t times)
{
    if (time < 0)
        time = 0;
    extremes_widen(histogram, time, time);
    histogram->count += times;
    histogram->sum += (unsigned __int128)time * times;

    uint64_t counted = (uint64_t)clamp(time, HISTOGRAM_LOWEST, HISTOGRAM_HIGHEST);
    unsigned octave = 63 - (unsigned)__builtin_clzll(counted) - HISTOGRAM_FIRST_OCTAVE;
    uint64_t *buckets = histogram->octaves[octave];
    if (!(histogram->used >> octave & 1))
        buckets = octave_open(histogram, octave);
    buckets[(counted >> octave) - HISTOGRAM_BUCKETS] += times;
}

void histogram_record(struct histogram *histogram, nanos time)
{
    record(histogram, time, 1);
}

void histogram_record_times(struct histogram *histogram, nanos time, uint64_t times)
{
    if (times > 0)
        record(histogram, time, times);
}

void histogram_merge(struct histogram *into, const struct histogram *from)
{
    if (!from->count)
        return;
    extremes_widen(into, from->min, from->max);
    into->count += from->count;
    into->sum += from->sum;
    for (uint64_t used = from->used; used; used &= used - 1) {
        unsigned octave = (unsigned)__builtin_ctzll(used);
        uint64_t *buckets = octave_open(into, octave);
        for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++)
            buckets[i] += from->octaves[octave][i];
    }
}

/* The place of a quantile among the samples, from 1. A quantile like 0.07 isn't exact in binary: without the
 * allowance for that, 0.07 * 100 would be the 8th. */
static uint64_t nearest_rank(uint64_t count, double quantile)
{
    double place = quantile * (double)count;
    double rank = ceil(place - place * 4 * 0x1p-52);
    if (rank < 1)
        return 1;
    return rank >= (double)count ? count : (uint64_t)rank;
}

static nanos bucket_from(unsigned octave, unsigned bucket)
{
    return (nanos)((uint64_t)(HISTOGRAM_BUCKETS + bucket) << octave);
}

static nanos bucket_middle(unsigned octave, unsigned bucket)
{
    return bucket_from(octave, bucket) + (nanos)((UINT64_C(1) << octave) - 1) / 2;
}

/* Where a walk over the buckets stands. */
struct walk {
    uint64_t left; /* octaves to come, as in `used` */
    unsigned octave;
    unsigned bucket; /* the next one */
    uint64_t passed; /* samples in the buckets before it */
};

/* Goes on until `rank` samples have been passed; gives the middle of the bucket that holds the last. */
static nanos walk_to(const struct histogram *histogram, struct walk *walk, uint64_t rank)
{
    while (walk->passed < rank) {
        if (walk->bucket == HISTOGRAM_BUCKETS) {
            walk->left &= walk->left - 1;
            walk->octave = (unsigned)__builtin_ctzll(walk->left);
            walk->bucket = 0;
        }
        walk->passed += histogram->octaves[walk->octave][walk->bucket++];
    }
    return bucket_middle(walk->octave, walk->bucket - 1);
}

void histogram_percentiles(const struct histogram *histogram, const double *quantiles, size_t count,
                           nanos *percentiles)
{
    memset(percentiles, 0, count * sizeof *percentiles);
    if (!histogram->count)
        return;
    struct walk walk = {.left = histogram->used, .octave = (unsigned)__builtin_ctzll(histogram->used)};
    for (size_t i = 0; i < count; i++) {
        uint64_t rank = nearest_rank(histogram->count, quantiles[i]);
        nanos middle = walk_to(histogram, &walk, rank);
        if (rank == 1)
            percentiles[i] = histogram->min;
        else if (rank == histogram->count)
            percentiles[i] = histogram->max;
        else
            percentiles[i] = clamp(middle, histogram->min, histogram->max);
    }
}

nanos histogram_percentile(const struct histogram *histogram, double quantile)
{
    nanos percentile;
    histogram_percentiles(histogram, &quantile, 1, &percentile);
    return percentile;
}

/* Where the buckets end whose middle isn't above `bound`, counted from the first octave's first. */
static unsigned bound_place(nanos bound)
{
    if (bound < HISTOGRAM_LOWEST)
        return 0;
    if (bound >= HISTOGRAM_HIGHEST)
        return HISTOGRAM_OCTAVES * HISTOGRAM_BUCKETS;
    unsigned octave = octave_of((uint64_t)bound);
    unsigned bucket = (unsigned)(bound >> octave) - HISTOGRAM_BUCKETS;
    return octave * HISTOGRAM_BUCKETS + bucket + (bucket_middle(octave, bucket) <= bound);
}

static uint64_t counts_sum(const uint64_t *counts, unsigned count)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < count; i++)
        sum += counts[i];
    return sum;
}

static uint64_t samples_between(const struct histogram *histogram, unsigned from, unsigned to)
{
    uint64_t samples = 0;
    while (from < to) {
        unsigned octave = from / HISTOGRAM_BUCKETS, end = (octave + 1) * HISTOGRAM_BUCKETS;
        end = end < to ? end : to;
        if (histogram->used >> octave & 1)
            samples += counts_sum(histogram->octaves[octave] + from % HISTOGRAM_BUCKETS, end - from);
        from = end;
    }
    return samples;
}

void histogram_within(const struct histogram *histogram, const nanos *bounds, size_t count, uint64_t *within)
{
    uint64_t passed = 0;
    for (unsigned i = 0, place = 0; i < count; i++) {
        unsigned end = bound_place(bounds[i]);
        passed += samples_between(histogram, place, end);
        within[i] = passed;
        place = end;
    }
}

double histogram_mean(const struct histogram *histogram)
{
    return histogram->count ? (double)histogram->sum / (double)histogram->count : 0;
}

void histogram_clear(struct histogram *histogram)
{
    for (uint64_t used = histogram->used; used; used &= used - 1)
        memset(histogram->octaves[__builtin_ctzll(used)], 0, OCTAVE_BYTES);
    histogram->used = 0;
    histogram->count = 0;
    histogram->sum = 0;
}

void histogram_free(struct histogram *histogram)
{
    for (unsigned i = 0; i < HISTOGRAM_OCTAVES; i++)
        mem_free(histogram->octaves[i]);
    *histogram = (struct histogram){0};
}

/* ---- packed ---- */

static void octave_pack(const uint64_t *buckets, unsigned octave, struct histogram_packed *into)
{
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
        struct histogram_bucket bucket = {.place = octave * HISTOGRAM_BUCKETS + i, .count = buckets[i]};
        if (buckets[i])
            vec_push(&into->buckets, bucket);
    }
}

void histogram_pack(const struct histogram *histogram, struct histogram_packed *into)
{
    if (!histogram->count)
        return;
    if (!into->count || histogram->min < into->min)
        into->min = histogram->min;
    if (!into->count || histogram->max > into->max)
        into->max = histogram->max;
    into->count += histogram->count;
    into->sum += histogram->sum;
    for (uint64_t used = histogram->used; used; used &= used - 1) {
        unsigned octave = (unsigned)__builtin_ctzll(used);
        octave_pack(histogram->octaves[octave], octave, into);
    }
}

unsigned histogram_place(nanos time)
{
    uint64_t counted = (uint64_t)clamp(time, HISTOGRAM_LOWEST, HISTOGRAM_HIGHEST);
    unsigned octave = octave_of(counted);

    return octave * HISTOGRAM_BUCKETS + (unsigned)(counted >> octave) - HISTOGRAM_BUCKETS;
}

nanos histogram_bucket_from(struct histogram_bucket bucket)
{
    return bucket_from(bucket.place / HISTOGRAM_BUCKETS, bucket.place % HISTOGRAM_BUCKETS);
}

void histogram_unpack(const struct histogram_packed *packed, struct histogram *into)
{
    if (!packed->count)
        return;
    extremes_widen(into, packed->min, packed->max);
    into->count += packed->count;
    into->sum += packed->sum;
    for (size_t i = 0; i < packed->buckets.count; i++) {
        struct histogram_bucket bucket = packed->buckets.items[i];
        octave_open(into, bucket.place / HISTOGRAM_BUCKETS)[bucket.place % HISTOGRAM_BUCKETS] += bucket.count;
    }
}

void histogram_packed_free(struct histogram_packed *packed)
{
    vec_free(&packed->buckets);
    *packed = (struct histogram_packed){0};
}
