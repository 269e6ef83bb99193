/* The workers of a cluster. */
#include "runtime/report/json/json_parts.h"
#include "runtime/report/report.h"

static void count_known(struct json_out *json, const char *key, bool is_known, uint64_t count)
{
    if (is_known)
        json_out_count(json, key, count);
    else
        json_out_null(json, key);
}

static void measures_write(struct json_out *json, const struct worker_report *worker)
{
    const struct worker_measures *measures = &worker->measures;
    const struct worker_clock *clock = &worker->clock;

    count_known(json, "in_flight", measures->is_known, measures->in_flight);
    json_time_measured(json, "lag_ms", measures->is_known, measures->lag);
    json_time_measured(json, "lateness_p99_ms", measures->is_known, measures->late);
    json_time_measured(json, "clock_ahead_ms", clock->is_known, clock->ahead);
    json_time_measured(json, "clock_error_ms", clock->is_known, clock->error);
}

static void worker_write(struct json_out *json, const struct worker_report *worker)
{
    json_out_object(json, NULL);
    json_out_count(json, "index", worker->index);
    json_out_text(json, "id", worker->id);
    json_out_text(json, "host", worker->host);
    json_out_text(json, "program", worker_program_text(worker->program));
    json_out_text(json, "state", worker_condition_text(worker->condition));
    json_out_text(json, "refusal", worker->refusal);
    json_out_count(json, "users", worker->users);
    json_out_count(json, "requests", worker->requests);
    json_out_number(json, "cpu_ratio", worker->cpu / 100);
    json_out_number(json, "cpu_most_ratio", worker->cpu_most / 100);
    count_known(json, "memory_bytes", worker->memory > 0, worker->memory);
    measures_write(json, worker);
    json_seconds(json, "last_seen_s", worker->silent);
    json_out_list(json, "findings");
    for (size_t i = 0; i < worker->finding_count; i++)
        json_out_text(json, NULL, worker->findings[i].text);
    json_out_close(json);
    json_out_close(json);
}

static void loss_write(struct json_out *json, const struct worker_loss *loss)
{
    struct buffer text = {0};

    report_loss(loss, &text);
    json_out_object(json, NULL);
    json_out_count(json, "index", loss->index);
    json_out_text(json, "host", loss->host);
    json_seconds(json, "at_s", loss->when);
    json_seconds(json, "missing_s", loss->span);
    json_out_count(json, "missing_requests", loss->requests);
    json_out_text(json, "text", buffer_text(&text));
    json_out_close(json);
    buffer_free(&text);
}

void json_cluster(struct json_out *json, const char *key, const struct cluster_report *cluster)
{
    if (!cluster->is_there) {
        json_out_null(json, key);
        return;
    }
    json_out_object(json, key);
    json_out_object(json, "states");
    for (size_t i = 0; i < WORKER_CONDITIONS; i++)
        json_out_count(json, worker_condition_text((enum worker_condition)i), cluster->counts[i]);
    json_out_close(json);
    json_out_list(json, "workers");
    for (size_t i = 0; i < cluster->worker_count; i++)
        worker_write(json, &cluster->workers[i]);
    json_out_close(json);
    json_out_list(json, "losses");
    for (size_t i = 0; i < cluster->loss_count; i++)
        loss_write(json, &cluster->losses[i]);
    json_out_close(json);
    json_out_close(json);
}
