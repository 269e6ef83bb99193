/* A reactor: a thread with its loop, transport, users and statistics. It exchanges messages with the control
 * thread and shares nothing else except the plan. The first reactor also runs the hooks of the run.
 * scheduler.h describes when users resume. */
#ifndef SWARM_REACTOR_REACTOR_H
#define SWARM_REACTOR_REACTOR_H

#include "runtime/reactor/mailbox.h"
#include "runtime/reactor/run_plan.h"

#include <stdbool.h>
#include <stdint.h>

struct reactor;

/* A reactor whose thread isn't running yet; messages can already be sent to it. It sends its own messages to
 * `control`. Plan and mailbox are borrowed. */
struct reactor *reactor_new(uint32_t index, struct run_plan *plan, struct mailbox *control);

/* Starts its thread, which ends after MESSAGE_QUIT. False, with errno set: no thread could be created. */
bool reactor_start(struct reactor *reactor);

/* Takes the message. */
void reactor_send(struct reactor *reactor, struct message *message);

/* Waits for the thread, if there is one, and frees everything. NULL is allowed. */
void reactor_free(struct reactor *reactor);

#endif
