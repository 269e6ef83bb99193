/* The results as the CSV files of Locust 2.12.1 (stats.py, StatsCSV and StatsCSVFileWriter), for programs
 * that read those files: columns, order of rows and the type of each field are the same. Lines end with CR
 * LF.
 *
 * Times are in milliseconds: percentiles are whole numbers, averages, minimum and maximum are floats. Locust
 * rounds percentiles to two significant digits; here they are exact to the millisecond. A median is whole
 * too, unless rounding would move it outside of min and max; there Locust writes a float as well. */
#ifndef SWARM_REPORT_CSV_CSV_REPORT_H
#define SWARM_REPORT_CSV_CSV_REPORT_H

#include "runtime/base/buffer.h"
#include "runtime/stats/snapshot.h"

#include <stdbool.h>
#include <stdint.h>

/* Appends PREFIX_stats.csv: a line per row, by name and type, then Aggregated. */
void csv_stats_write(const struct snapshot *snapshot, struct buffer *out);

/* Appends PREFIX_failures.csv: a line per failure, by method, name and error. The error is its plain text;
 * Locust writes the repr() of a Python exception. */
void csv_failures_write(const struct snapshot *snapshot, struct buffer *out);

/* Appends PREFIX_exceptions.csv: the errors of the scenario with their call stacks, in order of first
 * occurrence. */
void csv_exceptions_write(const struct snapshot *snapshot, struct buffer *out);

/* Append the header of PREFIX_stats_history.csv, and the lines of a second: Aggregated with percentiles of
 * the run so far; or with `is_full` (--csv-full-history) every row and Aggregated with percentiles of the
 * last ten seconds, for which the snapshot must have `recent_times`. `second` is the Timestamp. */
void csv_history_head(struct buffer *out);
void csv_history_write(const struct snapshot *snapshot, int64_t second, bool is_full, struct buffer *out);

/* The second of a snapshot, in seconds since 1970. It is computed in whole seconds from the start of the run,
 * so each tick has a second of its own and none is left out, even if ticks are a little early or late. */
int64_t csv_history_second(const struct snapshot *snapshot);

#endif
