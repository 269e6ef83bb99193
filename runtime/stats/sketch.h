/* Response times in few buckets, for percentiles of many small sets of samples: 64 buckets per octave, so a
 * percentile is within 0.8 % of the exact one. Only buckets with samples take memory, 8 bytes each.
 *
 * Zero bytes are an empty sketch. Belongs to one thread at a time. */
#ifndef SWARM_STATS_SKETCH_H
#define SWARM_STATS_SKETCH_H

#include "runtime/base/vec.h"
#include "runtime/stats/histogram.h"

#include <stdint.h>

struct sketch {
    uint64_t count;                       /* samples */
    VEC(struct histogram_bucket) buckets; /* ascending; `place` counts the lines of a histogram */
};

/* Adds all samples of a histogram. */
void sketch_add(struct sketch *sketch, const struct histogram *times);

/* Adds all samples of `from`. */
void sketch_merge(struct sketch *into, const struct sketch *from);

/* The nearest-rank order statistic, as of a histogram; 0 if empty. */
nanos sketch_percentile(const struct sketch *sketch, double quantile);

/* Removes all samples, keeps the memory. */
void sketch_clear(struct sketch *sketch);
void sketch_free(struct sketch *sketch);

#endif
