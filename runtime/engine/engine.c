#include "runtime/engine/engine.h"

#include "runtime/base/log.h"
#include "runtime/engine/engine_state.h"
#include "runtime/user/user_pool.h"

#include <errno.h>
#include <string.h>

#define NODES_LATENESS (5 * NANOS_PER_S)

/* Sends a message of a kind that has nothing but its head. */
static void message_send(struct engine *engine, uint32_t reactor, enum message_kind kind)
{
    reactor_send(engine->reactors[reactor].reactor, message_new(kind));
}

static void message_send_all(struct engine *engine, enum message_kind kind)
{
    for (uint32_t i = 0; i < engine->reactor_count; i++)
        message_send(engine, i, kind);
}

static void finish_arm(struct engine *engine, nanos time)
{
    ev_timer_stop(engine->loop, &engine->finish);
    ev_now_update(engine->loop);
    ev_timer_set(&engine->finish, (double)time / (double)NANOS_PER_S, 0.0);
    ev_timer_start(engine->loop, &engine->finish);
}

static void why_set(struct engine *engine, const char *why)
{
    buffer_clear(&engine->ending.why);
    buffer_append_text(&engine->ending.why, why);
}

/* ---- phases ---- */

/* Also before their first user, since they may have begun. */
static void nodes_stop(struct engine *engine, bool at_once)
{
    if (engine->nodes_open)
        engine->nodes.stop(engine->nodes.context, at_once);
}

static void closing_begin(struct engine *engine)
{
    engine->phase = ENGINE_CLOSING;
    nodes_stop(engine, true);
    ev_timer_stop(engine->loop, &engine->spawn);
    ev_timer_stop(engine->loop, &engine->finish);
    engine_numbers_ask_last(engine);
}

static void teardown_begin(struct engine *engine)
{
    nanos time = engine->settings.stop_timeout;

    engine->phase = ENGINE_TEARDOWN;
    message_send(engine, 0, MESSAGE_TEARDOWN);
    finish_arm(engine, time > USER_POOL_HOOKS_TIME ? time : USER_POOL_HOOKS_TIME);
}

/* Arrivals on other nodes end by themselves. They may begin and end a little later than here. */
static nanos finish_time(const struct engine *engine)
{
    nanos left = engine->users.run_time - instant_since(clock_now(), engine->users.load_start);

    return engine->has_nodes && engine_users_arrive(engine) ? left + NODES_LATENESS : left;
}

/* The clock of the run starts with its first user. */
static void users_phase_begin(struct engine *engine)
{
    engine->phase = ENGINE_USERS;
    engine->began = clock_now();
    engine_numbers_begin(engine);
    engine->events.began(engine->events.context, !engine_users_arrive(engine));
    if (engine->has_nodes && engine->phase == ENGINE_USERS)
        engine->nodes.begin(engine->nodes.context);
    if (engine->phase != ENGINE_USERS) /* somebody stopped it within the calls */
        return;
    ev_timer_again(engine->loop, &engine->second);
    engine_users_begin(engine);
    if (engine->users.run_time > 0)
        finish_arm(engine, finish_time(engine));
}

/* Also when it was cut, by a signal for instance: then that is why. */
static void setup_failed(struct engine *engine)
{
    if (engine->ending.how == RUN_DONE) {
        engine->ending.how = RUN_SETUP_FAILED;
        why_set(engine, "setup failed");
    }
    engine->ending.when = clock_now();
}

static void hooks_ended(struct engine *engine, const struct message_hooks_ended *message)
{
    if (engine->phase == ENGINE_TEARDOWN) {
        closing_begin(engine);
    } else if (engine->phase == ENGINE_SETUP && (message->has_failed || engine->ending.why.length > 0)) {
        setup_failed(engine); /* or the stop came when its end was on its way */
        closing_begin(engine);
    } else if (engine->phase == ENGINE_SETUP && engine->setup_messages == SETUP_MESSAGES_SENT) {
        engine->setup_messages = SETUP_MESSAGES_AWAITED;
        message_send(engine, 0, MESSAGE_HOOKS_AWAIT);
    } else if (engine->phase == ENGINE_SETUP) {
        users_phase_begin(engine);
    }
}

