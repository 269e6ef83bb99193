#include "runtime/report/json/json_parts.h"

#include <string.h>

/* ---- thresholds ---- */

static const char *threshold_unit(enum threshold_metric metric)
{
    switch (metric) {
    case THRESHOLD_PERCENTILE:
    case THRESHOLD_AVERAGE:
    case THRESHOLD_MIN:
    case THRESHOLD_MAX: return "ms";
    case THRESHOLD_FAILED: return "ratio";
    case THRESHOLD_RPS: return "per_s";
    case THRESHOLD_REQUESTS:
    case THRESHOLD_ERRORS: break;
    }
    return "count";
}

static void threshold_value_write(struct json_out *json, const char *key, const struct threshold *threshold,
                                  double value)
{
    bool is_time = strcmp(threshold_unit(threshold->metric), "ms") == 0;
    json_out_number(json, key, is_time ? value / NANOS_PER_MS : value);
}

static void metric_write(struct json_out *json, const struct threshold *threshold)
{
    struct threshold nameless = *threshold;
    struct buffer metric = {0};
    nameless.name = NULL;
    threshold_print_metric(&nameless, &metric);
    json_out_text(json, "name", threshold->name);
    json_out_text(json, "metric", buffer_text(&metric));
    json_out_text(json, "op", threshold_op_text(threshold->op));
    buffer_free(&metric);
}

static void threshold_write(struct json_out *json, const struct threshold_result *result)
{
    const struct threshold *threshold = &result->threshold;
    json_out_object(json, NULL);
    json_out_text(json, "text", threshold->text);
    metric_write(json, threshold);
    threshold_value_write(json, "wanted", threshold, threshold->wanted);
    if (result->is_measured)
        threshold_value_write(json, "got", threshold, result->got);
    else
        json_out_null(json, "got");
    json_out_text(json, "unit", threshold_unit(threshold->metric));
    json_out_bool(json, "met", result->is_met);
    json_out_bool(json, "aborts", threshold->aborts);
    json_seconds(json, "abort_after_s", threshold->abort_after);
    json_out_bool(json, "has_aborted", result->has_aborted);
    json_out_close(json);
}

void json_thresholds(struct json_out *json, const struct snapshot *snapshot)
{
    json_out_list(json, "thresholds");
    for (size_t i = 0; i < snapshot->threshold_count; i++)
        threshold_write(json, &snapshot->thresholds[i]);
    json_out_close(json);
}

/* ---- the capacity ---- */

static const char *capacity_end_text(enum capacity_end end)
{
    static const char *const texts[] = {
        [CAPACITY_SEARCHING] = "searching", [CAPACITY_FOUND] = "found", [CAPACITY_AT_LEAST] = "at_least",
        [CAPACITY_GENERATOR] = "generator", [CAPACITY_NONE] = "none",
    };
    return texts[end];
}

static const char *capacity_outcome_text(enum capacity_outcome outcome)
{
    static const char *const texts[] = {[CAPACITY_MET] = "met",
                                        [CAPACITY_NOT_MET] = "not_met",
                                        [CAPACITY_GENERATOR_LIMITED] = "generator_limited"};
    return texts[outcome];
}

static void capacity_step_write(struct json_out *json, const struct capacity_step *step)
{
    json_out_object(json, NULL);
    json_out_count(json, "users", step->users);
    json_out_text(json, "outcome", capacity_outcome_text(step->outcome));
    json_out_text(json, "missed", *step->missed ? step->missed : NULL);
    json_out_bool(json, "is_confirming", step->is_confirming);
    json_out_count(json, "requests", step->requests);
    json_out_count(json, "unanswered", step->unanswered);
    json_out_number(json, "requests_per_s", step->rate);
    json_out_number(json, "failed_ratio", step->failed);
    json_time_measured(json, "p50_ms", step->requests + step->unanswered > 0, step->p50);
    json_time_measured(json, "p95_ms", step->requests + step->unanswered > 0, step->p95);
    json_time_measured(json, "p99_ms", step->requests + step->unanswered > 0, step->p99);
    json_out_close(json);
}

void json_capacity(struct json_out *json, const struct capacity_report *capacity)
{
    if (!capacity->is_wanted) {
        json_out_null(json, "capacity");
        return;
    }
    json_out_object(json, "capacity");
    json_out_text(json, "condition", capacity->condition);
    json_out_text(json, "end", capacity_end_text(capacity->end));
    json_out_count(json, "users", capacity->users);
    json_out_number(json, "requests_per_s", capacity->rate);
    json_out_number(json, "failed_ratio", capacity->failed);
    json_out_list(json, "steps");
    for (size_t i = 0; i < capacity->step_count; i++)
        capacity_step_write(json, &capacity->steps[i]);
    json_out_close(json);
    json_out_close(json);
}

/* ---- the generator ---- */

static void findings_write(struct json_out *json, const struct health_report *health)
{
    json_out_list(json, "findings");
    for (size_t i = 0; i < health->finding_count; i++) {
        const struct health_finding *finding = &health->findings[i];
        json_out_object(json, NULL);
        json_out_text(json, "state", health_state_text(finding->state));
        json_out_text(json, "text", finding->text);
        json_seconds(json, "began_s", finding->began);
        json_seconds(json, "lasted_s", finding->lasted);
        json_out_close(json);
    }
    json_out_close(json);
}

static void reactors_write(struct json_out *json, const struct health_report *health)
{
    json_out_list(json, "reactors");
    for (size_t i = 0; i < health->reactor_count; i++) {
        const struct health_reactor *reactor = &health->reactors[i];
        json_out_object(json, NULL);
        json_out_number(json, "cpu_ratio", reactor->cpu);
        json_out_number(json, "busy_ratio", reactor->busy);
        json_out_number(json, "busy_most_ratio", reactor->busy_most);
        json_time(json, "lag_ms", reactor->lag);
        json_out_close(json);
    }
    json_out_close(json);
}

static void lateness_write(struct json_out *json, const char *key, const struct health_lateness *lateness)
{
    if (!lateness->count) {
        json_out_null(json, key);
        return;
    }
    json_out_object(json, key);
    json_out_count(json, "count", lateness->count);
    json_time(json, "p50_ms", lateness->p50);
    json_time(json, "p99_ms", lateness->p99);
    json_time(json, "max_ms", lateness->max);
    json_out_close(json);
}

void json_health(struct json_out *json, const struct health_report *health)
{
    json_out_object(json, "generator");
    json_out_text(json, "state", health_state_text(health->state));
    findings_write(json, health);
    reactors_write(json, health);
    lateness_write(json, "wait_lateness", &health->waits);
    lateness_write(json, "arrival_lateness", &health->arrivals);
    json_out_number(json, "cores", health->cores);
    json_out_number(json, "throttled_ratio", health->throttled);
    json_out_count(json, "descriptors", health->descriptors);
    json_out_count(json, "descriptor_limit", health->descriptor_limit);
    json_out_close(json);
}
