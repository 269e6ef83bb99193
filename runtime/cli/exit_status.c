#include "runtime/cli/exit_status.h"

#include "runtime/cli/cli_command.h"

static bool run_failed(const struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->row_count; i++)
        if (snapshot_row_failed(snapshot, &snapshot->rows[i]))
            return true;
    return snapshot_has_errors(snapshot);
}

static bool is_missed(const struct snapshot *snapshot)
{
    return snapshot->capacity.is_wanted ? !snapshot_has_capacity(snapshot)
                                        : !snapshot_thresholds_met(snapshot);
}

static int status_max(int a, int b)
{
    return a > b ? a : b;
}

int verdict_status(enum run_end end, const struct snapshot *snapshot, const struct verdict_rules *rules)
{
    int status = run_failed(snapshot) ? rules->failure_status : EXIT_FINE;
    if (is_missed(snapshot))
        status = status_max(status, EXIT_THRESHOLD);
    if (end == RUN_SETUP_FAILED)
        status = status_max(status, EXIT_SETUP);
    if (rules->is_strict && snapshot->health.state == HEALTH_OVERLOADED)
        status = status_max(status, EXIT_GENERATOR);
    if (end == RUN_CUT)
        status = status_max(status, EXIT_INTERRUPTED);
    return status;
}