static void stopping_begin(struct engine *engine)
{
    engine_numbers_ask(engine);
    engine->phase = ENGINE_STOPPING;
    engine->ending.when = clock_now();
    engine->ending.users = engine_users_running(engine);
    ev_timer_stop(engine->loop, &engine->spawn);
    ev_timer_stop(engine->loop, &engine->finish);
    engine->ending.stopping = engine->reactor_count + engine->nodes_open;
    message_send_all(engine, MESSAGE_STOP);
    nodes_stop(engine, false);
}

void engine_stop_as(struct engine *engine, enum run_end end, const char *why)
{
    if (engine->phase != ENGINE_SETUP && engine->phase != ENGINE_USERS)
        return;
    engine->ending.how = end;
    why_set(engine, why);
    if (engine->phase == ENGINE_SETUP)
        message_send(engine, 0, MESSAGE_HOOKS_CUT);
    else
        stopping_begin(engine);
    /* Only now, since a blocked terminal may block the observer, and no user may continue during that time.
     */
    engine->events.stopping(engine->events.context, why);
}

void engine_stop_now(struct engine *engine, const char *why)
{
    if (engine->phase == ENGINE_READY || engine->phase >= ENGINE_CLOSING)
        return;
    engine->ending.how = RUN_CUT;
    why_set(engine, why);
    if (engine->phase < ENGINE_STOPPING) {
        engine_numbers_ask(engine);
        engine->ending.when = clock_now();
        engine->ending.users = engine_users_running(engine);
    }
    closing_begin(engine);
}

/* ---- messages from reactors ---- */

void engine_finish_due(struct ev_loop *loop, struct ev_timer *watcher, int events)
{
    struct engine *engine = watcher->data;

    (void)loop;
    (void)events;
    if (engine->phase == ENGINE_TEARDOWN) {
        log_warning("teardown took too long and was stopped");
        message_send(engine, 0, MESSAGE_HOOKS_CUT);
        return;
    }
    engine_stop_as(engine, RUN_DONE,
                   engine->settings.has_load && engine->users.run_time != engine->settings.run_time
                       ? "the load has ended"
                       : "the run time has ended");
}

/* What one reactor's hooks have put into `shared` goes to all others. */
static void shared_spread(struct engine *engine, const struct message_shared *message)
{
    if (engine->has_nodes)
        engine->nodes.share(engine->nodes.context, message->values, message->count);
    for (uint32_t i = 0; i < engine->reactor_count; i++) {
        if (i != message->head.reactor)
            reactor_send(engine->reactors[i].reactor,
                         &message_shared_new(message->values, message->count)->head);
    }
}

/* `on message` runs on the reactor that runs the hooks. */
void engine_publish(struct engine *engine, const char *type, value v)
{
    if (engine->reactor_count == 0 || engine->phase >= ENGINE_CLOSING)
        return;
    reactor_send(engine->reactors[0].reactor, &message_publish_new(type, v)->head);
    if (engine->phase == ENGINE_SETUP && engine->setup_messages == SETUP_MESSAGES_NONE)
        engine->setup_messages = SETUP_MESSAGES_SENT;
}

void engine_share(struct engine *engine, const value *values, size_t count)
{
    if (count != engine->program->shared_count || engine->phase >= ENGINE_CLOSING)
        return;
    for (uint32_t i = 0; i < engine->reactor_count; i++)
        reactor_send(engine->reactors[i].reactor, &message_shared_new(values, count)->head);
}

/* A single process sends messages to itself. */
static void publish_forward(struct engine *engine, const struct message_publish *message)
{
    if (engine->has_nodes)
        engine->nodes.publish(engine->nodes.context, message->type, message->v);
    else if (engine->settings.publishes_out)
        engine->events.published(engine->events.context, message->type, message->v);
    else
        engine_publish(engine, message->type, message->v);
}

static void run_is_stopped(struct engine *engine, const struct message_stop_run *message)
{
    if (message->end == RUN_DONE && engine->settings.is_part)
        engine->events.tasks_done(engine->events.context);
    else
        engine_stop_as(engine, message->end, message->why);
}

