#include "runtime/report/json/json_report.h"

#include "runtime/base/alloc.h"
#include "runtime/report/json/json_parts.h"
#include "runtime/text/json_out.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* Depth to which members and items are on lines of their own: those of the document and of its lists. */
enum { LINES = 2 };

void json_time(struct json_out *json, const char *key, nanos time)
{
    json_out_fixed(json, key, time, 6);
}

void json_time_measured(struct json_out *json, const char *key, bool is_measured, nanos time)
{
    if (is_measured)
        json_time(json, key, time);
    else
        json_out_null(json, key);
}

void json_seconds(struct json_out *json, const char *key, nanos time)
{
    json_out_fixed(json, key, time, 9);
}

void json_moment(struct json_out *json, const char *key, int64_t wall)
{
    int64_t milliseconds = wall / NANOS_PER_MS;
    time_t seconds = (time_t)(milliseconds / 1000);
    struct tm day = {0};
    char date[40], text[48], unix_key[40];
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", gmtime_r(&seconds, &day));
    snprintf(text, sizeof text, "%s.%03dZ", date, (int)(milliseconds % 1000));
    json_out_text(json, key, text);
    snprintf(unix_key, sizeof unix_key, "%s_unix_s", key);
    json_out_fixed(json, unix_key, milliseconds, 3);
}

/* ---- the run ---- */

static void settings_write(struct json_out *json, const struct snapshot *snapshot)
{
    json_out_object(json, "settings");
    for (size_t i = 0; i < snapshot->setting_count; i++)
        json_out_text(json, snapshot->settings[i].name, snapshot->settings[i].value);
    json_out_close(json);
}

void json_run(struct json_out *json, const struct snapshot *snapshot)
{
    json_out_text(json, "format", "swarm-results");
    json_out_count(json, "format_version", JSON_FORMAT_VERSION);
    json_out_text(json, "swarm_version", SWARM_VERSION);
    json_out_text(json, "scenario", snapshot->scenario);
    settings_write(json, snapshot);
    json_moment(json, "start", snapshot->start);
}

void json_clock(struct json_out *json, const struct snapshot *snapshot)
{
    json_moment(json, "end", snapshot->start + snapshot->elapsed);
    json_seconds(json, "elapsed_s", snapshot->elapsed);
    if (snapshot->run_time)
        json_seconds(json, "run_time_s", snapshot->run_time);
    else
        json_out_null(json, "run_time_s");
}

static void in_flight_write(struct json_out *json, const struct snapshot *snapshot)
{
    json_out_object(json, "in_flight");
    json_out_count(json, "requests", snapshot->in_flight);
    json_time_measured(json, "oldest_ms", snapshot->in_flight > 0, snapshot->oldest_in_flight);
    json_out_close(json);
}

void json_progress(struct json_out *json, const struct snapshot *snapshot)
{
    json_out_bool(json, "is_final", snapshot->is_final);
    json_out_text(json, "end_reason", snapshot->is_final ? snapshot->end : NULL);
    json_out_bool(json, "aborted", snapshot->has_aborted);
    json_out_bool(json, "thresholds_met", snapshot->verdict.thresholds_missed == 0);
    json_out_count(json, "users", snapshot->users);
    json_out_count(json, "users_not_started", snapshot->users_not_started);
    json_out_count(json, "arrivals", snapshot->arrivals);
    json_out_count(json, "arrivals_dropped", snapshot->arrivals_dropped);
    in_flight_write(json, snapshot);
    json_time_measured(json, "recent_p50_ms", snapshot->recent_p50 > 0, snapshot->recent_p50);
    json_time_measured(json, "recent_p95_ms", snapshot->recent_p95 > 0, snapshot->recent_p95);
}

/* ---- rows ---- */

static void row_write(struct json_out *json, const char *key, const struct snapshot_row *row)
{
    json_out_object(json, key);
    json_row(json, row);
    json_histograms(json, row);
    json_out_close(json);
}

