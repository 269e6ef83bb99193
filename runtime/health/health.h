/* Checks every second whether the load generator reached the requested load.
 *
 * A second is strained if a reactor was busy for more than 90 % of it, connections waited for a reactor for
 * more than 50 ms, the quota of the container throttled the process, or users continued or arrivals started
 * more than 20 ms late (p99). Then the state of the run is degraded. If a problem lasts for more than a tenth
 * of the run, and for at least three seconds (in a run of two seconds: all of it), the generator is
 * overloaded. It is also overloaded if connections failed because descriptors or local ports were used up, or
 * if more than 1 % of the arrivals were dropped. The first occurrence of each problem is logged. Belongs to
 * the control thread. */
#ifndef SWARM_HEALTH_HEALTH_H
#define SWARM_HEALTH_HEALTH_H

#include "runtime/base/clock.h"
#include "runtime/model/health_report.h"
#include "runtime/model/reactor_load.h"
#include "runtime/stats/stats.h"

#include <stdint.h>

struct container;
struct health;

/* `container` is borrowed. */
struct health *health_new(uint32_t reactors, struct container *container);
void health_free(struct health *health);

/* The run starts, or its statistics are reset: drops everything seen so far. */
void health_begin(struct health *health, instant now);

/* Adds the numbers of a reactor for the current second; they are only read. */
void health_add(struct health *health, uint32_t reactor, const struct reactor_load *load,
                const struct stats_set *set);

/* Evaluates the current second, which ends now. `arrivals` and `dropped` are totals of the run. */
void health_evaluate(struct health *health, instant now, uint64_t arrivals, uint64_t dropped);

/* The total time of strained seconds so far. */
nanos health_strained(const struct health *health);

/* Fills in the problems so far. The report refers to texts and lists that `health` owns until the next call.
 */
void health_report(struct health *health, const struct stats_set *totals, struct health_report *report);

#endif
