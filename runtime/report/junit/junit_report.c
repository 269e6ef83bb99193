#include "runtime/report/junit/junit_report.h"

#include "runtime/report/markup.h"
#include "runtime/report/report.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

static double seconds_of(double nanoseconds)
{
    return nanoseconds / NANOS_PER_S;
}

static void attribute(const char *name, const char *value, struct buffer *out)
{
    buffer_printf(out, " %s=\"", name);
    markup_append(value, out);
    buffer_append_char(out, '"');
}

/* ---- suites ---- */

static void suite_begin(const struct snapshot *snapshot, const char *name, size_t tests, size_t failures,
                        struct buffer *out)
{
    time_t seconds = (time_t)(snapshot->start / NANOS_PER_S);
    struct tm day;
    char when[32] = "";
    if (gmtime_r(&seconds, &day))
        strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S", &day);
    buffer_printf(out, "  <testsuite name=\"%s\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"0\"",
                  name, tests, failures);
    buffer_printf(out, " time=\"%.3f\" timestamp=\"%s\">\n", seconds_of((double)snapshot->elapsed), when);
}

static void suite_end(struct buffer *out)
{
    buffer_append_text(out, "  </testsuite>\n");
}

/* Leaves the element open for its content; case_end closes it. */
static void case_begin(const struct snapshot *snapshot, const char *name, double seconds, struct buffer *out)
{
    buffer_append_text(out, "    <testcase");
    attribute("classname", snapshot->scenario, out);
    attribute("name", name, out);
    buffer_printf(out, " time=\"%.6f\">", seconds);
}

static void case_end(struct buffer *out)
{
    buffer_append_text(out, "</testcase>\n");
}

static void failure_write(const char *type, const char *message, const char *text, struct buffer *out)
{
    buffer_append_text(out, "\n      <failure");
    attribute("type", type, out);
    attribute("message", message, out);
    buffer_append_char(out, '>');
    markup_append(text, out);
    buffer_append_text(out, "</failure>\n    ");
}

static void output_write(const char *text, struct buffer *out)
{
    buffer_append_text(out, "\n      <system-out>");
    markup_append(text, out);
    buffer_append_text(out, "</system-out>\n    ");
}

/* ---- thresholds ---- */

static void threshold_failure(const struct threshold_result *result, struct buffer *out)
{
    struct buffer message = {0};
    buffer_append_text(&message, "wanted ");
    report_wanted(&result->threshold, &message);
    buffer_append_text(&message, ", got ");
    report_got(result, &message);
    if (result->has_aborted)
        buffer_append_text(&message, "; it aborted the run");
    failure_write("threshold", buffer_text(&message), result->threshold.text, out);
    buffer_free(&message);
}

static void thresholds_write(const struct snapshot *snapshot, struct buffer *out)
{
    suite_begin(snapshot, "thresholds", snapshot->threshold_count, snapshot->verdict.thresholds_missed, out);
    for (size_t i = 0; i < snapshot->threshold_count; i++) {
        const struct threshold_result *result = &snapshot->thresholds[i];
        case_begin(snapshot, result->threshold.text, 0, out);
        if (!result->is_met)
            threshold_failure(result, out);
        case_end(out);
    }
    suite_end(out);
}

/* ---- the capacity ---- */

static void capacity_write(const struct snapshot *snapshot, struct buffer *out)
{
    const struct capacity_report *capacity = &snapshot->capacity;
    bool is_found = !snapshot->verdict.lacks_capacity;
    struct buffer answer = {0};
    report_capacity(capacity, &answer);
    suite_begin(snapshot, "capacity", 1, !is_found, out);
    case_begin(snapshot, capacity->condition, seconds_of((double)snapshot->elapsed), out);
    if (is_found)
        output_write(buffer_text(&answer), out);
    else
        failure_write("capacity", buffer_text(&answer), capacity->condition, out);
    case_end(out);
    suite_end(out);
    buffer_free(&answer);
}

/* ---- rows ---- */

static bool is_about_row(const struct snapshot_failure *failure, const struct snapshot_row *row)
{
    return strcmp(failure->method, row->type) == 0 && strcmp(failure->name, row->name) == 0;
}

/* Writes the reasons as in the table of failures, one per line. */
static void row_failure(const struct snapshot *snapshot, const struct snapshot_row *row, struct buffer *out)
{
    struct buffer message = {0}, reasons = {0};
    buffer_printf(&message, "%" PRIu64 " of %" PRIu64 " failed", row->failures, row->requests);
    for (size_t i = 0; i < snapshot->failure_count; i++) {
        const struct snapshot_failure *failure = &snapshot->failures[i];
        if (!is_about_row(failure, row))
            continue;
        buffer_printf(&reasons, "%" PRIu64 " x %s", failure->occurrences, failure->error);
        if (*failure->actual)
            buffer_printf(&reasons, " (found: %s)", failure->actual);
        buffer_append_char(&reasons, '\n');
    }
    failure_write("failed requests", buffer_text(&message), buffer_text(&reasons), out);
    buffer_free(&message);
    buffer_free(&reasons);
}

static void row_write(const struct snapshot *snapshot, const struct snapshot_row *row, struct buffer *out)
{
    struct buffer name = {0};
    buffer_printf(&name, "%s %s", row->type, row->name);
    case_begin(snapshot, buffer_text(&name), seconds_of(row->all.mean * (double)row->requests), out);
    if (verdict_row_failed(snapshot, row))
        row_failure(snapshot, row, out);
    case_end(out);
    buffer_free(&name);
}

static void rows_write(const struct snapshot *snapshot, struct buffer *out)
{
    size_t failed = 0;
    for (size_t i = 0; i < snapshot->row_count; i++)
        failed += verdict_row_failed(snapshot, &snapshot->rows[i]);
    suite_begin(snapshot, "requests", snapshot->row_count, failed, out);
    for (size_t i = 0; i < snapshot->row_count; i++)
        row_write(snapshot, &snapshot->rows[i], out);
    suite_end(out);
}

/* ---- errors of the scenario ---- */

static void errors_write(const struct snapshot *snapshot, struct buffer *out)
{
    bool is_failure = snapshot->verdict.errors > 0;
    suite_begin(snapshot, "scenario", snapshot->error_count, is_failure ? snapshot->error_count : 0, out);
    for (size_t i = 0; i < snapshot->error_count; i++) {
        const struct snapshot_error *error = &snapshot->errors[i];
        case_begin(snapshot, error->place, 0, out);
        if (is_failure)
            failure_write("error", error->message, error->stack, out);
        case_end(out);
    }
    suite_end(out);
}

void junit_write(const struct snapshot *snapshot, struct buffer *out)
{
    buffer_append_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"swarm\"");
    buffer_printf(out, " time=\"%.3f\">\n", seconds_of((double)snapshot->elapsed));
    thresholds_write(snapshot, out);
    if (snapshot->capacity.is_wanted)
        capacity_write(snapshot, out);
    rows_write(snapshot, out);
    errors_write(snapshot, out);
    buffer_append_text(out, "</testsuites>\n");
}
