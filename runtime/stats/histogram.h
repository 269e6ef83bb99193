/* A histogram of times from 1 us to 1 h. A percentile is within 0.1 % of the exact order statistic of the
 * same samples.
 *
 * It is log-linear, in nanoseconds: each octave [2^k, 2^(k+1)) has 512 buckets of the same width. The value
 * of a percentile is the middle of its bucket, so its error is at most 1/1024 of its value, for any value.
 * The 4.5 KiB of an octave are allocated at its first sample (all octaves take 149 KiB); clearing keeps the
 * memory. Merging adds counts and loses nothing. Merging, clearing and percentiles touch only cache lines
 * with samples.
 *
 * Belongs to one thread at a time. Zero bytes are an empty histogram. It owns its octaves. */
#ifndef SWARM_STATS_HISTOGRAM_H
#define SWARM_STATS_HISTOGRAM_H

#include "runtime/base/clock.h"
#include "runtime/base/vec.h"

#include <stddef.h>
#include <stdint.h>

#define HISTOGRAM_LOWEST NANOS_PER_US
#define HISTOGRAM_HIGHEST (3600 * NANOS_PER_S)

enum {
    HISTOGRAM_FIRST_OCTAVE = 9, /* 2^9 ns, the octave of 1 us */
    HISTOGRAM_OCTAVES = 33,     /* the last one begins at 2^41 ns and contains 1 h */
    HISTOGRAM_BUCKETS = 512,    /* per octave */
    HISTOGRAM_LINE = 8,         /* buckets per line, which are a cache line */
    HISTOGRAM_LINES = HISTOGRAM_BUCKETS / HISTOGRAM_LINE,
};

/* Its members are used together, so they share a cache line. */
struct histogram_octave {
    uint64_t *buckets; /* HISTOGRAM_BUCKETS counts, then the sum of each line; NULL: no samples so far */
    uint64_t lines;    /* bit i: line i has samples; all others are zero */
    uint64_t samples;
};

struct histogram {
    uint64_t used;         /* bit i: octave i has samples since the last clear */
    uint64_t count;        /* samples */
    unsigned __int128 sum; /* nanoseconds; 64 bits hold only 584 years, which a million users reach in 5 h */
    nanos min;             /* exact, also beyond the range; undefined if empty */
    nanos max;
    struct histogram_octave octaves[HISTOGRAM_OCTAVES];
};

/* Counts one sample. Samples below HISTOGRAM_LOWEST or above HISTOGRAM_HIGHEST count in the first or last
 * bucket; min, max and sum use their exact values. A negative time counts as 0. */
void histogram_record(struct histogram *histogram, nanos time);

/* Counts `times` samples of the same value. */
void histogram_record_times(struct histogram *histogram, nanos time, uint64_t times);

/* Adds all samples of `from`. The result is the same as if `into` had recorded them itself. */
void histogram_merge(struct histogram *into, const struct histogram *from);

/* The nearest-rank order statistic: the ceil(quantile * count)-th smallest sample. `quantile` is from 0 (the
 * minimum) to 1 (the maximum), both exact; others are within 0.1 % and never outside [min, max]. 0 if empty.
 */
nanos histogram_percentile(const struct histogram *histogram, double quantile);

/* Computes `count` percentiles in one pass; the quantiles must ascend. */
void histogram_percentiles(const struct histogram *histogram, const double *quantiles, size_t count,
                           nanos *percentiles);

/* The rank, from 1, of a quantile among `count` samples: ceil(quantile * count), at least 1. */
uint64_t histogram_rank(uint64_t count, double quantile);

/* The same for the samples of two histograms together; `two` may be NULL. */
void histogram_percentiles_of_two(const struct histogram *one, const struct histogram *two,
                                  const double *quantiles, size_t count, nanos *percentiles);

/* Minimum and maximum of the samples of two histograms together, at least one of which has some. */
void histogram_extremes(const struct histogram *one, const struct histogram *two, nanos *min, nanos *max);

/* The number of samples in a line of an octave, both counted from 0. */
uint64_t histogram_line_samples(const struct histogram *histogram, unsigned octave, unsigned line);

/* For each bound the number of samples up to it; the bounds must ascend. A bucket counts with its middle, so
 * bounds are within 0.1 % too. */
void histogram_within(const struct histogram *histogram, const nanos *bounds, size_t count, uint64_t *within);

/* The exact average in nanoseconds; 0 if empty. */
double histogram_mean(const struct histogram *histogram);

/* Removes all samples, but keeps the memory. */
void histogram_clear(struct histogram *histogram);

/* Frees the memory. The histogram is empty and may be used again. */
void histogram_free(struct histogram *histogram);

/* ---- packed: to keep many histograms with few samples ---- */

struct histogram_bucket {
    uint64_t place : 16; /* octave * HISTOGRAM_BUCKETS + bucket */
    uint64_t count : 48;
};

/* The samples of histograms, 8 bytes per non-empty bucket. Zero bytes are an empty one. */
struct histogram_packed {
    uint64_t count;
    unsigned __int128 sum;
    nanos min; /* undefined if empty */
    nanos max;
    VEC(struct histogram_bucket) buckets; /* in any order; several may have the same place */
};

/* Adds all samples of the histogram. */
void histogram_pack(const struct histogram *histogram, struct histogram_packed *into);

/* The place of the bucket that counts a time. */
unsigned histogram_place(nanos time);

/* The lower bound of a bucket. Its width is 2^(k-9) ns, where 2^k is the largest power of two up to the lower
 * bound. */
nanos histogram_bucket_from(struct histogram_bucket bucket);

/* Adds all packed samples to a histogram. */
void histogram_unpack(const struct histogram_packed *packed, struct histogram *into);

/* Removes the samples and frees the memory. */
void histogram_packed_free(struct histogram_packed *packed);

#endif
