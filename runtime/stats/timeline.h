/* The steps of histories: at most 120, all with the same number of seconds. When there are 120, pairs of
 * steps are merged. So a step is 1, 2, 4, 8, … seconds long, and after the first merge there are 60 to 119
 * finished steps. */
#ifndef SWARM_STATS_TIMELINE_H
#define SWARM_STATS_TIMELINE_H

#include "runtime/base/clock.h"

#include <stdbool.h>
#include <stdint.h>

enum { TIMELINE_STEPS = 120 };

struct timeline_step {
    nanos start; /* since the start of the run, or the last reset */
    nanos length;
};

/* Zero bytes are an empty timeline. */
struct timeline {
    struct timeline_step steps[TIMELINE_STEPS + 1]; /* the finished ones, then the current one */
    uint32_t count;                                 /* number of finished steps */
    uint32_t level;                                 /* a step has 2^level seconds */
    uint64_t seconds;                               /* in total */
};

/* Adds a second; `length` is its real length. True: pairs of steps have been merged. */
bool timeline_tick(struct timeline *timeline, nanos length);

#endif
