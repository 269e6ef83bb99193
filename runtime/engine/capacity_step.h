/* The result of one step of a capacity search: the measured numbers, compared with the condition. Pure
 * functions: no clock and no engine.
 *
 * A user that waited for the same response during the whole step has no sample. A server that answers some
 * users and ignores the others would look fast. Therefore such a user counts as if it had sent as many
 * requests as the others did on average, each with the response time that its request has reached so far.
 * (Leaving these times out is called coordinated omission; see Gil Tene, "How NOT to Measure Latency".)
 *
 * If the condition doesn't limit failures, failures miss it only when all requests fail.
 *
 * A part of the condition without samples is met as long as there are few requests and few users: with rare
 * tasks or long waits, one or two users may not have sent that request yet. */
#ifndef SWARM_ENGINE_CAPACITY_STEP_H
#define SWARM_ENGINE_CAPACITY_STEP_H

#include "runtime/model/capacity_report.h"
#include "runtime/model/run_settings.h"
#include "runtime/stats/totals.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What was measured. All pointers are borrowed. */
struct step_measurement {
    const struct capacity_settings *settings;
    struct totals *window;         /* requests that ended during the step */
    const struct waiting *waiting; /* requests and transactions that were in flight during the whole step */
    size_t waiting_count;
    uint64_t users;
    bool is_confirming;
    nanos length;     /* of the step */
    nanos overloaded; /* time in which the load generator showed a sign of overload */
};

/* Whether a part of the condition limits failed requests. */
bool condition_limits_failures(const struct capacity_settings *settings);

/* Evaluates a step. Once per measurement, since it adds the requests in flight to the window. The texts in
 * the result are those of the settings, or static. */
struct capacity_step step_evaluate(const struct step_measurement *measured);

#endif
