/* One line of `thresholds { }`: plain data, which the compiler makes and the statistics evaluate. */
#ifndef SWARM_MODEL_THRESHOLD_H
#define SWARM_MODEL_THRESHOLD_H

#include "runtime/base/clock.h"

#include <stdbool.h>

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
    double wanted;     /* in the metric's unit */
    const char *text;  /* as written: "p95 < 800ms" */
    bool aborts;       /* a miss ends the run early… */
    nanos abort_after; /* …once it has gone on for this long */
};

#endif
