/* Records the reports of the VM in the statistics: the last step in the reactor.
 *
 * vm_observer.report → the class of the fiber, which adds the lateness → user_observer.report
 * (reactor_observer.c) → record_report, which makes the sample. Its bytes are those of bodies; its scheduled
 * start is `lateness` before its start. */
#ifndef SWARM_REACTOR_RECORD_H
#define SWARM_REACTOR_RECORD_H

#include "runtime/stats/stats.h"
#include "runtime/vm/vm.h"

/* A complete request or transaction. `lateness` as in struct user_observer.report, in ns. */
void record_report(struct stats *stats, const struct vm_report *report, nanos lateness);

void record_failure(struct stats *stats, const struct vm_failure *failure);
void record_error(struct stats *stats, const struct vm_error *error);

/* A request in flight or an open transaction, as the statistics count it. Records nothing. */
struct waiting record_waiting(struct stats *stats, const struct vm_report *pending);

#endif
