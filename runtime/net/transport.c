#include "runtime/net/transport.h"

#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/net/connection/tls_store.h"
#include "runtime/net/curl/curl_memory.h"
#include "runtime/net/curl/http_curl.h"
#include "runtime/net/http/redirect.h"
#include "runtime/net/http/session.h"
#include "runtime/net/tcp/tcp.h"

#include <ev.h>
#include <signal.h>

/* Memory for a body that a session keeps for the next one. */
#define BODY_KEPT ((size_t)8 << 10)

/* ---- redirects ---- */

static uint32_t redirects_allowed(const struct session *session)
{
    uint32_t redirects = session->request->redirects;

    return redirects == HTTP_REDIRECTS_DEFAULT ? session->settings->redirects : redirects;
}

static bool redirect_wanted(const struct session *session)
{
    return !session->draft.base.error && redirect_is(&session->draft) && redirects_allowed(session);
}

/* Whether the request goes on; false leaves the draft with an error. */
static bool redirect_follow(struct session *session)
{
    struct http_response *draft = &session->draft;
    struct redirect *next = NULL;

    if (draft->redirects == redirects_allowed(session))
        draft->base.error = NET_ERROR_REDIRECTS;
    else if (!(next = redirect_new(session->request, draft)))
        draft->base.error = NET_ERROR_URL;
    if (!next)
        return false;
    redirect_free(session->redirect);
    session->redirect = next;
    session->request = &next->request;
    session->begun = clock_now();
    draft->redirects++;
    draft->status = 0;
    draft->headers_length = 0;
    buffer_clear(&session->body);
    session_begin(session);
    return true;
}

/* ---- completions go out ----
 *
 * They are queued, and the queue is emptied in two places, neither inside libcurl: after each call into it
 * has returned, while what the transfer touched is still in the processor's cache (at 5,000 users on one core
 * this is worth a quarter of a request's cost), and once in each turn of the loop. */

/* Takes the session out of flight; what it was asked is done with. */
static void session_land(struct session *session)
{
    ring_remove(&session->flight);
    ring_remove(&session->finished);
    session->transport->in_flight--;
    redirect_free(session->redirect);
    session->redirect = NULL;
    session->request = NULL;
    session->state = SESSION_IDLE;
    if (session->body.capacity > BODY_KEPT)
        buffer_free(&session->body);
}

static void session_deliver(struct session *session)
{
    struct transport *transport = session->transport;
    struct http_response *response;

    ring_remove(&session->finished);
    if (redirect_wanted(session) && redirect_follow(session))
        return;
    session->draft.url = (char *)session->request->url; /* borrowed, like all texts of the draft */
    response = http_response_pack(&session->draft, &session->body);
    session_land(session);
    transport->done(transport->context, session->owner, session->ticket, &response->base);
}

/* Those that finish while this goes on wait for the next time: a scenario that fails at once and never waits
 * must not keep the loop from its other work. */
static void transport_deliver(struct transport *transport)
{
    struct ring batch;

    ring_init(&batch);
    ring_move(&transport->finished, &batch);
    while (!ring_is_empty(&batch))
        session_deliver(ring_entry(batch.next, struct session, finished));
}

static void transfer_finished(struct session *session)
{
    session_finished(session);
    transport_deliver(session->transport);
}

/* ---- the turn: new transfers begin ---- */

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

/* That it is active is all it is for. */
static void transport_awake(struct ev_loop *loop, ev_idle *awake, int events)
{
    (void)loop;
    (void)awake;
    (void)events;
}

/* ---- transports ---- */

void transport_setup(void)
{
    signal(SIGPIPE, SIG_IGN); /* OpenSSL writes to sockets that the peer has closed */
    curl_memory_init();
}

static void name_known(void *context, const struct resolved_name *name)
{
    struct transport *transport = context;

    session_resolved(transport, name);
    tcp_hub_resolved(transport->tcp, name);
}

struct transport *transport_new(struct ev_loop *loop, transport_done *done, void *context)
{
    struct transport *transport = mem_zalloc(1, sizeof *transport);

