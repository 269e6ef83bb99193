#include "runtime/cli/command.h"

#include "runtime/base/log.h"
#include "runtime/base/mask.h"
#include "runtime/cli/scenario.h"
#include "runtime/cli/try_tcp.h"
#include "runtime/engine/try.h"
#include "runtime/net/transport.h"
#include "runtime/report/report.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define BODY_SHOWN 400 /* bytes of a body */

/* ---- one line of output: masked, and without the control characters that a server may have sent ---- */

static const char *const colours[] = {"", "\033[32m", "\033[31m", "\033[1m", "\033[2m"};
enum colour { COLOUR_NONE, COLOUR_GOOD, COLOUR_BAD, COLOUR_BOLD, COLOUR_DIM };

static void line_print(const bool *has_colour, enum colour colour, struct buffer *line)
{
    struct buffer masked = {0};
    mask_apply(buffer_text(line), line->length, &masked);
    for (size_t i = 0; i < masked.length; i++)
        if ((unsigned char)masked.data[i] < ' ' || masked.data[i] == 0x7f)
            masked.data[i] = ' ';
    printf("%s%s%s\n", *has_colour ? colours[colour] : "", buffer_text(&masked),
           *has_colour && colour != COLOUR_NONE ? "\033[0m" : "");
    buffer_free(&masked);
    buffer_free(line);
}

static void count_append(struct buffer *line, uint64_t count, const char *noun)
{
    buffer_printf(line, "%" PRIu64 " %s%s", count, noun, count == 1 ? "" : "s");
}

/* ---- what happens ---- */

static void try_begins(void *context, const char *what)
{
    struct buffer line = {0};
    buffer_printf(&line, "%s", what);
    putchar('\n');
    line_print(context, COLOUR_BOLD, &line);
}

static bool header_is_secret(const char *name)
{
    return strcasecmp(name, "Authorization") == 0 || strcasecmp(name, "Cookie") == 0;
}

static void body_print(const bool *has_colour, const char *body, size_t length)
{
    struct buffer line = {0};
    if (length == 0)
        return;
    buffer_append_text(&line, "      ");
    buffer_append(&line, body, length < BODY_SHOWN ? length : BODY_SHOWN);
    if (length > BODY_SHOWN)
        buffer_printf(&line, " … (%zu bytes)", length);
    line_print(has_colour, COLOUR_DIM, &line);
}

static void request_print(const bool *has_colour, const struct http_request *request)
{
    struct buffer line = {0};
    buffer_printf(&line, "  > %s %s", request->method, request->url);
    line_print(has_colour, COLOUR_NONE, &line);
    for (size_t i = 0; i < request->header_count; i++) {
        const struct http_header *header = &request->headers[i];
        buffer_printf(&line, "      %s: %s", header->name,
                      header_is_secret(header->name) ? "***" : header->value);
        line_print(has_colour, COLOUR_DIM, &line);
    }
    body_print(has_colour, request->body, request->body ? request->body_length : 0);
}

static void response_print(const bool *has_colour, const struct http_response *response)
{
    struct buffer line = {0};
    bool bad = response->error != HTTP_OK || response->status >= 400;
    buffer_append_text(&line, "  < ");
    if (response->error == HTTP_OK)
        buffer_printf(&line, "%d %s", response->status, http_status_text(response->status));
    else
        buffer_append_text(&line, http_error_text(response->error));
    buffer_append_text(&line, "  ");
    report_interval(instant_since(response->end, response->start), &line);
    buffer_printf(&line, "  %zu bytes", response->body_length);
    if (response->redirects > 0) {
        buffer_append_text(&line, "  after ");
        count_append(&line, response->redirects, "redirect");
        buffer_printf(&line, ": %s", response->url);
    }
    line_print(has_colour, bad ? COLOUR_BAD : COLOUR_GOOD, &line);
    body_print(has_colour, response->body, response->body_length);
}

static void tcp_print(const bool *has_colour, const struct vm_event *event)
{
    struct buffer line = {0}, bytes = {0};
    bool is_done = event->kind == VM_EVENT_TCP_DONE && event->response;
    enum colour colour = !is_done ? COLOUR_NONE : event->response->error ? COLOUR_BAD : COLOUR_GOOD;
    try_tcp_text(event, &line, &bytes);
    if (line.length)
        line_print(has_colour, colour, &line);
    if (bytes.length)
        line_print(has_colour, COLOUR_DIM, &bytes);
}

