/* What a reactor is doing, beside its numbers. */
#ifndef SWARM_MODEL_REACTOR_LOAD_H
#define SWARM_MODEL_REACTOR_LOAD_H

#include "runtime/base/clock.h"

#include <stdint.h>

struct reactor_load {
    uint64_t in_flight;     /* requests */
    nanos oldest;           /* age of the oldest of them */
    uint64_t cancelled;     /* requests so far that were cancelled because their user had to end */
    nanos cancelled_oldest; /* the age of the oldest of them */
    nanos cpu;              /* since the last hand-over: time on a core */
    nanos busy;             /* since the last hand-over: time that it didn't wait in its poll */
    nanos span;             /* since the last hand-over */
    nanos lag;              /* the longest time between two polls since then */
};

#endif
