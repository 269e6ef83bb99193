/* How threads talk: messages that one thread sends and another finds in its mailbox, woken through its loop.
 *
 * A message belongs to whoever holds it: the sender until mailbox_send, then the mailbox, then whoever took
 * it out. Values in it share nothing with the sender's (value_clone). */
#ifndef SWARM_REACTOR_MAILBOX_H
#define SWARM_REACTOR_MAILBOX_H

#include "runtime/base/clock.h"
#include "runtime/base/vec.h"
#include "runtime/model/reactor_load.h"
#include "runtime/model/run_end.h"
#include "runtime/stats/stats.h"
#include "runtime/value/value.h"

#include <ev.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum message_kind {
    /* control to reactor */
    MESSAGE_SETUP,    /* run the hooks before the users; answered by HOOKS_ENDED */
    MESSAGE_TEARDOWN, /* run those after the users; likewise */
    MESSAGE_HOOKS_CUT,
    MESSAGE_SPAWN,  /* spawns; `start` of the run */
    MESSAGE_ARRIVE, /* from `start` on, a share among `reactors`; `count` is the id of the first of all */
    MESSAGE_REMOVE, /* `count` users of `kind` */
    MESSAGE_STOP,   /* all users, gracefully; answered by STOPPED */
    MESSAGE_TAKE,   /* hand over the stats, `set` is the empty one for it, and what has been waited for since
                       `start` ({0}: not wanted); answered by STATS */
    MESSAGE_QUIT,   /* the same, and the thread ends */

    /* reactor to control */
    MESSAGE_HOOKS_ENDED, /* has_failed */
    MESSAGE_USERS_ENDED, /* `count` of `kind`, `by_itself` of them unasked; arrivals aren't told of */
    MESSAGE_STOPPED,     /* no user is left */
    MESSAGE_STATS,       /* set, load, waiting; is_last: the answer to QUIT */
    MESSAGE_STOP_RUN,    /* the scenario or the number of tasks says so; text, end */

    /* both ways */
    MESSAGE_SHARED,  /* values: new copies of what is shared */
    MESSAGE_PUBLISH, /* text: the type, values[0] */
};

struct spawn {
    uint64_t id;
    uint32_t kind;
};

struct message {
    enum message_kind kind;
    struct message *next;
    uint32_t reactor;   /* that sent it */
    uint32_t user_kind; /* USERS_ENDED, REMOVE */
    uint64_t count, by_itself;
    uint32_t reactors; /* ARRIVE */
    bool has_failed, is_last;
    enum run_end end;
    instant start;
    struct stats_set *set;
    struct reactor_load load;
    VEC(struct waiting) waiting; /* names are those of the set */
    char *text;                  /* owned */
    VEC(struct spawn) spawns;
    value *values; /* owned, `value_count` of them */
    size_t value_count;
};

struct mailbox {
    pthread_mutex_t lock;
    struct message *first, *last;
    struct ev_loop *loop; /* of the thread that reads */
    struct ev_async wake;
};

/* A mailbox whose reader's loop calls `wake` (with `data` as the watcher's data) when something came. */
void mailbox_init(struct mailbox *mailbox, struct ev_loop *loop,
                  void (*wake)(struct ev_loop *loop, struct ev_async *watcher, int events), void *data);

/* Frees what nobody took out. The reader's thread; nobody may send any more. */
void mailbox_free(struct mailbox *mailbox);

struct message *message_new(enum message_kind kind);
void message_free(struct message *message);

/* Copies of `count` values that share nothing with them. */
void message_values_set(struct message *message, const value *values, size_t count);

/* Takes the message. From any thread. */
void mailbox_send(struct mailbox *mailbox, struct message *message);

/* All messages there are, in the order in which they came, linked by `next`; the caller frees each. */
struct message *mailbox_take(struct mailbox *mailbox);

#endif
