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

/* What the last lines of a history were. Zero bytes: there are none yet. */
struct csv_history {
    int64_t second;
    nanos elapsed; /* of the run */
    uint64_t users;
};

/* True if the lines of this snapshot take the place of the last ones: the end of the run usually falls into
 * their second. */
bool csv_history_replaces(const struct csv_history *history, const struct snapshot *snapshot);

/* Appends the lines of a tick or of the end. Each second has one set of lines; if the clock or a reset makes
 * a second come twice, the lines get the next one, unless `replaces`: the last lines have been removed. The
 * final numbers are from the moment when the users were told to stop. If users took longer to stop, the lines
 * before have the better number of users. */
void csv_history_add(struct csv_history *history, const struct snapshot *snapshot, bool is_full,
                     bool replaces, struct buffer *out);

#endif
