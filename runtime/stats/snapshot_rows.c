#include "runtime/stats/snapshot_rows.h"

#include "runtime/base/alloc.h"

#include <stdlib.h>
#include <string.h>

#define MS NANOS_PER_MS
#define S NANOS_PER_S

const double snapshot_percents[SNAPSHOT_PERCENTILES] = {50, 66, 75, 80, 90, 95, 98, 99, 99.9, 99.99, 100};

const nanos snapshot_bounds[SNAPSHOT_BOUNDS] = {1 * MS,    MS * 5 / 2, 5 * MS,   10 * MS,  25 * MS,
                                                50 * MS,   100 * MS,   250 * MS, 500 * MS, 1 * S,
                                                2500 * MS, 5 * S,      10 * S,   30 * S,   60 * S};

/* ---- times ---- */

static struct times times_of(const struct histogram *histogram)
{
    struct times times = {0};
    double quantiles[SNAPSHOT_PERCENTILES];
    if (!histogram || !histogram->count)
        return times;
    for (int i = 0; i < SNAPSHOT_PERCENTILES; i++)
        quantiles[i] = snapshot_percents[i] / 100;
    times.count = histogram->count;
    times.min = histogram->min;
    times.max = histogram->max;
    times.mean = histogram_mean(histogram);
    times.sum = (double)histogram->sum;
    histogram_percentiles(histogram, quantiles, SNAPSHOT_PERCENTILES, times.percentiles);
    histogram_within(histogram, snapshot_bounds, SNAPSHOT_BOUNDS, times.within);
    return times;
}

/* A merged histogram only where there are two to merge. */
static struct times all_times_of(const struct stats_row *row)
{
    struct histogram all = {0};
    if (!row->failures || !row->failures->count)
        return times_of(&row->successes);
    stats_row_times(row, &all);
    struct times times = times_of(&all);
    histogram_free(&all);
    return times;
}

static void buckets_fill(struct arena *arena, const struct histogram *histogram, struct times *times)
{
    struct histogram_packed packed = {0};
    if (!times->count)
        return;
    histogram_pack(histogram, &packed);
    size_t size = packed.buckets.count * sizeof *packed.buckets.items;
    times->buckets = memcpy(arena_alloc(arena, size), packed.buckets.items, size);
    times->bucket_count = packed.buckets.count;
    histogram_packed_free(&packed);
}

/* ---- counts ---- */

static size_t statuses_count(const struct stats_row *row)
{
    size_t count = 0;
    for (int i = 0; i < STATUS_HUNDREDS; i++)
        for (int j = 0; row->statuses[i] && j < STATUS_HUNDRED; j++)
            count += row->statuses[i][j] != 0;
    return count;
}

static void statuses_fill(struct arena *arena, const struct stats_row *row, struct snapshot_row *out)
{
    struct status_count *statuses = arena_alloc(arena, (statuses_count(row) + 1) * sizeof *statuses);
    for (int i = 0; i < STATUS_HUNDREDS; i++)
        for (int j = 0; row->statuses[i] && j < STATUS_HUNDRED; j++)
            if (row->statuses[i][j])
                statuses[out->status_count++] =
                    (struct status_count){i * STATUS_HUNDRED + j, row->statuses[i][j]};
    out->statuses = statuses;
}

static struct rates rates_of(uint64_t requests, uint64_t failures, nanos span)
{
    if (span <= 0)
        return (struct rates){0};
    double seconds = (double)span / NANOS_PER_S;
    return (struct rates){(double)requests / seconds, (double)failures / seconds};
}

/* All but names and what was recent, which a row that sums up others hasn't got. */
static struct snapshot_row row_fill(struct arena *arena, const struct stats_row *row, nanos span)
{
    uint64_t requests = stats_row_requests(row), failures = stats_row_failures(row);
    struct snapshot_row out = {
        .is_transaction = row->is_transaction,
        .requests = requests,
        .failures = failures,
        .all = all_times_of(row),
        .successes = times_of(&row->successes),
        .failed = times_of(row->failures),
        .scheduled = times_of(row->scheduled),
        .first_byte = times_of(row->first_byte),
        .connect = times_of(row->connect),
        .tls = times_of(row->tls),
        .rates = rates_of(requests, failures, span),
        .average_size = requests ? (double)row->bytes_received / (double)requests : 0,
        .bytes_received = row->bytes_received,
        .bytes_sent = row->bytes_sent,
        .connections_opened = row->connections_opened,
        .connections_reused = row->connections_reused,
    };
    statuses_fill(arena, row, &out);
    return out;
}

/* What a brief snapshot leaves out. */
static void row_history_fill(struct arena *arena, const struct totals *totals, struct snapshot_row *out)
{
    struct row_steps steps = histories_row(totals->histories, out->id);
    size_t size = steps.count * sizeof *steps.items;

    if (steps.count > 0)
        out->history = memcpy(arena_alloc(arena, size), steps.items, size);
    out->history_count = steps.count;
}

