/* What a run must meet, and whether it did. See `thresholds { }` in the language: metrics p50 to p99.9, avg,
 * min, max, failed, rps, requests, errors; a name is that of a row, in all its types, or type and name. Rows
 * of transactions count only where they are named. */
#ifndef SWARM_STATS_THRESHOLDS_H
#define SWARM_STATS_THRESHOLDS_H

#include "runtime/base/buffer.h"
#include "runtime/model/threshold.h"
#include "runtime/stats/totals.h"

#include <stdbool.h>
#include <stddef.h>

struct threshold_result {
    struct threshold threshold;
    double got;       /* in the metric's unit, if measured */
    bool is_measured; /* false: no samples, so it is missed */
    bool is_met;
    bool has_aborted; /* its miss has ended the run early; the rest is as it was then */
};

/* Holds one threshold against what was measured so far. Of all metrics, only `errors` needs no sample. */
struct threshold_result threshold_evaluate(const struct threshold *threshold, const struct totals *totals);

/* Does `abort [after D]` end a run that has gone on for so long? What hasn't been measured isn't missed yet.
 */
bool threshold_ends_run(const struct threshold_result *result, nanos elapsed);

/* Is a row meant by the threshold: by its name alone, by type, a space and name, or since it names none and
 * the row isn't a transaction's? */
bool threshold_is_about(const struct threshold *threshold, const char *type, const char *name);

/* Appends the metric as it is written in a scenario: "p99.9", "failed", `"GET /x" p95`. */
void threshold_print_metric(const struct threshold *threshold, struct buffer *out);

/* "<", ">=" and so on. */
const char *threshold_op_text(enum threshold_op op);

#endif
