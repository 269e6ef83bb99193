#include "runtime/cli/exit_status.h"

#include "runtime/cli/cli_command.h"

static int status_max(int a, int b)
{
    return a > b ? a : b;
}

int exit_status_of(const struct verdict *verdict, const struct exit_rules *rules)
{
    int status = EXIT_FINE;

    if (verdict->failed_requests > 0 || verdict->errors > 0)
        status = rules->failure_status;
    if (verdict->thresholds_missed > 0 || verdict->lacks_capacity)
        status = status_max(status, EXIT_THRESHOLD);
    if (verdict->setup_failed)
        status = status_max(status, EXIT_SETUP);
    if (rules->is_strict && verdict->is_overloaded)
        status = status_max(status, EXIT_GENERATOR);
    if (verdict->was_cut)
        status = status_max(status, EXIT_INTERRUPTED);
    return status;
}
