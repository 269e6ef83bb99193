/* A simulated user: what it does next, from its first `on start` to its last `on stop`.
 *
 * A user is a fiber and a few words: who it is, which sets it is in, and its random streams. While it waits
 * between tasks it has no VM, and before its first request no session. */
#ifndef SWARM_USER_USER_H
#define SWARM_USER_USER_H

#include "runtime/base/alloc.h"
#include "runtime/base/rng.h"
#include "runtime/user/fiber.h"
#include "runtime/user/visit.h"

#include <stdbool.h>
#include <stdint.h>

struct scheduler;

/* What a user is at. The states with a function of the program in them last as long as it does, over all its
 * requests and waits; a state whose function the scenario hasn't written is over at once. */
enum user_state {
    /* Its variables get their first values, by the initialise function of its kind's body. A runtime error is
     * the end of the attempt, as in ON_START. */
    USER_BEGINNING,

    /* `on start` of the kind. If it fails (require, capture, runtime error) the user has no tasks: it is
     * counted as not started, waits as after a task but a second at least, and is BEGINNING again. An arrival
     * is one attempt: it goes instead. */
    USER_ON_START,

    /* Chooses a member of the innermost set: by weight, or in a sequence the next. A task is run, a set
     * entered. A set without anything to choose from is left; the body of the kind waits instead, and an
     * arrival goes. */
    USER_PICKING,

    /* The arguments of the set it is about to enter are evaluated in the set it is in. */
    USER_ARGUMENTS,

    /* The set is entered: a visit is on top of the stack, and its variables get their first values. If that
     * or the arguments or `on start` of the set fail, the set isn't entered; that counts as a task done. */
    USER_ENTERING,

    /* `on start` of the set, at each visit. */
    USER_SET_ON_START,

    /* A task runs. Afterwards the user waits, unless the task interrupted its set or used up its `times`. */
    USER_TASK,

    /* The wait of the innermost set that has one is evaluated, in that set. */
    USER_WAIT_TIME,

    /* It waits for the time at which its next task should start: nothing but a timer. */
    USER_WAITING,

    /* `on stop` of the set it leaves. Then the visit ends, and the user picks in the set around, or waits
     * first; a user that stops goes on to leave the next one. */
    USER_SET_ON_STOP,

    /* `on stop` of the kind. */
    USER_ON_STOP,

    /* It is over: everything is given back. The place may be used for another user. */
    USER_ENDED,
};

/* What a task touches comes first, in as few cache lines as it takes (user_pool.c has each user begin at
 * one). */
struct user {
    _Alignas(CACHE_LINE) struct fiber fiber; /* first */
    struct visit *visit;                     /* innermost; NULL before BEGINNING */
    const struct member *next;               /* chosen */
    uint32_t turn;                           /* of the scheduler, in which its last task began */
    uint8_t state;                           /* enum user_state */
    bool is_started;                         /* its `on start` went well */
    bool is_late;                            /* counted as not started: its `on start` has failed so far */
    bool is_stopping;                        /* it begins no task any more */
    bool is_paced;                           /* `due` is where a pace puts the next task */
    bool waits_first;                        /* when it has left the set that it is leaving */
    bool is_going;                           /* its time to go runs; the pool's (user_pool.h) */
    bool is_arrival;                         /* one pick from its kind's body, and no second attempt */
    instant task_start; /* of the running or last task, where a pace is reckoned from it */
    nanos delay;        /* of an arrival: how much later it began than it should have; else -1 */
    nanos lateness;     /* of the running task, `delay` included; -1 where nothing says when it should
                           have started */
    struct visit root;  /* of the kind's body, from BEGINNING on */
    instant due;        /* end of the wait; of an arrival that hasn't begun: its place in the timetable */
    uint32_t kind;
    uint32_t root_times; /* stop after so many tasks of the kind's body (passes); 0: no bound */
    struct rng pick_rng, wait_rng, code_rng;
    struct user *newer, *older; /* of its kind; the pool's (user_pool.h) */
};

/* Its number in the run, from 1. */
static inline uint64_t user_id(const struct user *user)
{
    return user->fiber.environment.user_id;
}

/* Makes a user of memory that is zeroed, or that held one that has ended, and queues it. */
void user_begin(struct user *user, struct scheduler *scheduler, uint32_t kind, uint64_t id,
                uint32_t root_times);

/* The same for an arrival that should begin now, or should have begun before, at `due`: `on start`, one pick
 * from its kind's body (of a sequence one pass, unless its `times` say otherwise), `on stop`. */
void user_arrive(struct user *user, struct scheduler *scheduler, uint32_t kind, uint64_t id, instant due);

/* Ends it gracefully: a running task goes on to its end, a wait doesn't; then come `on stop` of its sets,
 * innermost first, and its own. */
void user_stop(struct user *user);

/* The same, but a running task is cut. */
void user_cut(struct user *user);

/* Ends it without any hook. */
void user_kill(struct user *user);

#endif
