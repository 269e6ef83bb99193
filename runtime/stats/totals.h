/* The statistics of the whole run on this node.
 *
 * Sets of the reactors are merged when they arrive. A tick completes each second, which gives rates over the
 * last ten seconds and the series. All reports read these numbers through a snapshot. Belongs to the control
 * thread. */
#ifndef SWARM_STATS_TOTALS_H
#define SWARM_STATS_TOTALS_H

#include "runtime/stats/histories.h"
#include "runtime/stats/marks.h"
#include "runtime/stats/recent.h"
#include "runtime/stats/series.h"
#include "runtime/stats/stats.h"

#include <stdint.h>

struct row_cache;

struct totals {
    struct stats *stats;
    instant start;                 /* of the run, or of the last reset */
    int64_t start_wall;            /* the same on the wall clock */
    instant second_start;          /* of the current second */
    struct recent recent;          /* the last seconds of each row */
    struct histogram second_times; /* response times of the current second, without transactions */
    uint64_t second_failures;      /* failed requests of the current second */
    uint64_t second_arrivals;      /* started */
    uint64_t second_dropped;       /* arrivals that weren't started */
    struct series *series;
    struct histories *histories; /* of rows and failures */
    struct stats_set *sum;       /* one row: the sum of all rows except transactions */
    struct stats_set *batch;     /* the same, for a set that is being added */
    struct row_cache *cache;     /* for snapshots */
    struct marks marks;
};

/* The totals of a run that starts at `now`, which is `wall` on the wall clock. `names` as in stats_new. */
struct totals *totals_new(const struct row_name *names, uint32_t count, instant now, int64_t wall);
void totals_free(struct totals *totals);

/* Keeps the response times of each row in the last seconds from now on (see recent_times_add). */
void totals_keep_times(struct totals *totals);

/* Adds the statistics of a reactor; the set is only read. */
void totals_merge(struct totals *totals, const struct stats_set *set);

/* Completes the current second, with this number of users. Call it once a second, after merging the sets of
 * the reactors. */
void totals_tick(struct totals *totals, instant now, uint64_t users);

/* Removes all samples, failures, errors, counts of lines and the series; the run counts from `now`
 * (--reset-stats). Users that haven't started yet still count as not started. Marks before `now` are replaced
 * by one for the reset. */
void totals_reset(struct totals *totals, instant now, int64_t wall);

/* The same, but keeps the counts of lines and adds no mark: the users start now, and `setup` has run already.
 */
void totals_begin(struct totals *totals, instant now, int64_t wall);

/* The time from the start to the last sample, which rates of the whole run refer to, as in Locust. */
nanos totals_span(const struct totals *totals);

/* Failed requests of all rows without transactions. */
uint64_t totals_failures(const struct totals *totals);

/* Adds the response times of all rows without transactions to `into`. */
void totals_times(const struct totals *totals, struct histogram *into);

/* The sum of all rows without transactions. */
const struct stats_row *totals_sum(const struct totals *totals);

/* As stats_wait, for the row and the sum. */
void totals_wait(struct totals *totals, const struct waiting *waiting, uint64_t times);

#endif
