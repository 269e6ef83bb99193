/* The steps of histories: at most 120, each of the same number of seconds. Whenever there are 120, each two
 * become one, so a step is 1, 2, 4, 8, … seconds long, and a run of any length has 60 to 119 finished steps.
 */
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

/* Zero bytes are a timeline at its start. */
struct timeline {
    struct timeline_step steps[TIMELINE_STEPS + 1]; /* finished ones, and then the current one */
    uint32_t count;                                 /* finished ones */
    uint32_t level;                                 /* a step has 2^level seconds */
    uint64_t seconds;                               /* all */
};

/* Adds a second (`length` is its real length). True: afterwards each two steps have become one. */
bool timeline_tick(struct timeline *timeline, nanos length);

#endif
