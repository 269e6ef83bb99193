/* Drives a scheduler from a loop: its users go on once per loop turn, before the poll, and their requests go
 * to a transport. */
#ifndef SWARM_REACTOR_SCHEDULER_LOOP_H
#define SWARM_REACTOR_SCHEDULER_LOOP_H

#include "runtime/base/clock.h"
#include "runtime/user/scheduler.h"
#include "runtime/user/user_pool.h"

#include <ev.h>

struct transport;

struct scheduler_loop {
    struct ev_loop *loop; /* owned */
    struct transport *transport;
    struct scheduler scheduler;
    struct user_pool pool;
    void (*turned)(struct scheduler_loop *scheduler_loop); /* after each turn of the users; may be NULL */
    struct ev_prepare prepare;                             /* before the poll: users go on */
    struct ev_check check;                                 /* after it: the time of being busy begins */
    struct ev_timer timer;                                 /* for whoever is due first */
    struct ev_idle idle;   /* keeps the poll from waiting while somebody is ready */
    bool had_turn;         /* the users; the poll is next */
    instant armed;         /* what the timer is set to */
    instant busy_since;    /* the end of the last poll */
    struct ev_timer probe; /* finds out whether a poll ends when it should */
    instant probe_due;
    nanos busy; /* sum of the times between polls; for the owner to take down again, like the next */
    nanos lag;  /* the longest time between two polls, or by which a poll ended too late */
};

void scheduler_loop_init(struct scheduler_loop *scheduler_loop, const struct run_context *run,
                         const struct scheduler_owner *owner, nanos stop_timeout);

/* Has the lag also found while the loop only waits, for instance because the process stands still. */
void scheduler_loop_probe(struct scheduler_loop *scheduler_loop);

/* Kills the users. Hooks must have been freed. */
void scheduler_loop_free(struct scheduler_loop *scheduler_loop);

#endif
