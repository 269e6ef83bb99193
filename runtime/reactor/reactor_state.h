/* The internal state of a reactor, for reactor.c (thread and messages), reactor_numbers.c (numbers for the
 * control thread) and reactor_observer.c (what its users do). */
#ifndef SWARM_REACTOR_REACTOR_STATE_H
#define SWARM_REACTOR_REACTOR_STATE_H

#include "runtime/reactor/alarm.h"
#include "runtime/reactor/arrivals.h"
#include "runtime/reactor/reactor.h"
#include "runtime/reactor/scheduler_loop.h"
#include "runtime/user/hooks.h"

#include <pthread.h>

enum hooks_phase { HOOKS_FREE, HOOKS_SETUP, HOOKS_AWAITED, HOOKS_TEARDOWN };

struct ended {
    uint64_t count;
    uint64_t by_itself; /* users of these that weren't told to stop */
};

struct reactor {
    struct scheduler_loop base; /* first */
    uint32_t index;
    struct run_plan *plan;
    struct mailbox *control;
    struct mailbox mailbox;
    struct hooks hooks;
    enum hooks_phase hooks_phase;
    struct arrivals arrivals;
    struct alarm alarm; /* for the next arrival */
    struct stats *stats;
    struct ended *ended; /* by kind: users that have ended since the last message */
    bool any_ended;
    bool is_stopping; /* users were told to stop; MESSAGE_STOPPED follows when all have ended */
    instant taken;    /* when the statistics were last sent */
    nanos cpu;        /* CPU time of the thread at that time */
    pthread_t thread;
    bool has_thread;
};

/* Sends a message to the control thread; takes it. */
void reactor_notify(struct reactor *reactor, struct message *message);

/* ---- reactor_numbers.c ---- */

/* Has users counted in the current set of statistics. To be called whenever that is another one. */
void reactor_count_lines(struct reactor *reactor);

/* Answers a TAKE or QUIT with the statistics so far, and continues with the empty set of the message. */
void reactor_hand_over(struct reactor *reactor, struct message_take *taking, bool is_last);

/* ---- reactor_observer.c ---- */

/* The callbacks with which the scheduler notifies this reactor. */
struct scheduler_owner reactor_as_owner(struct reactor *reactor);

#endif
