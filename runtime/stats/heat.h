/* Response times in 80 logarithmic buckets, for heat maps over time and for distributions.
 *
 * Bucket b holds the times in [0.01 ms * 10^(b/10), 0.01 ms * 10^((b+1)/10)). There are ten buckets per
 * decade; each is 26 % wider than the one before. Shorter times count in bucket 0, times above 1,000 s in
 * the last bucket. */
#ifndef SWARM_STATS_HEAT_H
#define SWARM_STATS_HEAT_H

#include "runtime/stats/histogram.h"

#include <stdint.h>

enum { HEAT_BUCKETS = 80 };

/* The counts of each bucket in one step of time. */
struct heat {
    uint32_t counts[HEAT_BUCKETS]; /* UINT32_MAX: that many or more */
};

/* Adds the samples of a histogram to the buckets. A bucket of the histogram counts where its middle is. */
void heat_count(const struct histogram *times, uint64_t counts[HEAT_BUCKETS]);

/* The heat of a histogram. */
void heat_of(const struct histogram *times, struct heat *heat);

/* The lower bound of a bucket; `bucket` is above 0. */
nanos heat_bucket_from(unsigned bucket);

#endif
