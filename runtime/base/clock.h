/* Time. Intervals are int64_t nanoseconds. A point in time on the monotonic clock has a type of its own,
 * `instant`, so that the compiler rejects it as an interval or a wall-clock time.
 *
 * Tests replace the source of the clock, to run users and waits in virtual time without sleeping. */
#ifndef SWARM_BASE_CLOCK_H
#define SWARM_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

typedef int64_t nanos; /* an interval in nanoseconds */

#define NANOS_PER_US 1000LL
#define NANOS_PER_MS 1000000LL
#define NANOS_PER_S 1000000000LL

typedef struct instant {
    int64_t ns; /* since an arbitrary start; only differences have a meaning */
} instant;

/* Later than any other instant. */
#define INSTANT_NEVER ((instant){INT64_MAX})

/* Now, on CLOCK_MONOTONIC or on the source set below. */
instant clock_now(void);

/* The wall clock, nanoseconds since 1970 UTC. */
int64_t clock_wall(void);

/* The CPU time of the calling thread so far. */
nanos clock_thread_cpu(void);

/* Makes clock_now return `source(context)`; NULL restores the real clock. For tests. Applies to the whole
 * process. */
void clock_source_set(instant (*source)(void *context), void *context);

static inline instant instant_add(instant point, nanos interval)
{
    return (instant){point.ns + interval};
}

/* later - earlier; negative if `later` is the earlier one. */
static inline nanos instant_since(instant later, instant earlier)
{
    return later.ns - earlier.ns;
}

static inline bool instant_before(instant a, instant b)
{
    return a.ns < b.ns;
}

#endif
