/* The history of a run as CSV, a line per second, for downloads: what --csv writes to
 * PREFIX_stats_history.csv. Of a long run only every second line is kept, then every fourth and so on, so
 * that it has at most 16 MiB. */
#ifndef SWARM_WEB_HISTORY_CSV_H
#define SWARM_WEB_HISTORY_CSV_H

#include "runtime/base/buffer.h"
#include "runtime/report/csv/csv_report.h"
#include "runtime/stats/snapshot.h"

#include <stdbool.h>
#include <stdint.h>

/* All-zero: nothing yet. */
struct history_csv {
    struct buffer lines;
    struct csv_history last; /* the last line */
    size_t last_at;          /* where it begins */
    uint64_t ticks;          /* lines that were added, also those that weren't kept */
    uint64_t step;           /* ticks per line that is kept; 0: 1 */
};

void history_csv_clear(struct history_csv *history);
void history_csv_free(struct history_csv *history);

/* Adds the moment of a tick, or the end of the run. */
void history_csv_add(struct history_csv *history, const struct snapshot *snapshot);

/* Appends the head and the lines. */
void history_csv_write(const struct history_csv *history, struct buffer *out);

#endif
