/* A user's stay in a set: its variables, and how far it has got. The visits of a user are a stack, linked by
 * their scopes; the outermost is that of its kind's body. */
#ifndef SWARM_USER_VISIT_H
#define SWARM_USER_VISIT_H

#include "runtime/base/rng.h"
#include "runtime/user/task_selector.h"
#include "runtime/value/value.h"
#include "runtime/vm/vm.h"

#include <stdbool.h>
#include <stdint.h>

struct visit {
    struct vm_scope scope; /* first */
    const struct task_selector *selector;
    uint32_t times;    /* leave after so many of its tasks (a sequence: passes); 0: no bound */
    uint32_t done;     /* of them */
    uint32_t position; /* in a sequence */
    uint32_t repeats;  /* of the task at that position */
    bool is_entered;   /* its `on start` has gone well, so `on stop` is due when it is left */
};

/* The visit of the kind's body: in memory of the user's own, since each user has one. `variables` values that
 * are none. */
void visit_root_enter(struct visit *visit, uint32_t set, const struct task_selector *selector,
                      uint32_t variables, uint32_t times);
void visit_root_leave(struct visit *visit, uint32_t variables);

/* A visit in `outer`, likewise. */
struct visit *visit_new(struct visit *outer, uint32_t set, const struct task_selector *selector,
                        uint32_t variables, uint32_t times);

/* Ends it and returns the one around it. */
struct visit *visit_leave(struct visit *visit, uint32_t variables);

static inline struct visit *visit_outer(const struct visit *visit)
{
    return (struct visit *)visit->scope.outer;
}

/* What comes next; NULL when there is nothing to choose from. */
const struct member *visit_pick(struct visit *visit, struct rng *rng);

/* A member has ended, well or not. True when the set is to be left now, its `times` being used up. */
bool visit_count(struct visit *visit);

#endif
