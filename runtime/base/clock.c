#include "runtime/base/clock.h"

#include <stddef.h>
#include <time.h>

/* Set only by a test before it starts threads, so no atomics are needed. */
static instant (*clock_source)(void *context);
static void *clock_context;

static int64_t clock_read(clockid_t id)
{
    struct timespec now;

    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * NANOS_PER_S + now.tv_nsec;
}

instant clock_now(void)
{
    if (clock_source)
        return clock_source(clock_context);
    return (instant){clock_read(CLOCK_MONOTONIC)};
}

int64_t clock_wall(void)
{
    return clock_read(CLOCK_REALTIME);
}

nanos clock_thread_cpu(void)
{
    return clock_read(CLOCK_THREAD_CPUTIME_ID);
}

void clock_source_set(instant (*source)(void *context), void *context)
{
    clock_source = source;
    clock_context = context;
}
