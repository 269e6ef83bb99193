/* The users of one reactor: their places in memory, and how they go.
 *
 * Places come in blocks and are never given back while the pool lives, so that an answer which comes late
 * finds a place, and a ticket that isn't its own. */
#ifndef SWARM_USER_USER_POOL_H
#define SWARM_USER_USER_POOL_H

#include "runtime/base/clock.h"
#include "runtime/base/vec.h"
#include "runtime/user/user.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How long hooks may take at the end: that, or the time tasks have, if it is longer. */
#define USER_POOL_HOOKS_TIME (10 * NANOS_PER_S)

enum { USER_POOL_BLOCK = 256 }; /* users */

struct departure {
    struct user *user;
    uint64_t id; /* whoever is in that place now may be another one */
    instant when;
};

/* First in, first out: all have the same time to go. */
struct departures {
    VEC(struct departure) items;
    size_t first;
};

struct user_pool_kind {
    struct user *newest; /* of those that weren't told to stop */
    size_t count;        /* of them */
};

struct user_pool {
    struct scheduler *scheduler;
    nanos stop_timeout;
    size_t count; /* users that haven't ended */
    VEC(struct user *) blocks;
    struct user *free; /* linked by `older` */
    struct user_pool_kind *kinds;
    struct departures tasks; /* whose running task will be cut */
    struct departures hooks; /* who will be killed */
};

/* Users of `scheduler`, which outlives the pool. */
void user_pool_init(struct user_pool *pool, struct scheduler *scheduler, nanos stop_timeout);

/* Kills who is left. */
void user_pool_free(struct user_pool *pool);

/* Starts a user, or an arrival; see user_begin and user_arrive. */
void user_pool_spawn(struct user_pool *pool, uint32_t kind, uint64_t id, uint32_t root_times);
void user_pool_arrive(struct user_pool *pool, uint32_t kind, uint64_t id, instant due);

/* Stops the newest users of a kind, so many at the most, while the run goes on: their running tasks take the
 * time they take. */
void user_pool_remove(struct user_pool *pool, uint32_t kind, size_t count);

/* Stops all users there are, those on their way out included: tasks (of an arrival, all that it came for)
 * have stop_timeout to end, hooks USER_POOL_HOOKS_TIME. */
void user_pool_stop(struct user_pool *pool);

/* Ends all users without hooks. */
void user_pool_kill(struct user_pool *pool);

/* Tells of what all users have been waiting for since `since` or longer; see fiber_open. */
void user_pool_open(const struct user_pool *pool, instant since, vm_open_heard *heard, void *context);

/* To be called by the scheduler's `user_ended`. Whether the user went by itself: nobody had told it to stop.
 */
bool user_pool_forget(struct user_pool *pool, struct user *user);

/* When somebody's time to go is up; false: nobody's runs. */
bool user_pool_next(const struct user_pool *pool, instant *when);

/* Sees to those whose time is up. */
void user_pool_turn(struct user_pool *pool);

#endif
