#include "runtime/net/tcp/tcp_state.h"

#include "runtime/base/alloc.h"

#include <stddef.h>

/* If a receive fails, at most this many bytes of the inbox go with its response. */
#define BEGINNING_MOST ((size_t)1 << 10)

/* ---- hubs ---- */

struct tcp_hub *tcp_hub_new(struct ev_loop *loop, struct resolver *resolver, tcp_done *done, void *context)
{
    struct tcp_hub *hub = mem_alloc(sizeof *hub);

    hub->loop = loop;
    hub->connections = connection_hub_new(loop);
    hub->resolver = resolver;
    hub->done = done;
    hub->soon = NULL;
    hub->spare = NULL;
    hub->context = context;
    hub->in_flight = 0;
    ring_init(&hub->flight);
    return hub;
}

void tcp_hub_announce(struct tcp_hub *hub, tcp_soon *soon)
{
    hub->soon = soon;
}

void tcp_hub_free(struct tcp_hub *hub)
{
    connection_hub_free(hub->connections);
    if (hub->spare)
        response_release(&hub->spare->base);
    mem_free(hub);
}

static struct tcp *tcp_at(struct ring *link)
{
    return ring_entry(link, struct tcp, current.flight);
}

void tcp_hub_resolved(struct tcp_hub *hub, const struct resolved_name *name)
{
    struct ring *next;

    for (struct ring *link = hub->flight.next; link != &hub->flight; link = next) {
        next = link->next;
        if (tcp_is_resolving(tcp_at(link), name))
            tcp_connect_resolved(tcp_at(link));
    }
}

/* A request that completes at once is never in flight. */
static void flight_begin(struct tcp *tcp)
{
    ring_append(&tcp->hub->flight, &tcp->current.flight);
    tcp->hub->in_flight++;
}

static void flight_end(struct tcp *tcp)
{
    ring_remove(&tcp->current.flight);
    tcp->hub->in_flight--;
}

size_t tcp_hub_in_flight(const struct tcp_hub *hub, instant *oldest)
{
    if (hub->in_flight)
        *oldest = tcp_at(hub->flight.next)->current.start;
    return hub->in_flight;
}

/* ---- the connection ---- */

static void connection_opened(struct connection *connection)
{
    tcp_connect_end((struct tcp *)connection);
}

/* With thousands of connections, little of each is in the processor's cache. So this prefetches, before
 * the system call, what handling the response will need: the user's connection, its owner, and its
 * neighbor in `flight`, which changes when it is removed. */
static void response_prefetch(const struct tcp *tcp)
{
    const struct tcp_hub *hub = tcp->hub;

    mem_prefetch(tcp, offsetof(struct tcp, inbox.kept));
    if (hub->soon && tcp->current.request)
        hub->soon(hub->context, tcp->owner, tcp->current.request);
    mem_prefetch(tcp->current.flight.next, sizeof tcp->current.flight);
}

static void connection_ready(struct connection *connection, unsigned events)
{
    struct tcp *tcp = (struct tcp *)connection;

    response_prefetch(tcp);
    tcp_stream_ready(tcp, events);
}

static const struct connection_owner connection_owner = {
    .opened = connection_opened,
    .ready = connection_ready,
};

/* ---- time ----
 *
 * The alarm isn't set for each request: it stays where it was set once, and when it fires it looks after the
 * request of that moment. */

static void alarm_set(struct tcp *tcp, instant now)
{
    instant deadline = tcp->current.deadline;
    nanos after;

    if (!instant_before(deadline, tcp->alarm_at))
        return;
    after = instant_since(deadline, now);
    ev_timer_stop(tcp->hub->loop, &tcp->alarm);
    ev_now_update(tcp->hub->loop);
    ev_timer_set(&tcp->alarm, after > 0 ? (double)after / NANOS_PER_S : 0., 0.);
    ev_timer_start(tcp->hub->loop, &tcp->alarm);
    tcp->alarm_at = deadline;
}

/* A partial send can't be undone, so the connection is closed; a receive may be tried again. */
static void overdue(struct tcp *tcp)
{
    switch (tcp->current.request->action) {
    case TCP_CONNECT:
        tcp_break(tcp, tcp_is_resolving(tcp, NULL) ? NET_ERROR_RESOLVE : NET_ERROR_CONNECT_TIMEOUT);
        break;
    case TCP_SEND: tcp_break(tcp, NET_ERROR_TIMEOUT); break;
    case TCP_RECEIVE: tcp_finish(tcp, NET_ERROR_TIMEOUT); break;
    case TCP_DISCONNECT: break;
    }
}

static void alarm_fired(struct ev_loop *loop, ev_timer *alarm, int events)
{
    struct tcp *tcp = alarm->data;
    instant now = clock_now();

    (void)loop;
    (void)events;
    tcp->alarm_at = INSTANT_NEVER;
    if (!tcp->current.request)
        return;
    if (instant_before(now, tcp->current.deadline))
        alarm_set(tcp, now);
    else
        overdue(tcp);
}

/* ---- begin and end of a connection ---- */

struct tcp *tcp_new(struct tcp_hub *hub, const struct client_settings *settings, void *owner, uint32_t number)
{
    struct tcp *tcp = mem_zalloc_lines(1, sizeof *tcp);

    connection_init(&tcp->connection, hub->connections, &connection_owner);
    tcp->hub = hub;
    tcp->settings = settings;
    tcp->owner = owner;
    tcp->number = number;
    tcp->closed_by = NET_ERROR_NOT_CONNECTED;
    tcp->alarm_at = INSTANT_NEVER;
    tcp_inbox_clear(&tcp->inbox);
    ring_init(&tcp->current.flight);
    ev_timer_init(&tcp->alarm, alarm_fired, 0., 0.);
    tcp->alarm.data = tcp;
    return tcp;
}

