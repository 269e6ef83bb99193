/* Whether a run passes. This is computed once, when a snapshot is created, and stored in it. Reports and the
 * exit status only read it. */
#ifndef SWARM_STATS_VERDICT_H
#define SWARM_STATS_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct snapshot;
struct snapshot_row;

/* Zero bytes: the run passes. With a capacity search, which has no thresholds, failed requests and errors of
 * the scenario don't count; the run fails if no capacity was found. */
struct verdict {
    bool has_failed;          /* one of the next six says so */
    size_t thresholds_missed; /* number of thresholds that aren't met */
    uint64_t failed_requests; /* in rows for which verdict_row_failed is true */
    uint64_t errors;          /* runtime errors of the scenario; 0 if a threshold on `errors` covers them */
    bool lacks_capacity;      /* a capacity search has ended without a result, or hasn't ended yet */
    bool setup_failed;
    bool was_cut;       /* ended by a second signal; results may be incomplete */
    bool is_overloaded; /* the load generator was overloaded; this alone doesn't fail a run */
};

/* Computes the verdict from the other members of a snapshot. */
struct verdict verdict_judge(const struct snapshot *snapshot);

/* Whether requests of this row failed and no threshold on `failed` limits them. Always false for
 * transactions, since the failed request or error inside counts, and with a capacity search. */
bool verdict_row_failed(const struct snapshot *snapshot, const struct snapshot_row *row);

#endif
