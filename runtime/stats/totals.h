/* The numbers of the whole run on this node: what the control thread holds.
 *
 * Reactors' sets are merged in as they come; a tick closes each second, which gives rates over the last ten
 * seconds and the series. Everything that is reported is read from here, through a snapshot. Owned by the
 * control thread. */
#ifndef SWARM_STATS_TOTALS_H
#define SWARM_STATS_TOTALS_H

#include "runtime/stats/recent.h"
#include "runtime/stats/series.h"
#include "runtime/stats/stats.h"

#include <stdint.h>

struct totals {
    struct stats *stats;
    instant start;                 /* of the run, or of the last reset */
    int64_t start_wall;            /* the same by the wall clock */
    instant second_start;          /* of the running second */
    struct recent recent;          /* the last seconds of each row */
    struct histogram second_times; /* response times of the running second, without transactions */
    uint64_t second_failures;      /* the failed ones among them */
    uint64_t second_arrivals;      /* started */
    uint64_t second_dropped;       /* arrivals that weren't */
    struct series *series;
};

/* Totals of a run that starts at `now` (and `wall`). `names` as in stats_new. */
struct totals *totals_new(const struct row_name *names, uint32_t count, instant now, int64_t wall);
void totals_free(struct totals *totals);

/* From now on the response times of each row in the last seconds are known too (see recent_times_add). */
void totals_keep_times(struct totals *totals);

/* Adds what a reactor gathered; the set is only read. */
void totals_merge(struct totals *totals, const struct stats_set *set);

/* Closes the running second with this number of users. Call it once a second, after the reactors' sets. */
void totals_tick(struct totals *totals, instant now, uint64_t users);

/* Forgets all samples, failures, errors and the series; the run counts from `now` on (--reset-stats). Users
 * that haven't started still haven't. */
void totals_reset(struct totals *totals, instant now, int64_t wall);

/* From the start to the last sample, which is what rates of the whole run refer to, as in Locust. */
nanos totals_span(const struct totals *totals);

/* Failed requests of all rows without transactions. */
uint64_t totals_failures(const struct totals *totals);

/* Adds the response times of all rows without transactions to `into`. */
void totals_times(const struct totals *totals, struct histogram *into);

#endif
