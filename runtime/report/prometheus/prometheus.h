/* The state of a run for Prometheus: text exposition format 0.0.4.
 *
 * Per type and name: requests, failures, bytes, connections, responses by status and response times. For the
 * run: users, errors, requests in flight, and the health of the load generator. Rows of transactions have the
 * type TXN and contain requests of other rows. Buckets of response times are within 0.1 % of their bounds,
 * like percentiles. */
#ifndef SWARM_REPORT_PROMETHEUS_PROMETHEUS_H
#define SWARM_REPORT_PROMETHEUS_PROMETHEUS_H

#include "runtime/base/buffer.h"
#include "runtime/stats/snapshot.h"

#define PROMETHEUS_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* Appends the page, without the workers of a cluster. */
void prometheus_write(const struct snapshot *snapshot, struct buffer *out);

/* Appends the workers, which are known without a run, too; nothing without a cluster. */
void prometheus_workers(const struct cluster_report *cluster, struct buffer *out);

#endif
