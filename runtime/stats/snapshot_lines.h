/* The lines of a snapshot. */
#ifndef SWARM_STATS_SNAPSHOT_LINES_H
#define SWARM_STATS_SNAPSHOT_LINES_H

#include "runtime/stats/snapshot.h"

/* Sets the lines, in the snapshot's arena. The rows must be set already. */
void snapshot_lines_fill(struct snapshot *snapshot, const struct totals *totals,
                         const struct scenario_outline *outline);

#endif
