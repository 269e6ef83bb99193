/* What a node has counted since its last report, in the form of Locust's `stats` message: a row per type and
 * name, a total, and errors. Locust's master adds up all reports.
 *
 * Response times are rounded as in Locust: below 100 ms to 1 ms, below 1 s to 10 ms, below 10 s to 100 ms,
 * else to 1 s. Belongs to one thread at a time. */
#ifndef SWARM_CLUSTER_LOCUST_LOCUST_REPORT_H
#define SWARM_CLUSTER_LOCUST_LOCUST_REPORT_H

#include "runtime/cluster/wire/packed.h"
#include "runtime/stats/stats.h"

#include <stdint.h>

struct locust_report;

/* An empty report that starts at `wall`. `names` as in stats_new. */
struct locust_report *locust_report_new(const struct row_name *names, uint32_t count, int64_t wall);
void locust_report_free(struct locust_report *report);

/* Adds the numbers of about the second that ends at `wall`; the set is only read. */
void locust_report_add(struct locust_report *report, const struct stats_set *set, int64_t wall);

/* Writes three keys with their values: `stats`, `stats_total`, `errors`. */
void locust_report_write(const struct locust_report *report, msgpack_packer *packer);

/* The statistics that the report is made from. */
const struct stats *locust_report_stats(const struct locust_report *report);

/* Empties the report; the next one starts at `wall`. */
void locust_report_clear(struct locust_report *report, int64_t wall);

/* The key of a response time in `response_times`: milliseconds, rounded. Ties go to the even neighbor, as in
 * Python. */
uint64_t locust_rounded(double milliseconds);

#endif
