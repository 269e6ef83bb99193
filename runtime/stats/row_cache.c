#include "runtime/stats/row_cache.h"

#include "runtime/base/alloc.h"
#include "runtime/base/vec.h"

#include <stdlib.h>
#include <string.h>

struct cached_row {
    struct snapshot_row numbers; /* of as many requests as it says */
    VEC(struct status_count) statuses;
};

struct row_cache {
    VEC(struct cached_row) rows; /* by id */
    struct cached_row sum;
    VEC(uint32_t) order;
};

struct row_cache *row_cache_new(void)
{
    return mem_zalloc(1, sizeof(struct row_cache));
}

void row_cache_clear(struct row_cache *cache)
{
    for (size_t i = 0; i < cache->rows.count; i++)
        vec_free(&cache->rows.items[i].statuses);
    vec_free(&cache->rows);
    vec_free(&cache->sum.statuses);
    cache->sum = (struct cached_row){0};
    vec_free(&cache->order);
}

void row_cache_free(struct row_cache *cache)
{
    if (!cache)
        return;
    row_cache_clear(cache);
    mem_free(cache);
}

/* ---- numbers ---- */

static void extremes_fill(const struct histogram *one, const struct histogram *two, struct times *times)
{
    const struct histogram *first = one->count ? one : two;

    times->min = two->count && two->min < first->min ? two->min : first->min;
    times->max = two->count && two->max > first->max ? two->max : first->max;
}

struct times row_cache_times(const struct histogram *one, const struct histogram *two)
{
    static const struct histogram none;
    struct times times = {0};
    double quantiles[SNAPSHOT_PERCENTILES];

    one = one ? one : &none;
    two = two ? two : &none;
    times.count = one->count + two->count;
    if (times.count == 0)
        return times;
    for (int i = 0; i < SNAPSHOT_PERCENTILES; i++)
        quantiles[i] = snapshot_percents[i] / 100;
    extremes_fill(one, two, &times);
    times.sum = (double)(one->sum + two->sum);
    times.mean = times.sum / (double)times.count;
    histogram_percentiles_of_two(one, two, quantiles, SNAPSHOT_PERCENTILES, times.percentiles);
    return times;
}

static void statuses_fill(const struct stats_row *row, struct cached_row *cached)
{
    cached->statuses.count = 0;
    for (int i = 0; i < STATUS_HUNDREDS; i++) {
        for (int j = 0; row->statuses[i] && j < STATUS_HUNDRED; j++) {
            struct status_count status = {i * STATUS_HUNDRED + j, row->statuses[i][j]};

            if (status.count > 0)
                vec_push(&cached->statuses, status);
        }
    }
    cached->numbers.statuses = cached->statuses.items;
    cached->numbers.status_count = cached->statuses.count;
}

static void times_fill(const struct stats_row *row, struct snapshot_row *numbers)
{
    numbers->successes = row_cache_times(&row->successes, NULL);
    numbers->failed = row_cache_times(row->failures, NULL);
    if (numbers->failed.count == 0)
        numbers->all = numbers->successes;
    else
        numbers->all = row_cache_times(&row->successes, row->failures);
    numbers->scheduled = row_cache_times(row->scheduled, NULL);
    numbers->first_byte = row_cache_times(row->first_byte, NULL);
    numbers->connect = row_cache_times(row->connect, NULL);
    numbers->tls = row_cache_times(row->tls, NULL);
}

static void row_compute(const struct stats_row *row, struct cached_row *cached)
{
    uint64_t requests = stats_row_requests(row);

    cached->numbers = (struct snapshot_row){
        .is_transaction = row->is_transaction,
        .requests = requests,
        .failures = stats_row_failures(row),
        .average_size = requests ? (double)row->bytes_received / (double)requests : 0,
        .bytes_received = row->bytes_received,
        .bytes_sent = row->bytes_sent,
        .connections_opened = row->connections_opened,
        .connections_reused = row->connections_reused,
    };
    times_fill(row, &cached->numbers);
    statuses_fill(row, cached);
}

/* Nothing is counted in a row without a request. */
static const struct snapshot_row *row_update(const struct stats_row *row, struct cached_row *cached)
{
    if (cached->numbers.requests != stats_row_requests(row))
        row_compute(row, cached);
    return &cached->numbers;
}

const struct snapshot_row *row_cache_get(struct row_cache *cache, uint32_t id, const struct stats_row *row)
{
    while (cache->rows.count <= id)
        vec_push(&cache->rows, (struct cached_row){0});
    return row_update(row, &cache->rows.items[id]);
}

const struct snapshot_row *row_cache_get_sum(struct row_cache *cache, const struct stats_row *sum)
{
    return row_update(sum, &cache->sum);
}

/* ---- order ---- */

static int row_compare(const void *a, const void *b, void *context)
{
    const struct stats_set *set = context;
    const struct row_name *left = &set->rows.items[*(const uint32_t *)a].name;
    const struct row_name *right = &set->rows.items[*(const uint32_t *)b].name;
    int by_name = strcmp(left->name, right->name);

    return by_name ? by_name : strcmp(left->type, right->type);
}

static size_t rows_count(const struct stats_set *set)
{
    size_t count = 0;

    for (size_t i = 0; i < set->rows.count; i++)
        count += stats_row_requests(&set->rows.items[i]) > 0;
    return count;
}

/* A row with requests keeps them until everything is cleared, so the order changes only with their number. */
const uint32_t *row_cache_order(struct row_cache *cache, const struct stats_set *set, size_t *count)
{
    *count = rows_count(set);
    if (*count == cache->order.count)
        return cache->order.items;
    cache->order.count = 0;
    for (uint32_t i = 0; i < set->rows.count; i++) {
        if (stats_row_requests(&set->rows.items[i]) > 0)
            vec_push(&cache->order, i);
    }
    qsort_r(cache->order.items, *count, sizeof *cache->order.items, row_compare, (void *)set);
    return cache->order.items;
}
