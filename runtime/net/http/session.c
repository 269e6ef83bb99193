#include "runtime/net/http/session.h"

#include "runtime/base/alloc.h"
#include "runtime/net/http/content_coding.h"
#include "runtime/net/http/redirect.h"
#include "runtime/net/http/request_head.h"

#include <time.h>

/* Size up to which a session keeps the memory of a body for the next one. */
#define BODY_KEPT ((size_t)8 << 10)

struct http_hub {
    struct ev_loop *loop;
    struct resolver *resolver;
    struct http_backend backend;
    http_done *done;
    void *context;
    struct ring flight;   /* sessions with a request in flight, the oldest first */
    struct ring finished; /* those whose response hasn't been delivered yet */
    size_t in_flight;
    bool in_turn;
    ev_prepare turn;             /* starts exchanges and delivers responses */
    ev_idle awake;               /* active while there is work for a turn, so that the loop doesn't block */
    struct buffer cookie;        /* Cookie header of the exchange that is being started */
    struct buffer authorization; /* Authorization header, likewise */
    struct buffer decoded;       /* for content_decode */
};

static struct http_session *session_at(const struct ring *link)
{
    return ring_entry(link, struct http_session, flight);
}

static struct http_response *draft_of(struct http_session *session)
{
    return &session->exchange.draft;
}

/* ---- cookies ---- */

/* Stores the cookies that the headers of the last response set. */
static void cookies_receive(struct http_session *session)
{
    const struct http_exchange *exchange = &session->exchange;

    if (exchange->settings->cookies)
        cookie_jar_receive(&session->cookies, exchange->request->url, exchange->headers.data,
                           exchange->headers.length, time(NULL));
}

static void exchange_followed(struct http_exchange *exchange)
{
    cookies_receive((struct http_session *)exchange);
}

/* ---- ends ---- */

static void session_finished(struct http_session *session)
{
    session->state = HTTP_SESSION_FINISHED;
    ring_append(&session->hub->finished, &session->finished);
}

static void session_fail(struct http_session *session, enum net_error error)
{
    draft_of(session)->base.error = error;
    draft_of(session)->base.end = clock_now();
    session_finished(session);
}

/* ---- time limits ----
 *
 * A session's alarm isn't set for each request: it stays where it was set once. When it goes off it looks at
 * the request of that moment, and is set again only if there is one. A timer of libcurl for each request
 * would cost two places in its tree of timers, which with thousands of users is a cache miss a level. */

static instant connect_end(const struct http_session *session)
{
    return instant_add(session->begun, session->exchange.settings->connect_timeout);
}

static void alarm_set(struct http_session *session, instant now)
{
    struct ev_loop *loop = session->hub->loop;
    instant when = connect_end(session);
    nanos after;

    if (!instant_before(now, when) || instant_before(session->deadline, when))
        when = session->deadline;
    if (ev_is_active(&session->alarm) && !instant_before(when, session->alarm_at))
        return;
    after = instant_since(when, now);
    ev_timer_stop(loop, &session->alarm);
    ev_timer_set(&session->alarm, after > 0 ? (double)after / NANOS_PER_S : 0., 0.);
    ev_timer_start(loop, &session->alarm);
    session->alarm_at = when;
}

static enum net_error overdue(const struct http_session *session, instant now)
{
    const struct http_backend *backend = &session->hub->backend;

    if (!instant_before(now, session->deadline))
        return NET_ERROR_TIMEOUT;
    if (instant_before(now, connect_end(session)))
        return NET_OK;
    if (session->state == HTTP_SESSION_RESOLVING)
        return NET_ERROR_RESOLVE;
    return backend->is_connected(backend->context, &session->exchange) ? NET_OK : NET_ERROR_CONNECT_TIMEOUT;
}

static void exchange_cancel(struct http_session *session)
{
    const struct http_backend *backend = &session->hub->backend;

    if (session->state == HTTP_SESSION_RUNNING)
        backend->cancel(backend->context, &session->exchange);
}

static void session_expire(struct http_session *session, enum net_error error)
{
    if (session->state == HTTP_SESSION_RUNNING) {
        exchange_cancel(session);
        cookies_receive(session);
    }
    session_fail(session, error);
}

static void alarm_rang(struct ev_loop *loop, ev_timer *alarm, int events)
{
    struct http_session *session = alarm->data;
    instant now = clock_now();
    enum net_error error;

    (void)loop;
    (void)events;
    if (session->state != HTTP_SESSION_RESOLVING && session->state != HTTP_SESSION_RUNNING)
        return;
    error = overdue(session, now);
    if (error)
        session_expire(session, error);
    else
        alarm_set(session, now);
}

/* ---- starts ---- */

