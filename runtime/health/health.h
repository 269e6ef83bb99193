/* Watches the load generator itself, second by second: did it keep up with the load that it was asked to
 * make?
 *
 * A second speaks against it when a reactor was busy for more than 90 % of it, when connections had to wait
 * for a reactor for more than 50 ms, when the container's quota held it back, or when users went on or
 * arrivals started more than 20 ms late (their p99). That degrades the run; if it was so in more than a tenth
 * of the run's time, and for at least three seconds (in a run of two seconds: all of it), the generator was
 * overloaded. It was also overloaded when connections failed for want of descriptors or local ports, and when
 * more than 1 % of the arrivals were dropped. The first time that anything speaks against it is logged. Owned
 * by the control thread. */
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

/* The run begins, or counts anew: what was seen so far is forgotten. */
void health_begin(struct health *health, instant now);

/* What a reactor handed over for the running second; only read. */
void health_add(struct health *health, uint32_t reactor, const struct reactor_load *load,
                const struct stats_set *set);

/* Judges the running second, which ends now; `arrivals` and `dropped` in all so far. */
void health_evaluate(struct health *health, instant now, uint64_t arrivals, uint64_t dropped);

/* For how long anything has spoken against it so far. */
nanos health_strained(const struct health *health);

/* What speaks against it so far. The report refers to texts and lists that the generator owns until the next
 * call.
 */
void health_report(struct health *health, const struct stats_set *totals, struct health_report *report);

#endif
