/* Messages between the control thread and the reactors: one struct per kind.
 *
 * A message belongs to its sender until it is sent, then to the mailbox, then to the thread that took it out,
 * which frees it with message_free. It owns what it points to, unless its struct says otherwise. Its values
 * share nothing with those of the sender (value_clone). */
#ifndef SWARM_REACTOR_MESSAGE_H
#define SWARM_REACTOR_MESSAGE_H

#include "runtime/base/buffer.h"
#include "runtime/base/clock.h"
#include "runtime/base/vec.h"
#include "runtime/model/reactor_load.h"
#include "runtime/model/run_end.h"
#include "runtime/stats/stats.h"
#include "runtime/value/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Numbered in blocks by direction. A kind without a struct of its own is a plain struct message. */
enum message_kind {
    /* From the control thread to a reactor. */
    MESSAGE_SETUP = 100, /* run the hooks before the users; the answer is HOOKS_ENDED */
    MESSAGE_TEARDOWN,    /* run the hooks after the users; the answer is HOOKS_ENDED */
    MESSAGE_HOOKS_AWAIT, /* the answer is HOOKS_ENDED, when no hook runs or is queued */
    MESSAGE_HOOKS_CUT,   /* end the running hooks at once */
    MESSAGE_SPAWN,       /* struct message_spawn */
    MESSAGE_ARRIVE,      /* struct message_arrive */
    MESSAGE_REMOVE,      /* struct message_remove */
    MESSAGE_STOP,        /* stop all users gracefully; the answer is STOPPED */
    MESSAGE_TAKE,        /* struct message_take: send the statistics; the answer is STATS */
    MESSAGE_QUIT,        /* struct message_take: the same, and the thread ends */
    MESSAGE_LEASED,      /* struct message_lease: the master has answered, look at the stock */

    /* From a reactor to the control thread. */
    MESSAGE_HOOKS_ENDED = 200, /* struct message_hooks_ended */
    MESSAGE_USERS_ENDED,       /* struct message_users_ended */
    MESSAGE_STOPPED,           /* all users have ended */
    MESSAGE_STATS,             /* struct message_stats */
    MESSAGE_STOP_RUN,          /* struct message_stop_run */
    MESSAGE_LEASE_LOW,         /* struct message_lease: more must be leased */

    /* In both directions: a reactor sends it to the control thread, which passes it on. */
    MESSAGE_SHARED = 300, /* struct message_shared */
    MESSAGE_PUBLISH,      /* struct message_publish */
};

/* The first member of every message. Read `kind`, then cast. */
struct message {
    enum message_kind kind;
    uint32_t reactor;     /* the sender; set by reactor_notify */
    struct message *next; /* in a mailbox */
};

struct spawn {
    uint64_t id;
    uint32_t kind; /* kind of user */
};

struct message_spawn {
    struct message head;
    instant start; /* of the run */
    VEC(struct spawn) spawns;
};

/* Starts a share of the arrivals of the plan, or deals them anew. */
struct message_arrive {
    struct message head;
    instant start;     /* of the run and of the timetable */
    uint64_t first_id; /* of all arrivals */
    nanos from;        /* since `start`: from then on they are dealt like this */
    uint32_t first;    /* number of reactor 0 among those that share them */
    uint32_t reactors; /* number of reactors that share them */
};

struct message_remove {
    struct message head;
    uint32_t user_kind;
    uint64_t count;
};

struct message_take {
    struct message head;
    struct stats_set *empty; /* an empty set to fill next; NULL: the reactor creates one */
    instant waiting_since;   /* also report the requests that have been in flight since then; {0}: none */
};

/* About the stock of an item, which all threads share (user/lease_stock.h). */
struct message_lease {
    struct message head;
    uint32_t item;
};

struct message_hooks_ended {
    struct message head;
    bool has_failed;
};

/* Arrivals aren't reported: plan->arriving counts them. */
struct message_users_ended {
    struct message head;
    uint32_t user_kind;
    uint64_t count;
    uint64_t by_itself; /* users of these that weren't told to stop */
};

struct message_stats {
    struct message head;
    struct stats_set *set;
    struct reactor_load load;
    VEC(struct waiting) waiting; /* their names belong to the statistics of the reactor */
    bool is_last;                /* the answer to QUIT */
};

/* The scenario ends the run, or the number of tasks is reached. */
struct message_stop_run {
    struct message head;
    enum run_end end;
    char *why;
};

/* New values of all shared variables, in the order of the program. Code that takes the values sets `count` to
 * 0. */
struct message_shared {
    struct message head;
    value *values;
    size_t count;
};

struct message_publish {
    struct message head;
    char *type;
    value v;
};

/* A message of that kind with all members zero, as a pointer to the kind's struct. */
void *message_new(enum message_kind kind);

/* A SHARED message with copies of `count` values that share nothing with them. */
struct message_shared *message_shared_new(const value *values, size_t count);

/* A PUBLISH message with copies that share nothing with type and value. */
struct message_publish *message_publish_new(const char *type, value v);

/* Frees the message and what it owns. */
void message_free(struct message *message);

/* Appends a description of the message, for the log: "spawn 12 users". */
void message_print(const struct message *message, struct buffer *out);

#endif