/* Most requests need no Cookie and no Authorization header; then the head isn't copied. */
static void head_make(struct http_session *session)
{
    struct http_exchange *exchange = &session->exchange;
    struct http_hub *hub = session->hub;

    buffer_clear(&hub->cookie);
    cookie_jar_send(&session->cookies, exchange->request->url, time(NULL), &hub->cookie);
    exchange->cookie = request_head_cookie(exchange->request, &hub->cookie);
    exchange->authorization = request_head_authorization(exchange->request, &hub->authorization);
}

static void exchange_start(struct http_session *session)
{
    const struct http_backend *backend = &session->hub->backend;
    enum net_error error;

    session->state = HTTP_SESSION_RUNNING;
    head_make(session);
    error = backend->start(backend->context, &session->exchange);
    if (error)
        session_fail(session, error);
}

static void session_proceed(struct http_session *session)
{
    struct http_exchange *exchange = &session->exchange;

    switch (route_find(&session->route, session->hub->resolver, exchange->settings, exchange->request->url,
                       exchange->number)) {
    case ROUTE_READY: exchange_start(session); break;
    case ROUTE_WAITING: session->state = HTTP_SESSION_RESOLVING; break;
    case ROUTE_FAILED: session_fail(session, NET_ERROR_RESOLVE); break;
    case ROUTE_INVALID: session_fail(session, NET_ERROR_URL); break;
    }
}

static void session_begin(struct http_session *session)
{
    alarm_set(session, session->begun);
    session_proceed(session);
}

void http_hub_resolved(struct http_hub *hub, const struct resolved_name *name)
{
    for (struct ring *link = hub->flight.next; link != &hub->flight; link = link->next) {
        struct http_session *session = session_at(link);

        if (session->state != HTTP_SESSION_RESOLVING || session->route.name != name)
            continue;
        draft_of(session)->base.dns = instant_since(clock_now(), draft_of(session)->base.start);
        session_proceed(session);
    }
}

/* ---- redirects ---- */

static uint32_t redirects_allowed(const struct http_session *session)
{
    uint32_t redirects = session->exchange.request->redirects;

    return redirects == HTTP_REDIRECTS_DEFAULT ? session->exchange.settings->redirects : redirects;
}

static bool redirect_wanted(struct http_session *session)
{
    const struct http_response *draft = draft_of(session);

    return !draft->base.error && redirect_is(draft) && redirects_allowed(session);
}

/* True if the request continues; otherwise the draft has an error. */
static bool redirect_follow(struct http_session *session)
{
    struct http_response *draft = draft_of(session);
    struct redirect *next = NULL;

    if (draft->redirects == redirects_allowed(session))
        draft->base.error = NET_ERROR_REDIRECTS;
    else if (!(next = redirect_new(session->exchange.request, draft)))
        draft->base.error = NET_ERROR_LOCATION;
    if (!next)
        return false;
    redirect_free(session->redirect);
    session->redirect = next;
    session->exchange.request = &next->request;
    session->begun = clock_now();
    draft->redirects++;
    draft->status = 0;
    draft->headers_length = 0;
    buffer_clear(&session->exchange.body);
    session_begin(session);
    return true;
}

/* ---- completions ----
 *
 * They are queued, and the queue is emptied in two places, never inside a call into the backend: each time
 * the backend says that an exchange has ended, while what it touched is still in the processor's cache (at
 * 5,000 users on one core this is worth a quarter of a request's cost), and once in each turn of the loop. */

/* Removes the session from `flight`. */
static void session_land(struct http_session *session)
{
    ring_remove(&session->flight);
    ring_remove(&session->finished);
    session->hub->in_flight--;
    redirect_free(session->redirect);
    session->redirect = NULL;
    session->exchange.request = NULL;
    session->state = HTTP_SESSION_IDLE;
    if (session->exchange.body.capacity > BODY_KEPT)
        buffer_free(&session->exchange.body);
    if (session->exchange.headers.capacity > BODY_KEPT)
        buffer_free(&session->exchange.headers);
}

static void session_deliver(struct http_session *session)
{
    struct http_hub *hub = session->hub;
    struct http_response *response;

    ring_remove(&session->finished);
    if (redirect_wanted(session) && redirect_follow(session))
        return;
    /* borrowed, like all texts of the draft */
    draft_of(session)->url = (char *)session->exchange.request->url;
    response = http_response_pack(draft_of(session), &session->exchange.body);
    session_land(session);
    hub->done(hub->context, session->owner, session->ticket, &response->base);
}

/* Sessions that finish meanwhile are delivered in the next turn: a scenario that fails at once and never
 * waits must not block the loop. */
static void hub_deliver(struct http_hub *hub)
{
    struct ring batch;

    ring_init(&batch);
    ring_move(&hub->finished, &batch);
    while (!ring_is_empty(&batch))
        session_deliver(ring_entry(batch.next, struct http_session, finished));
}

