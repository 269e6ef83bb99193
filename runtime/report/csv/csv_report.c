#include "runtime/report/csv/csv_report.h"

#include "runtime/base/decimal.h"
#include "runtime/report/report.h"
#include "runtime/text/csv.h"

#include <inttypes.h>
#include <string.h>

/* ---- fields, each with the comma behind it; the last one's becomes the end of the line ---- */

static void text_field(const char *text, struct buffer *out)
{
    csv_append(text, strlen(text), out);
    buffer_append_char(out, ',');
}

static void count_field(uint64_t count, struct buffer *out)
{
    buffer_printf(out, "%" PRIu64 ",", count);
}

static void float_field(double number, struct buffer *out)
{
    float_show(number, out);
    buffer_append_char(out, ',');
}

static void line_end(struct buffer *out)
{
    out->length--;
    buffer_append_text(out, "\r\n");
}

/* ---- times ---- */

/* A float, but 0 without samples, because Locust writes an int there. */
static void time_field(const struct times *times, nanos time, struct buffer *out)
{
    if (times->count)
        float_field((double)time / NANOS_PER_MS, out);
    else
        text_field("0", out);
}

static void median_field(const struct times *times, struct buffer *out)
{
    int64_t median = report_median(times);

    if (median < 0)
        float_field((double)times->percentiles[SNAPSHOT_P50] / NANOS_PER_MS, out);
    else
        buffer_printf(out, "%" PRId64 ",", median);
}

static void percentile_heads(struct buffer *out)
{
    for (int i = 0; i < SNAPSHOT_PERCENTILES; i++) {
        report_percent(snapshot_percents[i], out);
        buffer_append_char(out, ',');
    }
}

/* Writes 0 if the row has requests but none with these times. */
static void percentile_fields(const struct snapshot_row *row, const struct times *times, struct buffer *out)
{
    for (int i = 0; i < SNAPSHOT_PERCENTILES; i++)
        if (row->requests)
            buffer_printf(out, "%" PRId64 ",", report_milliseconds(times->percentiles[i]));
        else
            text_field("N/A", out);
}

/* Request count to average size: columns of both the statistics and the history. */
static void total_fields(const struct snapshot_row *row, struct buffer *out)
{
    count_field(row->requests, out);
    count_field(row->failures, out);
    median_field(&row->all, out);
    float_field(row->all.mean / NANOS_PER_MS, out);
    time_field(&row->all, row->all.min, out);
    time_field(&row->all, row->all.max, out);
    if (row->requests)
        float_field(row->average_size, out);
    else
        text_field("0", out);
}

/* ---- the statistics ---- */

static void stats_line(const struct snapshot_row *row, struct buffer *out)
{
    text_field(row->type, out);
    text_field(row->name, out);
    total_fields(row, out);
    float_field(row->rates.requests, out);
    float_field(row->rates.failures, out);
    percentile_fields(row, &row->all, out);
    line_end(out);
}

void csv_stats_write(const struct snapshot *snapshot, struct buffer *out)
{
    buffer_append_text(out,
                       "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,"
                       "Min Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s,");
    percentile_heads(out);
    line_end(out);
    for (size_t i = 0; i < snapshot->row_count; i++)
        stats_line(&snapshot->rows[i], out);
    stats_line(&snapshot->aggregated, out);
}

/* ---- failures and exceptions ---- */

void csv_failures_write(const struct snapshot *snapshot, struct buffer *out)
{
    buffer_append_text(out, "Method,Name,Error,Occurrences\r\n");
    for (size_t i = 0; i < snapshot->failure_count; i++) {
        const struct snapshot_failure *failure = &snapshot->failures[i];
        text_field(failure->method, out);
        text_field(failure->name, out);
        text_field(failure->error, out);
        count_field(failure->occurrences, out);
        line_end(out);
    }
}

void csv_exceptions_write(const struct snapshot *snapshot, struct buffer *out)
{
    buffer_append_text(out, "Count,Message,Traceback,Nodes\r\n");
    for (size_t i = 0; i < snapshot->error_count; i++) {
        const struct snapshot_error *error = &snapshot->errors[i];
        count_field(error->occurrences, out);
        text_field(error->message, out);
        text_field(*error->stack ? error->stack : error->place, out);
        text_field("local", out);
        line_end(out);
    }
}

/* ---- the history ---- */

void csv_history_head(struct buffer *out)
{
    buffer_append_text(out, "Timestamp,User Count,Type,Name,Requests/s,Failures/s,");
    percentile_heads(out);
    buffer_append_text(out, "Total Request Count,Total Failure Count,Total Median Response Time,"
                            "Total Average Response Time,Total Min Response Time,Total Max Response Time,"
                            "Total Average Content Size,");
    line_end(out);
}

static void history_line(int64_t second, uint64_t users, const struct snapshot_row *row,
                         const struct times *times, struct buffer *out)
{
    buffer_printf(out, "%" PRId64 ",%" PRIu64 ",", second, users);
    text_field(row->type, out);
    text_field(row->name, out);
    buffer_printf(out, "%.6f,%.6f,", row->recent.requests, row->recent.failures);
    percentile_fields(row, times, out);
    total_fields(row, out);
    line_end(out);
}

static const struct times *recent_times(const struct snapshot_row *row)
{
    static const struct times none;

    return row->recent_times ? row->recent_times : &none;
}

void csv_history_write(const struct snapshot *snapshot, int64_t second, bool is_full, struct buffer *out)
{
    const struct snapshot_row *all = &snapshot->aggregated;
    for (size_t i = 0; is_full && i < snapshot->row_count; i++)
        history_line(second, snapshot->users, &snapshot->rows[i], recent_times(&snapshot->rows[i]), out);
    history_line(second, snapshot->users, all, is_full ? recent_times(all) : &all->all, out);
}

bool csv_history_replaces(const struct csv_history *history, const struct snapshot *snapshot)
{
    return snapshot->is_final && csv_history_second(snapshot) <= history->second;
}

void csv_history_add(struct csv_history *history, const struct snapshot *snapshot, bool is_full,
                     bool replaces, struct buffer *out)
{
    struct snapshot moment = *snapshot;
    int64_t second = csv_history_second(snapshot);

    if (snapshot->is_final && snapshot->elapsed < history->elapsed)
        moment.users = history->users;
    if (!replaces)
        history->second = second <= history->second ? history->second + 1 : second;
    history->elapsed = moment.elapsed;
    history->users = moment.users;
    csv_history_write(&moment, history->second, is_full, out);
}

int64_t csv_history_second(const struct snapshot *snapshot)
{
    nanos elapsed = snapshot->when - snapshot->start;
    return snapshot->start / NANOS_PER_S + (elapsed + NANOS_PER_S / 2) / NANOS_PER_S;
}
