#include "runtime/reactor/mailbox.h"

void mailbox_init(struct mailbox *mailbox, struct ev_loop *loop,
                  void (*wake)(struct ev_loop *loop, struct ev_async *watcher, int events), void *data)
{
    *mailbox = (struct mailbox){.loop = loop};
    pthread_mutex_init(&mailbox->lock, NULL);
    ev_async_init(&mailbox->wake, wake);
    mailbox->wake.data = data;
    ev_async_start(loop, &mailbox->wake);
}

void mailbox_free(struct mailbox *mailbox)
{
    struct message *message = mailbox_take(mailbox);

    while (message) {
        struct message *next = message->next;

        message_free(message);
        message = next;
    }
    ev_async_stop(mailbox->loop, &mailbox->wake);
    pthread_mutex_destroy(&mailbox->lock);
}

void mailbox_send(struct mailbox *mailbox, struct message *message)
{
    message->next = NULL;
    pthread_mutex_lock(&mailbox->lock);
    if (mailbox->last)
        mailbox->last->next = message;
    else
        mailbox->first = message;
    mailbox->last = message;
    pthread_mutex_unlock(&mailbox->lock);
    ev_async_send(mailbox->loop, &mailbox->wake);
}

struct message *mailbox_take(struct mailbox *mailbox)
{
    struct message *first;

    pthread_mutex_lock(&mailbox->lock);
    first = mailbox->first;
    mailbox->first = mailbox->last = NULL;
    pthread_mutex_unlock(&mailbox->lock);
    return first;
}
