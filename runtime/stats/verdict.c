#include "runtime/stats/verdict.h"

#include "runtime/stats/snapshot.h"

static bool has_threshold(const struct snapshot *snapshot, enum threshold_metric metric,
                          const struct snapshot_row *row)
{
    for (size_t i = 0; i < snapshot->threshold_count; i++) {
        const struct threshold *threshold = &snapshot->thresholds[i].threshold;

        if (threshold->metric == metric && (!row || threshold_is_about(threshold, row->type, row->name)))
            return true;
    }
    return false;
}

bool verdict_row_failed(const struct snapshot *snapshot, const struct snapshot_row *row)
{
    return !snapshot->capacity.is_wanted && row->failures && !row->is_transaction &&
           !has_threshold(snapshot, THRESHOLD_FAILED, row);
}

static size_t thresholds_missed(const struct snapshot *snapshot)
{
    size_t missed = 0;

    for (size_t i = 0; i < snapshot->threshold_count; i++)
        missed += !snapshot->thresholds[i].is_met;
    return missed;
}

static uint64_t failed_requests(const struct snapshot *snapshot)
{
    uint64_t failed = 0;

    for (size_t i = 0; i < snapshot->row_count; i++) {
        if (verdict_row_failed(snapshot, &snapshot->rows[i]))
            failed += snapshot->rows[i].failures;
    }
    return failed;
}

static bool has_capacity(const struct capacity_report *capacity)
{
    return capacity->users > 0 && capacity->end != CAPACITY_SEARCHING;
}

static void demands_judge(const struct snapshot *snapshot, struct verdict *verdict)
{
    if (snapshot->capacity.is_wanted) {
        verdict->lacks_capacity = !has_capacity(&snapshot->capacity);
        return;
    }
    verdict->failed_requests = failed_requests(snapshot);
    if (!has_threshold(snapshot, THRESHOLD_ERRORS, NULL))
        verdict->errors = snapshot->error_occurrences;
}

struct verdict verdict_judge(const struct snapshot *snapshot)
{
    struct verdict verdict = {
        .thresholds_missed = thresholds_missed(snapshot),
        .setup_failed = snapshot->how == RUN_SETUP_FAILED,
        .was_cut = snapshot->how == RUN_CUT,
        .is_overloaded = snapshot->health.state == HEALTH_OVERLOADED,
    };

    demands_judge(snapshot, &verdict);
    verdict.has_failed = verdict.thresholds_missed > 0 || verdict.failed_requests > 0 || verdict.errors > 0 ||
                         verdict.lacks_capacity || verdict.setup_failed || verdict.was_cut;
    return verdict;
}
