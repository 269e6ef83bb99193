/* The API of swarm: JSON, below /api. */
#include "runtime/web/front_handlers.h"
#include "runtime/web/start_request.h"

#include <inttypes.h>

static void problem_answer(struct start_problem *problem, struct web_answer *answer)
{
    front_refuse(answer, 400, problem->field, "%s", buffer_text(&problem->sentence));
    buffer_free(&problem->sentence);
}

static void done_answer(struct web_answer *answer)
{
    struct json_out json = front_json(answer);

    json_out_close(&json);
}

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

static void start(struct web_front *front, const struct run_settings *settings, struct web_answer *answer)
{
    struct buffer why = {0};

    if (control_start(front->control, settings, &why)) {
        struct json_out json = front_json(answer);

        json_out_count(&json, "run", front->run);
        json_out_close(&json);
    } else {
        front_refuse(answer, 400, NULL, "%s", buffer_text(&why));
    }
    buffer_free(&why);
}

void api_start(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    struct start_request wish = {0};
    struct start_problem problem = {0};
    struct run_settings settings;

    if (front_is_in_run(front))
        front_refuse(answer, 409, NULL, "A run is in progress.");
    else if (!start_request_json(&wish, &request->body, &problem) ||
             !start_request_apply(&wish, &front->options, &settings, &problem)) {
        problem_answer(&problem, answer);
    } else {
        start(front, &settings, answer);
        run_settings_free(&settings);
    }
    start_request_free(&wish);
}

void api_stop(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    (void)request;
    if (!front_is_in_run(front)) {
        front_refuse(answer, 409, NULL, "No run is in progress.");
        return;
    }
    control_stop(front->control, "stopped on the web page");
    done_answer(answer);
}
