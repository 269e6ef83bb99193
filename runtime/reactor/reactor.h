/* A reactor: a thread with its loop, its transport, its users and its statistics. It hears of the control
 * thread by messages, and answers by messages; nothing else is shared but the plan.
 *
 * One place per loop turn, before the poll, is where users go on: answers and timers only queue them. The
 * first reactor also runs the hooks of the run. */
#ifndef SWARM_REACTOR_REACTOR_H
#define SWARM_REACTOR_REACTOR_H

#include "runtime/reactor/mailbox.h"
#include "runtime/reactor/run_plan.h"

#include <stdbool.h>
#include <stdint.h>

struct reactor;

/* A reactor that doesn't run yet; messages to it may be sent already. What it says goes to `control`. Plan
 * and mailbox are borrowed. */
struct reactor *reactor_new(uint32_t index, struct run_plan *plan, struct mailbox *control);

/* Starts its thread; false with errno. It ends after MESSAGE_QUIT. */
bool reactor_start(struct reactor *reactor);

/* Takes the message. */
void reactor_send(struct reactor *reactor, struct message *message);

/* Waits for the thread, if there is one, and frees everything. NULL is fine. */
void reactor_free(struct reactor *reactor);

#endif
