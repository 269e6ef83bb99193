/* What Locust 2.12.1's API shows (locust/web.py): the same names, types and units. Times are in
 * milliseconds; texts of others have their markup escaped. */
#include "runtime/base/decimal.h"
#include "runtime/report/html/html_report.h"
#include "runtime/report/markup.h"
#include "runtime/report/report.h"
#include "runtime/web/front_handlers.h"
#include "runtime/web/web_fields.h"

#include <string.h>

enum { LISTED_MOST = 500 }; /* rows and failures, as in Locust */

/* Locust has no word for the time before the users. */
static const char *state_text(const struct web_front *front)
{
    enum control_state state = control_state(front->control);

    return control_state_text(state == CONTROL_STARTING ? CONTROL_SPAWNING : state);
}

static void escaped_write(struct json_out *json, const char *key, const char *text)
{
    struct buffer escaped = {0};

    markup_append(text, &escaped);
    json_out_text(json, key, buffer_text(&escaped));
    buffer_free(&escaped);
}

/* As Python's html.escape(quote=False). */
static void safe_name_write(struct json_out *json, const char *name)
{
    struct buffer escaped = {0};

    for (; *name; name++) {
        const char *reference = *name == '&' ? "&amp;" : *name == '<' ? "&lt;" : *name == '>' ? "&gt;" : NULL;

        if (reference)
            buffer_append_text(&escaped, reference);
        else
            buffer_append_char(&escaped, *name);
    }
    json_out_text(json, "safe_name", buffer_text(&escaped));
    buffer_free(&escaped);
}

/* ---- /stats/requests ---- */

static void median_write(struct json_out *json, const struct times *times)
{
    int64_t median = report_median(times);

    if (median < 0)
        json_out_number(json, "median_response_time",
                        (double)times->percentiles[SNAPSHOT_P50] / NANOS_PER_MS);
    else
        json_out_count(json, "median_response_time", (uint64_t)median);
}

/* Whole milliseconds as floats, but a minimum without a sample is the integer 0. */
static void extremes_write(struct json_out *json, const struct times *times)
{
    if (times->count > 0)
        json_out_number(json, "min_response_time", (double)report_milliseconds(times->min));
    else
        json_out_count(json, "min_response_time", 0);
    json_out_number(json, "max_response_time", (double)report_milliseconds(times->max));
}

static void row_write(struct json_out *json, const struct snapshot_row *row)
{
    const struct times *times = &row->all;

    json_out_object(json, NULL);
    json_out_text(json, "method", row->type);
    json_out_text(json, "name", row->name);
    safe_name_write(json, row->name);
    json_out_count(json, "num_requests", row->requests);
    json_out_count(json, "num_failures", row->failures);
    json_out_number(json, "avg_response_time", times->mean / NANOS_PER_MS);
    extremes_write(json, times);
    json_out_number(json, "current_rps", row->recent.requests);
    json_out_number(json, "current_fail_per_sec", row->recent.failures);
    median_write(json, times);
    json_out_count(json, "ninetieth_response_time",
                   (uint64_t)report_milliseconds(times->percentiles[SNAPSHOT_P90]));
    json_out_count(json, "ninety_ninth_response_time",
                   (uint64_t)report_milliseconds(times->percentiles[SNAPSHOT_P99]));
    json_out_number(json, "avg_content_length", row->average_size);
    json_out_close(json);
}

static void rows_write(struct json_out *json, const struct snapshot *snapshot)
{
    json_out_list(json, "stats");
    for (size_t i = 0; i < snapshot->row_count && i < LISTED_MOST; i++)
        row_write(json, &snapshot->rows[i]);
    row_write(json, &snapshot->aggregated);
    json_out_close(json);
}

static void failures_write(struct json_out *json, const struct snapshot *snapshot)
{
    json_out_list(json, "errors");
    for (size_t i = 0; i < snapshot->failure_count && i < LISTED_MOST; i++) {
        const struct snapshot_failure *failure = &snapshot->failures[i];

        json_out_object(json, NULL);
        json_out_text(json, "method", failure->method);
        escaped_write(json, "name", failure->name);
        escaped_write(json, "error", failure->error);
        json_out_count(json, "occurrences", failure->occurrences);
        json_out_close(json);
    }
    json_out_close(json);
}

static void current_write(struct json_out *json, const char *key, nanos percentile)
{
    if (percentile > 0)
        json_out_count(json, key, (uint64_t)report_milliseconds(percentile));
    else
        json_out_null(json, key);
}

/* Locust's word for the state of a worker. NULL: Locust doesn't list such a worker. */
static const char *worker_state_text(enum worker_condition condition)
{
    switch (condition) {
    case WORKER_IS_READY:
    case WORKER_IS_SPAWNING:
    case WORKER_IS_RUNNING:
    case WORKER_IS_MISSING: return worker_condition_text(condition);
    case WORKER_IS_JOINING:
    case WORKER_IS_GONE:
    case WORKER_IS_REFUSED:
    case WORKER_CONDITIONS: break;
    }
    return NULL;
}

