#include "runtime/user/wait.h"

struct visit *wait_visit(struct visit *innermost)
{
    struct visit *visit = innermost;

    while (visit && visit->selector->set->wait == WAIT_INHERIT)
        visit = visit_outer(visit);
    return visit;
}

bool wait_is_paced(const struct visit *innermost)
{
    const struct visit *visit = innermost;

    while (visit && visit->selector->set->wait != WAIT_PACING)
        visit = visit_outer(visit);
    return visit != NULL;
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
