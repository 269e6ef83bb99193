/* The CPU time and the memory that this process uses, for heartbeats. Belongs to one thread. */
#ifndef SWARM_CLUSTER_WORKER_PROCESS_LOAD_H
#define SWARM_CLUSTER_WORKER_PROCESS_LOAD_H

#include "runtime/base/clock.h"

#include <stdint.h>

/* Zero bytes: no measurement yet. */
struct process_load {
    instant when;
    nanos cpu; /* of all threads until then */
};

/* Average CPU usage since the last call, in percent of one core; 0 at the first call. */
double process_load_cpu(struct process_load *load, instant now);

/* Resident memory, in bytes; 0: unknown. */
uint64_t process_load_memory(void);

#endif
