/* The current load of a reactor. */
#ifndef SWARM_MODEL_REACTOR_LOAD_H
#define SWARM_MODEL_REACTOR_LOAD_H

#include "runtime/base/clock.h"

#include <stdint.h>

struct reactor_load {
    uint64_t in_flight;    /* requests */
    nanos oldest;          /* age of the oldest one in flight */
    uint64_t canceled;     /* requests of the whole run that were canceled because their user had to end */
    nanos canceled_oldest; /* age of the oldest canceled one */
    nanos cpu;             /* CPU time since the statistics were last passed to the control thread */
    nanos busy;            /* time since then that it didn't wait in its poll */
    nanos span;            /* time since then */
    nanos lag;             /* the longest time between two polls since then */
};

#endif
