#include "runtime/engine/world_loop.h"

#include "runtime/base/log.h"
#include "runtime/net/transport.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

/* A turn that takes longer goes on after a look at the network. */
#define TURN_BUDGET (10 * NANOS_PER_MS)

#define PROBE_PERIOD (100 * NANOS_PER_MS)

/* ---- the network ---- */

struct session *world_loop_session_open(void *context, const struct client_settings *client,
                                        struct actor *owner)
{
    return session_new(((struct world_loop *)context)->transport, client, owner);
}

void world_loop_session_close(void *context, struct session *session)
{
    (void)context;
    session_free(session);
}

bool world_loop_cookie(void *context, struct session *session, const char *url, const char *name,
                       struct buffer *out)
{
    (void)context;
    return session_cookie(session, url, name, out);
}

void world_loop_submit(void *context, struct session *session, const struct http_request *request,
                       uint64_t ticket)
{
    (void)context;
    transport_submit(session, request, ticket);
}

bool world_loop_exchange(void *context, struct session *session, const struct tcp_request *request,
                         uint64_t ticket, struct http_response **response)
{
    (void)context;
    return transport_exchange(session, request, ticket, response);
}

instant world_loop_begun(void *context, const struct session *session)
{
    (void)context;
    return transport_begun(session);
}

instant world_loop_cancel(void *context, struct session *session)
{
    (void)context;
    return transport_cancel(session);
}

/* An answer that comes after the users' turn and before the poll may have its user want another turn. */
static void request_done(void *context, void *owner, uint64_t ticket, struct http_response *response)
{
    struct world_loop *world_loop = context;

    actor_answer(owner, ticket, response);
    if (world_loop->had_turn)
        ev_idle_start(world_loop->loop, &world_loop->idle);
}

static void request_soon(void *context, void *owner, const struct tcp_request *request)
{
    (void)context;
    actor_soon(owner, request);
}

/* ---- turns ---- */

/* When there is something to do: for a user, or for one whose time to go is up. */
static bool next_wake(const struct world_loop *world_loop, instant *when)
{
    instant departure;
    bool has_user = world_next(&world_loop->world, when),
         has_departure = crowd_next(&world_loop->crowd, &departure);

    if (has_departure && (!has_user || instant_before(departure, *when)))
        *when = departure;
    return has_user || has_departure;
}

static void timer_arm(struct world_loop *world_loop, instant when, instant now)
{
    if (ev_is_active(&world_loop->timer) && when.ns == world_loop->armed.ns)
        return;
    world_loop->armed = when;
    ev_timer_stop(world_loop->loop, &world_loop->timer);
    /* The loop's idea of now is that of the last poll. */
    ev_now_update(world_loop->loop);
    ev_timer_set(&world_loop->timer, (double)instant_since(when, now) / (double)NANOS_PER_S, 0.0);
    ev_timer_start(world_loop->loop, &world_loop->timer);
}

static void wake_arm(struct world_loop *world_loop)
{
    instant when, now = clock_now();

    if (!next_wake(world_loop, &when)) {
        ev_timer_stop(world_loop->loop, &world_loop->timer);
        ev_idle_stop(world_loop->loop, &world_loop->idle);
    } else if (instant_before(now, when)) {
        ev_idle_stop(world_loop->loop, &world_loop->idle);
        timer_arm(world_loop, when, now);
    } else {
        ev_idle_start(world_loop->loop, &world_loop->idle);
    }
}

static void lag_note(struct world_loop *world_loop, nanos lag)
{
    if (lag > world_loop->lag)
        world_loop->lag = lag;
}

/* How long the loop's connections had to wait for all else. */
static void busy_count(struct world_loop *world_loop)
{
    nanos busy = instant_since(clock_now(), world_loop->busy_since);

    world_loop->busy += busy;
    lag_note(world_loop, busy);
}

static void before_poll(struct ev_loop *loop, struct ev_prepare *watcher, int events)
{
    struct world_loop *world_loop = watcher->data;

    (void)loop;
    (void)events;
    crowd_turn(&world_loop->crowd);
    world_turn(&world_loop->world, TURN_BUDGET);
    if (world_loop->turned)
        world_loop->turned(world_loop);
    wake_arm(world_loop);
    busy_count(world_loop);
    world_loop->had_turn = true;
}

static void after_poll(struct ev_loop *loop, struct ev_check *watcher, int events)
{
    struct world_loop *world_loop = watcher->data;

    (void)loop;
    (void)events;
    world_loop->busy_since = clock_now();
    world_loop->had_turn = false;
}

/* All that is to do is done before the poll. */
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

static void probe_arm(struct world_loop *world_loop)
{
    world_loop->probe_due = instant_add(clock_now(), PROBE_PERIOD);
    ev_now_update(world_loop->loop);
    ev_timer_set(&world_loop->probe, (double)PROBE_PERIOD / (double)NANOS_PER_S, 0.);
    ev_timer_start(world_loop->loop, &world_loop->probe);
}

static void probe_fired(struct ev_loop *loop, struct ev_timer *watcher, int events)
{
    struct world_loop *world_loop = watcher->data;

    (void)loop;
    (void)events;
    lag_note(world_loop, instant_since(clock_now(), world_loop->probe_due));
    probe_arm(world_loop);
}

void world_loop_probe(struct world_loop *world_loop)
{
    ev_timer_init(&world_loop->probe, probe_fired, 0., 0.);
    world_loop->probe.data = world_loop;
    probe_arm(world_loop);
}

static void watchers_start(struct world_loop *world_loop)
{
    ev_prepare_init(&world_loop->prepare, before_poll);
    ev_check_init(&world_loop->check, after_poll);
    ev_timer_init(&world_loop->timer, timer_fired, 0., 0.);
    ev_idle_init(&world_loop->idle, idle_ran);
    world_loop->prepare.data = world_loop->check.data = world_loop;
    /* Users before the transport's own preparations, which then see to what they submitted; the clock before
     * all that a poll brought. */
    ev_set_priority(&world_loop->prepare, EV_MAXPRI);
    ev_set_priority(&world_loop->check, EV_MAXPRI);
    ev_prepare_start(world_loop->loop, &world_loop->prepare);
    ev_check_start(world_loop->loop, &world_loop->check);
}

struct ev_loop *world_loop_new(void)
{
    struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);

    if (loop)
        return loop;
    log_error("an event loop can't be made: %s", strerror(errno));
    exit(EX_OSERR);
}

void world_loop_init(struct world_loop *world_loop, const struct world_run *run,
                     const struct world_outside *outside, nanos stop_timeout)
{
    *world_loop = (struct world_loop){.loop = world_loop_new(), .busy_since = clock_now()};
    world_loop->transport = transport_new(world_loop->loop, request_done, world_loop);
    transport_announce(world_loop->transport, request_soon);
    world_init(&world_loop->world, run, outside, world_loop);
    world_loop->world.common.run_start = clock_now();
    crowd_init(&world_loop->crowd, &world_loop->world, stop_timeout);
    watchers_start(world_loop);
}

void world_loop_free(struct world_loop *world_loop)
{
    crowd_free(&world_loop->crowd);
    world_free(&world_loop->world);
    transport_free(world_loop->transport);
    ev_loop_destroy(world_loop->loop);
}
