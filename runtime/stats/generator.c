#include "runtime/stats/generator.h"

const char *generator_state_text(enum generator_state state)
{
    static const char *const texts[] = {
        [GENERATOR_OK] = "ok",
        [GENERATOR_DEGRADED] = "degraded",
        [GENERATOR_OVERLOADED] = "overloaded",
    };
    return texts[state];
}
