#include "runtime/report/json/json_parts.h"

#include <math.h>
#include <stdio.h>

/* ---- times ---- */

static void percentiles_write(struct json_out *json, const struct times *times)
{
    static const char *const names[SNAPSHOT_PERCENTILES] = {"50", "66", "75",   "80",    "90", "95",
                                                            "98", "99", "99.9", "99.99", "100"};

    json_out_object(json, "percentiles_ms");
    for (int i = 0; i < SNAPSHOT_PERCENTILES; i++)
        json_time(json, names[i], times->percentiles[i]);
    json_out_close(json);
}

/* Averages are rounded to whole nanoseconds. */
static void times_write(struct json_out *json, const char *key, const struct times *times)
{
    if (!times->count) {
        json_out_null(json, key);
        return;
    }
    json_out_object(json, key);
    json_out_count(json, "count", times->count);
    json_time(json, "min_ms", times->min);
    json_time(json, "max_ms", times->max);
    json_time(json, "mean_ms", llround(times->mean));
    json_time(json, "median_ms", times->percentiles[SNAPSHOT_P50]);
    json_out_number(json, "sum_ms", times->sum / NANOS_PER_MS);
    percentiles_write(json, times);
    json_out_close(json);
}

static void all_times_write(struct json_out *json, const struct snapshot_row *row)
{
    const struct row_details *details = snapshot_row_details(row);

    json_out_object(json, "times");
    times_write(json, "all", &row->all);
    times_write(json, "successes", &details->successes);
    times_write(json, "failures", &details->failed);
    times_write(json, "scheduled", &details->scheduled);
    times_write(json, "first_byte", &details->first_byte);
    times_write(json, "connect", &details->connect);
    times_write(json, "tls", &details->tls);
    json_out_close(json);
}

/* Pairs of the lower bound of a bucket and its count. */
static void histogram_write(struct json_out *json, const char *key, const struct times *times)
{
    json_out_list(json, key);
    for (size_t i = 0; i < times->bucket_count; i++) {
        json_out_list(json, NULL);
        json_out_count(json, NULL, (uint64_t)histogram_bucket_from(times->buckets[i]));
        json_out_count(json, NULL, times->buckets[i].count);
        json_out_close(json);
    }
    json_out_close(json);
}

void json_histograms(struct json_out *json, const struct snapshot_row *row)
{
    const struct row_details *details = snapshot_row_details(row);

    json_out_object(json, "histograms_ns");
    histogram_write(json, "successes", &details->successes);
    histogram_write(json, "failures", &details->failed);
    histogram_write(json, "scheduled", &details->scheduled);
    json_out_close(json);
}

/* ---- the rest ---- */

static void rates_write(struct json_out *json, const char *key, const struct rates *rates)
{
    json_out_object(json, key);
    json_out_number(json, "requests_per_s", rates->requests);
    json_out_number(json, "failures_per_s", rates->failures);
    json_out_close(json);
}

void json_statuses(struct json_out *json, const char *key, const struct snapshot_row *row)
{
    json_out_object(json, key);
    for (size_t i = 0; i < row->status_count; i++) {
        char code[16];
        snprintf(code, sizeof code, "%03d", row->statuses[i].status);
        json_out_count(json, code, row->statuses[i].count);
    }
    json_out_close(json);
}

static void traffic_write(struct json_out *json, const struct snapshot_row *row)
{
    json_out_number(json, "average_size_bytes", row->average_size);
    json_out_count(json, "received_bytes", row->bytes_received);
    json_out_count(json, "sent_bytes", row->bytes_sent);
    json_out_object(json, "connections");
    json_out_count(json, "opened", row->connections_opened);
    json_out_count(json, "reused", row->connections_reused);
    json_out_close(json);
    json_statuses(json, "statuses", row);
}

void json_row(struct json_out *json, const struct snapshot_row *row)
{
    json_id(json, "id", row->id);
    json_out_text(json, "type", row->type);
    json_out_text(json, "name", row->name);
    json_out_bool(json, "is_transaction", row->is_transaction);
    json_out_count(json, "requests", row->requests);
    json_out_count(json, "failures", row->failures);
    rates_write(json, "rates", &row->rates);
    rates_write(json, "recent_rates", &row->recent);
    traffic_write(json, row);
    all_times_write(json, row);
}
