/* The workers of a cluster, as plain data for reports (cluster/master collects it). */
#ifndef SWARM_MODEL_CLUSTER_REPORT_H
#define SWARM_MODEL_CLUSTER_REPORT_H

#include "runtime/base/clock.h"
#include "runtime/model/health_report.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CLUSTER_WORKERS_MOST = 200, /* workers that a report lists */
    CLUSTER_LOSSES_MOST = 200,  /* losses of a run that a report lists */
};

enum worker_program {
    WORKER_OF_SWARM,
    WORKER_OF_LOCUST,
    WORKER_OF_OTHERS, /* another program that speaks Locust's protocol */
};

enum worker_condition {
    WORKER_IS_JOINING, /* it is known, but can't run users yet */
    WORKER_IS_READY,   /* it can run users */
    WORKER_IS_SPAWNING,
    WORKER_IS_RUNNING,
    WORKER_IS_MISSING, /* it hasn't sent a heartbeat for some seconds */
    WORKER_IS_GONE,    /* it has quit, or was missing for long */
    WORKER_IS_REFUSED, /* another version or another scenario */
    WORKER_CONDITIONS,
};

/* What a worker of swarm measures of its own run; zero for others. */
struct worker_measures {
    bool is_known;
    uint64_t in_flight; /* requests; after its run, those that the end cut off */
    nanos oldest;       /* age of the oldest one */
    nanos lag;          /* the longest time that connections waited for a reactor */
    nanos late;         /* lateness of users and arrivals, 99th percentile, the greater one */
};

/* The wall clock of a worker, compared with the master's. */
struct worker_clock {
    bool is_known;
    nanos ahead; /* above 0: the worker's clock is ahead */
    nanos error; /* `ahead` is exact to plus or minus this */
};

struct worker_report {
    uint32_t index;   /* in order of first contact with the master */
    const char *id;   /* as the worker gives it */
    const char *host; /* from its id */
    enum worker_program program;
    enum worker_condition condition;
    const char *refusal; /* why it was refused; NULL: it wasn't */
    uint64_t users;      /* running, by its last report */
    uint64_t requests;   /* of this run, that it has reported; without transactions */
    double cpu;          /* percent; 100: all reactors of a worker of swarm, or one core of another */
    double cpu_most;     /* maximum in this run */
    uint64_t memory;     /* bytes; 0: unknown */
    struct worker_measures measures;
    struct worker_clock clock;
    nanos silent;                          /* time since its last frame */
    const struct health_finding *findings; /* texts name the worker */
    size_t finding_count;
};

/* A worker whose last numbers are missing. */
struct worker_loss {
    uint32_t index;
    const char *host;
    bool was_stopping; /* it lives, but didn't deliver its last numbers in time; false: it was silent */
    nanos when;        /* its last sign of life, since the start of the run */
    nanos span;        /* at most this time isn't in its last report */
    uint64_t requests; /* about so many in that time, at the rate of its last report */
};

struct cluster_report {
    bool is_there;                       /* false: there is no master, and all other members are zero */
    const struct worker_report *workers; /* those that are there first; at most CLUSTER_WORKERS_MOST */
    size_t worker_count;                 /* of the list */
    uint64_t counts[WORKER_CONDITIONS];  /* workers by condition, also those that aren't listed */
    const struct worker_loss *losses;    /* of this run; at most CLUSTER_LOSSES_MOST */
    size_t loss_count;                   /* of the list */
    uint64_t in_flight;                  /* of all workers */
    nanos oldest;
};

/* "joining", "ready", "spawning", "running", "missing", "gone", "refused". */
const char *worker_condition_text(enum worker_condition condition);

/* "swarm", "Locust", "other". */
const char *worker_program_text(enum worker_program program);

/* The number of workers that can run users, or do. */
uint64_t cluster_ready(const struct cluster_report *cluster);

#endif
