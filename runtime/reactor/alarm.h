/* A timer with a precision of about 0.1 ms. Timers of libev have the precision of its poll, 1 ms. That is
 * enough for waits of users, but arrivals would start 0.5 ms late on average, and their response times would
 * look longer by that. */
#ifndef SWARM_REACTOR_ALARM_H
#define SWARM_REACTOR_ALARM_H

#include "runtime/base/clock.h"

#include <ev.h>

struct alarm {
    struct ev_loop *loop; /* borrowed */
    struct ev_io io;      /* on a timerfd, owned */
    void (*rang)(void *context);
    void *context;
};

/* Initializes an alarm that isn't set. Exits with status 71 (EX_OSERR) if the system has no timer left. */
void alarm_init(struct alarm *alarm, struct ev_loop *loop, void (*rang)(void *context), void *context);

/* Calls `rang` once, from the loop, at `when` or at once if that has passed. Replaces an earlier setting. */
void alarm_set(struct alarm *alarm, instant when);
void alarm_stop(struct alarm *alarm);

void alarm_free(struct alarm *alarm);

#endif
