#include "runtime/stats/totals.h"

#include "runtime/base/alloc.h"
#include "runtime/stats/row_cache.h"

#include <string.h>

static struct stats_set *sum_new(void)
{
    struct stats_set *sum = mem_zalloc(1, sizeof *sum);

    vec_push(&sum->rows, (struct stats_row){0});
    return sum;
}

struct totals *totals_new(const struct row_name *names, uint32_t count, instant now, int64_t wall)
{
    struct totals *totals = mem_zalloc(1, sizeof *totals);
    totals->stats = stats_new(names, count);
    totals->series = series_new();
    totals->histories = histories_new();
    totals->sum = sum_new();
    totals->batch = sum_new();
    totals->cache = row_cache_new();
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
    histories_free(totals->histories);
    stats_set_free(totals->sum);
    stats_set_free(totals->batch);
    row_cache_free(totals->cache);
    histogram_free(&totals->second_times);
    recent_free(&totals->recent);
    marks_clear(&totals->marks);
    mem_free(totals);
}

void totals_keep_times(struct totals *totals)
{
    totals->recent.keeps_times = true;
}

/* Adds a row's new samples everywhere at once: with many rows, the memory of one is no longer in the cache
 * when the last one has been added. */
static void row_add(struct totals *totals, const struct stats_set *set, uint32_t i)
{
    const struct stats_row *row = &set->rows.items[i];
    uint32_t id = stats_merge_row(totals->stats, set, i);

    recent_add(&totals->recent, id, row);
    histories_add(totals->histories, id, row);
    if (row->is_transaction)
        return;
    totals->second_failures += stats_row_failures(row);
    stats_row_merge(&totals->batch->rows.items[0], row);
}

/* Rows go to the sums in one piece. */
static void batch_merge(struct totals *totals)
{
    const struct stats_row *batch = &totals->batch->rows.items[0];

    stats_row_merge(&totals->sum->rows.items[0], batch);
    stats_row_times(batch, &totals->second_times);
    stats_set_clear(totals->batch);
}

void totals_merge(struct totals *totals, const struct stats_set *set)
{
    stats_merge_rest(totals->stats, set);
    totals->second_arrivals += set->arrivals;
    totals->second_dropped += set->arrivals_dropped;
    for (uint32_t i = 0; i < set->rows.count; i++)
        if (stats_row_requests(&set->rows.items[i]))
            row_add(totals, set, i);
    batch_merge(totals);
}

static void second_begin(struct totals *totals, instant now)
{
    histogram_clear(&totals->second_times);
    totals->second_failures = totals->second_arrivals = totals->second_dropped = 0;
    totals->second_start = now;
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
                   .arrivals = totals->second_arrivals,
                   .dropped = totals->second_dropped,
               },
               &totals->second_times);
    second_begin(totals, now);
    recent_turn(&totals->recent, length);
    histories_tick(totals->histories, length, &totals->stats->set->failures.tally);
}

static void totals_clear(struct totals *totals, instant now, int64_t wall)
{
    int64_t users_not_started = totals->stats->set->users_not_started;
    stats_set_clear(totals->stats->set);
    totals->stats->set->users_not_started = users_not_started;
    series_clear(totals->series);
    histories_clear(totals->histories);
    stats_set_clear(totals->sum);
    row_cache_clear(totals->cache);
    second_begin(totals, now);
    recent_clear(&totals->recent);
    marks_shift(&totals->marks, -instant_since(now, totals->start));
    totals->start = now;
    totals->start_wall = wall;
}

void totals_reset(struct totals *totals, instant now, int64_t wall)
{
    totals_clear(totals, now, wall);
    marks_add(&totals->marks, 0, MARK_RESET, "statistics reset");
}

void totals_begin(struct totals *totals, instant now, int64_t wall)
{
    struct line_counts lines = totals->stats->set->lines;

    totals->stats->set->lines = (struct line_counts){0};
    totals_clear(totals, now, wall);
    totals->stats->set->lines = lines;
}

nanos totals_span(const struct totals *totals)
{
    nanos span = instant_since(totals->stats->set->last_end, totals->start);
    return span > 0 ? span : 0;
}

const struct stats_row *totals_sum(const struct totals *totals)
{
    return &totals->sum->rows.items[0];
}

void totals_wait(struct totals *totals, const struct waiting *waiting, uint64_t times)
{
    stats_wait(totals->stats, waiting, times);
    if (strcmp(waiting->name.type, STATS_TRANSACTION) != 0)
        histogram_record_times(&totals->sum->rows.items[0].successes, waiting->age, times);
}

void totals_times(const struct totals *totals, struct histogram *into)
{
    stats_row_times(totals_sum(totals), into);
}

uint64_t totals_failures(const struct totals *totals)
{
    return stats_row_failures(totals_sum(totals));
}
