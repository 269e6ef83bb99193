#include "runtime/report/report.h"

#include "runtime/report/visible.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static double seconds_of(nanos time)
{
    return (double)time / NANOS_PER_S;
}

/* The limits take rounding into account: 9.996 ms is "10" and not "10.00". */
void report_time(nanos time, struct buffer *out)
{
    double milliseconds = (double)time / NANOS_PER_MS;
    int decimals = milliseconds < 0.9995 ? 3 : milliseconds < 9.995 ? 2 : 0;
    buffer_printf(out, "%.*f", time ? decimals : 0, milliseconds);
}

int64_t report_milliseconds(nanos time)
{
    return (time + NANOS_PER_MS / 2) / NANOS_PER_MS;
}

int64_t report_median(const struct times *times)
{
    int64_t median = report_milliseconds(times->percentiles[SNAPSHOT_P50]);
    nanos rounded = median * NANOS_PER_MS;

    return rounded < times->min || rounded > times->max ? -1 : median;
}

void report_interval(nanos time, struct buffer *out)
{
    if (time < NANOS_PER_S - NANOS_PER_MS / 2) {
        report_time(time, out);
        buffer_append_text(out, " ms");
        return;
    }
    double seconds = seconds_of(time);
    if (seconds < 9.995)
        buffer_printf(out, "%.2f s", seconds);
    else if (seconds < 99.95)
        buffer_printf(out, "%.1f s", seconds);
    else
        buffer_printf(out, "%.1f min", seconds / 60);
}

void report_clock(nanos time, struct buffer *out)
{
    int64_t seconds = time > 0 ? time / NANOS_PER_S : 0;
    int minute = (int)(seconds / 60 % 60), second = (int)(seconds % 60);
    if (seconds >= 3600)
        buffer_printf(out, "%" PRId64 ":%02d:%02d", seconds / 3600, minute, second);
    else
        buffer_printf(out, "%d:%02d", minute, second);
}

void report_count(uint64_t count, struct buffer *out)
{
    char digits[24];
    size_t length = (size_t)snprintf(digits, sizeof digits, "%" PRIu64, count);
    for (size_t i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            buffer_append_char(out, ',');
        buffer_append_char(out, digits[i]);
    }
}

const char *report_plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

size_t report_lines(const char *text)
{
    size_t count = 0;

    for (; *text; text += strcspn(text, "\n"), text += *text == '\n')
        count++;
    return count;
}

void report_percent(double percent, struct buffer *out)
{
    buffer_printf(out, "%.10g%%", percent);
}

/* Four significant digits, to tell a narrow miss from the limit; large numbers keep all digits before the
 * point. */
static void number_print(double number, const char *unit, struct buffer *out)
{
    buffer_printf(out, fabs(number) < 9999.5 ? "%.4g%s" : "%.0f%s", number, unit);
}

static void threshold_value(const struct threshold *threshold, double value, struct buffer *out)
{
    switch (threshold->metric) {
    case THRESHOLD_PERCENTILE:
    case THRESHOLD_AVERAGE:
    case THRESHOLD_MIN:
    case THRESHOLD_MAX: number_print(value / NANOS_PER_MS, " ms", out); break;
    case THRESHOLD_FAILED: number_print(value * 100, "%", out); break;
    case THRESHOLD_RPS: number_print(value, "/s", out); break;
    case THRESHOLD_REQUESTS:
    case THRESHOLD_ERRORS: number_print(value, "", out); break;
    }
}

void report_wanted(const struct threshold *threshold, struct buffer *out)
{
    buffer_printf(out, "%s ", threshold_op_text(threshold->op));
    threshold_value(threshold, threshold->wanted, out);
}

void report_got(const struct threshold_result *result, struct buffer *out)
{
    if (result->is_measured)
        threshold_value(&result->threshold, result->got, out);
    else
        buffer_append_text(out, "no samples");
}

const char *report_host(const struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->setting_count; i++)
        if (strcmp(snapshot->settings[i].name, "host") == 0)
            return snapshot->settings[i].value;
    return NULL;
}

void report_loss(const struct worker_loss *loss, struct buffer *out)
{
    buffer_printf(out, "worker %" PRIu32 " (", loss->index);
    visible_append(loss->host, strlen(loss->host), out);
    if (loss->was_stopping) {
        buffer_append_text(out, ") didn't deliver its last numbers: at most ");
    } else {
        buffer_append_text(out, ") was lost at ");
        report_clock(loss->when, out);
        buffer_append_text(out, ": at most ");
    }
    report_interval(loss->span, out);
    if (loss->requests > 0)
        buffer_printf(out, " and about %" PRIu64 " request%s", loss->requests, report_plural(loss->requests));
    buffer_append_text(out, " of it are missing");
}

static void losses_append(const struct cluster_report *cluster, struct buffer *out)
{
    for (size_t i = 0; i < cluster->loss_count; i++) {
        report_loss(&cluster->losses[i], out);
        buffer_append_char(out, '\n');
    }
}

void report_remarks(const struct snapshot *snapshot, struct buffer *out)
{
    if (!snapshot->aggregated.requests && !snapshot->in_flight)
        buffer_append_text(out, "no request ended\n");
    if (snapshot->has_aborted) {
        buffer_append_text(out, "the run was aborted after ");
        report_interval(snapshot->elapsed, out);
        buffer_printf(out, ": %s\n", snapshot->end);
    }
    if (snapshot->in_flight) {
        buffer_printf(out, "in flight at the end: %" PRIu64 ", oldest ", snapshot->in_flight);
        report_interval(snapshot->oldest_in_flight, out);
        buffer_append_char(out, '\n');
    }
    if (snapshot->users_not_started)
        buffer_printf(out, "users not started because their `on start` failed: %" PRIu64 "\n",
                      snapshot->users_not_started);
    if (snapshot->arrivals || snapshot->arrivals_dropped)
        buffer_printf(out, "arrivals started: %" PRIu64 "\n", snapshot->arrivals);
    if (snapshot->arrivals_dropped)
        buffer_printf(out, "arrivals dropped because max_users were in flight: %" PRIu64 "\n",
                      snapshot->arrivals_dropped);
    if (snapshot->arrivals_dropped && snapshot->health.state == HEALTH_OK)
        buffer_append_text(out, "the load generator kept up, so the server is too slow for this rate\n");
    losses_append(&snapshot->cluster, out);
}
