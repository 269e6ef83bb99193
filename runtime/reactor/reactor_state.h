/* A reactor from the inside. For reactor.c (thread and messages), reactor_numbers.c (what it hands over) and
 * reactor_observer.c (what its users did). */
#ifndef SWARM_REACTOR_REACTOR_STATE_H
#define SWARM_REACTOR_REACTOR_STATE_H

#include "runtime/reactor/alarm.h"
#include "runtime/reactor/arrivals.h"
#include "runtime/reactor/reactor.h"
#include "runtime/reactor/scheduler_loop.h"
#include "runtime/user/hooks.h"

#include <pthread.h>

enum hooks_phase { HOOKS_FREE, HOOKS_SETUP, HOOKS_TEARDOWN };

struct ended {
    uint64_t count;
    uint64_t by_itself; /* of them */
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
    struct ended *ended; /* users since the last message, by kind */
    bool any_ended;
    bool is_stopping; /* the users were told to stop, and the control thread wants to know when all have */
    instant taken;    /* the last hand-over */
    nanos cpu;        /* of the thread, until then */
    pthread_t thread;
    bool has_thread;
};

/* Sends to the control thread, which gets the message. */
void reactor_notify(struct reactor *reactor, struct message *message);

/* ---- reactor_numbers.c ---- */

/* Answers a TAKE or QUIT, whose empty set it takes. */
void reactor_hand_over(struct reactor *reactor, struct message_take *taking, bool is_last);

/* ---- reactor_observer.c ---- */

struct scheduler_owner reactor_as_owner(struct reactor *reactor);

#endif
