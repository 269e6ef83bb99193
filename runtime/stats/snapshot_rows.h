/* The rows of a snapshot, for snapshot.c. */
#ifndef SWARM_STATS_SNAPSHOT_ROWS_H
#define SWARM_STATS_SNAPSHOT_ROWS_H

#include "runtime/stats/snapshot.h"

/* Sets rows and Aggregated. `is_final` must be set already. */
void snapshot_rows_fill(struct snapshot *snapshot, const struct totals *totals);

/* The id of the row of that type and name; SNAPSHOT_NO_ROW if there is none. */
uint32_t snapshot_row_id(const struct snapshot *snapshot, const char *type, const char *name);

#endif
