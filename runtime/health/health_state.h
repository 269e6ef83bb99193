/* The state of the health checks, for health.c (checks) and health_findings.c (texts). */
#ifndef SWARM_HEALTH_HEALTH_STATE_H
#define SWARM_HEALTH_HEALTH_STATE_H

#include "runtime/base/buffer.h"
#include "runtime/health/health.h"
#include "runtime/stats/histogram.h"

#include <stdbool.h>

enum cause {
    CAUSE_PORTS,
    CAUSE_DESCRIPTORS,
    CAUSE_DROPPED,
    CAUSE_BUSY,
    CAUSE_STARVED,
    CAUSE_THROTTLED,
    CAUSE_LAG,
    CAUSE_WAITS,
    CAUSE_ARRIVALS,
    CAUSES,
};

/* A possible problem of the load generator. */
struct suspicion {
    bool is_there;
    instant began;
    nanos lasted;
    double worst; /* the worst second; a share, nanoseconds, or a number, depending on the cause */
};

/* A reactor during the whole run. */
struct watched {
    nanos cpu, busy, span;
    double busy_most;
    nanos lag;
};

struct health {
    struct container *container; /* borrowed */
    double cores;
    struct suspicion suspicions[CAUSES];
    struct watched *reactors;
    uint32_t reactor_count;
    instant start, second;     /* start of the run; start of the current second */
    nanos strained;            /* total time of strained seconds */
    double worst[CAUSES];      /* in the current second */
    struct histogram waits;    /* of the current second */
    struct histogram arrivals; /* of the current second */
    nanos held_back;           /* total time throttled by the container */
    nanos throttled;           /* last value of container_throttled */
    uint64_t arrivals_all, dropped;
    uint64_t descriptors; /* maximum that was open */

    /* Memory of the report. */
    struct buffer texts[CAUSES];
    struct health_finding findings[CAUSES];
    struct health_reactor *reports;
};

static inline double part_of(nanos part, nanos whole)
{
    return whole > 0 ? (double)part / (double)whole : 0;
}

/* Appends the text of a problem; `worst` is in the unit of its cause. */
void cause_print(enum cause cause, double worst, struct buffer *out);

#endif
