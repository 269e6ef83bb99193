#include "runtime/cluster/message/reserved_types.h"

#include "runtime/base/count_of.h"
#include "runtime/base/log.h"
#include "runtime/cluster/wire/frame.h"

#include <string.h>

static bool is_known(const char *type)
{
    static const char *const types[] = {
        "ack",       "client_ready",      "client_stopped", "exception",
        "heartbeat", "locustfile",        "logs",           "quit",
        "spawn",     "spawning_complete", "spawning",       "reconnect",
        "stats",     "update_user_class", "stop",
    };

    for (size_t i = 0; i < COUNT_OF(types); i++) {
        if (strcmp(type, types[i]) == 0)
            return true;
    }
    return strncmp(type, "swarm_", 6) == 0;
}

bool type_is_reserved(const char *type)
{
    bool is_long = strlen(type) > FRAME_TYPE_MOST;

    if (is_long)
        log_warning_once("long type", "a message wasn't published: its type has more than %d bytes",
                         FRAME_TYPE_MOST);
    else if (is_known(type))
        log_warning_once(type, "a message `%s` wasn't published: nodes use this type themselves", type);
    else
        return false;
    return true;
}
