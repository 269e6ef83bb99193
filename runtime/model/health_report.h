/* Whether this machine kept up with the load that it was asked to make: what the engine measured of itself
 * (health/health.h), as plain data for reports. Without it a slow load generator looks like a slow server. */
#ifndef SWARM_MODEL_HEALTH_REPORT_H
#define SWARM_MODEL_HEALTH_REPORT_H

#include "runtime/base/clock.h"

#include <stddef.h>
#include <stdint.h>

enum health_state {
    HEALTH_OK,
    HEALTH_DEGRADED,   /* now and then it was late: high percentiles may be caused partly by the generator */
    HEALTH_OVERLOADED, /* it was the limit, not the server */
};

/* Something that speaks against the generator. */
struct health_finding {
    enum health_state state;
    const char *text; /* "a reactor was busy 97 % of its time" */
    nanos began;      /* since the run's start */
    nanos lasted;     /* in all, of seconds in which it was so */
};

/* A reactor thread over the run. */
struct health_reactor {
    double cpu;  /* part of a core that it used, 0 to 1 */
    double busy; /* part of its time that it didn't wait for the network, 0 to 1; more than `cpu` where the
                    machine let it wait for a core */
    double busy_most; /* in its worst second */
    nanos lag;        /* the longest that its connections had to wait for everything else */
};

struct health_lateness {
    uint64_t count; /* 0: the rest is 0 too */
    nanos p50;
    nanos p99;
    nanos max;
};

struct health_report {
    enum health_state state; /* the worst of the findings */
    const struct health_finding *findings;
    size_t finding_count;
    const struct health_reactor *reactors;
    size_t reactor_count;
    struct health_lateness waits;    /* how much later than due users went on after a wait */
    struct health_lateness arrivals; /* how much later than on the timetable they started */
    double cores;                    /* that affinity and the container allow */
    double throttled;                /* part of the run for which the container's quota held it back */
    uint64_t descriptors;            /* the maximum that was open */
    uint64_t descriptor_limit;
    uint64_t arrivals_dropped;
};

/* "ok", "degraded", "overloaded". */
const char *health_state_text(enum health_state state);

#endif
