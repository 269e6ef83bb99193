/* Failures and errors, in groups: failures of requests (the table `Failures`, "Error report" in Locust) and
 * runtime errors of the scenario ("exceptions" in Locust).
 *
 * Both are limited (see tally.h): 1,000 groups each, the rest is counted in `(other)`. Secrets are masked
 * when they are recorded. Zero bytes are empty tables. They belong to one thread at a time. */
#ifndef SWARM_STATS_FAILURES_H
#define SWARM_STATS_FAILURES_H

#include "runtime/stats/tally.h"

#include <stddef.h>
#include <stdint.h>

struct failures {
    struct tally tally; /* texts: method, name, error; detail: the actual value */
};

struct errors {
    struct tally tally; /* texts: "", place, message; detail: the call stack */
};

/* One failed expectation or transport error. `error` is the text of the expectation, the template of its
 * `else`, or the fixed text of the cause. `actual` is the actual value, NULL and 0 if there is none. */
struct failure_event {
    const char *method; /* "GET" */
    const char *name;   /* of the row */
    const char *error;
    size_t error_length;
    const char *actual;
    size_t actual_length; /* at most 256 bytes are kept */
    uint32_t line;        /* of the expectation, else of the request: its number; 0: unknown */
    int64_t when;         /* wall clock */
};

void failures_record(struct failures *failures, const struct failure_event *event);

/* One runtime error: `place` is "file:line", `stack` the call stack, a line per frame, "" if there is none.
 */
void errors_record(struct errors *errors, const char *place, const char *message, const char *stack,
                   int64_t when);

void failures_merge(struct failures *into, const struct failures *from);
void errors_merge(struct errors *into, const struct errors *from);

void failures_clear(struct failures *failures);
void errors_clear(struct errors *errors);

#endif
