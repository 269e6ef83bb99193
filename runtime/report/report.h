/* What all writers of reports share: how numbers are written. Writers read a snapshot and nothing else. */
#ifndef SWARM_REPORT_REPORT_H
#define SWARM_REPORT_REPORT_H

#include "runtime/base/buffer.h"
#include "runtime/base/clock.h"
#include "runtime/stats/snapshot.h"

/* A response time in milliseconds, without unit: three decimals below 1 ms, two below 10 ms, else none. */
void report_time(nanos time, struct buffer *out);

/* An interval with the unit that suits it: "412 ms", "3.21 ms", "30.2 s", "12.5 min". */
void report_interval(nanos time, struct buffer *out);

/* An elapsed time as a clock shows it: "0:07", "12:34", "1:02:03". */
void report_clock(nanos time, struct buffer *out);

/* "1,234,567". */
void report_count(uint64_t count, struct buffer *out);

/* "50%", "99.9%", "100%": the column titles of Locust. */
void report_percent(double percent, struct buffer *out);

/* A value of a threshold's metric, with its unit: "412 ms", "1.25%", "1234.5/s", "17". */
void report_threshold_value(const struct threshold *threshold, double value, struct buffer *out);

/* What a threshold wants, "< 800 ms", and what it got, "412 ms" or "no samples". */
void report_wanted(const struct threshold *threshold, struct buffer *out);
void report_got(const struct threshold_result *result, struct buffer *out);

/* What a search for the capacity that is over has found: "24 users with 79.6 requests/s hold p95 < 300ms",
 * "none: one user breaks p95 < 10ms". */
void report_capacity(const struct capacity_report *capacity, struct buffer *out);

/* What became of a step: "met", "not met, confirmation: p95 < 300ms". */
void report_capacity_outcome(const struct capacity_step *step, struct buffer *out);

/* What else there is to know at the end, a line each: that the run ended early, requests in flight, users not
 * started. */
void report_remarks(const struct snapshot *snapshot, struct buffer *out);

#endif
