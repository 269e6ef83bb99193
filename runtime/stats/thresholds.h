/* What a run must meet, and whether it did. See `thresholds { }` in the language: metrics p50 to p99.9, avg,
 * min, max, failed, rps, requests, errors; a name is that of a row, in all its types, or type and name. Rows
 * of transactions count only where they are named. */
#ifndef SWARM_STATS_THRESHOLDS_H
#define SWARM_STATS_THRESHOLDS_H

#include "runtime/base/buffer.h"
#include "runtime/stats/totals.h"

#include <stdbool.h>
#include <stddef.h>

enum threshold_metric {
    THRESHOLD_PERCENTILE, /* of response times, failed requests included; in nanoseconds, as the next three */
    THRESHOLD_AVERAGE,
    THRESHOLD_MIN,
    THRESHOLD_MAX,
    THRESHOLD_FAILED,   /* failed requests / requests, 0 to 1 */
    THRESHOLD_RPS,      /* requests per second of the whole run */
    THRESHOLD_REQUESTS, /* how many */
    THRESHOLD_ERRORS,   /* runtime errors of the scenario, whatever the name says */
};

enum threshold_op {
    THRESHOLD_LESS,
    THRESHOLD_LESS_EQUAL,
    THRESHOLD_GREATER,
    THRESHOLD_GREATER_EQUAL,
    THRESHOLD_EQUAL,
    THRESHOLD_NOT_EQUAL,
};

struct threshold {
    const char *name; /* "/x" or "GET /x"; NULL: the whole run */
    enum threshold_metric metric;
    double percent; /* of THRESHOLD_PERCENTILE: 95 for p95 */
    enum threshold_op op;
    double wanted; /* in the metric's unit */
};

struct threshold_result {
    struct threshold threshold;
    bool is_measured; /* false: no samples, so it is missed */
    double got;       /* in the metric's unit, if measured */
    bool is_met;
};

/* Holds one threshold against what was measured so far. Of all metrics, only `errors` needs no sample. */
struct threshold_result threshold_evaluate(const struct threshold *threshold, const struct totals *totals);

/* Appends the metric as it is written in a scenario: "p99.9", "failed", `"GET /x" p95`. */
void threshold_print_metric(const struct threshold *threshold, struct buffer *out);

/* "<", ">=" and so on. */
const char *threshold_op_text(enum threshold_op op);

#endif
