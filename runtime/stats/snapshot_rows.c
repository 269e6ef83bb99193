#include "runtime/stats/snapshot_rows.h"

#include "runtime/base/alloc.h"
#include "runtime/stats/row_cache.h"

#include <stdlib.h>
#include <string.h>

#define MS NANOS_PER_MS
#define S NANOS_PER_S

const double snapshot_percents[SNAPSHOT_PERCENTILES] = {50, 66, 75, 80, 90, 95, 98, 99, 99.9, 99.99, 100};

const nanos snapshot_bounds[SNAPSHOT_BOUNDS] = {1 * MS,    MS * 5 / 2, 5 * MS,   10 * MS,  25 * MS,
                                                50 * MS,   100 * MS,   250 * MS, 500 * MS, 1 * S,
                                                2500 * MS, 5 * S,      10 * S,   30 * S,   60 * S};

/* ---- times ---- */

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

/* ---- a row ---- */

const struct row_details *snapshot_row_details(const struct snapshot_row *row)
{
    static const struct row_details none;

    return row->details ? row->details : &none;
}

static struct rates rates_of(uint64_t requests, uint64_t failures, nanos span)
{
    if (span <= 0)
        return (struct rates){0};
    double seconds = (double)span / NANOS_PER_S;
    return (struct rates){(double)requests / seconds, (double)failures / seconds};
}

/* A copy of the numbers; statuses belong to the arena. */
static void row_fill(struct arena *arena, const struct snapshot_row *numbers, nanos span,
                     struct snapshot_row *out)
{
    size_t size = numbers->status_count * sizeof *numbers->statuses;

    *out = *numbers;
    out->rates = rates_of(out->requests, out->failures, span);
    if (size > 0)
        out->statuses = memcpy(arena_alloc(arena, size), numbers->statuses, size);
}

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

/* Only for final snapshots, because there are many buckets. */
static void row_buckets_fill(struct arena *arena, const struct stats_row *row, struct row_details *details)
{
    buckets_fill(arena, &row->successes, &details->successes);
    buckets_fill(arena, row->failures, &details->failed);
    buckets_fill(arena, row->scheduled, &details->scheduled);
}

/* ---- all rows ---- */

static const char *name_copy(struct arena *arena, const char *name)
{
    return arena_strndup(arena, name, strlen(name));
}

static int row_compare(const void *a, const void *b)
{
    const struct snapshot_row *left = a, *right = b;

    return row_names_compare((struct row_name){left->type, left->name},
                             (struct row_name){right->type, right->name});
}

uint32_t snapshot_row_id(const struct snapshot *snapshot, const char *type, const char *name)
{
    struct snapshot_row key = {.type = type, .name = name};
    const struct snapshot_row *row = NULL;

    if (snapshot->row_count > 0)
        row = bsearch(&key, snapshot->rows, snapshot->row_count, sizeof key, row_compare);
    return row ? row->id : SNAPSHOT_NO_ROW;
}

/* Frees the histogram. */
static const struct times *recent_times_keep(struct arena *arena, struct histogram *histogram)
{
    struct times *times = arena_alloc(arena, sizeof *times);

    *times = row_cache_times(histogram, NULL);
    histogram_free(histogram);
    return times;
}

static const struct times *recent_times_of(struct arena *arena, const struct totals *totals, uint32_t row)
{
    struct histogram histogram = {0};

    if (!totals->recent.keeps_times)
        return NULL;
    recent_times_add(&totals->recent, row, &histogram);
    return recent_times_keep(arena, &histogram);
}

/* From the series, which has the times of all rows. */
static const struct times *aggregated_recent_times(struct arena *arena, const struct totals *totals)
{
    struct histogram histogram = {0};

    if (!totals->recent.keeps_times)
        return NULL;
    series_recent(totals->series, &histogram);
    return recent_times_keep(arena, &histogram);
}

static void within_fill(struct arena *arena, const struct histogram *histogram, struct times *times)
{
    uint64_t *within;

    if (times->count == 0)
        return;
    within = arena_zalloc(arena, SNAPSHOT_BOUNDS * sizeof *within);
    histogram_within(histogram, snapshot_bounds, SNAPSHOT_BOUNDS, within);
    times->within = within;
}

