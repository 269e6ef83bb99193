/* The state of a run for Prometheus: text exposition format 0.0.4.
 *
 * Requests, failures, bytes, connections, responses by status and response times per type and name; users,
 * errors, what is in flight, and whether the generator keeps up, once. Rows of transactions have the type TXN
 * and contain requests of other rows. Buckets of response times are within 0.1 % of their bounds, as
 * percentiles are. */
#ifndef SWARM_REPORT_PROMETHEUS_PROMETHEUS_H
#define SWARM_REPORT_PROMETHEUS_PROMETHEUS_H

#include "runtime/base/buffer.h"
#include "runtime/stats/snapshot.h"

#define PROMETHEUS_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* Appends the whole page. */
void prometheus_write(const struct snapshot *snapshot, struct buffer *out);

#endif