/* As in Locust, only of a master. */
static void workers_write(struct json_out *json, const struct cluster_report *cluster)
{
    if (!cluster->is_there)
        return;
    json_out_list(json, "workers");
    for (size_t i = 0; i < cluster->worker_count; i++) {
        const struct worker_report *worker = &cluster->workers[i];
        const char *state = worker_state_text(worker->condition);

        if (!state)
            continue;
        json_out_object(json, NULL);
        json_out_text(json, "id", worker->id);
        json_out_text(json, "state", state);
        json_out_count(json, "user_count", worker->users);
        json_out_number(json, "cpu_usage", worker->cpu);
        json_out_count(json, "memory_usage", worker->memory);
        json_out_close(json);
    }
    json_out_close(json);
}

void locust_requests(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    struct snapshot *snapshot = front_snapshot(front);
    const struct snapshot_row *all = &snapshot->aggregated;
    const struct cluster_report cluster = control_cluster(front->control);
    struct json_out json = front_json(answer);

    (void)request;
    rows_write(&json, snapshot);
    failures_write(&json, snapshot);
    json_out_number(&json, "total_rps", all->recent.requests);
    json_out_number(&json, "fail_ratio", all->requests ? (double)all->failures / (double)all->requests : 0);
    current_write(&json, "current_response_time_percentile_95", snapshot->recent_p95);
    current_write(&json, "current_response_time_percentile_50", snapshot->recent_p50);
    workers_write(&json, &cluster);
    json_out_text(&json, "state", state_text(front));
    json_out_count(&json, "user_count", snapshot->users);
    json_out_close(&json);
    snapshot_free(snapshot);
}

/* ---- the others ---- */

void locust_exceptions(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    struct snapshot *snapshot = front_snapshot(front);
    struct json_out json = front_json(answer);

    (void)request;
    json_out_list(&json, "exceptions");
    for (size_t i = 0; i < snapshot->error_count; i++) {
        const struct snapshot_error *error = &snapshot->errors[i];

        json_out_object(&json, NULL);
        json_out_count(&json, "count", error->occurrences);
        escaped_write(&json, "msg", error->message);
        escaped_write(&json, "traceback", *error->stack ? error->stack : error->place);
        json_out_text(&json, "nodes", "local");
        json_out_close(&json);
    }
    json_out_close(&json);
    json_out_close(&json);
    snapshot_free(snapshot);
}

void locust_report(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    struct web_fields query = {0};

    web_fields_form(&query, request->query, strlen(request->query));
    if (web_fields_get(&query, "download")) {
        download_report(front, request, answer);
    } else {
        struct snapshot *snapshot = control_snapshot(front->control);

        answer->type = "text/html; charset=utf-8";
        answer->is_document = true;
        html_write(snapshot, &answer->body);
        snapshot_free(snapshot);
    }
    web_fields_free(&query);
}

static void name_key(struct buffer *out, const char *name)
{
    struct json_out json = json_out_new(out, 0);

    json_out_text(&json, NULL, name);
    buffer_append_text(out, ": ");
}

/* The members of a tree, {"name": {"ratio": 0.7, "tasks": {…}}}: names are keys here. Returns the index
 * behind them. */
static size_t shares_write(const struct task_share *shares, size_t count, size_t i, bool is_total,
                           struct buffer *out)
{
    unsigned depth = i < count ? shares[i].depth : 0;
    const char *comma = "";

    buffer_append_char(out, '{');
    while (i < count && shares[i].depth == depth) {
        const struct task_share *share = &shares[i++];

        buffer_append_text(out, comma);
        comma = ", ";
        name_key(out, share->name);
        buffer_append_text(out, "{\"ratio\": ");
        float_show(is_total ? share->total : share->per_kind, out);
        if (i < count && shares[i].depth > depth) {
            buffer_append_text(out, ", \"tasks\": ");
            i = shares_write(shares, count, i, is_total, out);
        }
        buffer_append_char(out, '}');
    }
    buffer_append_char(out, '}');
    return i;
}

/* Those of the current or last run, whose start may have chosen kinds; before the first one, of all. */
void locust_tasks(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    struct snapshot *snapshot = control_snapshot(front->control); /* brief ones have no shares */
    const struct web_scenario *scenario = front->options.scenario;
    const struct task_share *shares = snapshot->share_count > 0 ? snapshot->shares : scenario->shares;
    size_t count = snapshot->share_count > 0 ? snapshot->share_count : scenario->share_count;

    (void)request;
    answer->type = "application/json";
    buffer_append_text(&answer->body, "{\"per_class\": ");
    shares_write(shares, count, 0, false, &answer->body);
    buffer_append_text(&answer->body, ", \"total\": ");
    shares_write(shares, count, 0, true, &answer->body);
    buffer_append_char(&answer->body, '}');
    snapshot_free(snapshot);
}

/* Newer versions of Locust have the next two. */
void locust_logs(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    struct json_out json = front_json(answer);

    (void)request;
    json_out_list(&json, "master");
    web_log_lines(front->log, &json);
    json_out_close(&json);
    json_out_object(&json, "workers");
    json_out_close(&json);
    json_out_close(&json);
}

void locust_worker_count(struct web_front *front, const struct web_request *request,
                         struct web_answer *answer)
{
    const struct cluster_report cluster = control_cluster(front->control);
    struct json_out json = front_json(answer);

    (void)request;
    json_out_count(&json, "worker_count", cluster_ready(&cluster));
    json_out_close(&json);
}
