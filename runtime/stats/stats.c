#include "runtime/stats/stats.h"

#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/base/mask.h"

#include <string.h>

struct stats *stats_new(const struct row_name *names, uint32_t count)
{
    struct stats *stats = mem_zalloc(1, sizeof *stats);
    stats->static_names = names;
    stats->static_count = count;
    stats->set = mem_zalloc(1, sizeof *stats->set);
    return stats;
}

void stats_free(struct stats *stats)
{
    if (!stats)
        return;
    for (size_t i = 0; i < stats->dynamic_names.count; i++) {
        mem_free((char *)stats->dynamic_names.items[i].type);
        mem_free((char *)stats->dynamic_names.items[i].name);
    }
    vec_free(&stats->dynamic_names);
    strmap_free(&stats->ids);
    buffer_free(&stats->key);
    stats_set_free(stats->set);
    mem_free(stats);
}

/* ---- names ---- */

struct row_name stats_row_name(const struct stats *stats, uint32_t row)
{
    if (row < stats->static_count)
        return stats->static_names[row];
    return stats->dynamic_names.items[row - stats->static_count];
}

uint32_t stats_row_count(const struct stats *stats)
{
    return stats->static_count + (uint32_t)stats->dynamic_names.count;
}

/* Builds the key of a dynamic name in the stats' scratch buffer. */
static const struct buffer *name_key(struct stats *stats, const char *type, const char *name, size_t length)
{
    buffer_clear(&stats->key);
    buffer_append(&stats->key, type, strlen(type) + 1);
    buffer_append(&stats->key, name, length < STATS_NAME ? length : STATS_NAME);
    return &stats->key;
}

/* The map stores id + 1 as a pointer, because NULL means that there is no entry. */
static bool name_find(const struct stats *stats, const struct buffer *key, uint32_t *row)
{
    uintptr_t id = (uintptr_t)strmap_get(&stats->ids, key->data, key->length);
    *row = (uint32_t)(id - 1);
    return id != 0;
}

static uint32_t name_add(struct stats *stats, const struct buffer *key, const char *type, const char *name,
                         size_t length)
{
    uint32_t row = stats_row_count(stats);
    /* The key has the text as written. The name that is shown is masked. */
    struct row_name added = {mem_strdup(type), mask_keep(name, length, STATS_NAME)};
    vec_push(&stats->dynamic_names, added);
    strmap_set(&stats->ids, key->data, key->length, (void *)((uintptr_t)row + 1));
    return row;
}

/* At most two rows beyond STATS_NAMES: transactions are separate, because Aggregated leaves them out. */
static uint32_t name_other(struct stats *stats, const char *type)
{
    const char *other_type = strcmp(type, STATS_TRANSACTION) == 0 ? type : "";
    const struct buffer *key = name_key(stats, other_type, STATS_OTHER, strlen(STATS_OTHER));
    uint32_t row;
    log_warning_once(
        "row names",
        "there are more than %d row names from `as` with an interpolation; the others are counted under %s",
        STATS_NAMES, STATS_OTHER);
    return name_find(stats, key, &row) ? row
                                       : name_add(stats, key, other_type, STATS_OTHER, strlen(STATS_OTHER));
}

uint32_t stats_row_dynamic(struct stats *stats, const char *type, const char *name, size_t name_length)
{
    const struct buffer *key = name_key(stats, type, name, name_length);
    uint32_t row;
    if (name_find(stats, key, &row))
        return row;
    if (stats->dynamic_names.count >= STATS_NAMES)
        return name_other(stats, type);
    return name_add(stats, key, type, name, name_length);
}

/* ---- rows ---- */

/* Makes room for rows up to this id. */
static void rows_extend(struct stats *stats, uint32_t row)
{
    while (stats->set->rows.count <= row) {
        struct row_name name = stats_row_name(stats, (uint32_t)stats->set->rows.count);
        struct stats_row added = {.name = name, .is_transaction = !strcmp(name.type, STATS_TRANSACTION)};
        vec_push(&stats->set->rows, added);
    }
}

struct stats_row *stats_row_open(struct stats *stats, uint32_t row)
{
    if (row >= stats->set->rows.count)
        rows_extend(stats, row);
    return &stats->set->rows.items[row];
}

struct histogram *stats_row_histogram(struct histogram **histogram)
{
    if (!*histogram)
        *histogram = mem_zalloc(1, sizeof **histogram);
    return *histogram;
}

static void record_known(struct histogram **histogram, nanos time)
{
    if (time > 0)
        histogram_record(stats_row_histogram(histogram), time);
}

uint64_t stats_row_status(const struct stats_row *row, int status)
{
    const uint64_t *counts = row->statuses[status / STATUS_HUNDRED];

    return counts ? counts[status % STATUS_HUNDRED] : 0;
}

void stats_row_status_add(struct stats_row *row, int status, uint64_t count)
{
    if (status < 1 || status >= STATUS_HUNDREDS * STATUS_HUNDRED)
        return;
    uint64_t **counts = &row->statuses[status / STATUS_HUNDRED];
    if (!*counts)
        *counts = mem_zalloc(STATUS_HUNDRED, sizeof **counts);
    (*counts)[status % STATUS_HUNDRED] += count;
}

