/* A queue of messages between threads. A message wakes the event loop of the thread that owns the mailbox. */
#ifndef SWARM_REACTOR_MAILBOX_H
#define SWARM_REACTOR_MAILBOX_H

#include "runtime/reactor/message.h"

#include <ev.h>
#include <pthread.h>

struct mailbox {
    pthread_mutex_t lock;
    struct message *first, *last;
    struct ev_loop *loop; /* of the thread that reads the messages */
    struct ev_async wake;
};

/* Initializes a mailbox. The loop of the reader calls `wake` (`data` is the data of the watcher) when
 * messages have arrived. */
void mailbox_init(struct mailbox *mailbox, struct ev_loop *loop,
                  void (*wake)(struct ev_loop *loop, struct ev_async *watcher, int events), void *data);

/* Frees the remaining messages. Called on the thread of the reader; no thread may send any more. */
void mailbox_free(struct mailbox *mailbox);

/* Takes the message. Called from any thread. */
void mailbox_send(struct mailbox *mailbox, struct message *message);

/* All messages, in order of arrival, linked by `next`. The caller frees each. */
struct message *mailbox_take(struct mailbox *mailbox);

#endif