    transport->loop = loop;
    transport->done = done;
    transport->context = context;
    ring_init(&transport->flight);
    ring_init(&transport->finished);
    transport->curl = http_curl_new(loop, transfer_finished, session_lost, transport);
    transport->resolver = resolver_new(loop, name_known, transport);
    tls_store_retain();
    transport->tcp = tcp_hub_new(loop, transport->resolver, done, context);
    ev_prepare_init(&transport->turn, transport_turn);
    ev_idle_init(&transport->awake, transport_awake);
    transport->turn.data = transport;
    ev_prepare_start(loop, &transport->turn);
    return transport;
}

void transport_announce(struct transport *transport, transport_soon *soon)
{
    tcp_hub_announce(transport->tcp, soon);
}

void transport_watch(struct transport *transport, transport_watcher *watcher, void *context)
{
    http_curl_watch(transport->curl, watcher, context);
}

void transport_free(struct transport *transport)
{
    ev_prepare_stop(transport->loop, &transport->turn);
    ev_idle_stop(transport->loop, &transport->awake);
    http_curl_free(transport->curl);
    tcp_hub_free(transport->tcp);
    resolver_free(transport->resolver);
    tls_store_release();
    mem_free(transport);
}

size_t transport_in_flight(const struct transport *transport, instant *oldest)
{
    instant start;
    size_t tcp = tcp_hub_in_flight(transport->tcp, oldest);

    if (transport->in_flight) {
        start = ring_entry(transport->flight.next, struct session, flight)->draft.base.start;
        if (!tcp || instant_before(start, *oldest))
            *oldest = start;
    }
    return transport->in_flight + tcp;
}

/* ---- sessions ---- */

struct session *session_new(struct transport *transport, const struct client_settings *settings, void *owner)
{
    struct session *session = mem_zalloc(1, sizeof *session);

    if (settings->engine == HTTP_BACKEND_FAST)
        log_warning_once("engine fast", "this version has no `engine fast`; it uses libcurl");
    session->transport = transport;
    session->settings = settings;
    session->owner = owner;
    session->number = transport->sessions++;
    ring_init(&session->flight);
    ring_init(&session->finished);
    session_alarm_init(session);
    return session;
}

void session_free(struct session *session)
{
    transport_cancel(session);
    tcp_free(session->tcp);
    ev_timer_stop(session->transport->loop, &session->alarm);
    http_curl_close(session);
    route_free(&session->route);
    buffer_free(&session->headers);
    buffer_free(&session->body);
    mem_free(session->addresses);
    mem_free(session);
}

void transport_submit(struct session *session, const struct http_request *request, uint64_t ticket)
{
    struct transport *transport = session->transport;
    nanos timeout = request->timeout ? request->timeout : session->settings->timeout;
    instant now = clock_now();

    session->request = request;
    session->ticket = ticket;
    session->draft = (struct http_response){.base = {.start = now, .end = now}};
    session->begun = now;
    session->deadline = instant_add(now, timeout);
    ring_append(&transport->flight, &session->flight);
    transport->in_flight++;
    session_begin(session);
    if (!transport->in_turn)
        ev_idle_start(transport->loop, &transport->awake);
}

bool transport_exchange(struct session *session, const struct tcp_request *request, uint64_t ticket,
                        struct response **response)
{
    if (!session->tcp)
        session->tcp = tcp_new(session->transport->tcp, session->settings, session->owner, session->number);
    return tcp_exchange(session->tcp, request, ticket, response);
}

instant transport_begun(const struct session *session)
{
    instant begun;

    if (session->tcp && tcp_begun(session->tcp, &begun))
        return begun;
    return session->state == SESSION_IDLE ? clock_now() : session->draft.base.start;
}

instant transport_cancel(struct session *session)
{
    instant begun;

    if (session->tcp && tcp_cancel(session->tcp, &begun))
        return begun;
    if (session->state == SESSION_IDLE)
        return clock_now();
    if (session->state == SESSION_RUNNING)
        http_curl_cancel(session);
    session_land(session);
    return session->draft.base.start;
}

bool session_cookie(struct session *session, const char *url, const char *name, struct buffer *out)
{
    return http_curl_cookie(session, url, name, out);
}
