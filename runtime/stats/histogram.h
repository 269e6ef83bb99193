/* How long things took: a histogram from 1 us to 1 h in which a percentile is within 0.1 % of the exact order
 * statistic of the same samples.
 *
 * Log-linear, counted in nanoseconds: each octave [2^k, 2^(k+1)) has 512 buckets of one width, and a
 * percentile is shown as the middle of its bucket, so its error is at most 1/1024 of its value, at 30 us
 * as at 30 s. An octave's 4 KiB are allocated when its first sample comes (a dense histogram is 132 KiB);
 * clearing keeps the memory. Counts add up, so merging loses nothing.
 *
 * One thread at a time. All-zero bytes are an empty histogram; it owns its octaves. */
#ifndef SWARM_STATS_HISTOGRAM_H
#define SWARM_STATS_HISTOGRAM_H

#include "runtime/base/clock.h"
#include "runtime/base/vec.h"

#include <stddef.h>
#include <stdint.h>

#define HISTOGRAM_LOWEST NANOS_PER_US
#define HISTOGRAM_HIGHEST (3600 * NANOS_PER_S)

enum {
    HISTOGRAM_FIRST_OCTAVE = 9, /* 2^9 ns, that of 1 us */
    HISTOGRAM_OCTAVES = 33,     /* the last begins at 2^41 ns and holds 1 h */
    HISTOGRAM_BUCKETS = 512,    /* of an octave */
};

struct histogram {
    uint64_t used;         /* bit i: octave i has samples since the last clear */
    uint64_t count;        /* samples */
    unsigned __int128 sum; /* nanoseconds; 64 bits would do for 584 years only, or a million users in 5 h */
    nanos min;             /* exact, also beyond the range; meaningless when empty */
    nanos max;
    uint64_t *octaves[HISTOGRAM_OCTAVES]; /* HISTOGRAM_BUCKETS counts each, or NULL */
};

/* Counts one sample. What is below HISTOGRAM_LOWEST or above HISTOGRAM_HIGHEST counts in the bucket at that
 * end; min, max and sum keep it as it is. A negative time counts as 0. */
void histogram_record(struct histogram *histogram, nanos time);

/* The same, so many times. */
void histogram_record_times(struct histogram *histogram, nanos time, uint64_t times);

/* Adds all samples of `from`: afterwards `into` is what it would be had it recorded them itself. */
void histogram_merge(struct histogram *into, const struct histogram *from);

/* The nearest-rank order statistic: the ceil(quantile * count)-th smallest sample. `quantile` from 0 (the
 * minimum) to 1 (the maximum), both exact; between them within 0.1 %, never outside [min, max]. 0 when empty.
 */
nanos histogram_percentile(const struct histogram *histogram, double quantile);

/* `count` percentiles in one walk; the quantiles ascend. */
void histogram_percentiles(const struct histogram *histogram, const double *quantiles, size_t count,
                           nanos *percentiles);

/* How many samples took as long as each of the bounds, which ascend, or less. A bucket is taken for its
 * middle, so bounds are within 0.1 % too. */
void histogram_within(const struct histogram *histogram, const nanos *bounds, size_t count, uint64_t *within);

/* The exact average in nanoseconds; 0 when empty. */
double histogram_mean(const struct histogram *histogram);

/* Forgets the samples, keeps the memory. */
void histogram_clear(struct histogram *histogram);

/* Gives the memory back; the histogram is empty and may be used again. */
void histogram_free(struct histogram *histogram);

/* ---- packed: for keeping many histograms of few samples ---- */

struct histogram_bucket {
    uint64_t place : 16; /* octave * HISTOGRAM_BUCKETS + bucket */
    uint64_t count : 48;
};

/* The samples of histograms, 8 bytes a bucket that has any. All-zero bytes hold none. */
struct histogram_packed {
    uint64_t count;
    unsigned __int128 sum;
    nanos min; /* meaningless when empty */
    nanos max;
    VEC(struct histogram_bucket) buckets; /* in any order; several may be of one place */
};

/* Adds all samples of the histogram. */
void histogram_pack(const struct histogram *histogram, struct histogram_packed *into);

/* The place of the bucket that counts a time. */
unsigned histogram_place(nanos time);

/* Where the samples of a bucket begin. It is 2^(k-9) ns wide, where 2^k is the largest power of two that
 * isn't above that. */
nanos histogram_bucket_from(struct histogram_bucket bucket);

/* Adds all samples that were packed. */
void histogram_unpack(const struct histogram_packed *packed, struct histogram *into);

/* Forgets the samples and gives the memory back. */
void histogram_packed_free(struct histogram_packed *packed);

#endif
