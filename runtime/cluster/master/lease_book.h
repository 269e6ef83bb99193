/* Which worker holds which rows and numbers (model/lease.h), and who gets the next ones.
 *
 * A worker that asks gets a block at once while there are any. If nothing is left but users of a worker wait,
 * all workers give back what they don't need. From then on only as many are leased as users wait for. Nothing
 * is left when no worker has anything to give back.
 *
 * What a worker has is known up to its last note: it uses what it has in order, so the number that it has
 * used says which ones. What a lost worker may have used is never leased again.
 *
 * It uses no socket: functions of the interface below send and deal. They are called within the functions of
 * this file, and must not call them. */
#ifndef SWARM_CLUSTER_MASTER_LEASE_BOOK_H
#define SWARM_CLUSTER_MASTER_LEASE_BOOK_H

#include "runtime/model/lease.h"

#include <stdint.h>

struct lease_book;

struct lease_book_events {
    void *context;
    /* Deals at most `most` of what isn't leased; count 0: nothing is left. */
    struct lease_range (*deal)(void *context, uint32_t item, uint64_t most);
    void (*take_back)(void *context, uint32_t item, struct lease_range range);
    /* Sends an answer to a worker. */
    void (*answer)(void *context, uint32_t node, const struct lease_answer *answer);
};

/* `items`: the number of them. The events are copied. */
struct lease_book *lease_book_new(uint32_t items, const struct lease_book_events *events);

/* NULL is allowed. */
void lease_book_free(struct lease_book *book);

/* A note of a worker; what makes no sense is ignored. Nodes are numbered from 0 on. */
void lease_book_note(struct lease_book *book, uint32_t node, const struct lease_note *note);

/* Sends again what workers were asked to give back, and haven't answered. To be called each second. */
void lease_book_repeat(const struct lease_book *book);

/* A worker is lost. Returns how many rows or numbers of the item it may have used, of those that it hasn't
 * reported as used. It may come back, and go on with them; or another one may get its number. */
uint64_t lease_book_forget(struct lease_book *book, uint32_t node, uint32_t item);

#endif
