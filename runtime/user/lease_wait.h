/* Users that wait for a row or a number, while this node has none to hand out (lease_stock.h). They wait in
 * the order in which they came, by item. */
#ifndef SWARM_USER_LEASE_WAIT_H
#define SWARM_USER_LEASE_WAIT_H

#include "runtime/program/program.h"
#include "runtime/value/value.h"

#include <stdbool.h>
#include <stdint.h>

struct fiber;
struct lease_waits;
struct scheduler;

/* By item. lease_waits_free: NULL is allowed. */
struct lease_waits *lease_waits_new(const struct program *program);
void lease_waits_free(struct lease_waits *waits, const struct program *program);

/* Takes the next row or number of an item, for a user that has waited or not; none if nothing is left in the
 * whole run. False: the user has to wait. */
bool lease_take(struct scheduler *scheduler, uint32_t item, bool has_waited, value *v);

/* The function of the fiber waits, after lease_take was false. */
void lease_wait_begin(struct fiber *fiber, uint32_t item);
void lease_wait_cancel(struct fiber *fiber);

/* The master has answered: passes what there is to those that wait, and queues them. */
void lease_waits_serve(struct scheduler *scheduler, uint32_t item);

#endif
