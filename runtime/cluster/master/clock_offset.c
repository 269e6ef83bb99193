#include "runtime/cluster/master/clock_offset.h"

#define COUNTS_FOR (60 * NANOS_PER_S)

uint64_t clock_offset_ask(struct clock_offset *offset, instant now)
{
    offset->asked = now;
    offset->is_asked = true;
    return ++offset->number;
}

static bool is_better(const struct clock_offset *offset, nanos error, instant now)
{
    return !offset->best.is_known || error <= offset->best.error ||
           instant_since(now, offset->when) > COUNTS_FOR;
}

void clock_offset_answer(struct clock_offset *offset, uint64_t number, instant now, int64_t wall,
                         int64_t other)
{
    nanos half = instant_since(now, offset->asked) / 2;

    if (!offset->is_asked || number != offset->number)
        return;
    offset->is_asked = false;
    if (!is_better(offset, half, now))
        return;
    offset->when = now;
    offset->best = (struct worker_clock){.is_known = true, .ahead = other - (wall - half), .error = half};
}
