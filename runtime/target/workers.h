/* A simulated server with so many workers: when a request comes, it goes to the worker that is
 * free first, and is answered when that has served it. First come, first served, as in a queue before k
 * counters, so the capacity of the target is known by arithmetic: k / service time requests a second. Safe
 * from any thread. */
#ifndef SWARM_TARGET_WORKERS_H
#define SWARM_TARGET_WORKERS_H

#include "runtime/base/clock.h"

#include <pthread.h>

struct workers {
    pthread_mutex_t lock;
    instant *free; /* by worker: when it will be */
    unsigned count;
};

/* `count` 0: as many as there are requests. */
void workers_init(struct workers *workers, unsigned count);
void workers_free(struct workers *workers);

/* When a request that comes now, and takes a worker `service`, is answered. */
instant workers_serve(struct workers *workers, instant now, nanos service);

#endif
