/* The users of one reactor: their places in memory, and how they go.
 *
 * Places come in blocks and are never given back while the crowd lives, so that an answer which comes late
 * finds a place, and a ticket that isn't its own. */
#ifndef SWARM_USER_CROWD_H
#define SWARM_USER_CROWD_H

#include "runtime/base/clock.h"
#include "runtime/base/vec.h"
#include "runtime/user/user.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How long hooks may take at the end: that, or the time tasks have, if it is longer. */
#define CROWD_HOOKS_TIME (10 * NANOS_PER_S)

enum { CROWD_BLOCK = 256 }; /* users */

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

struct crowd_kind {
    struct user *newest; /* of those that weren't told to stop */
    size_t count;        /* of them */
};

struct crowd {
    struct world *world;
    nanos stop_timeout;
    size_t count; /* users that haven't ended */
    VEC(struct user *) blocks;
    struct user *free; /* linked by `older` */
    struct crowd_kind *kinds;
    struct departures tasks; /* whose running task will be cut */
    struct departures hooks; /* who will be killed */
};

/* Users of `world`, which outlives the crowd. */
void crowd_init(struct crowd *crowd, struct world *world, nanos stop_timeout);

/* Kills who is left. */
void crowd_free(struct crowd *crowd);

/* Starts a user, or an arrival; see user_begin and user_arrive. */
void crowd_spawn(struct crowd *crowd, uint32_t kind, uint64_t id, uint32_t root_times);
void crowd_arrive(struct crowd *crowd, uint32_t kind, uint64_t id, instant due);

/* Stops the newest users of a kind, so many at the most, while the run goes on: their running tasks take the
 * time they take. */
void crowd_remove(struct crowd *crowd, uint32_t kind, size_t count);

/* Stops all users there are, those on their way out included: tasks (of an arrival, all that it came for)
 * have stop_timeout to end, hooks CROWD_HOOKS_TIME. */
void crowd_stop(struct crowd *crowd);

/* Ends all users without hooks. */
void crowd_kill(struct crowd *crowd);

/* Tells of what all users have been waiting for since `since` or longer; see actor_open. */
void crowd_open(const struct crowd *crowd, instant since, vm_open_heard *heard, void *context);

/* To be called by the world's `user_ended`. Whether the user went by itself: nobody had told it to stop. */
bool crowd_forget(struct crowd *crowd, struct user *user);

/* When somebody's time to go is up; false: nobody's runs. */
bool crowd_next(const struct crowd *crowd, instant *when);

/* Sees to those whose time is up. */
void crowd_turn(struct crowd *crowd);

#endif
