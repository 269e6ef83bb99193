/* Time. Intervals are int64_t nanoseconds; a point in time on the monotonic clock is an `instant`, a type of
 * its own so that it can't be mixed up with an interval or with a wall-clock time.
 *
 * The source is replaceable, so that tests run users and waits on virtual time without sleeping. */
#ifndef SWARM_BASE_CLOCK_H
#define SWARM_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

typedef int64_t nanos; /* an interval in nanoseconds */

#define NANOS_PER_US 1000LL
#define NANOS_PER_MS 1000000LL
#define NANOS_PER_S 1000000000LL

typedef struct instant {
    int64_t ns; /* since an arbitrary start; only differences mean something */
} instant;

/* Later than any other. */
#define INSTANT_NEVER ((instant){INT64_MAX})

/* Now, on CLOCK_MONOTONIC or on the source set below. */
instant clock_now(void);

/* The wall clock, nanoseconds since 1970 UTC. */
int64_t clock_wall(void);

/* What the calling thread has had of a core so far. */
nanos clock_thread_cpu(void);

/* Makes clock_now return what `source(context)` returns; NULL brings the real clock back. For tests; one for
 * the process. */
void clock_source_set(instant (*source)(void *context), void *context);

static inline instant instant_add(instant point, nanos interval)
{
    return (instant){point.ns + interval};
}

/* later - earlier; negative when the order is the other way round. */
static inline nanos instant_since(instant later, instant earlier)
{
    return later.ns - earlier.ns;
}

static inline bool instant_before(instant a, instant b)
{
    return a.ns < b.ns;
}

#endif
