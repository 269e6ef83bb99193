/* The rows of a snapshot, for snapshot.c. */
#ifndef SWARM_STATS_SNAPSHOT_ROWS_H
#define SWARM_STATS_SNAPSHOT_ROWS_H

#include "runtime/stats/snapshot.h"

/* Fills in rows and Aggregated; whether the snapshot is final is known already. */
void snapshot_rows_fill(struct snapshot *snapshot, const struct totals *totals);

#endif