/* Of all response times: the sum of both kinds. */
static void sum_within_fill(struct arena *arena, struct snapshot_row *out)
{
    const uint64_t *successes = out->details->successes.within, *failed = out->details->failed.within;
    uint64_t *within;

    if (out->all.count == 0)
        return;
    within = arena_alloc(arena, SNAPSHOT_BOUNDS * sizeof *within);
    for (int i = 0; i < SNAPSHOT_BOUNDS; i++)
        within[i] = (successes ? successes[i] : 0) + (failed ? failed[i] : 0);
    out->all.within = within;
}

static struct row_details *details_copy(struct arena *arena, const struct totals *totals, uint32_t id,
                                        const struct stats_row *row)
{
    struct row_details *details = arena_alloc(arena, sizeof *details);

    *details = *row_cache_details(totals->cache, id, row);
    return details;
}

static struct row_details *details_fill(struct arena *arena, const struct totals *totals,
                                        const struct stats_row *row, struct snapshot_row *out)
{
    struct row_details *details = details_copy(arena, totals, out->id, row);

    out->details = details;
    within_fill(arena, &row->successes, &details->successes);
    within_fill(arena, row->failures, &details->failed);
    within_fill(arena, row->scheduled, &details->scheduled);
    within_fill(arena, row->first_byte, &details->first_byte);
    within_fill(arena, row->connect, &details->connect);
    within_fill(arena, row->tls, &details->tls);
    sum_within_fill(arena, out);
    return details;
}

/* Sets the members that a brief snapshot leaves out. */
static void row_complete(struct snapshot *snapshot, const struct totals *totals, const struct stats_row *row,
                         struct snapshot_row *out)
{
    struct row_details *details = details_fill(&snapshot->arena, totals, row, out);

    row_history_fill(&snapshot->arena, totals, out);
    distribution_fill(&snapshot->arena, row, out);
    if (snapshot->is_final)
        row_buckets_fill(&snapshot->arena, row, details);
}

static void rows_fill(struct snapshot *snapshot, const struct totals *totals)
{
    const struct stats_set *set = totals->stats->set;
    const uint32_t *order = row_cache_order(totals->cache, set, &snapshot->row_count);
    struct snapshot_row *rows = arena_alloc(&snapshot->arena, (snapshot->row_count + 1) * sizeof *rows);

    for (size_t i = 0; i < snapshot->row_count; i++) {
        uint32_t id = order[i];
        const struct stats_row *row = &set->rows.items[id];
        struct snapshot_row *out = &rows[i];

        bool is_due = !snapshot->is_brief || row_cache_is_due(totals->cache, i, snapshot->row_count);

        row_fill(&snapshot->arena, row_cache_get(totals->cache, id, row, is_due), snapshot->span, out);
        out->id = id;
        out->type = name_copy(&snapshot->arena, row->name.type);
        out->name = name_copy(&snapshot->arena, row->name.name);
        out->recent = recent_rates(&totals->recent, id);
        out->recent_times = recent_times_of(&snapshot->arena, totals, id);
        out->second = histories_row_second(totals->histories, id);
        if (!snapshot->is_brief)
            row_complete(snapshot, totals, row, out);
        snapshot->has_scheduled |= row->scheduled && row->scheduled->count > 0;
    }
    if (snapshot->is_brief)
        row_cache_turn(totals->cache, snapshot->row_count);
    snapshot->rows = rows;
}

static struct rates recent_sum(const struct snapshot *snapshot)
{
    struct rates sum = {0};

    for (size_t i = 0; i < snapshot->row_count; i++) {
        if (snapshot->rows[i].is_transaction)
            continue;
        sum.requests += snapshot->rows[i].recent.requests;
        sum.failures += snapshot->rows[i].recent.failures;
    }
    return sum;
}

static void aggregated_fill(struct snapshot *snapshot, const struct totals *totals)
{
    const struct stats_row *sum = totals_sum(totals);
    struct snapshot_row *out = &snapshot->aggregated;

    row_fill(&snapshot->arena, row_cache_get(totals->cache, SNAPSHOT_NO_ROW, sum, true), snapshot->span, out);
    out->id = SNAPSHOT_NO_ROW;
    out->type = "";
    out->name = "Aggregated";
    out->recent = recent_sum(snapshot);
    out->recent_times = aggregated_recent_times(&snapshot->arena, totals);
    if (snapshot->is_brief)
        out->details = details_copy(&snapshot->arena, totals, SNAPSHOT_NO_ROW, sum);
    else
        row_complete(snapshot, totals, sum, out);
}

void snapshot_rows_fill(struct snapshot *snapshot, const struct totals *totals)
{
    rows_fill(snapshot, totals);
    aggregated_fill(snapshot, totals);
}
