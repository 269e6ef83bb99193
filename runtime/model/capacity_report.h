/* The result of a capacity search (`--find-capacity`), as plain data for reports. */
#ifndef SWARM_MODEL_CAPACITY_REPORT_H
#define SWARM_MODEL_CAPACITY_REPORT_H

#include "runtime/base/clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum capacity_outcome {
    CAPACITY_MET,               /* the condition was met */
    CAPACITY_NOT_MET,           /* it wasn't */
    CAPACITY_GENERATOR_LIMITED, /* it wasn't, but the load generator may be the cause: the step is repeated
                                   once */
};

/* One step of the search: a number of users, measured for a while. */
struct capacity_step {
    uint64_t users;
    enum capacity_outcome outcome;
    bool is_confirming;  /* a longer step that confirms the result of the others */
    double rate;         /* requests per second */
    uint64_t requests;   /* that ended during the step */
    uint64_t unanswered; /* users that waited for the same response during the whole step */
    nanos p50;           /* response times, also those of unanswered requests (engine/capacity_step.h) */
    nanos p95;
    nanos p99;
    double failed;      /* share of the requests, 0 to 1 */
    const char *missed; /* the first part of the condition that wasn't met, as written: "p95 < 2s"; or "every
                           request failed"; "" if the condition was met */
};

enum capacity_end {
    CAPACITY_SEARCHING, /* the search isn't over, or the run ended before it was */
    CAPACITY_FOUND,     /* `users` meet the condition, a few more don't */
    CAPACITY_AT_LEAST,  /* `users` meet it; more users weren't allowed */
    CAPACITY_GENERATOR, /* `users` meet it; with more, the load generator was the limit */
    CAPACITY_NONE,      /* not even one user meets it */
};

struct capacity_report {
    bool is_wanted;        /* false: there is no search, and all other members are zero */
    const char *condition; /* as written: "p95 < 2s and failed < 1%" */
    enum capacity_end end;
    uint64_t users; /* the largest number that meets the condition; 0: no number does */
    double rate;    /* requests per second with that number */
    double failed;  /* share of requests that failed, 0 to 1; 0 if the condition limits failures */
    const struct capacity_step *steps;
    size_t step_count;
};

#endif
