/* A histogram as bytes, for another process: exactly its samples, in some two bytes for each bucket that has
 * any. */
#ifndef SWARM_STATS_HISTOGRAM_CODEC_H
#define SWARM_STATS_HISTOGRAM_CODEC_H

#include "runtime/base/varint.h"
#include "runtime/stats/histogram.h"

/* Appends the histogram; NULL counts as an empty one. */
void histogram_encode(const struct histogram *histogram, struct buffer *out);

/* Adds the samples of an encoded histogram to `into`. The reader fails, and nothing is added, where the bytes
 * are those of no histogram: counts that don't add up, buckets out of order, a minimum, maximum or sum that
 * the buckets can't have. */
void histogram_decode(struct varint_reader *reader, struct histogram *into);

#endif