static void distribution_fill(struct arena *arena, const struct stats_row *row, struct snapshot_row *out)
{
    uint64_t *counts = arena_zalloc(arena, HEAT_BUCKETS * sizeof *counts);

    heat_count(&row->successes, counts);
    if (row->failures)
        heat_count(row->failures, counts);
    out->distribution = counts;
}

/* Many numbers, which nobody reads before the end. */
static void row_buckets_fill(struct arena *arena, const struct stats_row *row, struct snapshot_row *out)
{
    buckets_fill(arena, &row->successes, &out->successes);
    buckets_fill(arena, row->failures, &out->failed);
    buckets_fill(arena, row->scheduled, &out->scheduled);
}

/* ---- all rows ---- */

static const char *name_copy(struct arena *arena, const char *name)
{
    return arena_strndup(arena, name, strlen(name));
}

/* As Locust sorts them: by name, and then by type. */
static int row_compare(const void *a, const void *b)
{
    const struct snapshot_row *left = a, *right = b;
    int by_name = strcmp(left->name, right->name);
    return by_name ? by_name : strcmp(left->type, right->type);
}

uint32_t snapshot_row_id(const struct snapshot *snapshot, const char *type, const char *name)
{
    struct snapshot_row key = {.type = type, .name = name};
    const struct snapshot_row *row = NULL;

    if (snapshot->row_count > 0)
        row = bsearch(&key, snapshot->rows, snapshot->row_count, sizeof key, row_compare);
    return row ? row->id : SNAPSHOT_NO_ROW;
}

static struct times recent_times_of(const struct totals *totals, uint32_t row)
{
    struct histogram histogram = {0};
    recent_times_add(&totals->recent, row, &histogram);
    struct times times = times_of(&histogram);
    histogram_free(&histogram);
    return times;
}

/* Of all rows: the series has them. */
static struct times aggregated_recent_times(const struct totals *totals)
{
    struct histogram histogram = {0};
    if (totals->recent.keeps_times)
        series_recent(totals->series, &histogram);
    struct times times = times_of(&histogram);
    histogram_free(&histogram);
    return times;
}

static void rows_fill(struct snapshot *snapshot, const struct totals *totals)
{
    const struct stats_set *set = totals->stats->set;
    struct snapshot_row *rows = arena_alloc(&snapshot->arena, (set->rows.count + 1) * sizeof *rows);
    for (uint32_t i = 0; i < set->rows.count; i++) {
        const struct stats_row *row = &set->rows.items[i];
        if (!stats_row_requests(row))
            continue;
        struct snapshot_row *out = &rows[snapshot->row_count++];
        *out = row_fill(&snapshot->arena, row, totals_span(totals));
        out->id = i;
        out->type = name_copy(&snapshot->arena, row->name.type);
        out->name = name_copy(&snapshot->arena, row->name.name);
        out->recent = recent_rates(&totals->recent, i);
        out->recent_times = recent_times_of(totals, i);
        out->second = histories_row_second(totals->histories, i);
        if (!snapshot->is_brief) {
            row_history_fill(&snapshot->arena, totals, out);
            distribution_fill(&snapshot->arena, row, out);
        }
        if (snapshot->is_final)
            row_buckets_fill(&snapshot->arena, row, out);
        snapshot->has_scheduled |= out->scheduled.count > 0;
    }
    qsort(rows, snapshot->row_count, sizeof *rows, row_compare);
    snapshot->rows = rows;
}

static void aggregated_fill(struct snapshot *snapshot, const struct totals *totals)
{
    const struct stats_set *set = totals->stats->set;
    struct stats_set *sum = mem_zalloc(1, sizeof *sum);
    struct rates recent = {0};
    vec_push(&sum->rows, (struct stats_row){0});
    for (uint32_t i = 0; i < set->rows.count; i++) {
        if (set->rows.items[i].is_transaction)
            continue;
        struct rates rates = recent_rates(&totals->recent, i);
        recent.requests += rates.requests;
        recent.failures += rates.failures;
        stats_row_merge(&sum->rows.items[0], &set->rows.items[i]);
    }
    snapshot->aggregated = row_fill(&snapshot->arena, &sum->rows.items[0], totals_span(totals));
    snapshot->aggregated.id = SNAPSHOT_NO_ROW;
    snapshot->aggregated.type = "";
    snapshot->aggregated.name = "Aggregated";
    snapshot->aggregated.recent = recent;
    snapshot->aggregated.recent_times = aggregated_recent_times(totals);
    if (!snapshot->is_brief)
        distribution_fill(&snapshot->arena, &sum->rows.items[0], &snapshot->aggregated);
    if (snapshot->is_final)
        row_buckets_fill(&snapshot->arena, &sum->rows.items[0], &snapshot->aggregated);
    stats_set_free(sum);
}

void snapshot_rows_fill(struct snapshot *snapshot, const struct totals *totals)
{
    rows_fill(snapshot, totals);
    aggregated_fill(snapshot, totals);
}
