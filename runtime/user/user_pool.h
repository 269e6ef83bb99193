/* The users of one reactor: their memory, and how they end.
 *
 * Memory is allocated in blocks that exist as long as the pool. So a late response always finds a user, and
 * its ticket tells whether it is for this user. */
#ifndef SWARM_USER_USER_POOL_H
#define SWARM_USER_USER_POOL_H

#include "runtime/base/clock.h"
#include "runtime/base/vec.h"
#include "runtime/user/user.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Time limit for hooks at the end of a user; the stop timeout, if that is longer. */
#define USER_POOL_HOOKS_TIME (10 * NANOS_PER_S)

enum { USER_POOL_BLOCK = 256 }; /* users */

/* When a stopping user is forced to end. */
struct deadline {
    struct user *user;
    uint64_t id; /* of that user; its memory may belong to another user by now */
    instant when;
};

/* In order of time, since all users in a queue get the same time to end. */
struct deadlines {
    VEC(struct deadline) items;
    size_t first;
};

struct user_pool_kind {
    struct user *newest; /* of the users that aren't stopping */
    size_t count;        /* of these users */
};

struct user_pool {
    struct scheduler *scheduler;
    nanos stop_timeout;
    size_t count; /* users that haven't ended */
    VEC(struct user *) blocks;
    struct user *free; /* linked by links.older */
    struct user_pool_kind *kinds;
    struct deadlines task_deadlines; /* when they pass, the running task is canceled */
    struct deadlines hook_deadlines; /* when they pass, the user is killed */
};

/* `scheduler` must outlive the pool. `stop_timeout`: how long running tasks may take after user_pool_stop; 0:
 * they are canceled at once. */
void user_pool_init(struct user_pool *pool, struct scheduler *scheduler, nanos stop_timeout);

/* Kills the users that are left. */
void user_pool_free(struct user_pool *pool);

/* Starts a user or an arrival; see user_begin and user_arrive. */
void user_pool_spawn(struct user_pool *pool, uint32_t kind, uint64_t id, uint32_t root_times);
void user_pool_arrive(struct user_pool *pool, uint32_t kind, uint64_t id, instant due);

/* Stops the newest users of a kind, at most `count`, while the run continues: no deadline applies. */
void user_pool_remove(struct user_pool *pool, uint32_t kind, size_t count);

/* Stops all users, also those that are stopping already. Tasks (for an arrival, everything that it does) get
 * stop_timeout, hooks USER_POOL_HOOKS_TIME. */
void user_pool_stop(struct user_pool *pool);

/* Ends all users without hooks. */
void user_pool_kill(struct user_pool *pool);

/* Reports every request that has been in flight since `since` or longer; see fiber_report_pending. */
void user_pool_report_pending(const struct user_pool *pool, instant since, vm_pending_reporter *reporter,
                              void *context);

/* Releases the memory of a user that has ended; run_events.user_ended must call it. Returns whether the user
 * ended by itself, that is, without being stopped. */
bool user_pool_release(struct user_pool *pool, struct user *user);

/* Sets *when to the first deadline. False: there is none. */
bool user_pool_next_deadline(const struct user_pool *pool, instant *when);

/* Forces the users whose deadline has passed to end. */
void user_pool_enforce_deadlines(struct user_pool *pool);

#endif
