#include "runtime/report/prometheus/prometheus.h"

#include "runtime/base/count_of.h"
#include "runtime/base/utf8.h"
#include "runtime/report/prometheus/prometheus_parts.h"

#include <inttypes.h>
#include <string.h>

/* ---- the format ---- */

void prometheus_family(const char *name, const char *type, const char *help, struct buffer *out)
{
    buffer_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static const char *escape_for(uint32_t code)
{
    switch (code) {
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '\n': return "\\n";
    case UTF8_REPLACEMENT_CODE: return UTF8_REPLACEMENT;
    default: return NULL;
    }
}

void prometheus_label(const char *name, const char *value, struct buffer *out)
{
    size_t length = strlen(value), taken;
    buffer_printf(out, "%s=\"", name);
    for (size_t at = 0; at < length; at += taken) {
        uint32_t code;
        taken = utf8_decode(value + at, length - at, &code);
        const char *escape = escape_for(code);
        if (escape)
            buffer_append_text(out, escape);
        else
            buffer_append(out, value + at, taken);
    }
    buffer_append_char(out, '"');
}

static void row_labels_append(const struct snapshot_row *row, struct buffer *out)
{
    prometheus_label("type", row->type, out);
    buffer_append_char(out, ',');
    prometheus_label("name", row->name, out);
}

/* ---- counts of rows ---- */

static const struct row_counter {
    const char *name;
    size_t offset; /* of a uint64_t in the row */
    const char *help;
} row_counters[] = {
    {"swarm_requests_total", offsetof(struct snapshot_row, requests),
     "Requests, including failed requests. Rows of type TXN are transactions, which contain other requests."},
    {"swarm_failures_total", offsetof(struct snapshot_row, failures), "Failed requests."},
    {"swarm_received_bytes_total", offsetof(struct snapshot_row, bytes_received),
     "Bytes of bodies received, decoded."},
    {"swarm_sent_bytes_total", offsetof(struct snapshot_row, bytes_sent), "Bytes of bodies sent."},
    {"swarm_connections_opened_total", offsetof(struct snapshot_row, connections_opened),
     "Connections that requests opened."},
    {"swarm_connections_reused_total", offsetof(struct snapshot_row, connections_reused),
     "Requests that reused an open connection."},
};

static uint64_t count_at(const void *base, size_t offset)
{
    uint64_t count;
    memcpy(&count, (const char *)base + offset, sizeof count);
    return count;
}

static void row_counter_write(const struct snapshot *snapshot, const struct row_counter *counter,
                              struct buffer *out)
{
    prometheus_family(counter->name, "counter", counter->help, out);
    for (size_t i = 0; i < snapshot->row_count; i++) {
        const struct snapshot_row *row = &snapshot->rows[i];
        buffer_printf(out, "%s{", counter->name);
        row_labels_append(row, out);
        buffer_printf(out, "} %" PRIu64 "\n", count_at(row, counter->offset));
    }
}

static void statuses_write(const struct snapshot *snapshot, struct buffer *out)
{
    prometheus_family("swarm_responses_total", "counter", "Responses by status code.", out);
    for (size_t i = 0; i < snapshot->row_count; i++) {
        const struct snapshot_row *row = &snapshot->rows[i];
        for (size_t j = 0; j < row->status_count; j++) {
            buffer_append_text(out, "swarm_responses_total{");
            row_labels_append(row, out);
            buffer_printf(out, ",code=\"%03d\"} %" PRIu64 "\n", row->statuses[j].status,
                          row->statuses[j].count);
        }
    }
}

/* ---- times ---- */

/* snapshot_bounds in seconds. */
static const char *const bounds[SNAPSHOT_BOUNDS] = {"0.001", "0.0025", "0.005", "0.01", "0.025",
                                                    "0.05",  "0.1",    "0.25",  "0.5",  "1",
                                                    "2.5",   "5",      "10",    "30",   "60"};

/* Most lines of the page come from here, so their common parts are built only once. */
static void buckets_write(const char *name, const char *labels, const struct times *times, struct buffer *out)
{
    struct buffer begin = {0};
    buffer_printf(&begin, "%s_bucket{%s,le=\"", name, labels);
    for (size_t i = 0; i < SNAPSHOT_BOUNDS; i++) {
        buffer_append(out, begin.data, begin.length);
        buffer_printf(out, "%s\"} %" PRIu64 "\n", bounds[i], times->within[i]);
    }
    buffer_append(out, begin.data, begin.length);
    buffer_printf(out, "+Inf\"} %" PRIu64 "\n", times->count);
    buffer_free(&begin);
}

static void times_write(const char *name, const char *labels, const struct times *times, struct buffer *out)
{
    buckets_write(name, labels, times, out);
    buffer_printf(out, "%s_sum{%s} %.9f\n", name, labels, times->sum / NANOS_PER_S);
    buffer_printf(out, "%s_count{%s} %" PRIu64 "\n", name, labels, times->count);
}

static const struct times *all_times(const struct snapshot_row *row)
{
    return &row->all;
}

static const struct times *scheduled_times(const struct snapshot_row *row)
{
    return &snapshot_row_details(row)->scheduled;
}

static void histogram_write(const struct snapshot *snapshot, const char *name, const char *help,
                            const struct times *(*times_of)(const struct snapshot_row *), struct buffer *out)
{
    struct buffer labels = {0};
    prometheus_family(name, "histogram", help, out);
    for (size_t i = 0; i < snapshot->row_count; i++) {
        const struct snapshot_row *row = &snapshot->rows[i];
        const struct times *times = times_of(row);
        if (!times->count)
            continue;
        buffer_clear(&labels);
        row_labels_append(row, &labels);
        times_write(name, buffer_text(&labels), times, out);
    }
    buffer_free(&labels);
}

/* ---- the run ---- */

static const struct run_metric {
    const char *name;
    const char *type;
    size_t offset; /* of a uint64_t in the snapshot */
    const char *help;
} run_metrics[] = {
    {"swarm_users", "gauge", offsetof(struct snapshot, users), "Running users."},
    {"swarm_users_not_started", "gauge", offsetof(struct snapshot, users_not_started),
     "Users whose `on start` hasn't succeeded yet."},
    {"swarm_in_flight", "gauge", offsetof(struct snapshot, in_flight), "Requests in flight."},
    {"swarm_arrivals_total", "counter", offsetof(struct snapshot, arrivals),
     "Arrivals that started; 0 if the load is a number of users."},
    {"swarm_arrivals_dropped_total", "counter", offsetof(struct snapshot, arrivals_dropped),
     "Arrivals dropped because max_users were in flight."},
    {"swarm_errors_total", "counter", offsetof(struct snapshot, error_occurrences),
     "Errors of the scenario."},
};

static void run_metric_write(const struct snapshot *snapshot, const struct run_metric *metric,
                             struct buffer *out)
{
    prometheus_family(metric->name, metric->type, metric->help, out);
    buffer_printf(out, "%s %" PRIu64 "\n", metric->name, count_at(snapshot, metric->offset));
}

static void elapsed_write(const struct snapshot *snapshot, struct buffer *out)
{
    prometheus_family("swarm_elapsed_seconds", "gauge", "Time since the start of the run.", out);
    buffer_printf(out, "swarm_elapsed_seconds %.3f\n", (double)snapshot->elapsed / NANOS_PER_S);
}

static void health_write(const struct snapshot *snapshot, struct buffer *out)
{
    prometheus_family("swarm_generator_state", "gauge",
                      "State of the load generator: 1 for the current state.", out);
    for (enum health_state state = HEALTH_OK; state <= HEALTH_OVERLOADED; state++)
        buffer_printf(out, "swarm_generator_state{state=\"%s\"} %d\n", health_state_text(state),
                      snapshot->health.state == state);
}

static void build_write(struct buffer *out)
{
    prometheus_family("swarm_build_info", "gauge", "The version of swarm, always 1.", out);
    buffer_append_text(out, "swarm_build_info{version=\"" SWARM_VERSION "\"} 1\n");
}

void prometheus_write(const struct snapshot *snapshot, struct buffer *out)
{
    build_write(out);
    elapsed_write(snapshot, out);
    for (size_t i = 0; i < COUNT_OF(run_metrics); i++)
        run_metric_write(snapshot, &run_metrics[i], out);
    health_write(snapshot, out);
    for (size_t i = 0; i < COUNT_OF(row_counters); i++)
        row_counter_write(snapshot, &row_counters[i], out);
    statuses_write(snapshot, out);
    histogram_write(snapshot, "swarm_request_duration_seconds",
                    "Response times, including failed requests; rows of type TXN are transactions.",
                    all_times, out);
    histogram_write(snapshot, "swarm_scheduled_duration_seconds",
                    "Time since the scheduled start of requests that have one (pacing or arrivals).",
                    scheduled_times, out);
}
