/* The course of a run: a point per step of time, for charts and for what is true "now".
 *
 * Kept at several resolutions at once, 1 s for the last half hour, 8 s for four hours, 64 s for 32 hours, and
 * so on; each has a histogram of its own for its running step, so the percentiles of coarse steps are those
 * of their samples and not averages of averages. However long the run: 570 KiB of points, and of histograms
 * 60 KiB for each octave that response times lie in, so at most 2 MiB. Owned by the control thread. */
#ifndef SWARM_STATS_SERIES_H
#define SWARM_STATS_SERIES_H

#include "runtime/base/clock.h"
#include "runtime/stats/histogram.h"

#include <stddef.h>
#include <stdint.h>

enum { SERIES_RECENT = 10 }; /* seconds that "current" numbers look back on, as in Locust */

struct series_point {
    int64_t when;   /* wall clock, its beginning */
    nanos length;   /* of the step: requests / length are the requests per second */
    uint64_t users; /* at its end */
    uint64_t requests;
    uint64_t failures;
    uint64_t arrivals; /* started */
    uint64_t dropped;  /* arrivals that weren't */
    nanos p50;         /* of the requests that ended in it, 0 if none did */
    nanos p95;
    nanos p99;
};

struct series;

struct series *series_new(void);
void series_free(struct series *series);
void series_clear(struct series *series);

/* Adds a second (or however long `second->length` says that the control thread took for it). Its percentiles
 * aren't read but found from `times`, the response times of its requests without transactions. */
void series_add(struct series *series, const struct series_point *second, const struct histogram *times);

/* How many points series_points gives. */
size_t series_count(const struct series *series);

/* Writes series_count points, oldest first, each the finest that is still there for its time. */
void series_points(const struct series *series, struct series_point *points);

/* Adds the response times of the last SERIES_RECENT seconds to `into`. */
void series_recent(const struct series *series, struct histogram *into);

/* Their percentile; 0 without requests in them. */
nanos series_recent_percentile(const struct series *series, double quantile);

#endif
