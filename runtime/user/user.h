/* A simulated user: what it does next, from its first `on start` to its last `on stop`.
 *
 * A user is a fiber with a few words more: its sets, its random streams, and when its next task is due. While
 * it waits between tasks it has no VM, and before its first request no session. */
#ifndef SWARM_USER_USER_H
#define SWARM_USER_USER_H

#include "runtime/base/alloc.h"
#include "runtime/base/rng.h"
#include "runtime/user/active_set.h"
#include "runtime/user/fiber.h"

#include <stdbool.h>
#include <stdint.h>

struct scheduler;

/* A state that runs a function of the program lasts as long as that function, including all its requests and
 * waits. If the scenario has no such function, the next state follows at once. */
enum user_state {
    /* The variables of the kind's body get their first values. A runtime error ends the attempt to start, as
     * in ON_START. */
    USER_BEGINNING,

    /* `on start` of the kind. If it fails (require, capture, runtime error), the user is counted as not
     * started. It waits as after a task, but at least 1 s, and is BEGINNING again. An arrival has one
     * attempt: it ends. */
    USER_ON_START,

    /* Chooses a member of the innermost set: by weight, or the next one of a sequence. Then it runs the task
     * or enters the set. It leaves a set that has no member to choose. In the kind's body it waits instead;
     * an arrival ends. */
    USER_PICKING,

    /* Evaluates the arguments of the chosen set, in the set that the user is in. */
    USER_ARGUMENTS,

    /* The chosen set is the innermost one now, and its variables get their first values. If the arguments,
     * this step or `on start` of the set fail, the user leaves the set, and that counts as a finished task.
     */
    USER_ENTERING,

    /* `on start` of the set, each time it is entered. */
    USER_SET_ON_START,

    /* Runs a task. Then the user waits, unless the task interrupted its set or used up its `times`. */
    USER_TASK,

    /* Evaluates the wait of the innermost set that has one, in that set. */
    USER_WAIT_TIME,

    /* Waits until its next task is due. */
    USER_WAITING,

    /* `on stop` of the set that it leaves. After that it picks in the outer set, or waits first; a user that
     * is stopping leaves the outer set too. */
    USER_SET_ON_STOP,

    /* `on stop` of the kind. */
    USER_ON_STOP,

    /* Ended; everything is released. Its memory may be used for another user. */
    USER_ENDED,
};

/* When tasks start and how late they are. */
struct user_clock {
    instant task_start;     /* of the current or last task; updated only if a pace needs it */
    nanos arrival_lateness; /* how late an arrival started; -1 for other users */
    nanos task_lateness;    /* of the current task, arrival_lateness included; -1: it had no intended start */
};

/* Random streams: choice of tasks, waits between tasks, functions like random(). */
struct user_streams {
    struct rng pick, wait, code;
};

/* The list of its kind, for user_pool.h. */
struct user_links {
    struct user *newer, *older;
};

/* The members that each task uses come first, in as few cache lines as possible. user_pool.c aligns users to
 * a cache line. */
struct user {
    _Alignas(CACHE_LINE) struct fiber fiber; /* first */
    struct active_set *active;               /* innermost; NULL before BEGINNING */
    const struct member *chosen;             /* by PICKING */
    uint32_t turn;                           /* of the scheduler, in which its last task began */
    uint8_t state;                           /* enum user_state */
    bool is_started;                         /* `on start` succeeded */
    bool start_failed; /* counted as not started: `on start` has failed every time so far */
    bool is_stopping;  /* starts no more tasks */
    bool is_paced;     /* `due` is when a pace starts the next task */
    bool must_pause;   /* since its last wait, something failed without sending anything, or with an error */
    bool waits_first;  /* waits before it picks, once it has left its set */
    bool has_deadline; /* for user_pool.h */
    bool is_arrival;   /* one pick from the body of its kind, one attempt to start */
    struct user_clock clock;
    struct active_set root; /* of the kind's body; the outermost */
    instant due; /* end of the wait; for an arrival that hasn't started: its time in the timetable */
    uint32_t kind;
    uint32_t root_times; /* tasks of the kind's body (a sequence: passes) after which it ends; 0: no limit */
    struct user_streams streams;
    struct user_links links;
};

/* Its number in the run, from 1. */
static inline uint64_t user_id(const struct user *user)
{
    return user->fiber.environment.user_id;
}

/* Initializes a user in zeroed memory, or in the memory of a user that has ended, and queues it. */
void user_begin(struct user *user, struct scheduler *scheduler, uint32_t kind, uint64_t id,
                uint32_t root_times);

/* The same for an arrival that should start at `due`, which is now or has passed: it runs `on start`, one
 * pick from the body of its kind (one pass of a sequence, unless its `times` differ) and `on stop`. */
void user_arrive(struct user *user, struct scheduler *scheduler, uint32_t kind, uint64_t id, instant due);

/* Stops it gracefully: a running task finishes, a wait is cut short; then `on stop` of its sets runs,
 * innermost first, and its own. */
void user_stop(struct user *user);

/* The same, but a running task is canceled. */
void user_stop_now(struct user *user);

/* Ends it without hooks. */
void user_kill(struct user *user);

#endif
