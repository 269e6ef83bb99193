#include "runtime/stats/timeline.h"

static struct timeline_step steps_join(struct timeline_step first, struct timeline_step second)
{
    return (struct timeline_step){first.start, first.length + second.length};
}

static void timeline_coarsen(struct timeline *timeline)
{
    struct timeline_step current = timeline->steps[timeline->count];

    for (uint32_t i = 0; i < TIMELINE_STEPS / 2; i++)
        timeline->steps[i] = steps_join(timeline->steps[2 * i], timeline->steps[2 * i + 1]);
    timeline->count = TIMELINE_STEPS / 2;
    timeline->steps[timeline->count] = current;
    timeline->level++;
}

bool timeline_tick(struct timeline *timeline, nanos length)
{
    struct timeline_step *current = &timeline->steps[timeline->count];
    nanos end;

    current->length += length;
    timeline->seconds++;
    if (timeline->seconds & ((UINT64_C(1) << timeline->level) - 1))
        return false;
    end = current->start + current->length;
    timeline->steps[++timeline->count] = (struct timeline_step){.start = end};
    if (timeline->count < TIMELINE_STEPS)
        return false;
    timeline_coarsen(timeline);
    return true;
}
