#include "runtime/model/lease.h"

#include <string.h>

void lease_ranges_free(struct lease_ranges *ranges)
{
    vec_free(&ranges->list);
    *ranges = (struct lease_ranges){0};
}

/* Drops the ranges that are used up, when they are most of the list. */
static void list_tidy(struct lease_ranges *ranges)
{
    size_t left = ranges->list.count - ranges->begin;

    if (ranges->begin <= left)
        return;
    if (left > 0)
        memmove(ranges->list.items, &ranges->list.items[ranges->begin], left * sizeof *ranges->list.items);
    ranges->list.count = left;
    ranges->begin = 0;
}

static bool is_joined(struct lease_range *before, struct lease_range range)
{
    if (before->first + before->count != range.first)
        return false;
    before->count += range.count;
    return true;
}

void lease_ranges_add(struct lease_ranges *ranges, struct lease_range range)
{
    if (range.count == 0)
        return;
    ranges->held += range.count;
    if (ranges->begin == ranges->list.count || !is_joined(&vec_last(&ranges->list), range))
        vec_push(&ranges->list, range);
}

static void next_join(struct lease_ranges *ranges, size_t i)
{
    struct lease_range *items = ranges->list.items;

    if (i + 1 >= ranges->list.count || !is_joined(&items[i], items[i + 1]))
        return;
    memmove(&items[i + 1], &items[i + 2], (ranges->list.count - i - 2) * sizeof *items);
    ranges->list.count--;
}

/* Moves the last range to its place and joins it with its neighbors. */
static void last_sort(struct lease_ranges *ranges)
{
    struct lease_range *items = ranges->list.items;
    size_t i = ranges->list.count - 1;

    for (; i > ranges->begin && items[i].first < items[i - 1].first; i--) {
        struct lease_range moved = items[i];

        items[i] = items[i - 1];
        items[i - 1] = moved;
    }
    next_join(ranges, i);
    if (i > ranges->begin)
        next_join(ranges, i - 1);
}

void lease_ranges_insert(struct lease_ranges *ranges, struct lease_range range)
{
    if (range.count == 0)
        return;
    ranges->held += range.count;
    vec_push(&ranges->list, range);
    last_sort(ranges);
}

struct lease_range lease_ranges_cut(struct lease_ranges *ranges, uint64_t most)
{
    struct lease_range *first = &ranges->list.items[ranges->begin], cut;

    if (ranges->held == 0 || most == 0)
        return (struct lease_range){0};
    cut = (struct lease_range){first->first, first->count < most ? first->count : most};
    first->first += cut.count;
    first->count -= cut.count;
    ranges->held -= cut.count;
    if (first->count == 0) {
        ranges->begin++;
        list_tidy(ranges);
    }
    return cut;
}

struct lease_range lease_ranges_cut_last(struct lease_ranges *ranges, uint64_t most)
{
    struct lease_range *last, cut;

    if (ranges->held == 0 || most == 0)
        return (struct lease_range){0};
    last = &vec_last(&ranges->list);
    cut.count = last->count < most ? last->count : most;
    last->count -= cut.count;
    cut.first = last->first + last->count;
    ranges->held -= cut.count;
    if (last->count == 0) {
        ranges->list.count--;
        list_tidy(ranges);
    }
    return cut;
}
