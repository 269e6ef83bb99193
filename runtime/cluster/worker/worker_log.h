/* The last lines of the log, for the log tab of a Locust master. Any thread may log; the rest is for one
 * thread. */
#ifndef SWARM_CLUSTER_WORKER_WORKER_LOG_H
#define SWARM_CLUSTER_WORKER_WORKER_LOG_H

#include <msgpack.h>
#include <stdint.h>

enum { WORKER_LOG_LINES = 500, WORKER_LOG_LINE_MOST = 1000 /* bytes; longer lines are cut */ };

struct worker_log;

/* Listens to the log (log_listener_set) until worker_log_free; one per process. */
struct worker_log *worker_log_new(void);
void worker_log_free(struct worker_log *log);

/* The number of lines so far, including those that aren't kept any more. */
uint64_t worker_log_count(struct worker_log *log);

/* Writes an array of the lines that are kept, oldest first. */
void worker_log_write(struct worker_log *log, msgpack_packer *packer);

#endif