static void rows_write(struct json_out *json, const struct snapshot *snapshot)
{
    json_out_list(json, "rows");
    for (size_t i = 0; i < snapshot->row_count; i++)
        row_write(json, NULL, &snapshot->rows[i]);
    json_out_close(json);
    row_write(json, "aggregated", &snapshot->aggregated);
}

/* ---- failures and errors ---- */

static void occurrences_write(struct json_out *json, uint64_t occurrences, int64_t first_seen,
                              int64_t last_seen)
{
    json_out_count(json, "occurrences", occurrences);
    json_moment(json, "first_seen", first_seen);
    json_moment(json, "last_seen", last_seen);
}

void json_failure(struct json_out *json, const struct snapshot_failure *failure)
{
    json_out_text(json, "method", failure->method);
    json_out_text(json, "name", failure->name);
    json_out_text(json, "error", failure->error);
    json_out_text(json, "sample", *failure->actual ? failure->actual : NULL);
    occurrences_write(json, failure->occurrences, failure->first_seen, failure->last_seen);
}

static void failures_write(struct json_out *json, const struct snapshot *snapshot)
{
    json_out_list(json, "failures");
    for (size_t i = 0; i < snapshot->failure_count; i++) {
        json_out_object(json, NULL);
        json_failure(json, &snapshot->failures[i]);
        json_out_close(json);
    }
    json_out_close(json);
}

/* The frames, as a list of strings. */
static void stack_write(struct json_out *json, const char *stack)
{
    json_out_list(json, "stack");
    while (*stack) {
        size_t length = strcspn(stack, "\n");
        char *frame = mem_strndup(stack, length);
        json_out_text(json, NULL, frame);
        mem_free(frame);
        stack += length + (stack[length] == '\n');
    }
    json_out_close(json);
}

void json_error(struct json_out *json, const struct snapshot_error *error)
{
    json_out_text(json, "place", error->place);
    json_out_text(json, "message", error->message);
    stack_write(json, error->stack);
    occurrences_write(json, error->occurrences, error->first_seen, error->last_seen);
}

static void errors_write(struct json_out *json, const struct snapshot *snapshot)
{
    json_out_list(json, "errors");
    for (size_t i = 0; i < snapshot->error_count; i++) {
        json_out_object(json, NULL);
        json_error(json, &snapshot->errors[i]);
        json_out_close(json);
    }
    json_out_close(json);
}

/* ---- the course of the run ---- */

static void point_write(struct json_out *json, const struct series_point *point)
{
    json_out_object(json, NULL);
    json_moment(json, "start", point->when);
    json_seconds(json, "length_s", point->length);
    json_out_count(json, "users", point->users);
    json_out_count(json, "requests", point->requests);
    json_out_count(json, "failures", point->failures);
    json_out_count(json, "arrivals", point->arrivals);
    json_out_count(json, "arrivals_dropped", point->dropped);
    json_time_measured(json, "p50_ms", point->requests > 0, point->p50);
    json_time_measured(json, "p95_ms", point->requests > 0, point->p95);
    json_time_measured(json, "p99_ms", point->requests > 0, point->p99);
    json_out_close(json);
}

static void series_write(struct json_out *json, const struct snapshot *snapshot)
{
    json_out_list(json, "series");
    for (size_t i = 0; i < snapshot->series_count; i++)
        point_write(json, &snapshot->series[i]);
    json_out_close(json);
}

void json_write(const struct snapshot *snapshot, struct buffer *out)
{
    struct json_out json = json_out_new(out, LINES);
    json_out_object(&json, NULL);
    json_run(&json, snapshot);
    json_clock(&json, snapshot);
    json_progress(&json, snapshot);
    rows_write(&json, snapshot);
    failures_write(&json, snapshot);
    errors_write(&json, snapshot);
    json_thresholds(&json, snapshot);
    json_capacity(&json, &snapshot->capacity);
    json_health(&json, &snapshot->health);
    json_cluster(&json, "cluster", &snapshot->cluster);
    json_lines(&json, snapshot);
    series_write(&json, snapshot);
    json_out_close(&json);
    buffer_append_char(out, '\n');
}
