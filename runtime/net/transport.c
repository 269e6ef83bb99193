#include "runtime/net/transport.h"

#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/net/http_curl.h"
#include "runtime/net/redirect.h"
#include "runtime/net/session.h"

#include <curl/curl.h>
#include <ev.h>
#include <signal.h>

/* How often requests that wait for a look-up are seen after. */
#define PATIENCE_LOOK 0.05

struct transport {
    struct ev_loop *loop;
    transport_done *done;
    void *context;
    struct http_curl *curl;
    struct resolver *resolver;
    struct ring flight;   /* sessions with a request, the oldest first */
    struct ring finished; /* those of them whose response waits to be delivered */
    size_t in_flight;
    size_t resolving;
    uint32_t sessions; /* made so far */
    bool in_turn;
    ev_prepare turn;   /* where everything is delivered and begun */
    ev_idle awake;     /* keeps the loop from waiting while there is work for a turn */
    ev_timer patience; /* runs while requests wait for a look-up */
};

static void session_begin(struct session *session);

/* ---- ends ---- */

static void session_finished(struct session *session)
{
    session->state = SESSION_FINISHED;
    ring_append(&session->transport->finished, &session->finished);
}

static void session_fail(struct session *session, enum http_error error)
{
    session->response->error = error;
    session->response->end = clock_now();
    session_finished(session);
}

/* Takes the session out of flight; what it was asked is done with. */
static void session_land(struct session *session)
{
    ring_remove(&session->flight);
    ring_remove(&session->finished);
    session->transport->in_flight--;
    redirect_free(session->redirect);
    session->redirect = NULL;
    session->request = NULL;
    session->response = NULL;
    session->state = SESSION_IDLE;
}

/* ---- redirects ---- */

static bool redirect_wanted(const struct session *session)
{
    return !session->response->error && session->response->status >= 300 && session->response->status < 400 &&
           redirect_is(session->response);
}

static uint32_t redirects_allowed(const struct session *session)
{
    uint32_t redirects = session->request->redirects;

    return redirects == HTTP_REDIRECTS_DEFAULT ? session->settings->redirects : redirects;
}

/* Nothing of it belongs to the response that is yet to come. */
static void response_empty(struct http_response *response)
{
    response->status = 0;
    response->headers[0] = response->body[0] = '\0';
    response->headers_length = response->body_length = 0;
}

/* Whether the request goes on; false leaves the response as it is or with an error. */
static bool redirect_follow(struct session *session)
{
    struct http_response *response = session->response;
    struct redirect *next;

    if (response->redirects == redirects_allowed(session)) {
        response->error = HTTP_ERROR_REDIRECTS;
        return false;
    }
    next = redirect_new(session->request, response);
    if (!next) {
        response->error = HTTP_ERROR_URL;
        return false;
    }
    redirect_free(session->redirect);
    session->redirect = next;
    session->request = &next->request;
    response->redirects++;
    response_empty(response);
    session_begin(session);
    return true;
}

/* ---- the turn: completions go out, new transfers begin ---- */

static void session_deliver(struct session *session)
{
    struct transport *transport = session->transport;
    struct http_response *response = session->response;

    ring_remove(&session->finished);
    if (redirect_wanted(session) && redirects_allowed(session) && redirect_follow(session))
        return;
    mem_free(response->url);
    response->url = mem_strdup(session->request->url);
    session_land(session);
    transport->done(transport->context, session->owner, session->ticket, response);
}

/* Those that finish while this goes on wait for the next turn: a scenario that fails at once and never waits
 * must not keep the loop from its other work. */
static void transport_deliver(struct transport *transport)
{
    struct ring batch;

    ring_init(&batch);
    ring_move(&transport->finished, &batch);
    while (!ring_is_empty(&batch))
        session_deliver(ring_entry(batch.next, struct session, finished));
}

static void transport_turn(struct ev_loop *loop, ev_prepare *turn, int events)
{
    struct transport *transport = turn->data;

    (void)events;
    transport->in_turn = true;
    transport_deliver(transport);
    http_curl_turn(transport->curl);
    transport->in_turn = false;
    if (ring_is_empty(&transport->finished) && !http_curl_eager(transport->curl))
        ev_idle_stop(loop, &transport->awake);
    else
        ev_idle_start(loop, &transport->awake);
}

static void transport_awake(struct ev_loop *loop, ev_idle *awake, int events)
{
    (void)loop;
    (void)awake;
    (void)events;
}

/* ---- beginnings ---- */

static void session_run(struct session *session)
{
    session->state = SESSION_RUNNING;
    if (!http_curl_start(session->transport->curl, session))
        session_fail(session, session->response->error);
}

static void session_wait(struct session *session)
{
    struct transport *transport = session->transport;

    session->state = SESSION_RESOLVING;
    transport->resolving++;
    if (!ev_is_active(&transport->patience))
        ev_timer_again(transport->loop, &transport->patience);
}

static void session_begin(struct session *session)
{
    struct transport *transport = session->transport;
    char *addresses = NULL;
    enum route_state state = route_find(&session->route, transport->resolver, session->settings,
                                        session->request->url, session->number, &addresses);

    if (addresses) {
        mem_free(session->addresses);
        session->addresses = addresses;
    }
    switch (state) {
    case ROUTE_READY: session_run(session); break;
    case ROUTE_WAITING: session_wait(session); break;
    case ROUTE_FAILED: session_fail(session, HTTP_ERROR_RESOLVE); break;
    case ROUTE_INVALID: session_fail(session, HTTP_ERROR_URL); break;
    }
}

