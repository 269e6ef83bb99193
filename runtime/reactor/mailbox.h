/* How threads talk: a message that one thread sends waits in the mailbox of another, which is woken through
 * its loop. */
#ifndef SWARM_REACTOR_MAILBOX_H
#define SWARM_REACTOR_MAILBOX_H

#include "runtime/reactor/message.h"

#include <ev.h>
#include <pthread.h>

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

/* Takes the message. From any thread. */
void mailbox_send(struct mailbox *mailbox, struct message *message);

/* All messages there are, in the order in which they came, linked by `next`; the caller frees each. */
struct message *mailbox_take(struct mailbox *mailbox);

#endif
