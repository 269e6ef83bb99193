/* The users of one reactor: their memory, and how they end.
 *
 * Memory comes in blocks that are kept as long as the pool, so a late answer always finds a user, and the
 * ticket says that it isn't for this one. */
#ifndef SWARM_USER_USER_POOL_H
#define SWARM_USER_USER_POOL_H

#include "runtime/base/clock.h"
#include "runtime/base/vec.h"
#include "runtime/user/user.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Hooks may take this long at the end of a user, or as long as the stop timeout if that is longer. */
#define USER_POOL_HOOKS_TIME (10 * NANOS_PER_S)

enum { USER_POOL_BLOCK = 256 }; /* users */

/* When a stopping user is forced to end. */
struct deadline {
    struct user *user;
    uint64_t id; /* of the user it is for; its memory may be another user's now */
    instant when;
};

/* In order of time: all in one queue have the same time to end. */
struct deadlines {
    VEC(struct deadline) items;
    size_t first;
};

struct user_pool_kind {
    struct user *newest; /* of the users that weren't told to stop */
    size_t count;        /* of those */
};

struct user_pool {
    struct scheduler *scheduler;
    nanos stop_timeout;
    size_t count; /* users that haven't ended */
    VEC(struct user *) blocks;
    struct user *free; /* linked by links.older */
    struct user_pool_kind *kinds;
    struct deadlines task_deadlines; /* then the running task is cancelled */
    struct deadlines hook_deadlines; /* then the user is killed */
};

/* `scheduler` must outlive the pool. `stop_timeout`: how long running tasks may take once user_pool_stop was
 * called; 0: they are cancelled at once. */
void user_pool_init(struct user_pool *pool, struct scheduler *scheduler, nanos stop_timeout);

/* Kills the users that are left. */
void user_pool_free(struct user_pool *pool);

/* Starts a user or an arrival; see user_begin and user_arrive. */
void user_pool_spawn(struct user_pool *pool, uint32_t kind, uint64_t id, uint32_t root_times);
void user_pool_arrive(struct user_pool *pool, uint32_t kind, uint64_t id, instant due);

/* Stops the newest users of a kind, at most `count`, while the run continues: no deadline applies. */
void user_pool_remove(struct user_pool *pool, uint32_t kind, size_t count);

/* Stops all users, also those that are stopping already. Tasks (for an arrival, its whole stay) get
 * stop_timeout, hooks USER_POOL_HOOKS_TIME. */
void user_pool_stop(struct user_pool *pool);

/* Ends all users without hooks. */
void user_pool_kill(struct user_pool *pool);

/* Reports every request that has been in flight since `since` or longer; see fiber_report_pending. */
void user_pool_report_pending(const struct user_pool *pool, instant since, vm_pending_reporter *reporter,
                              void *context);

/* Takes back the memory of a user that has ended; to be called from run_events.user_ended. Returns whether it
 * ended by itself, that is, nobody had told it to stop. */
bool user_pool_release(struct user_pool *pool, struct user *user);

/* Sets *when to the first deadline; false: there is none. */
bool user_pool_next_deadline(const struct user_pool *pool, instant *when);

/* Forces the users whose deadline has passed to end. */
void user_pool_enforce_deadlines(struct user_pool *pool);

#endif
