/* A step of the search for the capacity: what so many users measured in its time, held against the condition.
 * Pure: knows no clock and no engine.
 *
 * A user that has waited for one answer all the time has no sample to show for it, and a server that serves
 * some users and lets the others stand would look quick. So such a user counts with as many requests as the
 * others had on average, each as old as its own is by now. (What isn't measured because it takes too long is
 * known as coordinated omission; see Gil Tene, "How NOT to Measure Latency".)
 *
 * Where the condition says nothing of failures, they break it only when every request fails.
 *
 * A part of the condition that has no sample says nothing, as long as there are few: with a rare task or long
 * waits a user or two may well not have got to it. */
#ifndef SWARM_ENGINE_CAPACITY_STEP_H
#define SWARM_ENGINE_CAPACITY_STEP_H

#include "runtime/model/capacity_report.h"
#include "runtime/model/run_settings.h"
#include "runtime/stats/totals.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct step {
    const struct capacity_wish *wish;
    struct totals *window;         /* what ended in its time */
    const struct waiting *waiting; /* what was on its way all the time */
    size_t waiting_count;
    uint64_t users;
    bool is_confirming;
    nanos length;
    nanos strained; /* for so long of it something spoke against the generator */
};

/* Whether the condition says which failures are allowed. */
bool step_knows_failures(const struct capacity_wish *wish);

/* Judges it, once: what is waited for is added to the window. */
struct capacity_step step_evaluate(const struct step *step);

#endif
