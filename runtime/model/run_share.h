/* The share of one node in a run over many nodes, and how far the node has come with it. The node that leads
 * the run deals the shares, and deals them anew when nodes come and go. */
#ifndef SWARM_MODEL_RUN_SHARE_H
#define SWARM_MODEL_RUN_SHARE_H

#include "runtime/base/clock.h"

#include <stdbool.h>
#include <stdint.h>

struct run_share {
    uint64_t serial;    /* of the deal, ascending; 0: none yet */
    nanos from;         /* since the load began: from then on, arrivals are dealt like this */
    uint32_t first;     /* the number of the first reactor of this node among those of all nodes; `count` or
                           more: no arrival is its own */
    uint32_t count;     /* reactors of all nodes, 1 or more */
    bool has_fixed;     /* beside arrivals, users of `fixed` kinds run here */
    uint64_t max_users; /* arrivals in flight at most */
    uint64_t tasks;     /* tasks that may begin, if their number is limited (--iterations) */
};

struct run_progress {
    uint64_t serial;   /* of the last share */
    uint64_t tasks;    /* as in the share; more, if these had begun already */
    uint64_t begun;    /* tasks */
    uint64_t ended;    /* tasks */
    uint64_t arriving; /* arrivals in flight */
    nanos strained;    /* time in which the load generator of the node showed a sign of overload */
};

#endif
