#include "runtime/cli/cli_command.h"

#include "runtime/base/terminal_color.h"
#include "runtime/cli/scenario.h"
#include "runtime/cli/try/try_view.h"
#include "runtime/engine/try.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- what happens goes to the view ---- */

static void view_begins(void *context, const char *what)
{
    try_begins(context, what);
}

static void view_event(void *context, const struct vm_event *event)
{
    switch (event->kind) {
    case VM_EVENT_REQUEST: try_request(context, event->request); break;
    case VM_EVENT_RESPONSE: try_response(context, event->request, event->response); break;
    case VM_EVENT_EXPECTATION: try_expectation(context, event); break;
    case VM_EVENT_CAPTURE: try_capture(context, event); break;
    case VM_EVENT_REPORT: try_report(context, event->report); break;
    case VM_EVENT_TCP: try_tcp(context, event->tcp); break;
    case VM_EVENT_TCP_DONE: try_tcp_done(context, event->tcp, event->response); break;
    }
}

static void view_error(void *context, const struct vm_error *error)
{
    try_error(context, error);
}

static void view_log(void *context, const char *text, size_t length)
{
    try_log(context, text, length);
}

static void view_wire(void *context, enum http_wire kind, const char *bytes, size_t length)
{
    try_wire(context, kind, bytes, length);
}

/* ---- the command ---- */

/* The client settings of the kind that is tried, for --curl. */
static struct client_settings client_of(const struct scenario *scenario, const char *kind)
{
    const struct program *program = scenario->program;
    struct client_settings client = program->client;

    for (size_t i = program->kinds_count; i-- > 0;)
        if (!kind || strcmp(program->kinds[i].name, kind) == 0)
            client = program->kinds[i].client;
    if (scenario->settings.client.insecure)
        client.verify = false;
    if (scenario->settings.client.resolve)
        client.resolve = scenario->settings.client.resolve;
    return client;
}

static struct try_view view_new(const struct scenario *scenario, const struct options *options)
{
    return (struct try_view){
        .has_color = terminal_has_color(STDOUT_FILENO),
        .shows_curl = options_flag(options, OPTION_curl),
        .shows_secrets = options_flag(options, OPTION_show_secrets),
        .detail = options_count(options, OPTION_verbose),
        .client = client_of(scenario, options_text(options, OPTION_user)),
    };
}

static void result_print(const struct try_result *result)
{
    struct buffer line = {0};

    try_count(&line, result->tasks, "task");
    buffer_append_text(&line, ", ");
    try_count(&line, result->requests, "request");
    buffer_printf(&line, ", %" PRIu64 " failed, ", result->failed);
    try_count(&line, result->errors, "error");
    printf("\n%s\n", buffer_text(&line));
    buffer_free(&line);
}

static int result_status(const struct try_result *result)
{
    if (result->setup_failed)
        return EXIT_SETUP;
    return result->failed + result->errors > 0 ? EXIT_FAILURES : EXIT_FINE;
}

static int try_scenario(const struct scenario *scenario, const struct options *options)
{
    struct try_view view = view_new(scenario, options);
    struct try_settings settings = {
        .run = scenario->settings,
        .kind = options_text(options, OPTION_user),
        .task = options_text(options, OPTION_task),
        .tasks = options_count(options, OPTION_count),
    };
    struct try_observer observer = {&view, view_begins, view_event, view_error, view_log, view_wire};
    struct try_result result = {0};
    struct buffer why = {0};
    int status = EXIT_USAGE;

    if (try_run(scenario->program, &settings, &observer, &result, &why)) {
        result_print(&result);
        status = result_status(&result);
    } else {
        fprintf(stderr, "swarm: %s\n", buffer_text(&why));
    }
    try_exchange_free(&view.exchange);
    buffer_free(&why);
    return status;
}

static int try_command(struct options *options)
{
    return scenario_command(options, try_scenario);
}

const struct command command_try = {
    .name = "try",
    .options = COMMAND_TRY,
    .usage = "swarm try FILE [-n N] [--user KIND] [--task NAME] [options]",
    .summary =
        "Run one user through a few tasks and show every request and response. Without -n, each task runs\n"
        "once. The exit status is 1 if anything failed.",
    .run = try_command,
};
