/* What a node gathered between two hand-overs (struct stats_set) as bytes, for a node that merges it: exact
 * histograms, all fields of each row, failures, errors, and how well the generator kept up. Rows that
 * gathered nothing take no bytes.
 *
 * Both nodes run the same program, so rows with a fixed name go by their id; those with an interpolated name
 * carry type and name. Times go as distances from a moment that both nodes know on clocks of their own. */
#ifndef SWARM_STATS_STATS_CODEC_H
#define SWARM_STATS_STATS_CODEC_H

#include "runtime/base/buffer.h"
#include "runtime/stats/stats.h"

#include <stddef.h>
#include <stdint.h>

/* One moment, the start of the run for instance, on the two clocks of a node. */
struct stats_moment {
    instant monotonic;
    int64_t wall; /* nanoseconds since 1970 UTC */
};

/* Appends the set, which `stats` gathered; `start` is the moment on this node. Secrets in names and texts
 * were masked when they were gathered. */
void stats_encode(const struct stats *stats, const struct stats_set *set, struct stats_moment start,
                  struct buffer *out);

/* The set in `length` bytes that stats_encode made, possibly on another node, or that anybody made: new stats
 * over the rows `names` (as in stats_new) whose set has exactly that. The caller merges it and frees it with
 * stats_free. `start` is the moment on this node. NULL where the bytes are no such set: cut short, of another
 * version, of a program with another number of rows, with bytes left over, or with numbers that can't be.
 * Memory is bounded by STATS_NAMES rows beside the fixed ones, and TALLY_GROUPS groups of failures and errors
 * each. */
struct stats *stats_decode(const char *bytes, size_t length, const struct row_name *names, uint32_t count,
                           struct stats_moment start);

#endif
