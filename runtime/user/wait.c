#include "runtime/user/wait.h"

struct active_set *wait_set(struct active_set *innermost)
{
    struct active_set *active = innermost;

    while (active && active->selector->set->wait == WAIT_INHERIT)
        active = active_set_outer(active);
    return active;
}

bool wait_is_paced(const struct active_set *innermost)
{
    const struct active_set *active = innermost;

    while (active && active->selector->set->wait != WAIT_PACING)
        active = active_set_outer(active);
    return active != NULL;
}

instant wait_due(enum wait_kind kind, nanos length, instant now, instant last_start)
{
    instant from = kind == WAIT_PACING ? last_start : now;

    return length > 0 ? instant_add(from, length) : now;
}

instant wait_start(instant due, instant now)
{
    return instant_since(now, due) <= WAIT_TOLERANCE ? due : now;
}
