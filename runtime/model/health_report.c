#include "runtime/model/health_report.h"

const char *health_state_text(enum health_state state)
{
    static const char *const texts[] = {
        [HEALTH_OK] = "ok",
        [HEALTH_DEGRADED] = "degraded",
        [HEALTH_OVERLOADED] = "overloaded",
    };
    return texts[state];
}
