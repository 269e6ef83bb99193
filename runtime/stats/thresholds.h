/* Evaluates thresholds (swarm(5), "thresholds"). Metrics are p50 to p99.9, avg, min, max, failed, rps,
 * requests, errors, and the times of a phase: first_byte p95. A name is the name of a row, of any type, or
 * type and name. Rows of transactions count only if they are named. */
#ifndef SWARM_STATS_THRESHOLDS_H
#define SWARM_STATS_THRESHOLDS_H

#include "runtime/base/buffer.h"
#include "runtime/model/threshold.h"
#include "runtime/stats/totals.h"

#include <stdbool.h>
#include <stddef.h>

struct threshold_result {
    struct threshold threshold;
    double got;       /* in the unit of the metric, if measured */
    bool is_measured; /* false: no samples, so the threshold isn't met */
    bool is_met;
    bool has_aborted; /* it has ended the run early; the other members are as they were then */
};

/* Compares one threshold with the numbers so far. Only `errors` can be evaluated without samples. */
struct threshold_result threshold_evaluate(const struct threshold *threshold, const struct totals *totals);

/* Whether `abort [after D]` ends a run that has lasted for `elapsed`. A threshold that isn't measured yet
 * doesn't. */
bool threshold_ends_run(const struct threshold_result *result, nanos elapsed);

/* Whether the threshold applies to a row: it names the row (its name, or type, space and name), or it has no
 * name and the row isn't that of a transaction. */
bool threshold_is_about(const struct threshold *threshold, const char *type, const char *name);

/* Appends the metric as in a scenario: "p99.9", "failed", `"GET /x" p95`. */
void threshold_print_metric(const struct threshold *threshold, struct buffer *out);

/* "<", ">=" etc. */
const char *threshold_op_text(enum threshold_op op);

#endif
