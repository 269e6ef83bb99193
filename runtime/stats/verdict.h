/* Pass or fail of a run. It is judged once, when a snapshot is made, and stored in it: writers of reports and
 * the exit status read it and decide nothing by themselves. */
#ifndef SWARM_STATS_VERDICT_H
#define SWARM_STATS_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct snapshot;
struct snapshot_row;

/* All-zero: nothing speaks against the run. Where a search for the capacity is wanted, which has no
 * thresholds, failed requests and errors of the scenario don't count, but whether a capacity was found does.
 */
struct verdict {
    bool has_failed;          /* any of the next six */
    size_t thresholds_missed; /* how many */
    uint64_t failed_requests; /* in rows that verdict_row_failed */
    uint64_t errors;          /* of the scenario, unless a threshold on `errors` judges them */
    bool lacks_capacity;      /* a search has ended without an answer, or hasn't ended yet */
    bool setup_failed;
    bool was_cut;       /* by a second signal: results may be incomplete */
    bool is_overloaded; /* the load generator; by itself this doesn't fail a run */
};

/* The verdict on what the snapshot holds; its own one isn't looked at. */
struct verdict verdict_judge(const struct snapshot *snapshot);

/* Did requests of this row fail, and no threshold on `failed` says what is allowed? Never for transactions:
 * they fail by a request or error of theirs. Never while a search for the capacity is wanted. */
bool verdict_row_failed(const struct snapshot *snapshot, const struct snapshot_row *row);

#endif
