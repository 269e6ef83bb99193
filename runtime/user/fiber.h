/* An execution context of the scheduler: a simulated user (user.h) or the hooks of the run (hooks.h).
 *
 * A fiber runs one function of the program at a time, on a VM that it borrows for that time; an idle fiber
 * has no VM. It carries out what the VM waits for: it submits requests and sets timers. scheduler.h describes
 * when fibers resume. */
#ifndef SWARM_USER_FIBER_H
#define SWARM_USER_FIBER_H

#include "runtime/user/timers.h"
#include "runtime/vm/vm.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fiber;
struct client_settings;
struct session;
struct scheduler;

/* How a fiber's function ended. */
struct fiber_end {
    enum vm_status status;        /* VM_DONE or VM_ERROR */
    enum vm_outcome outcome;      /* with VM_DONE */
    value result;                 /* borrowed; valid until the fiber's next function */
    const struct vm_error *error; /* with VM_ERROR */
};

/* The differences between the kinds of fibers. */
struct fiber_class {
    bool counts_canceled;        /* canceled requests count in scheduler->canceled */
    struct vm_observer observer; /* of users: adds the lateness, passes on to scheduler->owner.observer */
    void (*function_ended)(struct fiber *fiber, const struct fiber_end *end);
    void (*resumed)(struct fiber *fiber); /* after fiber_pause or fiber_yield */
    const struct client_settings *(*client_settings)(const struct fiber *fiber);
};

enum fiber_state {
    FIBER_IDLE,
    FIBER_RUNNING,    /* its function runs now or at its next turn */
    FIBER_REQUESTING, /* its function waits for a response */
    FIBER_SLEEPING,   /* its function waits in a `wait` statement */
    FIBER_LEASING,    /* its function waits for a row or number; see lease_wait.h */
    FIBER_PAUSED,     /* no function; waits for its timer */
    FIBER_RESUMING,   /* no function; calls class->resumed at its next turn */
};

struct fiber {
    struct timer timer; /* first; set while SLEEPING or PAUSED */
    uint32_t ticket;    /* number of its last request or wait for a lease, see fiber_answer */
    uint8_t state;      /* enum fiber_state */
    bool is_queued;
    bool is_due;    /* its timer has fired, and it hasn't resumed yet */
    bool is_futile; /* the last request of its function couldn't be sent (net_error_is_unsent) */
    struct scheduler *scheduler;
    const struct fiber_class *class;
    struct fiber *next;      /* in the queue */
    struct vm *vm;           /* borrowed while a function runs; else NULL */
    struct session *session; /* owned; NULL before its first request */
    struct vm_environment environment;
    instant due; /* the last time that its timer was set to */
};

/* Initializes a fiber in zeroed memory, or in the memory of an idle fiber: its place in the queue and its
 * ticket are kept. The caller fills in the rest of the environment: random streams, variables, user. */
void fiber_init(struct fiber *fiber, struct scheduler *scheduler, const struct fiber_class *class);

/* Starts a function, whose arguments are copied. If a function of the class calls this, it runs as soon as
 * that returns; other callers must call fiber_queue. */
void fiber_start(struct fiber *fiber, uint32_t function, struct vm_scope *scope, const value *arguments,
                 size_t count);

/* Waits until `when`, then calls class->resumed. */
void fiber_pause(struct fiber *fiber, instant when);

/* Moves to the end of the queue, then calls class->resumed. */
void fiber_yield(struct fiber *fiber);

/* Adds the fiber to the end of the queue, unless it is queued already. */
void fiber_queue(struct fiber *fiber);

/* Ends its function like vm_cancel and cancels its request. After that it is idle and has no VM. */
void fiber_cancel(struct fiber *fiber);

/* If its request has been in flight since `since` or longer, reports it and the transactions around it
 * (vm_report_pending). */
void fiber_report_pending(const struct fiber *fiber, instant since, vm_pending_reporter *reporter,
                          void *context);

/* Closes its session with its connections and cookies. No request may be in flight. */
void fiber_session_close(struct fiber *fiber);

/* ---- for the driver of the scheduler ---- */

/* Its timer has fired: queues it. */
void fiber_timer_fired(struct fiber *fiber);

/* Runs it until it waits, is queued again or is idle. */
void fiber_resume(struct fiber *fiber);

/* Passes the response (taken) to the request with that ticket, and resumes the fiber. A canceled request has
 * no completion; as a second safeguard, a response with an older ticket is dropped. */
void fiber_answer(struct fiber *fiber, uint64_t ticket, struct response *response);

/* Prefetches the memory that fiber_answer will use. `request` is the one in flight. */
void fiber_prefetch(const struct fiber *fiber, const struct tcp_request *request);

/* ---- for struct vm_common; the context is the fiber ---- */

extern const struct vm_services fiber_services;
void fiber_trace(void *context, const struct vm_event *event);

#endif
