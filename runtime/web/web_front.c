#include "runtime/web/web_front.h"

#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/report/page/page_delta.h"
#include "runtime/web/front_state.h"
#include "runtime/web/web_login.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#define KEEP_ALIVE_PERIOD 15.0 /* seconds */

enum { UNSEEN_TICKS_MOST = 30 }; /* after that, ticks aren't encoded any more */

/* ---- for the handlers ---- */

struct snapshot *front_snapshot(const struct web_front *front)
{
    return front->snapshot ? snapshot_hold(front->snapshot) : control_snapshot(front->control);
}

bool front_is_in_run(const struct web_front *front)
{
    enum control_state state = control_state(front->control);

    return state != CONTROL_READY && state != CONTROL_STOPPED;
}

static void snapshot_keep(struct web_front *front, const struct snapshot *snapshot)
{
    snapshot_free(front->snapshot);
    front->snapshot = snapshot ? snapshot_hold(snapshot) : NULL;
}

void front_refuse(struct web_answer *answer, unsigned status, const char *field, const char *format, ...)
{
    struct buffer sentence = {0};
    struct json_out json = front_json(answer);
    va_list arguments;

    va_start(arguments, format);
    buffer_vprintf(&sentence, format, arguments);
    va_end(arguments);
    answer->status = status;
    json_out_text(&json, "error", buffer_text(&sentence));
    if (field)
        json_out_text(&json, "field", field);
    json_out_close(&json);
    buffer_free(&sentence);
}

struct json_out front_json(struct web_answer *answer)
{
    struct json_out json;

    buffer_clear(&answer->body);
    answer->type = "application/json";
    json = json_out_new(&answer->body, 0);
    json_out_object(&json, NULL);
    return json;
}

/* ---- events of control ---- */

static void state_push(struct web_front *front)
{
    web_events_restart(front->events, front->run);
    web_server_wake(front->server);
}

/* Nothing is encoded for long after the last viewer has left. */
static void tick_push(struct web_front *front, const struct snapshot *before, const struct snapshot *now)
{
    front->unseen_ticks = web_events_viewers(front->events) > 0 ? 0 : front->unseen_ticks + 1;
    if (front->unseen_ticks > UNSEEN_TICKS_MOST) {
        web_events_skip(front->events);
        return;
    }
    buffer_clear(&front->changes);
    front_delta_write(front, before, now, &front->changes);
    web_events_push(front->events, &front->changes);
    web_server_wake(front->server);
}

void front_state_changed(struct web_front *front)
{
    struct snapshot *snapshot = front_snapshot(front);

    tick_push(front, snapshot, snapshot);
    snapshot_free(snapshot);
}

/* ---- a run ---- */

bool front_can_change_users(const struct web_front *front)
{
    enum control_state state = control_state(front->control);
    const struct run_settings *settings = control_settings(front->control);

    return (state == CONTROL_SPAWNING || state == CONTROL_RUNNING) && !settings->has_load &&
           !settings->capacity.text;
}

bool front_users_set(struct web_front *front, uint64_t users, double rate)
{
    if (!front_can_change_users(front))
        return false;
    if (!control_set_users(front->control, users, rate))
        return control_settings(front->control)->users == users;
    front_state_changed(front);
    return true;
}

static void run_starting(void *context, const struct run_settings *settings)
{
    struct web_front *front = context;

    (void)settings;
    front->run++;
    history_csv_clear(&front->history);
    snapshot_keep(front, NULL);
    state_push(front);
}

static void run_began(void *context, const struct run_settings *settings)
{
    (void)settings;
    front_state_changed(context);
}

static void run_ticked(void *context, const struct snapshot *snapshot)
{
    struct web_front *front = context;
    /* Before the first tick, viewers have seen nothing of this run that a delta could build on. */
    struct snapshot *before = front->snapshot ? snapshot_hold(front->snapshot) : NULL;

    snapshot_keep(front, snapshot);
    history_csv_add(&front->history, snapshot);
    if (before && page_delta_fits(before, snapshot))
        tick_push(front, before, snapshot);
    else
        state_push(front);
    snapshot_free(before);
}

static void run_users_reached(void *context, const struct run_settings *settings, uint64_t users)
{
    (void)settings, (void)users;
    front_state_changed(context);
}

static void run_stopping(void *context, const char *why)
{
    (void)why;
    front_state_changed(context);
}

static void run_was_reset(void *context)
{
    struct web_front *front = context;

    snapshot_keep(front, NULL);
    state_push(front);
}

static void run_ended(void *context, const struct snapshot *snapshot)
{
    struct web_front *front = context;

    snapshot_keep(front, snapshot);
    history_csv_add(&front->history, snapshot);
    state_push(front);
}

/* ---- from beginning to end ---- */

static void events_state(void *context, struct buffer *out)
{
    front_document_write(context, out);
}

static void on_keep_alive(struct ev_loop *loop, struct ev_timer *watcher, int events)
{
    struct web_front *front = watcher->data;

    (void)loop, (void)events;
    web_events_keep_alive(front->events);
    web_server_wake(front->server);
}

static void observe(struct web_front *front)
{
    front->observer = (struct control_observer){.context = front,
                                                .starting = run_starting,
                                                .began = run_began,
                                                .tick = run_ticked,
                                                .users_reached = run_users_reached,
                                                .stopping = run_stopping,
                                                .was_reset = run_was_reset,
                                                .ended = run_ended};
    control_observe(front->control, &front->observer);
    ev_timer_init(&front->keep_alive, on_keep_alive, KEEP_ALIVE_PERIOD, KEEP_ALIVE_PERIOD);
    front->keep_alive.data = front;
    ev_timer_start(control_loop(front->control), &front->keep_alive);
}

static struct web_server *listen_on(struct web_front *front, struct buffer *why)
{
    const struct web_server_options options = {.host = front->options.host,
                                               .port = front->options.port,
                                               .tls_certificate = front->options.tls_certificate,
                                               .tls_key = front->options.tls_key,
                                               .handler = front_answer,
                                               .refuser = front_refusal,
                                               .context = front};

    return web_server_new(control_loop(front->control), &options, why);
}

struct web_front *web_front_new(struct control *control, const struct web_front_options *options,
                                struct buffer *why)
{
    struct web_front *front = mem_zalloc(1, sizeof *front);
    const struct web_events_source source = {.context = front, .state = events_state};

    front->control = control;
    front->options = *options;
    front->server = listen_on(front, why);
    if (!front->server) {
        mem_free(front);
        return NULL;
    }
    front->events = web_events_new(&source);
    front->log = web_log_new();
    if (options->login)
        front->login = web_login_new(options->login);
    snprintf(front->session_cookie, sizeof front->session_cookie, "swarm_session_%u",
             (unsigned)web_server_port(front->server));
    observe(front);
    return front;
}

void web_front_free(struct web_front *front)
{
    if (!front)
        return;
    control_unobserve(front->control, &front->observer);
    ev_timer_stop(control_loop(front->control), &front->keep_alive);
    web_server_free(front->server);
    web_events_free(front->events);
    web_log_free(front->log);
    history_csv_free(&front->history);
    buffer_free(&front->changes);
    web_login_free(front->login);
    snapshot_free(front->snapshot);
    mem_free(front);
}

void web_front_url(const struct web_front *front, struct buffer *out)
{
    web_server_url(front->server, out);
    buffer_append_text(out, front->options.base_path);
}
