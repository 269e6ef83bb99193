/* What the users of one reactor live in: whose turn it is, who waits until when, and the VMs they borrow.
 *
 * A scheduler knows no socket, no loop and no thread. What it needs of the outside it calls (struct
 * scheduler_outside); time is what clock_now says. Whoever drives it calls scheduler_turn when scheduler_next
 * has come or when an answer came in: a reactor from its loop (runtime/reactor/scheduler_loop.c), a test on
 * virtual time.
 *
 * One turn runs each fiber that is ready once, in order; one that doesn't suspend goes to the back of the
 * queue. Answers only queue the fiber: nothing of the scenario runs inside a transport's callback. */
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

struct session;
struct user;

/* What a scheduler calls of its surroundings; `context` is the scheduler's. `event`, `begins`, `woken` and
 * `arrived` may be NULL. */
struct scheduler_outside {
    struct session *(*session_open)(void *context, const struct client_settings *client, struct fiber *owner);
    void (*session_close)(void *context, struct session *session);
    bool (*cookie)(void *context, struct session *session, const char *url, const char *name,
                   struct buffer *out);
    /* Answered by fiber_answer with the owner and the ticket, later. */
    void (*submit)(void *context, struct session *session, const struct http_request *request,
                   uint64_t ticket);
    /* Connect, send, receive, disconnect: true when it is done at once, with its response or NULL; else
     * answered like a request. */
    bool (*exchange)(void *context, struct session *session, const struct tcp_request *request,
                     uint64_t ticket, struct http_response **response);
    /* When what is under way had begun. */
    instant (*begun)(void *context, const struct session *session);
    /* The answer won't come; returns when what is cut had begun. */
    instant (*cancel)(void *context, struct session *session);

    /* `lateness`: how much later than intended the running task started; negative: nothing says when it
     * should have. */
    void (*report)(void *context, const struct vm_report *report, nanos lateness);
    void (*failure)(void *context, const struct vm_failure *failure);
    void (*error)(void *context, const struct vm_error *error);
    /* +1: a user's `on start` failed for the first time; -1: that of such a user went well after all. */
    void (*not_started)(void *context, int change);
    void (*log)(void *context, const char *text, size_t length);
    void (*publish)(void *context, const char *type, value v); /* v is borrowed */
    void (*event)(void *context, const struct vm_event *event);
    /* A task or hook begins: "task songs", "on start of Listener", "setup". User 0: a hook of the run. */
    void (*begins)(void *context, uint64_t user, const char *what);

    /* A user goes on, so much later than its wait was over. */
    void (*woken)(void *context, nanos lateness);
    /* An arrival begins, so much later than by its timetable. */
    void (*arrived)(void *context, nanos lateness);

    bool (*task_begins)(void *context); /* false: the tasks of the run are used up */
    void (*task_ended)(void *context);
    void (*run_stop)(void *context, const char *why);     /* `stop run`; the text is static */
    void (*user_ended)(void *context, struct user *user); /* it is free for another one afterwards */
};

/* What the schedulers of a run have in common; immutable but for the atomic cursors and counters. */
struct run_context {
    const struct program *program;
    const struct task_selector *selectors; /* by set */
    const struct client_settings *clients; /* by kind, and after the last that of the run */
    const char *const *hosts;              /* likewise; NULL entries: none */
    struct feeder *const *feeders;         /* by data declaration */
    atomic_int_fast64_t *counters;         /* by counter: the last number given out */
    uint64_t seed;
    bool skip_waits; /* swarm try */
};

struct scheduler {
    const struct run_context *run;
    const struct scheduler_outside *outside;
    void *context; /* of the outside */
    struct timers timers;
    struct fiber *first, *last; /* ready, in order */
    size_t ready;
    uint32_t turn;           /* that is going on or was last */
    VEC(struct vm *) idle;   /* VMs that nobody borrows, the last one given back on top */
    struct vm_common common; /* its copies of shared values are owned */
    uint64_t cut;            /* requests of users that were cut on their way */
    nanos cut_oldest;        /* the age of the oldest of them */
};

void scheduler_init(struct scheduler *scheduler, const struct run_context *run,
                    const struct scheduler_outside *outside, void *context);

/* All fibers must be idle. */
void scheduler_free(struct scheduler *scheduler);

/* When there is something to do: at once (a time that has passed) while somebody is ready; false: only an
 * answer can bring anything about. */
bool scheduler_next(const struct scheduler *scheduler, instant *when);

/* Wakes who is due, gives each ready fiber its turn, and stops early when that has taken longer than
 * `budget` (0: no bound). */
void scheduler_turn(struct scheduler *scheduler, nanos budget);

/* Replaces this scheduler's copies of the shared values, taking the values (program->shared_count of them).
 */
void scheduler_shared_set(struct scheduler *scheduler, const value *values);

#endif