void tcp_free(struct tcp *tcp)
{
    instant begun;

    if (!tcp)
        return;
    tcp_cancel(tcp, &begun);
    tcp_close(tcp, NET_ERROR_NOT_CONNECTED);
    ev_timer_stop(tcp->hub->loop, &tcp->alarm);
    tcp_inbox_clear(&tcp->inbox);
    mem_free(tcp);
}

void tcp_close(struct tcp *tcp, enum net_error why)
{
    connection_close(&tcp->connection);
    tcp_opening_free(tcp);
    tcp->closed_by = why;
    tcp->all_received = false;
}

void tcp_break(struct tcp *tcp, enum net_error why)
{
    tcp_close(tcp, why);
    if (tcp->current.request)
        tcp_finish(tcp, why);
}

/* ---- responses ---- */

/* The first `length` bytes of the inbox are its body. */
static struct tcp_response *response_make(const struct tcp *tcp, enum net_error error, size_t length)
{
    struct tcp_response *response = tcp_response_new(&tcp->hub->spare, tcp->inbox.bytes, length);
    struct response *base = &response->base;

    response->is_udp = tcp->is_udp;
    base->error = error;
    base->reason = error == NET_ERROR_TLS || error == NET_ERROR_CERTIFICATE ? tcp->connection.reason : NULL;
    base->start = tcp->current.start;
    base->end = clock_now();
    base->bytes_sent = tcp->current.sent;
    base->dns = base->connect = base->tls = 0;
    return response;
}

static void respond(struct tcp *tcp, struct tcp_response *response)
{
    tcp->current.request = NULL;
    tcp_inbox_keep(&tcp->inbox);
    tcp_stream_watch(tcp);
    if (tcp->current.is_called) {
        tcp->current.response = response;
        return;
    }
    flight_end(tcp);
    tcp->hub->done(tcp->hub->context, tcp->owner, tcp->current.ticket, &response->base);
}

/* If a receive fails, its bytes stay in the inbox. The first ones go with the response, to help find the
 * cause. */
static size_t beginning(const struct tcp *tcp)
{
    if (tcp->current.request->action != TCP_RECEIVE)
        return 0;
    return tcp->inbox.length < BEGINNING_MOST ? tcp->inbox.length : BEGINNING_MOST;
}

void tcp_finish(struct tcp *tcp, enum net_error error)
{
    respond(tcp, response_make(tcp, error, beginning(tcp)));
}

void tcp_finish_connected(struct tcp *tcp, nanos dns, nanos connect, nanos tls)
{
    struct tcp_response *response = response_make(tcp, NET_OK, 0);

    response->base.dns = dns;
    response->base.connect = connect;
    response->base.tls = tls;
    respond(tcp, response);
}

void tcp_finish_received(struct tcp *tcp, size_t length, size_t taken)
{
    struct tcp_response *response = response_make(tcp, NET_OK, length);

    tcp_inbox_take(&tcp->inbox, taken);
    respond(tcp, response);
}

/* ---- requests ---- */

static nanos time_allowed(const struct tcp *tcp, const struct tcp_request *request)
{
    if (request->timeout)
        return request->timeout;
    return request->action == TCP_CONNECT ? tcp->settings->connect_timeout : tcp->settings->timeout;
}

static void request_take(struct tcp *tcp, const struct tcp_request *request, uint64_t ticket)
{
    struct tcp_current *current = &tcp->current;

    current->request = request;
    current->ticket = ticket;
    current->start = clock_now();
    current->deadline = instant_add(current->start, time_allowed(tcp, request));
    current->sent = 0;
    current->response = NULL;
    tcp->inbox.searched = 0;
}

static void request_begin(struct tcp *tcp)
{
    switch (tcp->current.request->action) {
    case TCP_CONNECT:
        tcp_inbox_clear(&tcp->inbox);
        tcp_connect_begin(tcp);
        break;
    case TCP_SEND:
        if (tcp_is_open(tcp))
            tcp_stream_send(tcp);
        else
            tcp_finish(tcp, tcp->closed_by);
        break;
    case TCP_RECEIVE:
        tcp_receive_try(tcp, true);
        if (tcp->current.request)
            tcp_stream_watch(tcp);
        break;
    case TCP_DISCONNECT: break;
    }
}

/* Handles requests without a response; false if this isn't one. */
static bool is_silent(struct tcp *tcp, const struct tcp_request *request)
{
    if (request->action == TCP_DISCONNECT) {
        tcp_close(tcp, NET_ERROR_NOT_CONNECTED);
        tcp_inbox_clear(&tcp->inbox);
        return true;
    }
    return request->action == TCP_CONNECT && tcp_is_open(tcp);
}

bool tcp_act(struct tcp *tcp, const struct tcp_request *request, uint64_t ticket, struct response **response)
{
    struct tcp_current *current = &tcp->current;

    *response = NULL;
    if (is_silent(tcp, request))
        return true;
    request_take(tcp, request, ticket);
    current->is_called = true;
    request_begin(tcp);
    current->is_called = false;
    if (!current->request) {
        *response = &current->response->base;
        return true;
    }
    flight_begin(tcp);
    alarm_set(tcp, current->start);
    return false;
}

bool tcp_begun(const struct tcp *tcp, instant *begun)
{
    *begun = tcp->current.start;
    return tcp->current.request != NULL;
}

bool tcp_cancel(struct tcp *tcp, instant *begun)
{
    if (!tcp_begun(tcp, begun))
        return false;
    flight_end(tcp);
    if (tcp->current.request->action != TCP_RECEIVE)
        tcp_close(tcp, NET_ERROR_NOT_CONNECTED);
    tcp->current.request = NULL;
    tcp_stream_watch(tcp);
    return true;
}
