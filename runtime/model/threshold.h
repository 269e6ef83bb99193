/* One line of `thresholds { }`: plain data, created by the compiler and evaluated by the statistics. */
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
    THRESHOLD_REQUESTS, /* number of requests */
    THRESHOLD_ERRORS,   /* runtime errors of the scenario; `name` has no effect */
};

/* What a time is of. */
enum threshold_phase {
    THRESHOLD_RESPONSE,   /* the whole request, failed ones included; all metrics */
    THRESHOLD_FIRST_BYTE, /* times of requests that had a first byte, a connect, a TLS handshake */
    THRESHOLD_CONNECT,
    THRESHOLD_TLS,
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
    enum threshold_phase phase;
    enum threshold_metric metric;
    double percent; /* THRESHOLD_PERCENTILE: 95 for p95 */
    enum threshold_op op;
    double wanted;     /* in the metric's unit */
    const char *text;  /* as written: "p95 < 800ms" */
    bool aborts;       /* the run ends early if it isn't met… */
    nanos abort_after; /* …for this long */
};

#endif
