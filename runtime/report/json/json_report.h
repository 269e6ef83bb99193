/* The results as one JSON document: everything that a snapshot holds but the scenario's text, which may have
 * secrets in it. docs/results.schema.json says what it looks like; docs/measuring.md which number is which.
 *
 * Units stand in the names (_ms, _s, _bytes). What wasn't measured is null, and never 0. */
#ifndef SWARM_REPORT_JSON_JSON_REPORT_H
#define SWARM_REPORT_JSON_JSON_REPORT_H

#include "runtime/base/buffer.h"
#include "runtime/stats/snapshot.h"

/* Goes up when something that was there goes or means something else, not when something is added. */
#define JSON_FORMAT_VERSION 2

/* Appends the whole document, a line for each row, failure, error and point of the series. Histograms are
 * those of a final snapshot, and else empty. */
void json_write(const struct snapshot *snapshot, struct buffer *out);

#endif
