/* The users of one reactor: which of them are ready, which wait and until when, and the VMs that they borrow.
 *
 * A scheduler uses no socket, no loop and no thread. It calls the network through struct user_network and
 * notifies its owner through struct scheduler_owner. The time is clock_now(). A reactor drives it from its
 * loop (runtime/reactor/scheduler_loop.c), a test in virtual time.
 *
 * When users resume: fiber_resume runs a user until it waits again. It has two callers, and neither runs
 * inside the turn of another user.
 *   fiber_answer     A response is complete. The user resumes at once, in the loop turn that received it.
 *   scheduler_turn   Once per loop turn, before the poll: users whose timer has fired, whose slice is used
 *                    up, or that have just started resume one after the other, in the order in which they
 *                    became ready.
 *
 * It would be simpler to queue answered users for scheduler_turn as well, but that cost 25 to 35 % more CPU
 * per HTTP request (64 to 5,000 users, nginx) and 6 to 18 % more per TCP echo: by then the session, the
 * response and the VM have left the cache of the processor. */
#ifndef SWARM_USER_SCHEDULER_H
#define SWARM_USER_SCHEDULER_H

#include "runtime/model/client_settings.h"
#include "runtime/user/feeder.h"
#include "runtime/user/fiber.h"
#include "runtime/user/task_selector.h"
#include "runtime/user/timers.h"
#include "runtime/vm/vm.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cookie_jar;
struct lease_stock;
struct lease_waits;
struct session;
struct user;

/* The network, as users see it. runtime/reactor/scheduler_loop.c implements it with runtime/net/transport.h.
 * A session belongs to one fiber and does one thing at a time. */
struct user_network {
    /* Opens a session for `owner`; `context` is scheduler->network_context. `client` must outlive it. */
    struct session *(*session_open)(void *context, const struct client_settings *client, struct fiber *owner);
    void (*session_close)(struct session *session);

    /* The cookies of the session, valid until it is closed. */
    const struct cookie_jar *(*cookies)(const struct session *session);

    /* Drops its cookies of that name; NULL: all. */
    void (*forget_cookies)(struct session *session, const char *name);

    /* Sends a request, which must stay valid until its response. The response arrives by fiber_answer, with
     * the owner and the ticket, never before this returns. */
    void (*submit)(struct session *session, const struct http_request *request, uint64_t ticket);

    /* Connect, send, receive, disconnect. True: it is complete, with its response (owned by the caller), or
     * NULL if there is nothing to report. False: the response arrives as for submit. */
    bool (*act)(struct session *session, const struct tcp_request *request, uint64_t ticket,
                struct response **response);

    /* When the request or action in flight was started; now, if none is in flight. */
    instant (*begun)(const struct session *session);

    /* Cancels the request or action in flight; no response follows. Returns when it was started. */
    instant (*cancel)(struct session *session);
};

/* What users do, for the statistics or `swarm try`. Texts are borrowed for the call. */
struct user_observer {
    /* A request or transaction is complete. `lateness`: how much later than intended the running task
     * started; negative: it had no intended start. */
    void (*report)(void *context, const struct vm_report *report, nanos lateness);
    void (*failure)(void *context, const struct vm_failure *failure);
    void (*error)(void *context, const struct vm_error *error);
    void (*log)(void *context, const char *text, size_t length);

    /* +1: `on start` of a user failed for the first time; -1: `on start` of such a user has succeeded. */
    void (*not_started)(void *context, int change);

    /* A user continues, `lateness` after the end of its wait. May be NULL. */
    void (*wait_ended)(void *context, nanos lateness);

    /* An arrival starts, `lateness` after its time in the timetable. May be NULL. */
    void (*arrived)(void *context, nanos lateness);
};

/* The steps of each user, for `swarm try`. It costs time, so a run under load has none. */
struct user_trace {
    /* A task or hook starts: "task songs", "on start of Listener", "setup". User 0: a hook of the run. */
    void (*begins)(void *context, uint64_t user, const char *what);
    void (*event)(void *context, const struct vm_event *event); /* may be NULL */
};

/* Events that concern the whole run and not only the user that caused them. */
struct run_events {
    bool (*task_begins)(void *context); /* false: the tasks of the run are used up (--iterations) */
    void (*task_ended)(void *context);
    void (*user_ended)(void *context, struct user *user);      /* its memory may be used again afterwards */
    void (*publish)(void *context, const char *type, value v); /* v is borrowed */
    void (*stop)(void *context, const char *why);              /* `stop run`; the text is static */
    void (*lease_low)(void *context, uint32_t item); /* more must be leased; only if run->leases isn't NULL */
};

/* Callbacks to the owner of a scheduler. */
struct scheduler_owner {
    const struct user_observer *observer;
    const struct user_trace *trace; /* NULL: users aren't traced */
    const struct run_events *events;
    void *context; /* of all three */
};

/* What the schedulers of a run have in common. Immutable, except for the atomic cursors and counters. */
struct value_pool;

struct run_context {
    const struct program *program;
    const struct task_selector *selectors; /* by set */
    const struct client_settings *clients; /* by kind; after the last one, those of the run's hooks */
    const char *const *hosts;              /* likewise; NULL entries: no host is set */
    struct feeder *const *feeders;         /* by data declaration */
    atomic_int_fast64_t *counters;         /* by counter: the last number that was returned */
    struct value_pool *const *pools;       /* by pool */
    /* With many nodes, what this one may hand out: by data declaration, then by counter; NULL entries: all
     * nodes have all rows. NULL: this is the only node, and hands out by itself. */
    struct lease_stock *const *leases;
    uint64_t seed;
    uint32_t worker_index, worker_count; /* of this node in a cluster; 0 and 1 without one */
    bool skip_waits;                     /* users don't wait between tasks (`swarm try`) */
};

struct scheduler {
    const struct run_context *run;
    const struct user_network *network;
    void *network_context;
    struct scheduler_owner owner;
    struct timers timers;
    struct fiber *first, *last; /* the queue of ready fibers */
    size_t ready;               /* fibers in it */
    uint32_t turn;              /* number of the current or last turn */
    struct lease_waits *waits;  /* for leases, by item; see lease_wait.h */
    VEC(struct vm *) idle_vms;  /* not borrowed; the last one returned is on top */
    struct vm_common common;    /* its copies of shared values are owned */
    uint64_t canceled;          /* requests in flight that were canceled because their user had to end */
    nanos canceled_oldest;      /* the age of the oldest of them */
};

/* `run`, `network` and the tables of `owner` are borrowed and must outlive the scheduler. */
void scheduler_init(struct scheduler *scheduler, const struct run_context *run,
                    const struct user_network *network, void *network_context,
                    const struct scheduler_owner *owner);

/* All fibers must be idle. */
void scheduler_free(struct scheduler *scheduler);

/* Sets *when to the time of the next turn with work to do; it has passed if a fiber is ready. False: only a
 * response can make a fiber ready. */
bool scheduler_next(const struct scheduler *scheduler, instant *when);

/* Resumes the fibers whose timer has fired and those that were ready before, each once. A fiber that is
 * queued during the turn waits for the next one. Ends early if the turn takes longer than `budget` (0: no
 * limit). */
void scheduler_turn(struct scheduler *scheduler, nanos budget);

/* From now on, what fibers do is counted there: program->lines_count + 1 counts, borrowed. To be called
 * before the first fiber starts; later between turns. */
void scheduler_counts_set(struct scheduler *scheduler, struct line_count *counts);

/* Replaces this scheduler's copies of the shared values. Takes the program->shared_count values. */
void scheduler_shared_set(struct scheduler *scheduler, const value *values);

#endif
