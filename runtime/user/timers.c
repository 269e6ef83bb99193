#include "runtime/user/timers.h"

#include <stddef.h>

enum { CHILDREN = 4 };

static bool entry_before(const struct timers_entry *a, const struct timers_entry *b)
{
    return a->when.ns != b->when.ns ? a->when.ns < b->when.ns : a->order < b->order;
}

static void entry_put(struct timers *timers, size_t position, struct timers_entry entry)
{
    timers->heap.items[position] = entry;
    entry.timer->position = (uint32_t)position + 1;
}

static void entry_rise(struct timers *timers, size_t position, struct timers_entry entry)
{
    while (position > 0) {
        size_t parent = (position - 1) / CHILDREN;

        if (!entry_before(&entry, &timers->heap.items[parent]))
            break;
        entry_put(timers, position, timers->heap.items[parent]);
        position = parent;
    }
    entry_put(timers, position, entry);
}

static size_t first_child(const struct timers *timers, size_t position)
{
    size_t first = position * CHILDREN + 1, end = first + CHILDREN, least = first;

    if (end > timers->heap.count)
        end = timers->heap.count;
    for (size_t child = first + 1; child < end; child++) {
        if (entry_before(&timers->heap.items[child], &timers->heap.items[least]))
            least = child;
    }
    return least;
}

static void entry_sink(struct timers *timers, size_t position, struct timers_entry entry)
{
    while (position * CHILDREN + 1 < timers->heap.count) {
        size_t child = first_child(timers, position);

        if (!entry_before(&timers->heap.items[child], &entry))
            break;
        entry_put(timers, position, timers->heap.items[child]);
        position = child;
    }
    entry_put(timers, position, entry);
}

void timer_set(struct timers *timers, struct timer *timer, instant when)
{
    struct timers_entry entry = {.when = when, .order = timers->order++, .timer = timer};

    timer_stop(timers, timer);
    vec_push(&timers->heap, entry);
    entry_rise(timers, timers->heap.count - 1, entry);
}

void timer_stop(struct timers *timers, struct timer *timer)
{
    size_t position = timer->position;
    struct timers_entry last;

    if (position-- == 0)
        return;
    timer->position = 0;
    last = vec_pop(&timers->heap);
    if (position == timers->heap.count)
        return;
    if (position > 0 && entry_before(&last, &timers->heap.items[(position - 1) / CHILDREN]))
        entry_rise(timers, position, last);
    else
        entry_sink(timers, position, last);
}

bool timers_next(const struct timers *timers, instant *when)
{
    if (timers->heap.count == 0)
        return false;
    *when = timers->heap.items[0].when;
    return true;
}

struct timer *timers_pop(struct timers *timers, instant now)
{
    struct timer *timer;

    if (timers->heap.count == 0 || instant_before(now, timers->heap.items[0].when))
        return NULL;
    timer = timers->heap.items[0].timer;
    timer_stop(timers, timer);
    return timer;
}

void timers_free(struct timers *timers)
{
    vec_free(&timers->heap);
}
