#include "runtime/cluster/worker/worker_link.h"

#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/cluster/worker/master_contact.h"
#include "runtime/cluster/worker/worker_state.h"

#include <string.h>

#define HEARTBEAT_EVERY 1.0    /* seconds */
#define LOST_AFTER 60.0        /* seconds */
#define LATE (3 * NANOS_PER_S) /* for a heartbeat */
#define SILENCE (10 * NANOS_PER_S)
#define DELIVER_WITHIN (3 * NANOS_PER_S)
#define AGAIN_AFTER (NANOS_PER_S / 2)
#define WAKE_EVERY 0.05  /* seconds */
#define LAST_NUMBERS 0.1 /* seconds from the order to quit until the numbers so far are sent */

/* ---- joining ---- */

static void ask_again(struct worker_link *link)
{
    if (link->is_up && worker_send_ready(link))
        link->state = WORKER_ASKING;
}

void worker_ask(struct worker_link *link)
{
    link->asked = 0;
    link->asked_since = clock_now();
    ask_again(link);
    ev_timer_again(control_loop(link->control), &link->ask);
}

static bool waited_enough(const struct worker_link *link)
{
    return link->options.most_wait > 0 &&
           instant_since(clock_now(), link->asked_since) >= link->options.most_wait;
}

static void ask_due(struct ev_loop *loop, struct ev_timer *watcher, int events)
{
    struct worker_link *link = watcher->data;

    (void)loop, (void)events;
    link->asked++;
    if (waited_enough(link)) {
        master_contact_give_up(&link->options.master, (double)link->options.most_wait / NANOS_PER_S);
        worker_leave(link, WORKER_NO_MASTER, "no master has answered");
        return;
    }
    if (link->asked == MASTER_SILENT_AFTER && link->is_up)
        master_contact_silent(&link->options.master);
    ask_again(link);
}

void worker_rejoin(struct worker_link *link)
{
    enum control_state state = control_state(link->control);

    if (link->state != WORKER_JOINED || link->must_rejoin)
        return;
    worker_numbers_arrived(link, UINT64_MAX); /* they were for the old master */
    link->run = link->sent_number = 0;
    link->numbering++;
    if (state == CONTROL_READY || state == CONTROL_STOPPED) {
        worker_ask(link);
        return;
    }
    link->must_rejoin = true;
    control_stop(link->control, "the master was restarted");
}

/* ---- leaving ---- */

/* A master of Locust waits for the `quit` that answers its own. */
static bool is_master_there(const struct worker_link *link)
{
    return link->end != WORKER_LOST && link->end != WORKER_NO_MASTER &&
           (link->is_swarm ? !link->has_master_quit : link->is_up);
}

static void quit_send(struct worker_link *link)
{
    worker_send_end(link, "quit");
    link->is_up = false;
    link->has_master_quit = true; /* there is nothing more to say */
}

/* A master of swarm acknowledges the numbers; worker_link_free waits for that. */
static void quit_tell(struct worker_link *link)
{
    if (!is_master_there(link))
        return;
    worker_send_numbers(link);
    if (!link->is_swarm)
        quit_send(link);
}

static void wake(struct ev_loop *loop, struct ev_timer *watcher, int events)
{
    (void)loop, (void)watcher, (void)events;
}

/* Waits until the master has all numbers, for DELIVER_WITHIN at most. Runs the loop, so not within a
 * callback. */
static void delivery_await(struct worker_link *link)
{
    struct ev_loop *loop = control_loop(link->control);
    instant until = instant_add(clock_now(), DELIVER_WITHIN);
    struct ev_timer timer;

    ev_timer_init(&timer, wake, WAKE_EVERY, WAKE_EVERY);
    ev_timer_start(loop, &timer);
    while (link->sent.count > 0 && instant_before(clock_now(), until)) {
        if (instant_since(clock_now(), link->sent.items[0].when) > AGAIN_AFTER)
            worker_numbers_again(link);
        ev_run(loop, EVRUN_ONCE);
    }
    ev_timer_stop(loop, &timer);
    if (link->sent.count > 0)
        log_warning("the master hasn't acknowledged the last %zu report%s; it may not have their numbers",
                    link->sent.count, link->sent.count == 1 ? "" : "s");
}

