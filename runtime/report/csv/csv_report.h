/* The results as the CSV files that Locust 2.12.1 writes (stats.py, StatsCSV and StatsCSVFileWriter), for
 * what reads those: columns, order of rows, and the type of each field are Locust's. Lines end with CR LF.
 *
 * Times are in milliseconds: percentiles whole ones, averages and extremes floats. Locust rounds percentiles
 * to two significant digits; here they are the exact ones, to the millisecond. A median is whole too, unless
 * that would put it outside of min and max, where Locust prints a float as well. */
#ifndef SWARM_REPORT_CSV_CSV_REPORT_H
#define SWARM_REPORT_CSV_CSV_REPORT_H

#include "runtime/base/buffer.h"
#include "runtime/stats/snapshot.h"

#include <stdbool.h>
#include <stdint.h>

/* Appends PREFIX_stats.csv: a line per row by name and type, then Aggregated. */
void csv_stats_write(const struct snapshot *snapshot, struct buffer *out);

/* PREFIX_failures.csv: a line per failure by method, name and error. The error is its plain text, where
 * Locust has the repr() of a Python exception. */
void csv_failures_write(const struct snapshot *snapshot, struct buffer *out);

/* PREFIX_exceptions.csv: the errors of the scenario with their call stacks, in order of appearance. */
void csv_exceptions_write(const struct snapshot *snapshot, struct buffer *out);

/* The head of PREFIX_stats_history.csv, and what a moment adds to it: Aggregated with percentiles of the run
 * so far or, if it `is_full`, every row and Aggregated with those of the last ten seconds
 * (--csv-full-history; the snapshot has to have `recent_times`). `second` is its Timestamp. */
void csv_history_head(struct buffer *out);
void csv_history_write(const struct snapshot *snapshot, int64_t second, bool is_full, struct buffer *out);

/* The second that a moment belongs to, in seconds since 1970. It is computed in whole seconds from the start,
 * so that the ticks of a run, which are now early and now late by a little, have one each and leave none out.
 */
int64_t csv_history_second(const struct snapshot *snapshot);

#endif
