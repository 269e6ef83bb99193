/* A set that a user is in: its variables, and the progress of the user in it. The active sets of a user are a
 * stack, linked by their scopes; the outermost is the body of its kind. */
#ifndef SWARM_USER_ACTIVE_SET_H
#define SWARM_USER_ACTIVE_SET_H

#include "runtime/base/rng.h"
#include "runtime/user/task_selector.h"
#include "runtime/value/value.h"
#include "runtime/vm/vm.h"

#include <stdbool.h>
#include <stdint.h>

struct active_set {
    struct vm_scope scope; /* first */
    const struct task_selector *selector;
    uint32_t times;    /* leave after so many tasks (a sequence: passes); 0: no limit */
    uint32_t done;     /* number of them that are finished */
    uint32_t position; /* in a sequence */
    uint32_t repeats;  /* repetitions of the task at that position so far */
    bool is_entered;   /* `on start` succeeded, so `on stop` is due when the user leaves */
};

/* Initializes the body of the kind, whose memory is part of the user. Its `variables` values are none at
 * first. */
void active_set_enter_root(struct active_set *active, uint32_t set, const struct task_selector *selector,
                           uint32_t variables, uint32_t times);
void active_set_leave_root(struct active_set *active, uint32_t variables);

/* Allocates an active set inside `outer`. Its `variables` values are none at first. */
struct active_set *active_set_enter(struct active_set *outer, uint32_t set,
                                    const struct task_selector *selector, uint32_t variables, uint32_t times);

/* Frees it and returns the outer one. */
struct active_set *active_set_leave(struct active_set *active, uint32_t variables);

static inline struct active_set *active_set_outer(const struct active_set *active)
{
    return (struct active_set *)active->scope.outer;
}

/* The member to run next; NULL: there is none to choose. */
const struct member *active_set_pick(struct active_set *active, struct rng *rng);

/* A member has ended, successfully or not. True: `times` is used up, so the user leaves. */
bool active_set_member_done(struct active_set *active);

#endif