static void timers_stop(struct worker_link *link)
{
    struct ev_loop *loop = control_loop(link->control);

    ev_timer_stop(loop, &link->ask);
    ev_timer_stop(loop, &link->heartbeat);
    ev_timer_stop(loop, &link->report);
    ev_timer_stop(loop, &link->lost);
    ev_timer_stop(loop, &link->logs);
}

/* A Locust master reads messages for half a second after its `quit`, but tasks may take until the stop
 * timeout. */
void worker_leave(struct worker_link *link, enum worker_end end, const char *why)
{
    enum control_state state = control_state(link->control);

    link->state = WORKER_LEAVING;
    link->end = end;
    timers_stop(link);
    if (state == CONTROL_READY || state == CONTROL_STOPPED) {
        log_info("Leaving: %s", why);
        quit_tell(link);
    } else {
        ev_timer_set(&link->report, LAST_NUMBERS, REPORT_EVERY);
        ev_timer_start(control_loop(link->control), &link->report);
        control_stop(link->control, why);
    }
    control_leave(link->control);
}

/* This process was stopped, for instance; what the master has sent meanwhile waits in the socket. The silence
 * counts from now on. */
static bool stood_still(struct worker_link *link)
{
    instant now = clock_now();
    bool was_late = instant_since(now, link->beat) > LATE;

    link->beat = now;
    if (!was_late)
        return false;
    link->heard = now;
    if (ev_is_active(&link->lost))
        ev_timer_again(control_loop(link->control), &link->lost);
    return true;
}

static void lost_due(struct ev_loop *loop, struct ev_timer *watcher, int events)
{
    struct worker_link *link = watcher->data;

    (void)loop, (void)events;
    if (stood_still(link))
        return;
    log_error("the master hasn't answered for %.0f s", LOST_AFTER);
    worker_leave(link, WORKER_LOST, "the master hasn't answered for 60 s");
}

/* ---- timers ---- */

/* The connection looks alive, but nothing comes through it. */
static void reconnect(struct worker_link *link)
{
    log_warning("the master hasn't sent a heartbeat for %lld s; connecting again", SILENCE / NANOS_PER_S);
    link->heard = clock_now();
    node_socket_reconnect(link->socket);
}

static void heartbeat_due(struct ev_loop *loop, struct ev_timer *watcher, int events)
{
    struct worker_link *link = watcher->data;

    (void)loop, (void)events;
    stood_still(link);
    if (!link->is_up)
        return;
    worker_send_heartbeat(link);
    if (link->hears_heartbeats && instant_since(clock_now(), link->heard) > SILENCE)
        reconnect(link);
}

static void report_due(struct ev_loop *loop, struct ev_timer *watcher, int events)
{
    struct worker_link *link = watcher->data;

    (void)loop, (void)events;
    if (link->is_up)
        worker_send_numbers(link);
}

static void logs_due(struct ev_loop *loop, struct ev_timer *watcher, int events)
{
    (void)loop, (void)events;
    worker_send_logs(watcher->data);
}

/* ---- the connection ---- */

static void link_up(struct worker_link *link)
{
    link->is_up = true;
    if (!link->hears_heartbeats)
        ev_timer_stop(control_loop(link->control), &link->lost);
    if (link->state == WORKER_CONNECTING || link->state == WORKER_ASKING)
        worker_ask(link);
    else if (link->was_refused && !link->is_swarm) /* a master of swarm says so itself */
        worker_rejoin(link);
    link->was_refused = false;
    link->heard = clock_now();
    worker_numbers_again(link);
}

