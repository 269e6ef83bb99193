/* Those who take turns in a scheduler: simulated users (user.h) and the hooks of the run (hooks.h).
 *
 * A fiber runs one function of the program at a time, on a VM that it borrows for that time, so that an idle
 * one has none. It sees to the function's wants: submits its requests, wakes it from its waits, answers
 * `take` and `next`. */
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
    enum vm_status status;   /* VM_DONE or VM_ERROR */
    enum vm_outcome outcome; /* with VM_DONE */
    value result;            /* borrowed until the fiber's next function */
    const struct vm_error *error;
};

/* What kinds of fibers differ in. */
struct fiber_class {
    bool is_counted;             /* its requests that are cut on their way, in scheduler->cut */
    struct vm_observer observer; /* the context is the fiber */
    void (*ended)(struct fiber *fiber, const struct fiber_end *end); /* its function */
    void (*woken)(struct fiber *fiber);                              /* its pause is over */
    const struct client_settings *(*client)(const struct fiber *fiber);
};

enum fiber_state {
    FIBER_IDLE,
    FIBER_RUNNING,    /* its function runs, when its turn comes */
    FIBER_REQUESTING, /* its function waits for a response */
    FIBER_SLEEPING,   /* its function waits in a `wait` */
    FIBER_PAUSED,     /* between functions */
    FIBER_WOKEN,      /* its pause is over, when its turn comes */
};

struct fiber {
    struct timer timer; /* first; of SLEEPING and PAUSED */
    uint32_t ticket;    /* of its last request; late answers bear an older one */
    uint8_t state;      /* enum fiber_state */
    bool is_queued;
    bool is_due; /* its timer has fired, and it hasn't gone on yet */
    struct scheduler *scheduler;
    const struct fiber_class *class;
    struct fiber *next;      /* in the queue */
    struct vm *vm;           /* borrowed while a function runs */
    struct session *session; /* from its first request on */
    struct vm_environment environment;
    instant due; /* what its timer was set to last */
};

/* Makes one of memory that is zeroed, or that held one that is over: its place in the queue and its ticket
 * stay. What else the environment has (random streams, variables, who it is) is the caller's to fill in. */
void fiber_init(struct fiber *fiber, struct scheduler *scheduler, const struct fiber_class *class);

/* Enters a function. It runs as soon as the caller returns to the scheduler: from a function of the class at
 * once, from elsewhere after fiber_queue. */
void fiber_begin(struct fiber *fiber, uint32_t function, struct vm_scope *scope, const value *arguments,
                 size_t count);

/* Woken at `when`. */
void fiber_pause(struct fiber *fiber, instant when);

/* Woken when all others that are ready have had their turn. */
void fiber_yield(struct fiber *fiber);

/* To the back of the queue. */
void fiber_queue(struct fiber *fiber);

/* Ends what it does, as vm_cut; a request on its way may be counted in scheduler->cut. Afterwards it is idle
 * and has no VM. */
void fiber_cut(struct fiber *fiber);

/* Tells of the request that it has been waiting for since `since` or longer, if it has, and of what is open
 * around it; see vm_open. */
void fiber_open(const struct fiber *fiber, instant since, vm_open_heard *heard, void *context);

/* Closes its session: connections, cookies. It must not be requesting. */
void fiber_session_close(struct fiber *fiber);

/* ---- for the scheduler ---- */

/* Its timer has fired. */
void fiber_due(struct fiber *fiber);

/* Its turn has come. */
void fiber_turn(struct fiber *fiber);

/* The answer to its request of that ticket; taken. The fiber goes on with it at once, while what belongs to
 * it is in the processor's cache: with thousands of users a queue would cost a third of a request more. */
void fiber_answer(struct fiber *fiber, uint64_t ticket, struct response *response);

/* The answer to its request may come soon: has the memory fetched that its turn will touch. */
void fiber_soon(const struct fiber *fiber, const struct tcp_request *request);

/* ---- for struct vm_common; the context is the fiber ---- */

extern const struct vm_services fiber_services;
void fiber_trace(void *context, const struct vm_event *event);

#endif
