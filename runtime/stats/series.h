/* The history of a run: one point per time step, for charts and for current numbers.
 *
 * It is kept at several resolutions at once: 1 s for the last half hour, 8 s for four hours, 64 s for 32
 * hours, and so on. Each resolution has its own histogram for its current step, so percentiles of long steps
 * are those of their samples and not averages. Memory doesn't depend on the length of the run: 570 KiB for
 * points, and 60 KiB of histograms per octave of response times, so at most 2 MiB. Belongs to the control
 * thread. */
#ifndef SWARM_STATS_SERIES_H
#define SWARM_STATS_SERIES_H

#include "runtime/base/clock.h"
#include "runtime/stats/histogram.h"

#include <stddef.h>
#include <stdint.h>

enum { SERIES_RECENT = 10 }; /* seconds that "current" numbers cover, as in Locust */

struct series_point {
    int64_t when;   /* wall clock, start of the step */
    nanos length;   /* length of the step: requests / length are the requests per second */
    uint64_t users; /* at the end of the step */
    uint64_t requests;
    uint64_t failures;
    uint64_t arrivals; /* started */
    uint64_t dropped;  /* arrivals that weren't */
    nanos p50;         /* of the requests that ended in the step; 0 if none did */
    nanos p95;
    nanos p99;
};

struct series;

struct series *series_new(void);
void series_free(struct series *series);
void series_clear(struct series *series);

/* Adds a second (`second->length` is its real length). Its percentiles are ignored and computed from `times`,
 * the response times of its requests without transactions. */
void series_add(struct series *series, const struct series_point *second, const struct histogram *times);

/* The number of points that series_points writes. */
size_t series_count(const struct series *series);

/* Writes series_count points, oldest first, each at the finest resolution that still exists for its time. */
void series_points(const struct series *series, struct series_point *points);

/* Adds the response times of the last SERIES_RECENT seconds to `into`. */
void series_recent(const struct series *series, struct histogram *into);

/* A percentile of these times; 0 if there are no requests. */
nanos series_recent_percentile(const struct series *series, double quantile);

#endif