void stats_record(struct stats *stats, const struct sample *sample)
{
    struct stats_row *row = stats_row_open(stats, sample->row);
    struct histogram *times = sample->failed ? stats_row_histogram(&row->failures) : &row->successes;
    histogram_record(times, instant_since(sample->end, sample->start));
    if (sample->is_intended)
        histogram_record(stats_row_histogram(&row->scheduled), instant_since(sample->end, sample->intended));
    record_known(&row->first_byte, sample->first_byte);
    record_known(&row->connect, sample->connect);
    record_known(&row->tls, sample->tls);
    stats_row_status_add(row, sample->status, 1);
    row->connections_opened += sample->connections_opened;
    row->connections_reused += sample->connections_reused;
    row->bytes_received += sample->bytes_received;
    row->bytes_sent += sample->bytes_sent;
    if (instant_before(stats->set->last_end, sample->end))
        stats->set->last_end = sample->end;
}

void stats_wait(struct stats *stats, const struct waiting *waiting, uint64_t times)
{
    struct stats_row *row = stats_row_open(stats, stats_row_of(stats, waiting->row, waiting->name));
    histogram_record_times(&row->successes, waiting->age, times);
}

void stats_failure(struct stats *stats, uint32_t row, struct failure_event event)
{
    struct row_name name = stats_row_name(stats, row);

    event.method = name.type;
    event.name = name.name;
    failures_record(&stats->set->failures, &event);
}

void stats_error(struct stats *stats, const char *place, const char *message, const char *stack, int64_t when)
{
    errors_record(&stats->set->errors, place, message, stack, when);
}

void stats_users_not_started(struct stats *stats, int change)
{
    stats->set->users_not_started += change;
}

void stats_arrivals(struct stats *stats, uint64_t started, uint64_t dropped)
{
    stats->set->arrivals += started;
    stats->set->arrivals_dropped += dropped;
}

void stats_late_wait(struct stats *stats, nanos lateness)
{
    histogram_record(&stats->set->late_waits, lateness);
}

void stats_late_arrival(struct stats *stats, nanos lateness)
{
    histogram_record(&stats->set->late_arrivals, lateness);
}

void stats_shortage(struct stats *stats, enum stats_shortage shortage)
{
    stats->set->shortages[shortage]++;
}

struct line_count *stats_lines(struct stats *stats, uint32_t count)
{
    return line_counts_extend(&stats->set->lines, count);
}

uint64_t stats_row_failures(const struct stats_row *row)
{
    return row->failures ? row->failures->count : 0;
}

uint64_t stats_row_requests(const struct stats_row *row)
{
    return row->successes.count + stats_row_failures(row);
}

void stats_row_times(const struct stats_row *row, struct histogram *into)
{
    histogram_merge(into, &row->successes);
    if (row->failures)
        histogram_merge(into, row->failures);
}

/* ---- merging ---- */

static void merge_known(struct histogram **into, const struct histogram *from)
{
    if (from && from->count)
        histogram_merge(stats_row_histogram(into), from);
}

static void statuses_merge(struct stats_row *into, const struct stats_row *from)
{
    for (int hundred = 0; hundred < STATUS_HUNDREDS; hundred++)
        for (int i = 0; from->statuses[hundred] && i < STATUS_HUNDRED; i++)
            if (from->statuses[hundred][i])
                stats_row_status_add(into, hundred * STATUS_HUNDRED + i, from->statuses[hundred][i]);
}

void stats_row_merge(struct stats_row *into, const struct stats_row *from)
{
    histogram_merge(&into->successes, &from->successes);
    merge_known(&into->failures, from->failures);
    merge_known(&into->scheduled, from->scheduled);
    merge_known(&into->first_byte, from->first_byte);
    merge_known(&into->connect, from->connect);
    merge_known(&into->tls, from->tls);
    statuses_merge(into, from);
    into->connections_opened += from->connections_opened;
    into->connections_reused += from->connections_reused;
    into->bytes_received += from->bytes_received;
    into->bytes_sent += from->bytes_sent;
}

uint32_t stats_row_of(struct stats *stats, uint32_t row, struct row_name name)
{
    if (row < stats->static_count)
        return row;
    return stats_row_dynamic(stats, name.type, name.name, strlen(name.name));
}

uint32_t stats_merge_row(struct stats *total, const struct stats_set *set, uint32_t row)
{
    const struct stats_row *from = &set->rows.items[row];
    uint32_t id = stats_row_of(total, row, from->name);

    stats_row_merge(stats_row_open(total, id), from);
    return id;
}

void stats_merge(struct stats *total, const struct stats_set *set)
{
    for (uint32_t i = 0; i < set->rows.count; i++)
        if (stats_row_requests(&set->rows.items[i]))
            stats_merge_row(total, set, i);
    stats_merge_rest(total, set);
}

void stats_merge_rest(struct stats *total, const struct stats_set *set)
{
    failures_merge(&total->set->failures, &set->failures);
    errors_merge(&total->set->errors, &set->errors);
    line_counts_merge(&total->set->lines, &set->lines);
    total->set->users_not_started += set->users_not_started;
    stats_arrivals(total, set->arrivals, set->arrivals_dropped);
    histogram_merge(&total->set->late_waits, &set->late_waits);
    histogram_merge(&total->set->late_arrivals, &set->late_arrivals);
    for (int i = 0; i < STATS_SHORTAGES; i++)
        total->set->shortages[i] += set->shortages[i];
    if (instant_before(total->set->last_end, set->last_end))
        total->set->last_end = set->last_end;
}
