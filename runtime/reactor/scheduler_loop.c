#include "runtime/reactor/scheduler_loop.h"

#include "runtime/base/event_loop.h"
#include "runtime/net/transport.h"

/* A longer turn continues after the next poll. */
#define TURN_BUDGET (10 * NANOS_PER_MS)

#define PROBE_PERIOD (100 * NANOS_PER_MS)

/* ---- the network ---- */

static struct session *session_open(void *context, const struct client_settings *client, struct fiber *owner)
{
    return session_new(context, client, owner);
}

static const struct user_network transport_network = {
    .session_open = session_open,
    .session_close = session_free,
    .cookies = session_cookies,
    .forget_cookies = session_forget_cookies,
    .submit = transport_submit,
    .act = transport_act,
    .begun = transport_begun,
    .cancel = transport_cancel,
};

/* Called after scheduler_turn and before the poll. The user may be queued now, so the poll must not block. */
static void request_done(void *context, void *owner, uint64_t ticket, struct response *response)
{
    struct scheduler_loop *scheduler_loop = context;

    fiber_answer(owner, ticket, response);
    if (scheduler_loop->turn_done)
        ev_idle_start(scheduler_loop->loop, &scheduler_loop->idle);
}

static void request_prefetch(void *context, void *owner, const struct tcp_request *request)
{
    (void)context;
    fiber_prefetch(owner, request);
}

/* ---- turns ---- */

/* When the next user or the next deadline of a stopping user is due. */
static bool next_wake(const struct scheduler_loop *scheduler_loop, instant *when)
{
    instant deadline;
    bool has_user = scheduler_next(&scheduler_loop->scheduler, when),
         has_deadline = user_pool_next_deadline(&scheduler_loop->pool, &deadline);

    if (has_deadline && (!has_user || instant_before(deadline, *when)))
        *when = deadline;
    return has_user || has_deadline;
}

static void timer_arm(struct scheduler_loop *scheduler_loop, instant when, instant now)
{
    if (ev_is_active(&scheduler_loop->timer) && when.ns == scheduler_loop->armed.ns)
        return;
    scheduler_loop->armed = when;
    ev_timer_stop(scheduler_loop->loop, &scheduler_loop->timer);
    /* The loop's time is that of the last poll. */
    ev_now_update(scheduler_loop->loop);
    ev_timer_set(&scheduler_loop->timer, (double)instant_since(when, now) / (double)NANOS_PER_S, 0.0);
    ev_timer_start(scheduler_loop->loop, &scheduler_loop->timer);
}

static void wake_arm(struct scheduler_loop *scheduler_loop)
{
    instant when, now = clock_now();

    if (!next_wake(scheduler_loop, &when)) {
        ev_timer_stop(scheduler_loop->loop, &scheduler_loop->timer);
        ev_idle_stop(scheduler_loop->loop, &scheduler_loop->idle);
    } else if (instant_before(now, when)) {
        ev_idle_stop(scheduler_loop->loop, &scheduler_loop->idle);
        timer_arm(scheduler_loop, when, now);
    } else {
        ev_idle_start(scheduler_loop->loop, &scheduler_loop->idle);
    }
}

static void lag_record(struct scheduler_loop *scheduler_loop, nanos lag)
{
    if (lag > scheduler_loop->lag)
        scheduler_loop->lag = lag;
}

/* Measures the time since the last poll: connections had to wait that long. */
static void busy_count(struct scheduler_loop *scheduler_loop)
{
    nanos busy = instant_since(clock_now(), scheduler_loop->busy_since);

    scheduler_loop->busy += busy;
    lag_record(scheduler_loop, busy);
}

static void before_poll(struct ev_loop *loop, struct ev_prepare *watcher, int events)
{
    struct scheduler_loop *scheduler_loop = watcher->data;

    (void)loop;
    (void)events;
    user_pool_enforce_deadlines(&scheduler_loop->pool);
    scheduler_turn(&scheduler_loop->scheduler, TURN_BUDGET);
    if (scheduler_loop->after_turn)
        scheduler_loop->after_turn(scheduler_loop);
    wake_arm(scheduler_loop);
    busy_count(scheduler_loop);
    scheduler_loop->turn_done = true;
}

