#include "runtime/stats/totals.h"

#include "runtime/base/alloc.h"

#include <string.h>

enum { RING = SERIES_RECENT + 1 }; /* the whole seconds, and the running one */

struct totals *totals_new(const struct row_name *names, uint32_t count, instant now, int64_t wall)
{
    struct totals *totals = mem_zalloc(1, sizeof *totals);
    totals->stats = stats_new(names, count);
    totals->series = series_new();
    totals->start = totals->second_start = now;
    totals->start_wall = wall;
    return totals;
}

void totals_free(struct totals *totals)
{
    if (!totals)
        return;
    stats_free(totals->stats);
    series_free(totals->series);
    histogram_free(&totals->second_times);
    vec_free(&totals->recent);
    mem_free(totals);
}

static void recent_extend(struct totals *totals)
{
    while (totals->recent.count < stats_row_count(totals->stats))
        vec_push(&totals->recent, (struct recent){0});
}

/* What the rings and the series want to know of a row's new samples. */
static void second_add(struct totals *totals, const struct stats_set *set, uint32_t i)
{
    const struct stats_row *row = &set->rows.items[i];
    uint64_t requests = stats_row_requests(row), failures = stats_row_failures(row);
    if (!requests)
        return;
    struct recent *recent = &totals->recent.items[stats_row_of(totals->stats, set, i)];
    recent->requests[totals->second] += requests;
    recent->failures[totals->second] += failures;
    if (row->is_transaction)
        return;
    totals->second_failures += failures;
    stats_row_times(row, &totals->second_times);
}

void totals_merge(struct totals *totals, const struct stats_set *set)
{
    stats_merge(totals->stats, set);
    recent_extend(totals);
    for (uint32_t i = 0; i < set->rows.count; i++)
        second_add(totals, set, i);
}

/* Turns the rings: the running second is over, the oldest place is for the next one. */
static void rings_turn(struct totals *totals, nanos length)
{
    totals->lengths[totals->second] = length;
    totals->second = (totals->second + 1) % RING;
    totals->lengths[totals->second] = 0;
    for (size_t i = 0; i < totals->recent.count; i++) {
        totals->recent.items[i].requests[totals->second] = 0;
        totals->recent.items[i].failures[totals->second] = 0;
    }
}

void totals_tick(struct totals *totals, instant now, uint64_t users)
{
    nanos length = instant_since(now, totals->second_start);
    series_add(totals->series,
               &(struct series_point){
                   .when = totals->start_wall + instant_since(totals->second_start, totals->start),
                   .length = length,
                   .users = users,
                   .requests = totals->second_times.count,
                   .failures = totals->second_failures,
               },
               &totals->second_times);
    histogram_clear(&totals->second_times);
    totals->second_failures = 0;
    totals->second_start = now;
    rings_turn(totals, length);
}

void totals_reset(struct totals *totals, instant now, int64_t wall)
{
    int64_t users_not_started = totals->stats->set->users_not_started;
    stats_set_clear(totals->stats->set);
    totals->stats->set->users_not_started = users_not_started;
    series_clear(totals->series);
    histogram_clear(&totals->second_times);
    totals->second_failures = 0;
    memset(totals->lengths, 0, sizeof totals->lengths);
    totals->recent.count = 0;
    recent_extend(totals);
    totals->start = totals->second_start = now;
    totals->start_wall = wall;
}

nanos totals_span(const struct totals *totals)
{
    nanos span = instant_since(totals->stats->set->last_end, totals->start);
    return span > 0 ? span : 0;
}

struct rates totals_recent(const struct totals *totals, uint32_t row)
{
    uint64_t requests = 0, failures = 0;
    nanos length = 0;
    if (row >= totals->recent.count)
        return (struct rates){0};
    for (uint32_t i = 0; i < RING; i++) {
        if (i == totals->second)
            continue;
        length += totals->lengths[i];
        requests += totals->recent.items[row].requests[i];
        failures += totals->recent.items[row].failures[i];
    }
    if (length <= 0)
        return (struct rates){0};
    double seconds = (double)length / NANOS_PER_S;
    return (struct rates){(double)requests / seconds, (double)failures / seconds};
}

void totals_times(const struct totals *totals, struct histogram *into)
{
    const struct stats_set *set = totals->stats->set;
    for (size_t i = 0; i < set->rows.count; i++)
        if (!set->rows.items[i].is_transaction)
            stats_row_times(&set->rows.items[i], into);
}
