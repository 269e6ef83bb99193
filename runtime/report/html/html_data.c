/* The course of the run, as the charts of the HTML report read it. */
#include "runtime/report/html/html_sections.h"

#include <inttypes.h>

enum column { BEGIN, LENGTH, USERS, REQUESTS, FAILURES, MEDIAN, P95, P99, DROPPED, COLUMNS };

static void seconds_write(nanos time, struct buffer *out)
{
    int64_t milliseconds = time / NANOS_PER_MS;
    buffer_printf(out, "%.10g", (double)milliseconds / 1000);
}

static void count_write(uint64_t count, struct buffer *out)
{
    buffer_printf(out, "%" PRIu64, count);
}

/* Without requests there is no percentile, and a 0 would claim one. */
static void percentile_write(const struct series_point *point, nanos percentile, struct buffer *out)
{
    if (point->requests)
        buffer_printf(out, "%.6g", (double)percentile / NANOS_PER_MS);
    else
        buffer_append_text(out, "null");
}

static void value_write(const struct snapshot *snapshot, const struct series_point *point, enum column column,
                        struct buffer *out)
{
    switch (column) {
    case BEGIN: seconds_write(point->when - snapshot->start, out); break;
    case LENGTH: seconds_write(point->length, out); break;
    case USERS: count_write(point->users, out); break;
    case REQUESTS: count_write(point->requests, out); break;
    case FAILURES: count_write(point->failures, out); break;
    case MEDIAN: percentile_write(point, point->p50, out); break;
    case P95: percentile_write(point, point->p95, out); break;
    case P99: percentile_write(point, point->p99, out); break;
    case DROPPED: count_write(point->dropped, out); break;
    case COLUMNS: break;
    }
}

static void column_write(const struct snapshot *snapshot, enum column column, struct buffer *out)
{
    static const char *const names[COLUMNS] = {
        [BEGIN] = "begin",       [LENGTH] = "length",     [USERS] = "users",
        [REQUESTS] = "requests", [FAILURES] = "failures", [MEDIAN] = "p50",
        [P95] = "p95",           [P99] = "p99",           [DROPPED] = "dropped",
    };
    buffer_printf(out, ",\n\"%s\":[", names[column]);
    for (size_t i = 0; i < html_points(snapshot); i++) {
        if (i)
            buffer_append_char(out, ',');
        value_write(snapshot, &snapshot->series[i], column, out);
    }
    buffer_append_char(out, ']');
}

static bool has_column(const struct snapshot *snapshot, enum column column)
{
    return column != DROPPED || snapshot->arrivals_dropped;
}

void html_data(const struct snapshot *snapshot, struct buffer *out)
{
    buffer_printf(out, "{\"start\":%lld", snapshot->start / NANOS_PER_MS);
    for (int column = 0; column < COLUMNS; column++)
        if (has_column(snapshot, (enum column)column))
            column_write(snapshot, (enum column)column, out);
    buffer_append_char(out, '}');
}