static void after_poll(struct ev_loop *loop, struct ev_check *watcher, int events)
{
    struct scheduler_loop *scheduler_loop = watcher->data;

    (void)loop;
    (void)events;
    scheduler_loop->busy_since = clock_now();
    scheduler_loop->turn_done = false;
}

/* The timer only ends the poll; before_poll does the work. */
static void timer_fired(struct ev_loop *loop, struct ev_timer *watcher, int events)
{
    (void)loop;
    (void)watcher;
    (void)events;
}

static void idle_ran(struct ev_loop *loop, struct ev_idle *watcher, int events)
{
    (void)loop;
    (void)watcher;
    (void)events;
}

static void probe_arm(struct scheduler_loop *scheduler_loop)
{
    scheduler_loop->probe_due = instant_add(clock_now(), PROBE_PERIOD);
    ev_now_update(scheduler_loop->loop);
    ev_timer_set(&scheduler_loop->probe, (double)PROBE_PERIOD / (double)NANOS_PER_S, 0.);
    ev_timer_start(scheduler_loop->loop, &scheduler_loop->probe);
}

static void probe_fired(struct ev_loop *loop, struct ev_timer *watcher, int events)
{
    struct scheduler_loop *scheduler_loop = watcher->data;

    (void)loop;
    (void)events;
    lag_record(scheduler_loop, instant_since(clock_now(), scheduler_loop->probe_due));
    probe_arm(scheduler_loop);
}

void scheduler_loop_probe(struct scheduler_loop *scheduler_loop)
{
    ev_timer_init(&scheduler_loop->probe, probe_fired, 0., 0.);
    scheduler_loop->probe.data = scheduler_loop;
    probe_arm(scheduler_loop);
}

static void watchers_start(struct scheduler_loop *scheduler_loop)
{
    ev_prepare_init(&scheduler_loop->prepare, before_poll);
    ev_check_init(&scheduler_loop->check, after_poll);
    ev_timer_init(&scheduler_loop->timer, timer_fired, 0., 0.);
    ev_idle_init(&scheduler_loop->idle, idle_ran);
    scheduler_loop->prepare.data = scheduler_loop->check.data = scheduler_loop;
    /* scheduler_turn runs before the transport's own prepare watcher, which starts the requests of users.
     * The clock is read before any event of the poll is handled. */
    ev_set_priority(&scheduler_loop->prepare, EV_MAXPRI);
    ev_set_priority(&scheduler_loop->check, EV_MAXPRI);
    ev_prepare_start(scheduler_loop->loop, &scheduler_loop->prepare);
    ev_check_start(scheduler_loop->loop, &scheduler_loop->check);
}

void scheduler_loop_init(struct scheduler_loop *scheduler_loop, const struct run_context *run,
                         const struct scheduler_owner *owner, nanos stop_timeout)
{
    *scheduler_loop = (struct scheduler_loop){.loop = event_loop_new(), .busy_since = clock_now()};
    scheduler_loop->transport = transport_new(scheduler_loop->loop, request_done, scheduler_loop);
    transport_announce(scheduler_loop->transport, request_prefetch);
    scheduler_init(&scheduler_loop->scheduler, run, &transport_network, scheduler_loop->transport, owner);
    scheduler_loop->scheduler.common.run_start = clock_now();
    user_pool_init(&scheduler_loop->pool, &scheduler_loop->scheduler, stop_timeout);
    watchers_start(scheduler_loop);
}

void scheduler_loop_free(struct scheduler_loop *scheduler_loop)
{
    user_pool_free(&scheduler_loop->pool);
    scheduler_free(&scheduler_loop->scheduler);
    transport_free(scheduler_loop->transport);
    ev_loop_destroy(scheduler_loop->loop);
}
