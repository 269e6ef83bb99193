#include "runtime/model/cluster_report.h"

const char *worker_condition_text(enum worker_condition condition)
{
    static const char *const texts[WORKER_CONDITIONS] = {
        [WORKER_IS_JOINING] = "joining", [WORKER_IS_READY] = "ready",     [WORKER_IS_SPAWNING] = "spawning",
        [WORKER_IS_RUNNING] = "running", [WORKER_IS_MISSING] = "missing", [WORKER_IS_GONE] = "gone",
        [WORKER_IS_REFUSED] = "refused",
    };

    return texts[condition];
}

const char *worker_program_text(enum worker_program program)
{
    static const char *const texts[] = {
        [WORKER_OF_SWARM] = "swarm", [WORKER_OF_LOCUST] = "Locust", [WORKER_OF_OTHERS] = "other"};

    return texts[program];
}

uint64_t cluster_ready(const struct cluster_report *cluster)
{
    return cluster->counts[WORKER_IS_READY] + cluster->counts[WORKER_IS_SPAWNING] +
           cluster->counts[WORKER_IS_RUNNING];
}