static void body_decode(struct http_session *session)
{
    struct http_exchange *exchange = &session->exchange;
    struct http_response *draft = &exchange->draft;

    if (draft->base.error || !exchange->settings->compression)
        return;
    draft->base.error = content_decode(draft->headers, draft->headers_length, exchange->settings->max_body,
                                       &exchange->body, &session->hub->decoded);
    if (draft->base.error)
        buffer_clear(&exchange->body);
}

static void exchange_ended(struct http_exchange *exchange)
{
    struct http_session *session = (struct http_session *)exchange;

    cookies_receive(session);
    body_decode(session);
    session_finished(session);
    hub_deliver(session->hub);
}

const struct http_backend_events http_session_events = {.ended = exchange_ended,
                                                        .followed = exchange_followed};

static void hub_turn(struct ev_loop *loop, ev_prepare *turn, int events)
{
    struct http_hub *hub = turn->data;

    (void)events;
    hub->in_turn = true;
    hub_deliver(hub);
    hub->backend.turn(hub->backend.context);
    hub->in_turn = false;
    if (ring_is_empty(&hub->finished) && !hub->backend.is_busy(hub->backend.context))
        ev_idle_stop(loop, &hub->awake);
    else
        ev_idle_start(loop, &hub->awake);
}

/* Does nothing: an active idle watcher keeps the loop from blocking. */
static void hub_awake(struct ev_loop *loop, ev_idle *awake, int events)
{
    (void)loop;
    (void)awake;
    (void)events;
}

/* ---- hubs ---- */

struct http_hub *http_hub_new(struct ev_loop *loop, struct resolver *resolver,
                              const struct http_backend *backend, http_done *done, void *context)
{
    struct http_hub *hub = mem_zalloc(1, sizeof *hub);

    hub->loop = loop;
    hub->resolver = resolver;
    hub->backend = *backend;
    hub->done = done;
    hub->context = context;
    ring_init(&hub->flight);
    ring_init(&hub->finished);
    ev_prepare_init(&hub->turn, hub_turn);
    ev_idle_init(&hub->awake, hub_awake);
    hub->turn.data = hub;
    ev_prepare_start(loop, &hub->turn);
    return hub;
}

void http_hub_free(struct http_hub *hub)
{
    ev_prepare_stop(hub->loop, &hub->turn);
    ev_idle_stop(hub->loop, &hub->awake);
    hub->backend.free(hub->backend.context);
    buffer_free(&hub->decoded);
    buffer_free(&hub->cookie);
    buffer_free(&hub->authorization);
    mem_free(hub);
}

void http_hub_watch(struct http_hub *hub, http_watcher *watcher, void *context)
{
    hub->backend.watch(hub->backend.context, watcher, context);
}

size_t http_hub_in_flight(const struct http_hub *hub, instant *oldest)
{
    if (hub->in_flight)
        *oldest = session_at(hub->flight.next)->exchange.draft.base.start;
    return hub->in_flight;
}

/* ---- sessions ---- */

void http_session_init(struct http_session *session, struct http_hub *hub,
                       const struct client_settings *settings, void *owner, uint32_t number)
{
    session->hub = hub;
    session->owner = owner;
    session->exchange.settings = settings;
    session->exchange.number = number;
    session->exchange.addresses = &session->route.addresses;
    ring_init(&session->flight);
    ring_init(&session->finished);
    ev_timer_init(&session->alarm, alarm_rang, 0., 0.);
    session->alarm.data = session;
}

void http_session_clear(struct http_session *session)
{
    const struct http_backend *backend = &session->hub->backend;

    http_cancel(session);
    ev_timer_stop(session->hub->loop, &session->alarm);
    backend->close(backend->context, &session->exchange);
    route_free(&session->route);
    cookie_jar_clear(&session->cookies);
    buffer_free(&session->exchange.headers);
    buffer_free(&session->exchange.body);
}

void http_submit(struct http_session *session, const struct http_request *request, uint64_t ticket)
{
    struct http_hub *hub = session->hub;
    struct http_exchange *exchange = &session->exchange;
    nanos timeout = request->timeout ? request->timeout : exchange->settings->timeout;
    instant now = clock_now();

    exchange->request = request;
    exchange->draft = (struct http_response){.base = {.start = now, .end = now}};
    session->ticket = ticket;
    session->begun = now;
    session->deadline = instant_add(now, timeout);
    ring_append(&hub->flight, &session->flight);
    hub->in_flight++;
    session_begin(session);
    if (!hub->in_turn)
        ev_idle_start(hub->loop, &hub->awake);
}

bool http_cancel(struct http_session *session)
{
    if (session->state == HTTP_SESSION_IDLE)
        return false;
    exchange_cancel(session);
    session_land(session);
    return true;
}

bool http_begun(const struct http_session *session, instant *begun)
{
    *begun = session->exchange.draft.base.start;
    return session->state != HTTP_SESSION_IDLE;
}
