/* Whether this machine kept up with the load that it was asked to make: what the engine measured of itself
 * (engine/generator.h), as plain data for reports. Without it nobody can tell a slow server from a slow load
 * generator. */
#ifndef SWARM_STATS_GENERATOR_H
#define SWARM_STATS_GENERATOR_H

#include "runtime/base/clock.h"

#include <stddef.h>
#include <stdint.h>

enum generator_state {
    GENERATOR_OK,
    GENERATOR_DEGRADED,   /* now and then it was late: high percentiles are partly its own */
    GENERATOR_OVERLOADED, /* it was the limit, and not the server */
};

/* Something that speaks against the generator. */
struct generator_finding {
    enum generator_state state;
    const char *text; /* "a reactor was busy 97 % of its time" */
    nanos began;      /* since the run's start */
    nanos lasted;     /* in all, of seconds in which it was so */
};

/* A reactor thread over the run. */
struct generator_reactor {
    double cpu;  /* part of a core that it used, 0 to 1 */
    double busy; /* part of its time that it didn't wait for the network, 0 to 1; more than `cpu` where the
                    machine let it wait for a core */
    double busy_most; /* in its worst second */
    nanos lag;        /* the longest that its connections had to wait for all else */
};

struct generator_lateness {
    uint64_t count; /* 0: the rest is 0 too */
    nanos p50;
    nanos p99;
    nanos max;
};

struct generator_report {
    enum generator_state state; /* the worst of the findings */
    const struct generator_finding *findings;
    size_t finding_count;
    const struct generator_reactor *reactors;
    size_t reactor_count;
    struct generator_lateness waits;    /* how much later than due users went on after a wait */
    struct generator_lateness arrivals; /* how much later than on the timetable they started */
    double cores;                       /* that affinity and the container allow */
    double throttled;                   /* part of the run for which the container's quota held it back */
    uint64_t descriptors;               /* open at the most */
    uint64_t descriptor_limit;
    uint64_t arrivals_dropped;
};

/* "ok", "degraded", "overloaded". */
const char *generator_state_text(enum generator_state state);

#endif
