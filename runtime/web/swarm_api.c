/* What the API of swarm shows. */
#include "runtime/report/json/json_parts.h"
#include "runtime/report/page/page_document.h"
#include "runtime/web/front_handlers.h"
#include "runtime/web/metrics.h"
#include "runtime/web/web_fields.h"

#include <stdlib.h>
#include <string.h>

void api_snapshot(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    (void)request;
    answer->type = "application/json";
    front_document_write(front, &answer->body);
}

void api_events(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    if (web_events_open(front->events, web_request_header(request, "Last-Event-ID"), answer))
        return;
    front_refuse(answer, 503, NULL, "Too many viewers are connected.");
    web_answer_header(answer, "Retry-After", "10");
}

/* ---- /api/scenario ---- */

static void kinds_write(struct json_out *json, const struct web_scenario *scenario)
{
    json_out_list(json, "kinds");
    for (size_t i = 0; i < scenario->kind_count; i++) {
        const struct web_kind *kind = &scenario->kinds[i];

        json_out_object(json, NULL);
        json_out_text(json, "name", kind->name);
        json_out_number(json, "weight", kind->weight);
        json_out_count(json, "fixed", kind->fixed);
        json_out_text(json, "host", kind->host);
        json_out_bool(json, "needs_host", kind->needs_host);
        json_out_close(json);
    }
    json_out_close(json);
}

static void constants_write(struct json_out *json, const struct web_scenario *scenario)
{
    json_out_list(json, "constants");
    for (size_t i = 0; i < scenario->constant_count; i++) {
        const struct web_constant *constant = &scenario->constants[i];

        json_out_object(json, NULL);
        json_out_text(json, "name", constant->name);
        json_out_text(json, "value", constant->value);
        json_out_text(json, "type", constant->type);
        json_out_count(json, "line", constant->line);
        json_out_close(json);
    }
    json_out_close(json);
}

static void load_write(struct json_out *json, const struct web_scenario *scenario)
{
    if (scenario->load_count == 0) {
        json_out_null(json, "load");
        return;
    }
    json_out_list(json, "load");
    for (size_t i = 0; i < scenario->load_count; i++)
        json_out_text(json, NULL, scenario->load[i]);
    json_out_close(json);
}

static void defaults_write(struct json_out *json, const struct run_settings *settings)
{
    json_out_object(json, "defaults");
    json_out_count(json, "users", settings->users);
    json_out_number(json, "spawn_rate", settings->spawn_rate);
    json_out_text(json, "host", settings->client.host);
    if (settings->run_time > 0)
        json_out_number(json, "run_time_s", (double)settings->run_time / NANOS_PER_S);
    else
        json_out_null(json, "run_time_s");
    json_out_list(json, "kinds");
    for (size_t i = 0; i < settings->selection.kind_count; i++)
        json_out_text(json, NULL, settings->selection.kinds[i]);
    json_out_close(json);
    json_out_close(json);
}

void api_scenario(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    const struct web_scenario *scenario = front->options.scenario;
    struct json_out json = front_json(answer);

    (void)request;
    json_out_text(&json, "path", scenario->path);
    kinds_write(&json, scenario);
    constants_write(&json, scenario);
    load_write(&json, scenario);
    defaults_write(&json, front->options.settings);
    json_out_text(&json, "version", SWARM_VERSION);
    json_out_bool(&json, "needs_host", scenario->needs_host);
    json_out_bool(&json, "has_login", front->login);
    json_out_bool(&json, "has_baseline", front->options.baseline);
    json_out_bool(&json, "has_workers", control_cluster(front->control).is_there);
    json_out_close(&json);
}

/* ---- /api/row ---- */

/* The row with the id that the query names; NULL: there is none. */
static const struct snapshot_row *row_find(const struct snapshot *snapshot, const char *query)
{
    struct web_fields fields = {0};
    const char *id = web_fields_form(&fields, query, strlen(query)) ? web_fields_get(&fields, "id") : NULL;
    const struct snapshot_row *found = NULL;
    char *end = NULL;
    unsigned long number = id ? strtoul(id, &end, 10) : 0;

    for (size_t i = 0; id && *id && !*end && i < snapshot->row_count && !found; i++)
        if (snapshot->rows[i].id == number)
            found = &snapshot->rows[i];
    web_fields_free(&fields);
    return found;
}

void api_row(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    struct snapshot *snapshot = control_snapshot(front->control);
    const struct snapshot_row *row = row_find(snapshot, request->query);

    if (row) {
        answer->type = "application/json";
        page_row_document(snapshot, row, &answer->body);
    } else {
        front_refuse(answer, 404, "id", "There is no such row.");
    }
    snapshot_free(snapshot);
}

/* ---- the others ---- */

void api_log(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    struct json_out json = front_json(answer);

    (void)request;
    json_out_list(&json, "log");
    web_log_write(front->log, 0, &json);
    json_out_close(&json);
    json_out_close(&json);
}

/* The workers now, also without a run. */
void api_workers(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    struct cluster_report cluster = control_cluster(front->control);
    struct json_out json = front_json(answer);

    (void)request;
    json_cluster(&json, "cluster", &cluster);
    json_out_close(&json);
}

void api_baseline(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    (void)request;
    if (!front->options.baseline) {
        front_refuse(answer, 404, NULL, "There is no baseline: swarm was started without --baseline.");
        return;
    }
    answer->type = "application/json";
    answer->fixed = front->options.baseline;
    answer->fixed_length = front->options.baseline_length;
}

void api_metrics(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    (void)request;
    metrics_answer(front->control, answer);
}
