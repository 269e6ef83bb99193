/* The results as one JSON document. It contains everything in a snapshot. docs/results.schema.json describes
 * its form, docs/measuring.md its numbers.
 *
 * The names contain the units (_ms, _s, _bytes). A value that wasn't measured is null, never 0. */
#ifndef SWARM_REPORT_JSON_JSON_REPORT_H
#define SWARM_REPORT_JSON_JSON_REPORT_H

#include "runtime/base/buffer.h"
#include "runtime/stats/snapshot.h"

/* Increased if a member is removed or changes its meaning, not if one is added. */
#define JSON_FORMAT_VERSION 2

/* Appends the whole document, with a line for each row, failure, error and point of the series. Histograms
 * are only filled in a final snapshot. */
void json_write(const struct snapshot *snapshot, struct buffer *out);

#endif
