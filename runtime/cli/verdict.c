#include "runtime/cli/verdict.h"

#include "runtime/cli/command.h"

#include <string.h>

/* "/x" names a row in all its types, "GET /x" one of them, no name all rows. */
static bool threshold_names_row(const struct threshold *threshold, const struct snapshot_row *row)
{
    const char *name = threshold->name;
    size_t type = strlen(row->type);
    if (!name || strcmp(name, row->name) == 0)
        return true;
    return strncmp(name, row->type, type) == 0 && name[type] == ' ' &&
           strcmp(name + type + 1, row->name) == 0;
}

static bool failures_allowed(const struct snapshot *snapshot, const struct snapshot_row *row)
{
    for (size_t i = 0; i < snapshot->threshold_count; i++) {
        const struct threshold *threshold = &snapshot->thresholds[i].threshold;
        if (threshold->metric == THRESHOLD_FAILED && threshold_names_row(threshold, row))
            return true;
    }
    return false;
}

static bool errors_allowed(const struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->threshold_count; i++)
        if (snapshot->thresholds[i].threshold.metric == THRESHOLD_ERRORS)
            return true;
    return false;
}

/* Transactions fail by a request or error of theirs, which is judged itself. */
static bool run_failed(const struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->row_count; i++) {
        const struct snapshot_row *row = &snapshot->rows[i];
        if (row->failures > 0 && !row->is_transaction && !failures_allowed(snapshot, row))
            return true;
    }
    return snapshot->error_occurrences > 0 && !errors_allowed(snapshot);
}

static int status_max(int a, int b)
{
    return a > b ? a : b;
}

int verdict_status(enum engine_end end, const struct snapshot *snapshot, int failure_status)
{
    int status = EXIT_FINE;
    if (run_failed(snapshot))
        status = status_max(status, failure_status);
    if (!snapshot_thresholds_met(snapshot))
        status = status_max(status, EXIT_THRESHOLD);
    if (end == ENGINE_SETUP_FAILED)
        status = status_max(status, EXIT_SETUP);
    if (end == ENGINE_CUT)
        status = status_max(status, EXIT_INTERRUPTED);
    return status;
}
