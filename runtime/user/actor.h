/* Those who take turns in a world: simulated users (user.h) and the hooks of the run (hooks.h).
 *
 * An actor runs one function of the program at a time, on a VM that it borrows for that time, so that an idle
 * one has none. It sees to the function's wants: submits its requests, wakes it from its waits, answers
 * `take` and `next`. */
#ifndef SWARM_USER_ACTOR_H
#define SWARM_USER_ACTOR_H

#include "runtime/user/timers.h"
#include "runtime/vm/vm.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct actor;
struct client_settings;
struct session;
struct world;

/* How an actor's function ended. */
struct actor_end {
    enum vm_status status;   /* VM_DONE or VM_ERROR */
    enum vm_outcome outcome; /* with VM_DONE */
    value result;            /* borrowed until the actor's next function */
    const struct vm_error *error;
};

/* What kinds of actors differ in. */
struct actor_class {
    bool is_counted;     /* its requests that are cut on their way, in world->cut */
    struct vm_host host; /* the context is the actor */
    void (*ended)(struct actor *actor, const struct actor_end *end); /* its function */
    void (*woken)(struct actor *actor);                              /* its pause is over */
    const struct client_settings *(*client)(const struct actor *actor);
};

enum actor_state {
    ACTOR_IDLE,
    ACTOR_RUNNING,    /* its function runs, when its turn comes */
    ACTOR_REQUESTING, /* its function waits for a response */
    ACTOR_SLEEPING,   /* its function waits in a `wait` */
    ACTOR_PAUSED,     /* between functions */
    ACTOR_WOKEN,      /* its pause is over, when its turn comes */
};

struct actor {
    struct timer timer; /* first; of SLEEPING and PAUSED */
    uint32_t ticket;    /* of its last request; late answers bear an older one */
    uint8_t state;      /* enum actor_state */
    bool is_queued;
    bool is_due; /* its timer has fired, and it hasn't gone on yet */
    struct world *world;
    const struct actor_class *class;
    struct actor *next;      /* in the queue */
    struct vm *vm;           /* borrowed while a function runs */
    struct session *session; /* from its first request on */
    struct vm_environment environment;
    instant due; /* what its timer was set to last */
};

/* Makes one of memory that is zeroed, or that held one that is over: its place in the queue and its ticket
 * stay. What else the environment has (random streams, variables, who it is) is the caller's to fill in. */
void actor_init(struct actor *actor, struct world *world, const struct actor_class *class);

/* Enters a function. It runs as soon as the caller returns to the world: from a function of the class at
 * once, from elsewhere after actor_queue. */
void actor_begin(struct actor *actor, uint32_t function, struct vm_scope *scope, const value *arguments,
                 size_t count);

/* Woken at `when`. */
void actor_pause(struct actor *actor, instant when);

/* Woken when all others that are ready have had their turn. */
void actor_yield(struct actor *actor);

/* To the back of the queue. */
void actor_queue(struct actor *actor);

/* Ends what it does, as vm_cut; a request on its way may be counted in world->cut. Afterwards it is idle and
 * has no VM. */
void actor_cut(struct actor *actor);

/* Tells of the request that it has been waiting for since `since` or longer, if it has, and of what is open
 * around it; see vm_open. */
void actor_open(const struct actor *actor, instant since, vm_open_heard *heard, void *context);

/* Closes its session: connections, cookies. It must not be requesting. */
void actor_session_close(struct actor *actor);

/* ---- for the world ---- */

/* Its timer has fired. */
void actor_due(struct actor *actor);

/* Its turn has come. */
void actor_turn(struct actor *actor);

/* The answer to its request of that ticket; taken. The actor goes on with it at once, while what belongs to
 * it is in the processor's cache: with thousands of users a queue would cost a third of a request more. */
void actor_answer(struct actor *actor, uint64_t ticket, struct http_response *response);

/* The answer to its request may come soon: has the memory fetched that its turn will touch. */
void actor_soon(const struct actor *actor, const struct tcp_request *request);

/* ---- functions of struct vm_host that all classes share ---- */

void actor_log(void *context, const char *text, size_t length);
void actor_publish(void *context, const char *type, value v);
value actor_cookie(void *context, const char *url, const char *name);
bool actor_take(void *context, uint32_t data, value *row);
bool actor_next(void *context, uint32_t counter, int64_t *number);
bool actor_exchange(void *context, const struct tcp_request *request, struct http_response **response);
void actor_event(void *context, const struct vm_event *event);

#endif
