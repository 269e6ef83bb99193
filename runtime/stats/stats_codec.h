/* Encodes and decodes what a node collected between two exchanges (struct stats_set), for a node that merges
 * it: exact histograms, all fields of each row, failures, errors, counts of lines, and the health of the load
 * generator. Rows and lines without data take no bytes.
 *
 * Both nodes run the same program, so rows with a fixed name are identified by their id; rows with an
 * interpolated name carry type and name. Times are relative to a moment that both nodes know on their own
 * clocks. */
#ifndef SWARM_STATS_STATS_CODEC_H
#define SWARM_STATS_STATS_CODEC_H

#include "runtime/base/buffer.h"
#include "runtime/stats/stats.h"

#include <stddef.h>
#include <stdint.h>

/* One moment, for instance the start of the run, on the two clocks of a node. */
struct stats_moment {
    instant monotonic;
    int64_t wall; /* nanoseconds since 1970 UTC */
};

/* The most octaves that the histograms of a decoded set have together, each with 4.6 KB: those of 2,000 rows
 * with five kinds of times in six octaves. */
enum { STATS_DECODE_OCTAVES = 1 << 16 };

/* Appends the set, which `stats` collected; `start` is the moment on this node. Secrets in names and texts
 * were masked when they were recorded. */
void stats_encode(const struct stats *stats, const struct stats_set *set, struct stats_moment start,
                  struct buffer *out);

/* Decodes `length` bytes that stats_encode wrote, possibly on another node. The bytes aren't trusted.
 * Returns new stats with the rows `names` (as in stats_new), whose set has exactly these samples; `lines`
 * is the number of counts of lines. `start` is the moment on this node. The caller merges the set and
 * frees the stats with stats_free. Returns NULL for invalid bytes: incomplete, of another version, of a
 * program with another number of rows, with extra bytes, or with impossible numbers. Memory is limited by
 * STATS_NAMES rows in addition to the fixed ones, by STATS_DECODE_OCTAVES, by the lines, and by TALLY_GROUPS
 * groups of failures and of errors. */
struct stats *stats_decode(const char *bytes, size_t length, const struct row_name *names, uint32_t count,
                           uint32_t lines, struct stats_moment start);

#endif
