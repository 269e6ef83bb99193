#include "runtime/cluster/locust/locust_report.h"

#include "runtime/base/alloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { KEYS_PER_ENTRY = 14, KEYS_PER_ERROR = 6 };

/* Requests of a row in one second of the wall clock. */
struct row_second {
    int64_t second; /* since 1970 UTC */
    uint64_t requests, failures;
};

struct row_seconds {
    VEC(struct row_second) list; /* ascending */
};

struct locust_report {
    struct stats *stats;
    struct stats *total;             /* one row: the sum of all rows except transactions */
    VEC(struct row_seconds) seconds; /* by row */
    struct row_seconds total_seconds;
    int64_t start; /* wall clock */
};

static const struct row_name total_name = {.type = "", .name = "Aggregated"};

struct locust_report *locust_report_new(const struct row_name *names, uint32_t count, int64_t wall)
{
    struct locust_report *report = mem_zalloc(1, sizeof *report);

    report->stats = stats_new(names, count);
    report->total = stats_new(&total_name, 1);
    report->start = wall;
    return report;
}

static void seconds_free(struct locust_report *report)
{
    for (size_t i = 0; i < report->seconds.count; i++)
        vec_free(&report->seconds.items[i].list);
    vec_free(&report->seconds);
    vec_free(&report->total_seconds.list);
}

void locust_report_free(struct locust_report *report)
{
    if (!report)
        return;
    seconds_free(report);
    stats_free(report->stats);
    stats_free(report->total);
    mem_free(report);
}

/* ---- adding ---- */

static void second_add(struct row_seconds *seconds, int64_t second, const struct stats_row *row)
{
    struct row_second *last;

    if (seconds->list.count == 0 || vec_last(&seconds->list).second != second)
        vec_push(&seconds->list, (struct row_second){.second = second});
    last = &vec_last(&seconds->list);
    last->requests += stats_row_requests(row);
    last->failures += stats_row_failures(row);
}

static void row_add(struct locust_report *report, uint32_t id, const struct stats_row *row, int64_t second)
{
    while (report->seconds.count <= id)
        vec_push(&report->seconds, (struct row_seconds){0});
    second_add(&report->seconds.items[id], second, row);
    if (row->is_transaction)
        return;
    second_add(&report->total_seconds, second, row);
    stats_row_merge(stats_row_open(report->total, 0), row);
}

/* Samples count in the second that holds the middle of their interval. */
void locust_report_add(struct locust_report *report, const struct stats_set *set, int64_t wall)
{
    int64_t second = (wall - NANOS_PER_S / 2) / NANOS_PER_S;

    for (uint32_t i = 0; i < set->rows.count; i++) {
        const struct stats_row *row = &set->rows.items[i];

        if (stats_row_requests(row) > 0)
            row_add(report, stats_row_of(report->stats, i, row->name), row, second);
    }
    stats_merge(report->stats, set);
}

const struct stats *locust_report_stats(const struct locust_report *report)
{
    return report->stats;
}

void locust_report_clear(struct locust_report *report, int64_t wall)
{
    stats_set_clear(report->stats->set);
    stats_set_clear(report->total->set);
    for (size_t i = 0; i < report->seconds.count; i++)
        report->seconds.items[i].list.count = 0;
    report->total_seconds.list.count = 0;
    report->start = wall;
}

/* ---- response times ---- */

uint64_t locust_rounded(double milliseconds)
{
    double step = milliseconds < 100 ? 1 : milliseconds < 1000 ? 10 : milliseconds < 10000 ? 100 : 1000;

    return (uint64_t)(rint(milliseconds / step) * step);
}

/* The middle of a bucket; its width is an octave's / HISTOGRAM_BUCKETS. */
static double bucket_milliseconds(struct histogram_bucket bucket)
{
    nanos from = histogram_bucket_from(bucket);
    struct histogram_bucket next = {.place = bucket.place + 1};

    return (double)(from + histogram_bucket_from(next)) / 2 / NANOS_PER_MS;
}

static int bucket_compare(const void *one, const void *other)
{
    const struct histogram_bucket *a = one, *b = other;

    return (a->place > b->place) - (a->place < b->place);
}

struct time_count {
    uint64_t milliseconds;
    uint64_t count;
};

struct time_counts {
    VEC(struct time_count) list; /* ascending */
};

static void times_count(const struct histogram_packed *packed, struct time_counts *counts)
{
    for (size_t i = 0; i < packed->buckets.count; i++) {
        struct histogram_bucket bucket = packed->buckets.items[i];
        uint64_t key = locust_rounded(bucket_milliseconds(bucket));

        if (counts->list.count == 0 || vec_last(&counts->list).milliseconds != key)
            vec_push(&counts->list, (struct time_count){.milliseconds = key});
        vec_last(&counts->list).count += bucket.count;
    }
}

/* Successes and failures of a row. */
static void times_pack(const struct stats_row *row, struct histogram_packed *packed)
{
    histogram_pack(&row->successes, packed);
    if (row->failures)
        histogram_pack(row->failures, packed);
    if (packed->buckets.count > 1)
        qsort(packed->buckets.items, packed->buckets.count, sizeof *packed->buckets.items, bucket_compare);
}

static void response_times_write(const struct histogram_packed *packed, msgpack_packer *packer)
{
    struct time_counts counts = {0};

    times_count(packed, &counts);
    packed_write_word(packer, "response_times");
    msgpack_pack_map(packer, counts.list.count);
    for (size_t i = 0; i < counts.list.count; i++) {
        msgpack_pack_uint64(packer, counts.list.items[i].milliseconds);
        msgpack_pack_uint64(packer, counts.list.items[i].count);
    }
    vec_free(&counts.list);
}

