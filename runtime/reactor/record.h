/* What the VM reports, as the statistics count it. */
#ifndef SWARM_REACTOR_RECORD_H
#define SWARM_REACTOR_RECORD_H

#include "runtime/stats/stats.h"
#include "runtime/vm/vm.h"

/* A finished request or transaction. `lateness` as in struct user_observer. */
void record_report(struct stats *stats, const struct vm_report *report, nanos lateness);

void record_failure(struct stats *stats, const struct vm_failure *failure);
void record_error(struct stats *stats, const struct vm_error *error);

/* A request that has no answer yet, or a transaction that isn't over. */
struct waiting record_waiting(struct stats *stats, const struct vm_report *open);

#endif
