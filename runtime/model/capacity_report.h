/* What `--find-capacity` found, as plain data for reports. */
#ifndef SWARM_MODEL_CAPACITY_REPORT_H
#define SWARM_MODEL_CAPACITY_REPORT_H

#include "runtime/base/clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum capacity_outcome {
    CAPACITY_HELD,    /* the condition */
    CAPACITY_BROKEN,  /* the condition */
    CAPACITY_STRAINED /* it broke, but the load generator had its part in it: tried again once */
};

/* A number of users, held for a while and measured. */
struct capacity_step {
    uint64_t users;
    enum capacity_outcome outcome;
    bool is_confirming;  /* a longer one, of what the others have found */
    double rate;         /* requests a second */
    uint64_t requests;   /* that ended in its time */
    uint64_t unanswered; /* users that waited for one answer all the time */
    nanos p50;           /* with theirs, as old as they are (engine/capacity_step.h) */
    nanos p95;
    nanos p99;
    double failed; /* part of the requests, 0 to 1 */
    /* Of the first part of the condition that broke. */
    const char *broken; /* as written: "p95 < 2s"; or "every request failed"; "" when it held */
};

enum capacity_end {
    CAPACITY_SEARCHING, /* the run ended before there was an answer */
    CAPACITY_FOUND,     /* `users` hold it, a few more break it */
    CAPACITY_AT_LEAST,  /* `users` hold it, and more were not allowed */
    CAPACITY_GENERATOR, /* `users` hold it; with more this machine was the limit */
    CAPACITY_NONE,      /* not even one user holds it */
};

struct capacity_report {
    bool is_wanted;        /* false: the rest is nothing */
    const char *condition; /* as written: "p95 < 2s and failed < 1%" */
    enum capacity_end end;
    uint64_t users; /* the most for which the condition held; 0: none did */
    double rate;    /* requests a second with them */
    double failed;  /* part of those that failed, where the condition says nothing of failures; else 0 */
    const struct capacity_step *steps;
    size_t step_count;
};

#endif
