/* Drives a scheduler from an event loop, with a transport as its network: calls scheduler_turn once per loop
 * turn, before the poll, and fiber_answer for each response (runtime/user/scheduler.h). It also measures how
 * long the connections of the loop have to wait. */
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
    void (*after_turn)(struct scheduler_loop *scheduler_loop); /* after each scheduler_turn; may be NULL */
    struct ev_prepare prepare;                                 /* before the poll: scheduler_turn */
    struct ev_check check;                                     /* after the poll: busy time begins */
    struct ev_timer timer;                                     /* for the first user that is due */
    struct ev_idle idle;   /* active while a user is ready, so the poll doesn't block */
    bool turn_done;        /* between scheduler_turn and the poll */
    instant armed;         /* the time that `timer` is set to */
    instant busy_since;    /* end of the last poll */
    struct ev_timer probe; /* measures how late a poll returns */
    instant probe_due;
    nanos busy; /* time between polls; the owner resets this and `lag` to 0 */
    nanos lag;  /* the longest time between two polls, or the longest delay of a poll */
};

void scheduler_loop_init(struct scheduler_loop *scheduler_loop, const struct run_context *run,
                         const struct scheduler_owner *owner, nanos stop_timeout);

/* Also measures the lag while the loop only waits, for instance because the process is stopped. */
void scheduler_loop_probe(struct scheduler_loop *scheduler_loop);

/* Kills the users. Hooks must be freed before. */
void scheduler_loop_free(struct scheduler_loop *scheduler_loop);

#endif
