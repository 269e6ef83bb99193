/* The history of a run: one point per time step with a heat map of its response times, for charts and for
 * current numbers.
 *
 * It is kept at several resolutions at once: 1 s for the last half hour, 8 s for four hours, 64 s for 32
 * hours, and so on. Each resolution has its own histogram for its current step, so percentiles of long steps
 * are those of their samples and not averages. Memory doesn't depend on the length of the run: 3.6 MiB for
 * points and their heat, touched as the run goes on, and 68 KiB of histograms per octave of response times,
 * so at most 6 MiB. Belongs to the control thread. */
#ifndef SWARM_STATS_SERIES_H
#define SWARM_STATS_SERIES_H

#include "runtime/base/clock.h"
#include "runtime/stats/heat.h"
#include "runtime/stats/histogram.h"

#include <stdbool.h>
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
    uint64_t dropped;  /* not started */
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

/* Writes series_count points, oldest first, each at the finest resolution that still exists for its time, and
 * the heat of each. `heat` may be NULL. */
void series_points(const struct series *series, struct series_point *points, struct heat *heat);

/* The point of the last second, and its heat. False if there is none yet. */
bool series_last(const struct series *series, struct series_point *point, struct heat *heat);

/* Writes the points that series_points now writes in place of several finer ones, since the last second.
 * Each replaces all points that began in its time. `*count` is the number of points written, at most
 * SERIES_COARSENED. */
enum { SERIES_COARSENED = 4 };
void series_coarsened(const struct series *series, struct series_point *points, struct heat *heat,
                      size_t *count);

/* Adds the response times of the last SERIES_RECENT seconds to `into`. */
void series_recent(const struct series *series, struct histogram *into);

#endif
