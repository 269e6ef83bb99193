/* What the control thread knows of the generator. For health.c (watching, judging) and health_report.c
 * (words). */
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

/* Something that speaks against the generator, or would. */
struct suspicion {
    bool is_there;
    instant began;
    nanos lasted;
    double worst; /* of all seconds; a part, nanoseconds, or a number, as the cause has it */
};

/* A reactor over the run. */
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
    instant start, second;     /* of the run; of the running second */
    nanos strained;            /* seconds in which there was any cause */
    double worst[CAUSES];      /* in the running second */
    struct histogram waits;    /* of the running second */
    struct histogram arrivals; /* likewise */
    nanos held_back;           /* by the container, in all */
    nanos throttled;           /* what the container said last */
    uint64_t arrivals_all, dropped;
    uint64_t descriptors; /* maximum that was open */

    /* The report's. */
    struct buffer texts[CAUSES];
    struct health_finding findings[CAUSES];
    struct health_reactor *reports;
};

static inline double part_of(nanos part, nanos whole)
{
    return whole > 0 ? (double)part / (double)whole : 0;
}

/* Appends what speaks against the generator; `worst` in the cause's own measure. */
void cause_print(enum cause cause, double worst, struct buffer *out);

#endif
