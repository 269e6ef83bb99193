/* The format of numbers and texts that all reports share. Writers of reports read only a snapshot. */
#ifndef SWARM_REPORT_REPORT_H
#define SWARM_REPORT_REPORT_H

#include "runtime/base/buffer.h"
#include "runtime/base/clock.h"
#include "runtime/stats/snapshot.h"

#include <stddef.h>
#include <stdint.h>

/* A response time in milliseconds, without unit: three decimals below 1 ms, two below 10 ms, otherwise none.
 */
void report_time(nanos time, struct buffer *out);

/* Whole milliseconds, rounded. */
int64_t report_milliseconds(nanos time);

/* The median in whole milliseconds; -1 if rounding would move it outside of min and max. Locust writes a
 * float then. */
int64_t report_median(const struct times *times);

/* An interval with a suitable unit: "412 ms", "3.21 ms", "30.2 s", "12.5 min". */
void report_interval(nanos time, struct buffer *out);

/* An elapsed time: "0:07", "12:34", "1:02:03". */
void report_clock(nanos time, struct buffer *out);

/* "1,234,567". */
void report_count(uint64_t count, struct buffer *out);

/* The ending of a noun behind a number: "" or "s". */
const char *report_plural(uint64_t count);

/* The number of lines of a text; the last one may lack its end. */
size_t report_lines(const char *text);

/* "50%", "99.9%", "100%": the column titles of Locust. */
void report_percent(double percent, struct buffer *out);

/* The limit of a threshold, "< 800 ms", and the actual value, "412 ms" or "no samples". */
void report_wanted(const struct threshold *threshold, struct buffer *out);
void report_got(const struct threshold_result *result, struct buffer *out);

/* The result of a capacity search that is over: "24 users (79.6 requests/s) meet p95 < 300ms", "none: one
 * user doesn't meet p95 < 10ms". */
void report_capacity(const struct capacity_report *capacity, struct buffer *out);

/* The outcome of a step: "met", "not met, confirmation: p95 < 300ms". */
void report_capacity_outcome(const struct capacity_step *step, struct buffer *out);

/* The host of the run, from its settings, without the secrets of the URL; NULL: none. Owned by the
 * snapshot. */
const char *report_host(const struct snapshot *snapshot);

/* What is missing of a worker: "worker 2 (host) was lost at 0:12: at most 1.30 s and about 50 requests of it
 * are missing". */
void report_loss(const struct worker_loss *loss, struct buffer *out);

/* Remarks at the end, one per line: that the run ended early, requests in flight, users not started, numbers
 * of workers that are missing. */
void report_remarks(const struct snapshot *snapshot, struct buffer *out);

#endif