/* ---- rows ---- */

static void seconds_write(const struct row_seconds *seconds, const char *key, bool is_failures,
                          msgpack_packer *packer)
{
    size_t count = 0;

    for (size_t i = 0; i < seconds->list.count; i++)
        count += !is_failures || seconds->list.items[i].failures > 0;
    packed_write_word(packer, key);
    msgpack_pack_map(packer, count);
    for (size_t i = 0; i < seconds->list.count; i++) {
        const struct row_second *second = &seconds->list.items[i];

        if (is_failures && second->failures == 0)
            continue;
        msgpack_pack_int64(packer, second->second);
        msgpack_pack_uint64(packer, is_failures ? second->failures : second->requests);
    }
}

static void optional_write(msgpack_packer *packer, const char *key, bool is_there, double number)
{
    packed_write_word(packer, key);
    if (is_there)
        msgpack_pack_double(packer, number);
    else
        msgpack_pack_nil(packer);
}

static void name_write(msgpack_packer *packer, const char *key, const char *name)
{
    packed_write_word(packer, key);
    packed_write_text(packer, name, strlen(name));
}

static void times_write(const struct histogram_packed *packed, msgpack_packer *packer)
{
    packed_write_number(packer, "total_response_time", (double)packed->sum / NANOS_PER_MS);
    packed_write_number(packer, "max_response_time",
                        packed->count > 0 ? (double)packed->max / NANOS_PER_MS : 0);
    optional_write(packer, "min_response_time", packed->count > 0,
                   packed->count > 0 ? (double)packed->min / NANOS_PER_MS : 0);
    response_times_write(packed, packer);
}

/* The last request is taken to have ended at the end of its second. */
static void entry_write(const struct locust_report *report, const struct stats_row *row, struct row_name name,
                        const struct row_seconds *seconds, msgpack_packer *packer)
{
    struct histogram_packed packed = {0};
    bool has_requests = seconds->list.count > 0;

    times_pack(row, &packed);
    msgpack_pack_map(packer, KEYS_PER_ENTRY);
    name_write(packer, "name", name.name);
    name_write(packer, "method", name.type);
    packed_write_count(packer, "num_requests", stats_row_requests(row));
    packed_write_count(packer, "num_none_requests", 0);
    packed_write_count(packer, "num_failures", stats_row_failures(row));
    packed_write_count(packer, "total_content_length", row->bytes_received);
    times_write(&packed, packer);
    seconds_write(seconds, "num_reqs_per_sec", false, packer);
    seconds_write(seconds, "num_fail_per_sec", true, packer);
    packed_write_number(packer, "start_time", (double)report->start / NANOS_PER_S);
    optional_write(packer, "last_request_timestamp", has_requests,
                   has_requests ? (double)vec_last(&seconds->list).second + 1 : 0);
    histogram_packed_free(&packed);
}

static void rows_write(const struct locust_report *report, msgpack_packer *packer)
{
    const struct stats_set *set = report->stats->set;
    size_t count = 0;

    for (size_t i = 0; i < set->rows.count; i++)
        count += stats_row_requests(&set->rows.items[i]) > 0;
    packed_write_word(packer, "stats");
    msgpack_pack_array(packer, count);
    for (size_t i = 0; i < set->rows.count; i++) {
        const struct stats_row *row = &set->rows.items[i];

        if (stats_row_requests(row) > 0)
            entry_write(report, row, stats_row_name(report->stats, (uint32_t)i), &report->seconds.items[i],
                        packer);
    }
}

static void total_write(const struct locust_report *report, msgpack_packer *packer)
{
    packed_write_word(packer, "stats_total");
    entry_write(report, stats_row_open(report->total, 0), total_name, &report->total_seconds, packer);
}

/* ---- errors ---- */

/* Locust's master shows text in this form as it is; it would put any other text in quotes. */
static void error_text_write(const char *error, msgpack_packer *packer)
{
    struct buffer text = {0};

    buffer_printf(&text, "CatchResponseError(%s)", error);
    packed_write_word(packer, "error");
    packed_write_text(packer, text.data, text.length);
    buffer_free(&text);
}

static void error_write(const struct tally_group *group, msgpack_packer *packer)
{
    struct buffer key = {0};

    buffer_printf(&key, "%s.%s.%s", group->texts[0], group->texts[1], group->texts[2]);
    packed_write_text(packer, key.data, key.length);
    buffer_free(&key);
    msgpack_pack_map(packer, KEYS_PER_ERROR);
    name_write(packer, "method", group->texts[0]);
    name_write(packer, "name", group->texts[1]);
    error_text_write(group->texts[2], packer);
    packed_write_count(packer, "occurrences", group->occurrences);
    packed_write_number(packer, "first_seen", (double)group->first_seen / NANOS_PER_S);
    packed_write_number(packer, "last_seen", (double)group->last_seen / NANOS_PER_S);
}

static void errors_write(const struct stats_set *set, msgpack_packer *packer)
{
    const struct tally *tally = &set->failures.tally;

    packed_write_word(packer, "errors");
    msgpack_pack_map(packer, tally->groups.count);
    for (size_t i = 0; i < tally->groups.count; i++)
        error_write(&tally->groups.items[i], packer);
}

void locust_report_write(const struct locust_report *report, msgpack_packer *packer)
{
    rows_write(report, packer);
    total_write(report, packer);
    errors_write(report->stats->set, packer);
}
