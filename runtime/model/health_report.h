/* Whether the load generator reached the requested load, as plain data for reports (health/health.h measures
 * it). Without these numbers a slow load generator looks like a slow server. */
#ifndef SWARM_MODEL_HEALTH_REPORT_H
#define SWARM_MODEL_HEALTH_REPORT_H

#include "runtime/base/clock.h"

#include <stddef.h>
#include <stdint.h>

enum health_state {
    HEALTH_OK,
    HEALTH_DEGRADED,   /* it was late at times: high percentiles may be caused partly by the generator */
    HEALTH_OVERLOADED, /* it was the limit, not the server */
};

/* A problem of the load generator. */
struct health_finding {
    enum health_state state;
    const char *text; /* "a reactor was busy 97 % of its time" */
    nanos began;      /* time since the start of the run */
    nanos lasted;     /* total time of the seconds with this problem */
};

/* A reactor thread during the whole run. */
struct health_reactor {
    double cpu;  /* share of a core that it used, 0 to 1 */
    double busy; /* share of the time in which it didn't wait for the network, 0 to 1; more than `cpu` if it
                    had to wait for a core */
    double busy_most; /* maximum of `busy` in one second */
    nanos lag;        /* the longest time that its connections waited for other work */
};

struct health_lateness {
    uint64_t count; /* 0: the other members are 0 too */
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
    struct health_lateness waits;    /* how late users continued after a wait */
    struct health_lateness arrivals; /* how late users started, compared with the schedule of arrivals */
    double cores;                    /* the number of cores that CPU affinity and the container allow */
    double throttled;     /* share of the run during which the CPU quota of the container throttled it */
    uint64_t descriptors; /* the maximum number that was open */
    uint64_t descriptor_limit;
    uint64_t arrivals_dropped;
};

/* "ok", "degraded", "overloaded". */
const char *health_state_text(enum health_state state);

#endif
