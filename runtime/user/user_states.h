/* What a user does in each of its states (enum user_state), and which one comes next. For user.c alone. */
#ifndef SWARM_USER_USER_STATES_H
#define SWARM_USER_USER_STATES_H

#include "runtime/user/user.h"

/* Enters `state`, or where a stopping user goes instead, and the ones after it until the user runs or waits.
 */
void user_go(struct user *user, enum user_state state);

/* Of struct fiber_class. */
void user_function_ended(struct fiber *fiber, const struct fiber_end *end);
void user_woken(struct fiber *fiber);

#endif
