/* How often a task, a set or a kind of user is chosen, as the weights of a scenario say. */
#ifndef SWARM_MODEL_TASK_SHARE_H
#define SWARM_MODEL_TASK_SHARE_H

#include "runtime/base/vec.h"

enum task_share_what { SHARE_OF_KIND, SHARE_OF_SET, SHARE_OF_TASK };

struct task_share {
    enum task_share_what what;
    unsigned depth;   /* 0: a kind; what follows and is deeper belongs to it */
    const char *name; /* borrowed from the program */
    double per_kind;  /* of the picks of its kind, 0 to 1; of a kind: of the users */
    double total;     /* of the picks of all users */
};

/* In the order of the tree: kinds, each followed by its members. The caller frees the list with vec_free. */
struct task_shares {
    VEC(struct task_share) list;
};

#endif