static void link_down(struct worker_link *link)
{
    link->is_up = false;
    if (link->state != WORKER_JOINED)
        return;
    log_warning("the connection to the master is lost; trying again for %.0f s", LOST_AFTER);
    if (!ev_is_active(&link->lost)) /* it counts from the last heartbeat, if there are any */
        ev_timer_again(control_loop(link->control), &link->lost);
}

static void link_changed(void *context, enum node_link state)
{
    struct worker_link *link = context;

    if (link->state == WORKER_LEAVING && state == NODE_LINK_UP)
        worker_numbers_again(link);
    if (link->state == WORKER_LEAVING)
        return;
    if (!(link->logged & 1u << state))
        master_contact_log(&link->options.master, state);
    link->logged = state == NODE_LINK_UP ? 0 : link->logged | 1u << state;
    if (state == NODE_LINK_UP)
        link_up(link);
    else if (state == NODE_LINK_DOWN)
        link_down(link);
    else if (state == NODE_LINK_REFUSED)
        link->was_refused = true;
}

static void frame_received(void *context, const char *id, size_t id_length, const char *bytes, size_t length)
{
    struct worker_link *link = context;
    struct frame frame;

    (void)id, (void)id_length;
    if (!frame_read(bytes, length, &frame)) {
        log_warning_once("a bad frame of the master", "the master has sent something that isn't a frame");
        return;
    }
    worker_handle(link, &frame);
    frame_clear(&frame);
}

/* ---- the run ---- */

static void run_began(void *context, const struct run_settings *settings)
{
    struct worker_link *link = context;

    (void)settings;
    link->began = clock_now();
    locust_report_clear(link->numbers, clock_wall());
    worker_orders_resume(link);
}

static void snapshot_keep(struct worker_link *link, const struct snapshot *snapshot)
{
    snapshot_free(link->last);
    link->last = snapshot_hold(snapshot);
}

static void run_tick(void *context, const struct snapshot *snapshot)
{
    struct worker_link *link = context;

    snapshot_keep(link, snapshot);
    link->reactors = (uint32_t)snapshot->health.reactor_count;
}

static void run_numbers(void *context, const struct stats_set *set)
{
    const struct worker_link *link = context;

    locust_report_add(link->numbers, set, clock_wall());
}

static void run_users_reached(void *context, const struct run_settings *settings, uint64_t users)
{
    struct worker_link *link = context;

    (void)settings, (void)users;
    if (link->awaits_complete)
        worker_send_complete(link);
    link->awaits_complete = false;
}

/* The scenario has ended the run, or a signal has. A Locust master can't be told to end the run of all
 * workers; it is told that this one quits, as Locust's workers do. */
static void run_ended_here(struct worker_link *link, const struct snapshot *snapshot)
{
    enum worker_end end = control_is_leaving(link->control)   ? WORKER_QUIT
                          : snapshot->how == RUN_SETUP_FAILED ? WORKER_RUN_FAILED
                                                              : WORKER_RUN_ENDED;

    if (link->is_swarm && end == WORKER_RUN_ENDED) {
        worker_send_ended(link, snapshot);
        return;
    }
    if (end == WORKER_RUN_FAILED)
        worker_send_exception(link, "`setup` of the scenario failed", "`setup` of the scenario failed");
    worker_leave(link, end, snapshot->end);
}

static void run_ended(void *context, const struct snapshot *snapshot)
{
    struct worker_link *link = context;

    snapshot_keep(link, snapshot);
    worker_send_numbers(link);
    if (link->state == WORKER_LEAVING)
        quit_tell(link);
    else if (!link->is_stop_asked && !link->must_rejoin && !link->is_run_wanted)
        run_ended_here(link, snapshot);
    else
        worker_orders_resume(link);
}

static void run_published(void *context, const char *type, value v)
{
    worker_send_message(context, type, v);
}

static void run_lease(void *context, const struct lease_note *note)
{
    worker_send_lease(context, note);
}