static void users_have_ended(struct engine *engine, const struct message_users_ended *message)
{
    engine_users_ended(engine, message);
    if (engine->phase == ENGINE_USERS && engine_users_are_over(engine))
        engine_stop_as(engine, RUN_DONE, "all users have stopped");
}

static void users_have_stopped(struct engine *engine)
{
    engine->ending.stopping--;
    if (engine->phase == ENGINE_STOPPING && engine->ending.stopping == 0)
        teardown_begin(engine);
}

void engine_nodes_ended(struct engine *engine)
{
    engine->nodes_open = false;
    users_have_stopped(engine);
    if (engine->phase == ENGINE_CLOSING && engine->numbers.open == 0)
        ev_async_send(engine->loop,
                      &engine->mailbox.wake); /* the nodes were the last; engine_mail_arrived ends */
}

static void engine_receive(struct engine *engine, struct message *message)
{
    switch (message->kind) {
    case MESSAGE_HOOKS_ENDED: hooks_ended(engine, (const struct message_hooks_ended *)message); break;
    case MESSAGE_USERS_ENDED: users_have_ended(engine, (const struct message_users_ended *)message); break;
    case MESSAGE_STOPPED: users_have_stopped(engine); break;
    case MESSAGE_STATS: engine_numbers_receive(engine, (struct message_stats *)message); break;
    case MESSAGE_STOP_RUN: run_is_stopped(engine, (const struct message_stop_run *)message); break;
    case MESSAGE_SHARED: shared_spread(engine, (const struct message_shared *)message); break;
    case MESSAGE_PUBLISH: publish_forward(engine, (const struct message_publish *)message); break;
    case MESSAGE_LEASE_LOW: engine_lease_low(engine, (const struct message_lease *)message); break;
    case MESSAGE_SETUP:
    case MESSAGE_TEARDOWN:
    case MESSAGE_HOOKS_AWAIT:
    case MESSAGE_HOOKS_CUT:
    case MESSAGE_SPAWN:
    case MESSAGE_ARRIVE:
    case MESSAGE_REMOVE:
    case MESSAGE_STOP:
    case MESSAGE_TAKE:
    case MESSAGE_QUIT:
    case MESSAGE_LEASED: break; /* those go the other way */
    }
}

/* The last thing that the engine does: control frees it within the call. */
static void engine_end(struct engine *engine)
{
    ev_timer_stop(engine->loop, &engine->second);
    engine->phase = ENGINE_OVER;
    engine_leases_return(engine);
    if (engine->has_nodes)
        engine->nodes.over(engine->nodes.context);
    engine->events.ended(engine->events.context);
}

void engine_mail_arrived(struct ev_loop *loop, struct ev_async *watcher, int events)
{
    struct engine *engine = watcher->data;
    struct message *message = mailbox_take(&engine->mailbox);

    (void)loop;
    (void)events;
    while (message) {
        struct message *next = message->next;

        engine_receive(engine, message);
        message_free(message);
        message = next;
    }
    if (engine->phase == ENGINE_CLOSING && engine->numbers.open == 0 && !engine->nodes_open)
        engine_end(engine);
}

/* ---- running ---- */

static bool threads_start(struct engine *engine)
{
    for (uint32_t i = 0; i < engine->reactor_count; i++) {
        if (reactor_start(engine->reactors[i].reactor))
            continue;
        log_error("can't start a reactor thread: %s", strerror(errno));
        /* The reactors before it are idle and end when requested; the others never started. */
        engine->reactor_count = i;
        return false;
    }
    return true;
}

void engine_begin(struct engine *engine)
{
    if (threads_start(engine)) {
        engine->phase = ENGINE_SETUP;
        engine->nodes_open = engine->has_nodes;
        message_send(engine, 0, MESSAGE_SETUP);
        return;
    }
    engine->ending.how = RUN_SETUP_FAILED;
    why_set(engine, "a reactor thread can't be started");
    engine->ending.when = clock_now();
    closing_begin(engine);
    if (engine->reactor_count == 0) /* no message will come */
        ev_async_send(engine->loop, &engine->mailbox.wake);
}
