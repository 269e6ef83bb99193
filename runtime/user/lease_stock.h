/* The rows or numbers of one item that this node may hand out, in a run over many nodes (model/lease.h). On a
 * worker they are leased by the master; the master itself has all of them at first, and deals them.
 *
 * One stock serves all reactors of a node. All functions may be called on any thread. */
#ifndef SWARM_USER_LEASE_STOCK_H
#define SWARM_USER_LEASE_STOCK_H

#include "runtime/base/clock.h"
#include "runtime/model/lease.h"

#include <stdbool.h>
#include <stdint.h>

struct lease_stock;

enum lease_taken {
    LEASE_TAKEN,
    LEASE_WAITS,     /* nothing is leased at the moment; the user is counted as one that waits */
    LEASE_EXHAUSTED, /* nothing is left in the whole run */
};

/* The stock of a worker, which is empty. Its questions have numbers after `serial`, which should be random:
 * so the master doesn't take them for those of an earlier stock. */
struct lease_stock *lease_stock_new(uint32_t item, uint64_t serial);

/* The stock of the master: all there is. */
struct lease_stock *lease_stock_new_source(uint32_t item, struct lease_range all);

/* NULL is allowed. */
void lease_stock_free(struct lease_stock *stock);

/* Takes the next row or number, for a user that has waited or not. With *is_low, the caller must have
 * lease_stock_ask called on the control thread. */
enum lease_taken lease_stock_take(struct lease_stock *stock, bool has_waited, uint64_t *number, bool *is_low);

/* A user that has waited doesn't want anything any more. */
void lease_stock_cancel(struct lease_stock *stock);

/* ---- for a worker ---- */

/* Fills in what to ask the master for. False: there is nothing to ask. `is_repeat`: only if the last question
 * hasn't been answered for a second. */
bool lease_stock_ask(struct lease_stock *stock, instant now, bool is_repeat, struct lease_note *note);

/* The answer of the master. What doesn't answer the last question is dropped. */
void lease_stock_answer(struct lease_stock *stock, const struct lease_answer *answer);

/* Gives back all that isn't needed by users that wait; `serial` as in the note. */
void lease_stock_return(struct lease_stock *stock, uint64_t serial, struct lease_note *note);

/* ---- for the master ---- */

/* At most `most` of the first ones; none if nothing is left. */
struct lease_range lease_stock_deal(struct lease_stock *stock, uint64_t most);

void lease_stock_take_back(struct lease_stock *stock, struct lease_range range);

/* ---- the size of a block ---- */

/* How much to ask for, if `used` were used in the time `span` and `waiting` users wait: what two seconds need
 * at that rate, and one for each that waits; from 1 to LEASE_MOST. A span below a second counts as one. */
uint64_t lease_block(uint64_t used, nanos span, uint64_t waiting);

#endif
