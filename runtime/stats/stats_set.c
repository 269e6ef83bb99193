/* Hand-over of sets. A set keeps its memory: rows and octaves are reused from second to second. */
#include "runtime/base/alloc.h"
#include "runtime/stats/stats.h"

#include <string.h>

struct stats_set *stats_take(struct stats *stats, struct stats_set *empty)
{
    struct stats_set *full = stats->set;
    stats->set = empty ? empty : mem_zalloc(1, sizeof *empty);
    return full;
}

static void clear_known(struct histogram *histogram)
{
    if (histogram)
        histogram_clear(histogram);
}

static void row_clear(struct stats_row *row)
{
    histogram_clear(&row->successes);
    clear_known(row->failures);
    clear_known(row->scheduled);
    clear_known(row->first_byte);
    clear_known(row->connect);
    clear_known(row->tls);
    for (int hundred = 0; hundred < STATUS_HUNDREDS; hundred++)
        if (row->statuses[hundred])
            memset(row->statuses[hundred], 0, STATUS_HUNDRED * sizeof *row->statuses[hundred]);
    row->connections_opened = row->connections_reused = 0;
    row->bytes_received = row->bytes_sent = 0;
}

void stats_set_clear(struct stats_set *set)
{
    for (size_t i = 0; i < set->rows.count; i++)
        if (stats_row_requests(&set->rows.items[i]))
            row_clear(&set->rows.items[i]);
    failures_clear(&set->failures);
    errors_clear(&set->errors);
    line_counts_clear(&set->lines);
    set->users_not_started = 0;
    set->arrivals = set->arrivals_dropped = 0;
    set->last_end = (instant){0};
    histogram_clear(&set->late_waits);
    histogram_clear(&set->late_arrivals);
    memset(set->shortages, 0, sizeof set->shortages);
}

static void free_known(struct histogram *histogram)
{
    if (histogram)
        histogram_free(histogram);
    mem_free(histogram);
}

static void row_free(struct stats_row *row)
{
    histogram_free(&row->successes);
    free_known(row->failures);
    free_known(row->scheduled);
    free_known(row->first_byte);
    free_known(row->connect);
    free_known(row->tls);
    for (int hundred = 0; hundred < STATUS_HUNDREDS; hundred++)
        mem_free(row->statuses[hundred]);
}

void stats_set_free(struct stats_set *set)
{
    if (!set)
        return;
    for (size_t i = 0; i < set->rows.count; i++)
        row_free(&set->rows.items[i]);
    vec_free(&set->rows);
    failures_clear(&set->failures);
    errors_clear(&set->errors);
    line_counts_free(&set->lines);
    histogram_free(&set->late_waits);
    histogram_free(&set->late_arrivals);
    mem_free(set);
}
