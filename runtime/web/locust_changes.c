/* What Locust 2.12.1's API changes (locust/web.py). */
#include "runtime/base/alloc.h"
#include "runtime/web/front_handlers.h"
#include "runtime/web/start_request.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

static bool form_parse(const struct web_request *request, struct web_fields *fields)
{
    const char *type = web_request_header(request, "Content-Type"), *text = buffer_text(&request->body);

    if (type && strncasecmp(type, "multipart/form-data", 19) == 0)
        return web_fields_multipart(fields, type, text, request->body.length);
    return web_fields_form(fields, text, request->body.length);
}

static void host_write(const struct web_front *front, struct json_out *json)
{
    const struct run_settings *settings = control_settings(front->control);

    json_out_text(json, "host", settings ? settings->client.host : front->options.settings->client.host);
}

static void success_write(const struct web_front *front, const struct start_request *wish,
                          const char *message, struct web_answer *answer)
{
    struct json_out json = front_json(answer);

    json_out_bool(&json, "success", true);
    json_out_text(&json, "message", message);
    host_write(front, &json);
    if (wish->has_run_time && wish->run_time > 0)
        json_out_count(&json, "run_time", (uint64_t)(wish->run_time / NANOS_PER_S));
    if (wish->kinds.count > 0) {
        json_out_list(&json, "user_classes");
        for (size_t i = 0; i < wish->kinds.count; i++)
            json_out_text(&json, NULL, wish->kinds.items[i]);
        json_out_close(&json);
    }
    json_out_close(&json);
}

/* With status 200, as Locust says that something is wrong. */
static void failure_write(const struct web_front *front, const char *message, struct web_answer *answer)
{
    struct json_out json = front_json(answer);

    json_out_bool(&json, "success", false);
    json_out_text(&json, "message", message);
    host_write(front, &json);
    json_out_close(&json);
}

/* A `load` of the scenario sets the users, as a shape class does in Locust; so does a capacity search. */
static void load_prefer(const struct web_front *front, struct start_request *wish)
{
    const struct run_settings *settings = front->options.settings;

    if (settings->has_load || settings->capacity.text)
        wish->has_users = wish->has_spawn_rate = false;
}

static void run_start(struct web_front *front, struct start_request *wish, struct start_problem *problem,
                      struct web_answer *answer)
{
    struct run_settings settings;

    load_prefer(front, wish);
    if (!start_request_apply(wish, &front->options, &settings, problem)) {
        failure_write(front, buffer_text(&problem->sentence), answer);
        return;
    }
    buffer_clear(&problem->sentence);
    if (control_start(front->control, &settings, &problem->sentence))
        success_write(front, wish,
                      settings.has_load ? "Swarming started using shape class" : "Swarming started", answer);
    else
        failure_write(front, buffer_text(&problem->sentence), answer);
    run_settings_free(&settings);
}

/* While a run goes on, the form changes its users. */
static void run_change(struct web_front *front, const struct start_request *wish, struct web_answer *answer)
{
    const struct run_settings *settings = control_settings(front->control);
    double rate = wish->has_spawn_rate ? wish->spawn_rate : settings->spawn_rate;

    if (front_users_set(front, wish->has_users ? wish->users : settings->users, rate))
        success_write(front, wish, "Swarming started", answer);
    else
        failure_write(front, "The number of users can't be changed now.", answer);
}

void locust_swarm(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    struct start_request wish = {0};
    struct start_problem problem = {0};
    struct web_fields fields = {0};

    if (!form_parse(request, &fields))
        front_refuse(answer, 400, NULL, "The body isn't a form.");
    else if (!start_request_form(&wish, &fields, &problem))
        failure_write(front, buffer_text(&problem.sentence), answer);
    else if (front_is_in_run(front))
        run_change(front, &wish, answer);
    else
        run_start(front, &wish, &problem, answer);
    start_problem_free(&problem);
    web_fields_free(&fields);
    start_request_free(&wish);
}

/* ---- the answer to /stop, which comes when the run is over, as in Locust ---- */

enum { STOPS_MOST = 32 }; /* answers that wait at the same time */

struct stop_answer {
    struct web_front *front;
    uint64_t run; /* that is being stopped */
    size_t sent;
};

static ssize_t stop_answer_read(void *context, char *bytes, size_t size)
{
    static const char text[] = "{\"success\": true, \"message\": \"Test stopped\"}";
    struct stop_answer *answer = context;
    size_t length = sizeof text - 1 - answer->sent;

    if (answer->run == answer->front->run && front_is_in_run(answer->front))
        return 0;
    if (length == 0)
        return -1;
    length = length < size ? length : size;
    memcpy(bytes, text + answer->sent, length);
    answer->sent += length;
    return (ssize_t)length;
}

static void stop_answer_close(void *context)
{
    struct stop_answer *answer = context;

    answer->front->stops_waiting--;
    mem_free(answer);
}

static void stop_answer_open(struct web_front *front, struct web_answer *answer)
{
    struct stop_answer *stop = mem_zalloc(1, sizeof *stop);

    front->stops_waiting++;
    stop->front = front;
    stop->run = front->run;
    answer->type = "application/json";
    answer->stream =
        (struct web_stream){.context = stop, .read = stop_answer_read, .close = stop_answer_close};
}

void locust_stop(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    (void)request;
    control_stop(front->control, "stopped by the API");
    if (front->stops_waiting < STOPS_MOST) {
        stop_answer_open(front, answer);
        return;
    }
    front_refuse(answer, 503, NULL, "The run is stopping, and too many clients wait for its end.");
    web_answer_header(answer, "Retry-After", "10");
}

void locust_reset(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    (void)request;
    control_reset(front->control);
    answer->type = "text/html; charset=utf-8";
    buffer_append_text(&answer->body, "ok");
}
