#include "runtime/cli/run_log.h"

#include "runtime/base/log.h"

#include <inttypes.h>

static void log_began(void *context, const struct run_settings *settings)
{
    (void)context;
    if (settings->capacity.text)
        log_info("Searching the maximum number of users that meet %s", settings->capacity.text);
    else if (!settings->has_load && !settings->external_users)
        control_log_ramping(settings);
}

static void log_users_reached(void *context, const struct run_settings *settings, uint64_t users)
{
    (void)context;
    if (!settings->capacity.text) /* the search reports its steps */
        log_info("All users spawned: %" PRIu64, users);
}

static void log_stopping(void *context, const char *why)
{
    (void)context;
    log_info("Stopping: %s", why);
}

const struct control_observer run_log = {
    .began = log_began,
    .users_reached = log_users_reached,
    .stopping = log_stopping,
};
