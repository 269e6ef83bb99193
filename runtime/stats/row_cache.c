#include "runtime/stats/row_cache.h"

#include "runtime/base/alloc.h"
#include "runtime/base/vec.h"

#include <stdlib.h>
#include <string.h>

struct cached_row {
    struct snapshot_row numbers; /* of as many requests as it says, without details */
    uint64_t percentiles_of;     /* the number of requests when its percentiles were computed */
    struct row_details details;  /* each of as many samples as it says */
    VEC(struct status_count) statuses;
};

struct row_cache {
    VEC(struct cached_row) rows; /* by id */
    struct cached_row sum;
    VEC(uint32_t) order;
    size_t turn; /* place of the first row whose percentiles are due */
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
    cache->turn = 0;
}

void row_cache_free(struct row_cache *cache)
{
    if (!cache)
        return;
    row_cache_clear(cache);
    mem_free(cache);
}

/* ---- numbers ---- */

static const struct histogram none;

/* All but the percentiles. */
static void times_sum(struct times *times, const struct histogram *one, const struct histogram *two)
{
    one = one ? one : &none;
    two = two ? two : &none;
    times->count = one->count + two->count;
    if (times->count == 0)
        return;
    histogram_extremes(one, two, &times->min, &times->max);
    times->sum = (double)(one->sum + two->sum);
    times->mean = times->sum / (double)times->count;
}

static void percentiles_fill(struct times *times, const struct histogram *one, const struct histogram *two)
{
    double quantiles[SNAPSHOT_PERCENTILES];

    for (int i = 0; i < SNAPSHOT_PERCENTILES; i++)
        quantiles[i] = snapshot_percents[i] / 100;
    histogram_percentiles_of_two(one ? one : &none, two, quantiles, SNAPSHOT_PERCENTILES, times->percentiles);
}

struct times row_cache_times(const struct histogram *one, const struct histogram *two)
{
    struct times times = {0};

    times_sum(&times, one, two);
    percentiles_fill(&times, one, two);
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

/* The samples of a histogram are only added to, so as many of them are the same ones. */
static void times_update(struct times *times, const struct histogram *one, const struct histogram *two)
{
    uint64_t count = (one ? one->count : 0) + (two ? two->count : 0);

    if (times->count != count)
        *times = row_cache_times(one, two);
}

static void counts_fill(const struct stats_row *row, struct snapshot_row *numbers)
{
    numbers->is_transaction = row->is_transaction;
    numbers->requests = stats_row_requests(row);
    numbers->failures = stats_row_failures(row);
    numbers->average_size =
        numbers->requests > 0 ? (double)row->bytes_received / (double)numbers->requests : 0;
    numbers->bytes_received = row->bytes_received;
    numbers->bytes_sent = row->bytes_sent;
    numbers->connections_opened = row->connections_opened;
    numbers->connections_reused = row->connections_reused;
}

/* Nothing is counted in a row without a request. */
static const struct snapshot_row *row_update(const struct stats_row *row, struct cached_row *cached,
                                             bool is_due)
{
    struct snapshot_row *numbers = &cached->numbers;

    if (numbers->requests != stats_row_requests(row)) {
        counts_fill(row, numbers);
        statuses_fill(row, cached);
        times_sum(&numbers->all, &row->successes, row->failures);
    }
    if (cached->percentiles_of != numbers->requests && (is_due || cached->percentiles_of == 0)) {
        percentiles_fill(&numbers->all, &row->successes, row->failures);
        cached->percentiles_of = numbers->requests;
    }
    return numbers;
}

static const struct row_details *details_update(const struct stats_row *row, struct cached_row *cached)
{
    struct row_details *details = &cached->details;

    times_update(&details->successes, &row->successes, NULL);
    times_update(&details->failed, row->failures, NULL);
    times_update(&details->scheduled, row->scheduled, NULL);
    times_update(&details->first_byte, row->first_byte, NULL);
    times_update(&details->connect, row->connect, NULL);
    times_update(&details->tls, row->tls, NULL);
    return details;
}

static struct cached_row *row_find(struct row_cache *cache, uint32_t id)
{
    if (id == SNAPSHOT_NO_ROW)
        return &cache->sum;
    while (cache->rows.count <= id)
        vec_push(&cache->rows, (struct cached_row){0});
    return &cache->rows.items[id];
}

const struct snapshot_row *row_cache_get(struct row_cache *cache, uint32_t id, const struct stats_row *row,
                                         bool is_due)
{
    return row_update(row, row_find(cache, id), is_due);
}

bool row_cache_is_due(const struct row_cache *cache, size_t place, size_t count)
{
    return count <= ROW_CACHE_DUE || (place + count - cache->turn % count) % count < ROW_CACHE_DUE;
}

void row_cache_turn(struct row_cache *cache, size_t count)
{
    cache->turn = count > 0 ? (cache->turn + ROW_CACHE_DUE) % count : 0;
}

const struct row_details *row_cache_details(struct row_cache *cache, uint32_t id, const struct stats_row *row)
{
    return details_update(row, row_find(cache, id));
}

/* ---- order ---- */

int row_names_compare(struct row_name one, struct row_name other)
{
    int by_name = strcmp(one.name, other.name);

    return by_name ? by_name : strcmp(one.type, other.type);
}

static int row_compare(const void *a, const void *b, void *context)
{
    const struct stats_set *set = context;

    return row_names_compare(set->rows.items[*(const uint32_t *)a].name,
                             set->rows.items[*(const uint32_t *)b].name);
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
