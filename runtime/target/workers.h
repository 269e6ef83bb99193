/* Simulates a server with a fixed number of workers: a request goes to the worker that is free first.
 * Requests are served in order of arrival, so the capacity of the target is known exactly: workers / service
 * time requests per second. All functions may be called from any thread. */
#ifndef SWARM_TARGET_WORKERS_H
#define SWARM_TARGET_WORKERS_H

#include "runtime/base/clock.h"

#include <pthread.h>

struct workers {
    pthread_mutex_t lock;
    instant *free; /* by worker: when it will be free */
    unsigned count;
};

/* `count` 0: unlimited. */
void workers_init(struct workers *workers, unsigned count);
void workers_free(struct workers *workers);

/* When a request that arrives now, and needs a worker for `service`, gets its response. */
instant workers_serve(struct workers *workers, instant now, nanos service);

#endif
