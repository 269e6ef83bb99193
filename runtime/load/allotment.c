#include "runtime/load/allotment.h"

void allotments_aim(struct allotment *list, size_t count, uint64_t most, const uint64_t *used)
{
    uint64_t rest = most;

    for (size_t i = 0; used && i < count; i++)
        rest -= used[i] < rest ? used[i] : rest;
    for (size_t i = 0; i < count; i++)
        list[i].target = (used ? used[i] : 0) + rest / count + (i < rest % count);
}

static uint64_t held_by_all(const struct allotment *list, size_t count)
{
    uint64_t held = 0;

    for (size_t i = 0; i < count; i++)
        held += list[i].held;
    return held;
}

static void grow(struct allotment *allotment, uint64_t *free)
{
    uint64_t missing = allotment->target - allotment->limit;
    uint64_t over = allotment->held > allotment->limit ? allotment->held - allotment->limit : 0;
    uint64_t more = missing < *free + over ? missing : *free + over;

    allotment->limit += more;
    if (allotment->limit <= allotment->held)
        return;
    *free -= allotment->limit - allotment->held;
    allotment->held = allotment->limit;
}

void allotments_move(struct allotment *list, size_t count, uint64_t most)
{
    uint64_t held, free;

    for (size_t i = 0; i < count; i++) {
        if (list[i].limit > list[i].target)
            list[i].limit = list[i].target;
    }
    held = held_by_all(list, count);
    free = held < most ? most - held : 0;
    for (size_t i = 0; i < count; i++) {
        if (list[i].limit < list[i].target)
            grow(&list[i], &free);
    }
}

void allotment_confirm(struct allotment *allotment, uint64_t held)
{
    allotment->held = held;
    if (allotment->limit > held)
        allotment->held = allotment->limit;
}
