/* The states of a user (enum user_state): what it does in each, and the next state. For user.c only. */
#ifndef SWARM_USER_USER_STATES_H
#define SWARM_USER_USER_STATES_H

#include "runtime/user/user.h"

/* Enters `state` (a stopping user: the state that leads to its end) and the states that follow, until the
 * user runs a function, waits or has ended. */
void user_enter(struct user *user, enum user_state state);

/* For struct fiber_class. */
void user_function_ended(struct fiber *fiber, const struct fiber_end *end);
void user_resumed(struct fiber *fiber);

#endif
