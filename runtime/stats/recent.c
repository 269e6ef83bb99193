#include "runtime/stats/recent.h"

#include <string.h>

static void rings_extend(struct recent *recent, uint32_t row)
{
    while (recent->counts.count <= row)
        vec_push(&recent->counts, (struct recent_counts){0});
    while (recent->keeps_times && recent->times.count <= row)
        vec_push(&recent->times, (struct recent_times){0});
}

void recent_add(struct recent *recent, uint32_t row, const struct stats_row *samples)
{
    rings_extend(recent, row);
    recent->counts.items[row].requests[recent->second] += stats_row_requests(samples);
    recent->counts.items[row].failures[recent->second] += stats_row_failures(samples);
    if (!recent->keeps_times)
        return;
    struct histogram_packed *times = &recent->times.items[row].seconds[recent->second];
    histogram_pack(&samples->successes, times);
    if (samples->failures)
        histogram_pack(samples->failures, times);
}

void recent_turn(struct recent *recent, nanos length)
{
    uint32_t next = (recent->second + 1) % RECENT_RING;
    recent->lengths[recent->second] = length;
    recent->lengths[next] = 0;
    recent->second = next;
    for (size_t i = 0; i < recent->counts.count; i++)
        recent->counts.items[i].requests[next] = recent->counts.items[i].failures[next] = 0;
    for (size_t i = 0; i < recent->times.count; i++)
        histogram_packed_free(&recent->times.items[i].seconds[next]);
}

void recent_clear(struct recent *recent)
{
    for (size_t i = 0; i < recent->times.count; i++)
        for (int second = 0; second < RECENT_RING; second++)
            histogram_packed_free(&recent->times.items[i].seconds[second]);
    recent->counts.count = recent->times.count = 0;
    memset(recent->lengths, 0, sizeof recent->lengths);
}

void recent_free(struct recent *recent)
{
    recent_clear(recent);
    vec_free(&recent->counts);
    vec_free(&recent->times);
}

struct rates recent_rates(const struct recent *recent, uint32_t row)
{
    uint64_t requests = 0, failures = 0;
    nanos length = 0;
    if (row >= recent->counts.count)
        return (struct rates){0};
    for (uint32_t i = 0; i < RECENT_RING; i++) {
        if (i == recent->second)
            continue;
        length += recent->lengths[i];
        requests += recent->counts.items[row].requests[i];
        failures += recent->counts.items[row].failures[i];
    }
    if (length <= 0)
        return (struct rates){0};
    double seconds = (double)length / NANOS_PER_S;
    return (struct rates){(double)requests / seconds, (double)failures / seconds};
}

void recent_times_add(const struct recent *recent, uint32_t row, struct histogram *into)
{
    if (row >= recent->times.count)
        return;
    for (uint32_t i = 0; i < RECENT_RING; i++)
        if (i != recent->second)
            histogram_unpack(&recent->times.items[row].seconds[i], into);
}