static void session_wait_over(struct session *session)
{
    struct transport *transport = session->transport;

    session->state = SESSION_IDLE;
    if (--transport->resolving == 0)
        ev_timer_stop(transport->loop, &transport->patience);
}

static void name_resolved(void *context, const struct resolved_name *name)
{
    struct transport *transport = context;

    for (struct ring *link = transport->flight.next; link != &transport->flight; link = link->next) {
        struct session *session = ring_entry(link, struct session, flight);

        if (session->state != SESSION_RESOLVING || session->route.name != name)
            continue;
        session_wait_over(session);
        session->response->dns = instant_since(clock_now(), session->response->start);
        session_begin(session);
    }
}

static void patience_look(struct ev_loop *loop, ev_timer *patience, int events)
{
    struct transport *transport = patience->data;
    instant now = clock_now();

    (void)loop;
    (void)events;
    for (struct ring *link = transport->flight.next; link != &transport->flight; link = link->next) {
        struct session *session = ring_entry(link, struct session, flight);
        nanos waited = instant_since(now, session->response->start);
        bool late = !instant_before(now, session->deadline);

        if (session->state != SESSION_RESOLVING || (!late && waited < session->settings->connect_timeout))
            continue;
        session_wait_over(session);
        session_fail(session, late ? HTTP_ERROR_TIMEOUT : HTTP_ERROR_RESOLVE);
    }
}

/* libcurl lost its bearings: what runs there ends. */
static void transfers_lost(void *context)
{
    struct transport *transport = context;

    for (struct ring *link = transport->flight.next; link != &transport->flight; link = link->next) {
        struct session *session = ring_entry(link, struct session, flight);

        if (session->state != SESSION_RUNNING)
            continue;
        http_curl_cancel(session);
        session_fail(session, HTTP_ERROR_OTHER);
    }
}

/* ---- the public part ---- */

void transport_setup(void)
{
    signal(SIGPIPE, SIG_IGN); /* OpenSSL writes to sockets that the peer has closed */
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

struct transport *transport_new(struct ev_loop *loop, transport_done *done, void *context)
{
    struct transport *transport = mem_zalloc(1, sizeof *transport);

    transport->loop = loop;
    transport->done = done;
    transport->context = context;
    ring_init(&transport->flight);
    ring_init(&transport->finished);
    transport->curl = http_curl_new(loop, session_finished, transfers_lost, transport);
    transport->resolver = resolver_new(loop, name_resolved, transport);
    ev_prepare_init(&transport->turn, transport_turn);
    ev_idle_init(&transport->awake, transport_awake);
    ev_timer_init(&transport->patience, patience_look, 0., PATIENCE_LOOK);
    transport->turn.data = transport->patience.data = transport;
    ev_prepare_start(loop, &transport->turn);
    return transport;
}

void transport_free(struct transport *transport)
{
    ev_prepare_stop(transport->loop, &transport->turn);
    ev_idle_stop(transport->loop, &transport->awake);
    ev_timer_stop(transport->loop, &transport->patience);
    http_curl_free(transport->curl);
    resolver_free(transport->resolver);
    mem_free(transport);
}

size_t transport_in_flight(const struct transport *transport, instant *oldest)
{
    if (transport->in_flight)
        *oldest = ring_entry(transport->flight.next, struct session, flight)->response->start;
    return transport->in_flight;
}

struct session *session_new(struct transport *transport, const struct client_settings *settings, void *owner)
{
    struct session *session = mem_zalloc(1, sizeof *session);

    if (settings->engine == CLIENT_ENGINE_FAST)
        log_warning_once("engine fast", "`engine fast` isn't there yet: libcurl is used");
    session->transport = transport;
    session->settings = settings;
    session->owner = owner;
    session->number = transport->sessions++;
    ring_init(&session->flight);
    ring_init(&session->finished);
    return session;
}

void session_free(struct session *session)
{
    transport_cancel(session);
    http_curl_close(session);
    route_free(&session->route);
    mem_free(session->addresses);
    mem_free(session);
}

void transport_submit(struct session *session, const struct http_request *request, uint64_t ticket)
{
    struct transport *transport = session->transport;
    nanos timeout = request->timeout ? request->timeout : session->settings->timeout;

    session->request = request;
    session->ticket = ticket;
    session->response = http_response_new();
    session->deadline = instant_add(session->response->start, timeout);
    ring_append(&transport->flight, &session->flight);
    transport->in_flight++;
    session_begin(session);
    if (!transport->in_turn)
        ev_idle_start(transport->loop, &transport->awake);
}

void transport_cancel(struct session *session)
{
    struct http_response *response = session->response;

    if (session->state == SESSION_IDLE)
        return;
    if (session->state == SESSION_RESOLVING)
        session_wait_over(session);
    if (session->state == SESSION_RUNNING)
        http_curl_cancel(session);
    session_land(session);
    value_release(http_response_value(response));
}

bool session_cookie(struct session *session, const char *url, const char *name, struct buffer *out)
{
    return http_curl_cookie(session, url, name, out);
}
