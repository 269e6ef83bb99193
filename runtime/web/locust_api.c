/* Requests of Locust 2.12.1's API (locust/web.py) that change something. */
#include "runtime/web/front_handlers.h"
#include "runtime/web/start_request.h"

void locust_swarm(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    struct start_request wish = {0};
    struct start_problem problem = {0};
    struct web_fields fields = {0};
    struct run_settings settings;
    struct buffer why = {0};
    bool is_form = web_fields_form(&fields, buffer_text(&request->body), request->body.length);
    struct json_out json = front_json(answer);

    if (is_form && start_request_form(&wish, &fields, &problem) &&
        start_request_apply(&wish, &front->options, &settings, &problem)) {
        bool has_started = control_start(front->control, &settings, &why);

        json_out_bool(&json, "success", has_started);
        json_out_text(&json, "message", has_started ? "Swarming started" : buffer_text(&why));
        run_settings_free(&settings);
    } else {
        json_out_bool(&json, "success", false);
        json_out_text(&json, "message", buffer_text(&problem.sentence));
    }
    json_out_close(&json);
    buffer_free(&problem.sentence);
    buffer_free(&why);
    web_fields_free(&fields);
    start_request_free(&wish);
}
