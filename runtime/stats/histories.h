/* The history of rows and failures over a run, in at most 120 steps (timeline.h).
 *
 * Percentiles of a step are those of its samples, within 0.8 % (sketch.h). This also applies after steps
 * have become longer, because the samples of longer steps are collected in advance. Memory doesn't depend
 * on the length of the run. A row takes at most 11 KiB of points, and 640 bytes per octave of its response
 * times in each of 9 sketches: 34 MiB for 1,000 busy rows with times in four octaves each. A group of
 * failures takes at most 2 KiB. Belongs to the control thread. */
#ifndef SWARM_STATS_HISTORIES_H
#define SWARM_STATS_HISTORIES_H

#include "runtime/stats/stats.h"
#include "runtime/stats/tally.h"
#include "runtime/stats/timeline.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A finished step of a row. */
struct row_step {
    uint32_t step; /* index in the timeline */
    uint64_t requests;
    uint64_t failures;
    nanos p50;
    nanos p95;
};

/* A step of a group of failures, possibly the current one. */
struct failure_step {
    uint32_t step; /* index in the timeline */
    uint64_t occurrences;
};

/* Steps with samples or occurrences, in order. Borrowed until the histories change. */
struct row_steps {
    const struct row_step *items;
    size_t count;
};
struct failure_steps {
    const struct failure_step *items;
    size_t count;
};

struct histories;

struct histories *histories_new(void);
void histories_free(struct histories *histories);
void histories_clear(struct histories *histories);

/* Adds new samples of a row to the current second. */
void histories_add(struct histories *histories, uint32_t row, const struct stats_row *samples);

/* Ends the current second; `length` is its real length, `failures` are those of the run so far. */
void histories_tick(struct histories *histories, nanos length, const struct tally *failures);

const struct timeline *histories_timeline(const struct histories *histories);

/* The history of a row, or of the group of failures with that number. */
struct row_steps histories_row(const struct histories *histories, uint32_t row);
struct failure_steps histories_failure(const struct histories *histories, size_t group);

/* The last second of a row. Valid until samples of the row are added; all zero if it had no requests. */
struct row_step histories_row_second(const struct histories *histories, uint32_t row);

#endif
