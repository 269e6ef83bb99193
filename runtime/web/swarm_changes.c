/* What the API of swarm changes: POST requests with JSON. */
#include "runtime/web/front_handlers.h"
#include "runtime/web/start_request.h"

static void problem_answer(struct start_problem *problem, struct web_answer *answer)
{
    const char *field = problem->field.length > 0 ? buffer_text(&problem->field) : NULL;

    front_refuse(answer, 400, field, "%s", buffer_text(&problem->sentence));
}

static void done_answer(struct web_answer *answer)
{
    struct json_out json = front_json(answer);

    json_out_close(&json);
}

static bool needs_run(const struct web_front *front, struct web_answer *answer)
{
    if (!front_is_in_run(front))
        front_refuse(answer, 409, NULL, "No run is in progress.");
    return front_is_in_run(front);
}

/* With other values of constants, the scenario may not compile. One constant is known by its name. */
static const char *field_at_fault(const struct run_settings *settings, struct buffer *name)
{
    if (settings->constant_count == 0)
        return NULL;
    buffer_append_text(name, "constants");
    if (settings->constant_count == 1)
        buffer_printf(name, ".%s", settings->constants[0].name);
    return buffer_text(name);
}

static void start(struct web_front *front, const struct run_settings *settings, struct web_answer *answer)
{
    struct buffer why = {0}, field = {0};

    if (control_start(front->control, settings, &why)) {
        struct json_out json = front_json(answer);

        json_out_count(&json, "run", front->run);
        json_out_close(&json);
    } else {
        front_refuse(answer, 400, field_at_fault(settings, &field), "%s", buffer_text(&why));
    }
    buffer_free(&why);
    buffer_free(&field);
}

void api_start(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    struct start_request wish = {0};
    struct start_problem problem = {0};
    struct run_settings settings;

    if (front_is_in_run(front)) {
        front_refuse(answer, 409, NULL, "A run is in progress.");
    } else if (!start_request_json(&wish, &request->body, &problem) ||
               !start_request_apply(&wish, &front->options, &settings, &problem)) {
        problem_answer(&problem, answer);
    } else {
        start(front, &settings, answer);
        run_settings_free(&settings);
    }
    start_problem_free(&problem);
    start_request_free(&wish);
}

/* The rate stays as it is where the request names none. */
static void users_set(struct web_front *front, const struct start_request *wish, struct web_answer *answer)
{
    double rate = wish->has_spawn_rate ? wish->spawn_rate : control_settings(front->control)->spawn_rate;

    if (front_users_set(front, wish->users, rate))
        done_answer(answer);
    else
        front_refuse(
            answer, 409, NULL,
            "The number of users can't be changed now: a `load` or a capacity search sets it, or the run is "
            "starting or stopping.");
}

/* The first member that only a start can use; NULL: none. */
static const char *start_member(const struct start_request *wish)
{
    if (wish->has_run_time)
        return "run_time";
    if (wish->host.length > 0)
        return "host";
    if (wish->kinds.count > 0)
        return "kinds";
    return wish->constants.count > 0 ? "constants" : NULL;
}

void api_users(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    struct start_request wish = {0};
    struct start_problem problem = {0};

    if (!start_request_json(&wish, &request->body, &problem))
        problem_answer(&problem, answer);
    else if (start_member(&wish))
        front_refuse(answer, 400, start_member(&wish),
                     "Only users and spawn_rate can be changed during a run.");
    else if (!wish.has_users)
        front_refuse(answer, 400, "users", "The number of users is missing.");
    else if (needs_run(front, answer))
        users_set(front, &wish, answer);
    start_problem_free(&problem);
    start_request_free(&wish);
}

void api_stop(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    (void)request;
    if (!needs_run(front, answer))
        return;
    control_stop(front->control, "stopped on the web page");
    done_answer(answer);
}

void api_reset(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    (void)request;
    if (!needs_run(front, answer))
        return;
    if (control_reset(front->control))
        done_answer(answer);
    else
        front_refuse(answer, 409, NULL, "Statistics can only be reset while users run.");
}
