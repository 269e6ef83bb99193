/* Encodes and decodes a histogram for another process, without loss, in about two bytes per non-empty bucket.
 */
#ifndef SWARM_STATS_HISTOGRAM_CODEC_H
#define SWARM_STATS_HISTOGRAM_CODEC_H

#include "runtime/base/varint.h"
#include "runtime/stats/histogram.h"

/* Appends the histogram; NULL is an empty one. */
void histogram_encode(const struct histogram *histogram, struct buffer *out);

/* Adds the samples of an encoded histogram to `into`. If the bytes aren't a valid histogram (counts that
 * don't add up, buckets out of order, an impossible minimum, maximum or sum), the reader fails and nothing is
 * added. */
void histogram_decode(struct varint_reader *reader, struct histogram *into);

#endif
