/* Wakes a loop at a point in time, to within some 0.1 ms. A loop's own timers are good to a whole
 * millisecond, since that is what its poll takes: enough for users who wait for seconds, too coarse for
 * arrivals, each of which would begin half a millisecond late and look slower by that. */
#ifndef SWARM_REACTOR_ALARM_H
#define SWARM_REACTOR_ALARM_H

#include "runtime/base/clock.h"

#include <ev.h>

struct alarm {
    struct ev_loop *loop; /* borrowed */
    struct ev_io io;      /* on a timer of the kernel's (timerfd_create(2)), which this owns */
    void (*rang)(void *context);
    void *context;
};

/* Not set. Exits with status 71 (EX_OSERR) when the system has no timer left. */
void alarm_init(struct alarm *alarm, struct ev_loop *loop, void (*rang)(void *context), void *context);

/* Rings once at `when`, or at once where that has passed; it forgets what it was set to before. */
void alarm_set(struct alarm *alarm, instant when);
void alarm_stop(struct alarm *alarm);

void alarm_free(struct alarm *alarm);

#endif