void worker_report_now(struct worker_link *link)
{
    struct snapshot *snapshot = control_snapshot(link->control);

    snapshot_keep(link, snapshot);
    snapshot_free(snapshot);
    if (link->is_swarm && link->is_up)
        worker_send_numbers(link);
}

/* The master may wait for that. */
static void run_tasks_done(void *context)
{
    worker_report_now(context);
}

/* This process was told to end. Others can take its share already. */
static void run_stopping(void *context, const char *why)
{
    struct worker_link *link = context;

    (void)why;
    if (link->is_swarm && link->is_up && link->state == WORKER_JOINED && !link->is_stop_asked &&
        control_is_leaving(link->control))
        worker_send_word(link, "swarm_leaving");
}

/* ---- creation and end ---- */

static void timer_prepare(struct worker_link *link, struct ev_timer *timer,
                          void (*due)(struct ev_loop *, struct ev_timer *, int), double every)
{
    ev_timer_init(timer, due, every, every);
    timer->data = link;
}

static void timers_prepare(struct worker_link *link)
{
    double wait = (double)link->options.most_wait / NANOS_PER_S;

    timer_prepare(link, &link->ask, ask_due, wait > 0 && wait < MASTER_ASK_EVERY ? wait : MASTER_ASK_EVERY);
    timer_prepare(link, &link->heartbeat, heartbeat_due, HEARTBEAT_EVERY);
    timer_prepare(link, &link->report, report_due, REPORT_EVERY);
    timer_prepare(link, &link->lost, lost_due, LOST_AFTER);
    timer_prepare(link, &link->logs, logs_due, LOGS_EVERY);
}

static bool socket_open(struct worker_link *link, struct buffer *why)
{
    struct node_socket_events events = {.context = link, .received = frame_received, .link = link_changed};
    struct ev_loop *loop = control_loop(link->control);

    link->socket = link->options.socket;
    if (!link->socket)
        link->socket = node_socket_connect(loop, &link->options.master, link->id, &events, why);
    else if (node_socket_move(link->socket, loop, &events))
        link_up(link);
    return link->socket;
}

struct worker_link *worker_link_new(struct control *control, const struct worker_link_options *options,
                                    struct buffer *why)
{
    struct worker_link *link = mem_zalloc(1, sizeof *link);

    link->control = control;
    link->options = *options;
    link->shared = value_none();
    link->log = worker_log_new();
    link->id = options->id ? mem_strdup(options->id) : worker_id_new();
    link->asked_since = clock_now();
    link->wanted = population_new(options->program->kinds_count);
    link->numbers =
        locust_report_new(options->program->rows, (uint32_t)options->program->rows_count, clock_wall());
    timers_prepare(link);
    link->observer = (struct control_observer){
        .context = link,
        .began = run_began,
        .tick = run_tick,
        .numbers = run_numbers,
        .published = run_published,
        .lease = run_lease,
        .tasks_done = run_tasks_done,
        .stopping = run_stopping,
        .users_reached = run_users_reached,
        .ended = run_ended,
    };
    control_observe(control, &link->observer);
    ev_timer_again(control_loop(control), &link->ask);
    if (socket_open(link, why))
        return link;
    worker_link_free(link);
    return NULL;
}

enum worker_end worker_link_end(const struct worker_link *link)
{
    return link->end;
}

void worker_link_free(struct worker_link *link)
{
    if (!link)
        return;
    timers_stop(link);
    if (link->socket && is_master_there(link)) {
        link->state = WORKER_LEAVING;
        delivery_await(link);
        quit_send(link);
    }
    control_unobserve(link->control, &link->observer);
    node_socket_free(link->socket);
    locust_report_free(link->numbers);
    population_free(&link->wanted);
    run_settings_free(&link->settings);
    snapshot_free(link->last);
    buffer_free(&link->start);
    value_release(link->shared);
    worker_numbers_arrived(link, UINT64_MAX);
    vec_free(&link->sent);
    worker_log_free(link->log);
    mem_free(link->id);
    mem_free(link);
}