static void expectation_print(const bool *has_colour, const struct vm_event *event)
{
    struct buffer line = {0};
    buffer_printf(&line, "    %s %s", event->holds ? "✓" : "✗", event->expectation->source);
    if (!event->holds && event->text && *event->text)
        buffer_printf(&line, "   got: %s", event->text);
    line_print(has_colour, event->holds ? COLOUR_GOOD : COLOUR_BAD, &line);
}

static void capture_print(const bool *has_colour, const struct vm_event *event)
{
    struct buffer line = {0};
    buffer_printf(&line, "    = %s: %s", event->expectation->source, event->text);
    line_print(has_colour, COLOUR_NONE, &line);
}

static void report_print(const bool *has_colour, const struct vm_report *report)
{
    struct buffer line = {0};
    if (!report->failed)
        return;
    buffer_printf(&line, "    %s failed", report->type);
    line_print(has_colour, COLOUR_BAD, &line);
}

static void try_event(void *context, const struct vm_event *event)
{
    switch (event->kind) {
    case VM_EVENT_REQUEST: request_print(context, event->request); break;
    case VM_EVENT_RESPONSE: response_print(context, event->response); break;
    case VM_EVENT_EXPECTATION: expectation_print(context, event); break;
    case VM_EVENT_CAPTURE: capture_print(context, event); break;
    case VM_EVENT_REPORT: report_print(context, event->report); break;
    case VM_EVENT_TCP:
    case VM_EVENT_TCP_DONE: tcp_print(context, event); break;
    }
}

static void try_error(void *context, const struct vm_error *error)
{
    struct buffer line = {0};
    buffer_printf(&line, "  ! %s: %s", error->location, error->message);
    line_print(context, COLOUR_BAD, &line);
    for (const char *frame = error->trace; *frame;) {
        size_t length = strcspn(frame, "\n");
        buffer_printf(&line, "  %.*s", (int)length, frame);
        line_print(context, COLOUR_BAD, &line);
        frame += length + (frame[length] == '\n');
    }
}

static void try_log(void *context, const char *text, size_t length)
{
    struct buffer line = {0};
    buffer_append_text(&line, "    log: ");
    buffer_append(&line, text, length);
    line_print(context, COLOUR_NONE, &line);
}

/* ---- the command ---- */

static void result_print(const struct try_result *result)
{
    struct buffer line = {0};
    count_append(&line, result->tasks, "task");
    buffer_append_text(&line, ", ");
    count_append(&line, result->requests, "request");
    buffer_printf(&line, ", %" PRIu64 " failed, ", result->failed);
    count_append(&line, result->errors, "error");
    printf("\n%s\n", buffer_text(&line));
    buffer_free(&line);
}

static int try_scenario(const struct scenario *scenario, const struct options *options)
{
    const char *no_color = getenv("NO_COLOR");
    bool has_colour = isatty(STDOUT_FILENO) && (!no_color || !*no_color);
    struct try_settings settings = {
        .run = scenario->settings,
        .kind = options_text(options, OPTION_user),
        .task = options_text(options, OPTION_task),
        .tasks = options_count(options, OPTION_count),
    };
    struct try_observer observer = {&has_colour, try_begins, try_event, try_error, try_log};
    struct try_result result = {0};
    struct buffer why = {0};
    if (!try_run(scenario->program, &settings, &observer, &result, &why)) {
        fprintf(stderr, "swarm: %s\n", buffer_text(&why));
        buffer_free(&why);
        return EXIT_USAGE;
    }
    buffer_free(&why);
    result_print(&result);
    if (result.setup_failed)
        return EXIT_SETUP;
    return result.failed + result.errors > 0 ? EXIT_FAILURES : EXIT_FINE;
}

static int try_command(struct options *options)
{
    signal(SIGPIPE, SIG_IGN);
    transport_setup();
    size_t first_kind;
    const char *path = scenario_path(options, &first_kind);
    if (!path)
        return EXIT_USAGE;
    struct scenario scenario;
    int status = scenario_open(&scenario, options, path);
    if (status == EXIT_FINE)
        status = try_scenario(&scenario, options);
    scenario_close(&scenario);
    return status;
}

const struct command command_try = {
    .name = "try",
    .options = COMMAND_TRY,
    .usage = "swarm try FILE [-n N] [--user KIND] [--task NAME] [options]",
    .summary = "Run one user through a few tasks and show everything. Each task runs once unless -n says\n"
               "otherwise. The exit status is 1 if anything failed.",
    .run = try_command,
};
