#include "runtime/net/tcp/tcp_state.h"

#include "runtime/base/alloc.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Bytes of what came instead of what was waited for. */
#define BEGINNING_MOST ((size_t)1 << 10)

/* ---- hubs ---- */

struct tcp_hub *tcp_hub_new(struct ev_loop *loop, struct resolver *resolver, transport_done *done,
                            void *context)
{
    struct tcp_hub *hub = mem_alloc(sizeof *hub);

    hub->loop = loop;
    hub->resolver = resolver;
    hub->done = done;
    hub->soon = NULL;
    hub->spare = NULL;
    hub->context = context;
    hub->in_flight = 0;
    hub->tls = NULL;
    ring_init(&hub->flight);
    return hub;
}

void tcp_hub_announce(struct tcp_hub *hub, transport_soon *soon)
{
    hub->soon = soon;
}

void tcp_hub_free(struct tcp_hub *hub)
{
    tcp_tls_contexts_free(hub);
    if (hub->spare)
        response_release(&hub->spare->base);
    mem_free(hub);
}

static struct tcp *tcp_at(struct ring *link)
{
    return ring_entry(link, struct tcp, flight);
}

void tcp_hub_resolved(struct tcp_hub *hub, const struct resolved_name *name)
{
    struct ring *next;

    for (struct ring *link = hub->flight.next; link != &hub->flight; link = next) {
        next = link->next;
        if (tcp_at(link)->state == TCP_RESOLVING && tcp_at(link)->name == name)
            tcp_connect_resolved(tcp_at(link));
    }
}

/* What is done at once is never in flight. */
static void flight_begin(struct tcp *tcp)
{
    ring_append(&tcp->hub->flight, &tcp->flight);
    tcp->hub->in_flight++;
}

static void flight_end(struct tcp *tcp)
{
    ring_remove(&tcp->flight);
    tcp->hub->in_flight--;
}

size_t tcp_hub_in_flight(const struct tcp_hub *hub, instant *oldest)
{
    if (hub->in_flight)
        *oldest = tcp_at(hub->flight.next)->start;
    return hub->in_flight;
}

/* ---- watching ---- */

/* Of thousands of connections little is in the processor's cache. What an answer will touch is fetched while
 * the system call goes on: the connection, its owner, and its neighbour in flight, which is written to when
 * it leaves. */
static void answer_expect(const struct tcp *tcp)
{
    const struct tcp_hub *hub = tcp->io.data;

    mem_prefetch(tcp, offsetof(struct tcp, kept));
    if (hub->soon && tcp->request)
        hub->soon(hub->context, tcp->owner, tcp->request);
    mem_prefetch(tcp->flight.next, sizeof tcp->flight);
}

static void io_ready(struct ev_loop *loop, ev_io *io, int events)
{
    struct tcp *tcp = (struct tcp *)io;

    (void)loop;
    answer_expect(tcp);
    if (tcp->state == TCP_OPEN)
        tcp_stream_ready(tcp, events);
    else
        tcp_connect_ready(tcp);
}

void tcp_watch(struct tcp *tcp, int events)
{
    if (events == tcp->events)
        return;
    ev_io_stop(tcp->hub->loop, &tcp->io);
    tcp->events = events;
    if (!events)
        return;
    ev_io_set(&tcp->io, tcp->io.fd, events);
    ev_io_start(tcp->hub->loop, &tcp->io);
}

/* ---- time: as in session.c, the alarm stays where it was set once ---- */

static void alarm_set(struct tcp *tcp, instant now)
{
    nanos after;

    if (!instant_before(tcp->deadline, tcp->alarm_at))
        return;
    after = instant_since(tcp->deadline, now);
    ev_timer_stop(tcp->hub->loop, &tcp->alarm);
    ev_now_update(tcp->hub->loop);
    ev_timer_set(&tcp->alarm, after > 0 ? (double)after / NANOS_PER_S : 0., 0.);
    ev_timer_start(tcp->hub->loop, &tcp->alarm);
    tcp->alarm_at = tcp->deadline;
}

/* Half a message can't be taken back; a receive may be tried again. */
static void overdue(struct tcp *tcp)
{
    switch ((enum tcp_state)tcp->state) {
    case TCP_RESOLVING: tcp_break(tcp, NET_ERROR_RESOLVE); break;
    case TCP_CONNECTING:
    case TCP_SHAKING: tcp_break(tcp, NET_ERROR_CONNECT_TIMEOUT); break;
    case TCP_OPEN:
    case TCP_CLOSED:
        if (tcp->request->action == TCP_SEND)
            tcp_break(tcp, NET_ERROR_TIMEOUT);
        else
            tcp_finish(tcp, NET_ERROR_TIMEOUT);
        break;
    }
}

static void alarm_rang(struct ev_loop *loop, ev_timer *alarm, int events)
{
    struct tcp *tcp = alarm->data;
    instant now = clock_now();

    (void)loop;
    (void)events;
    tcp->alarm_at = INSTANT_NEVER;
    if (!tcp->request)
        return;
    if (instant_before(now, tcp->deadline))
        alarm_set(tcp, now);
    else
        overdue(tcp);
}

/* ---- connections ---- */

struct tcp *tcp_new(struct tcp_hub *hub, const struct client_settings *settings, void *owner, uint32_t number)
{
    struct tcp *tcp = mem_zalloc_lines(1, sizeof *tcp);

    tcp->hub = hub;
    tcp->settings = settings;
    tcp->owner = owner;
    tcp->number = number;
    tcp->why = NET_ERROR_NOT_CONNECTED;
    tcp->alarm_at = INSTANT_NEVER;
    tcp->rest = "";
    ring_init(&tcp->flight);
    ev_io_init(&tcp->io, io_ready, -1, 0);
    ev_timer_init(&tcp->alarm, alarm_rang, 0., 0.);
    tcp->io.data = hub;
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
    buffer_free(&tcp->kept);
    mem_free(tcp);
}

void tcp_close(struct tcp *tcp, enum net_error why)
{
    tcp_watch(tcp, 0);
    tcp_tls_end(tcp);
    if (tcp->io.fd >= 0)
        close(tcp->io.fd);
    tcp->io.fd = -1;
    tcp->state = TCP_CLOSED;
    tcp->why = why;
    tcp->all_received = false;
}

void tcp_break(struct tcp *tcp, enum net_error why)
{
    tcp_close(tcp, why);
    if (tcp->request)
        tcp_finish(tcp, why);
}

enum net_error tcp_error_of(int number)
{
    switch (number) {
    case ECONNREFUSED: return NET_ERROR_REFUSED;
    case ECONNRESET: return NET_ERROR_RESET;
    case EPIPE: return NET_ERROR_ENDED; /* sent to a peer that had closed before */
    case ETIMEDOUT: return NET_ERROR_CONNECT_TIMEOUT;
    case ENETUNREACH:
    case ENETDOWN:
    case EHOSTUNREACH:
    case EHOSTDOWN:
    case EAFNOSUPPORT:
    case EACCES: /* a local firewall */
    case EPERM: return NET_ERROR_UNREACHABLE;
    case EMFILE:
    case ENFILE: return NET_ERROR_DESCRIPTORS;
    case EADDRNOTAVAIL:
    case EAGAIN: return NET_ERROR_PORTS;
    case EPROTO: return NET_ERROR_TLS_BROKEN; /* so says tcp_tls.c */
    case EMSGSIZE: return NET_ERROR_DATAGRAM;
    default: return NET_ERROR_OTHER;
    }
}

/* ---- answers ---- */

static void response_fill(const struct tcp *tcp, enum net_error error, struct response *response)
{
    response->error = error;
    response->start = tcp->start;
    response->end = clock_now();
    response->bytes_sent = tcp->request->action == TCP_SEND ? tcp->sent : 0;
    response->dns = response->connect = response->tls = 0;
    if (tcp->request->action != TCP_CONNECT || error)
        return;
    response->dns = tcp->dns;
    response->connect = tcp->connect;
    response->tls = tcp->tls;
}

static void answer(struct tcp *tcp, struct tcp_response *response)
{
    tcp->request = NULL;
    tcp_keep(tcp);
    tcp_stream_watch(tcp);
    if (tcp->is_called) {
        tcp->answer = response;
        return;
    }
    flight_end(tcp);
    tcp->hub->done(tcp->hub->context, tcp->owner, tcp->ticket, &response->base);
}

/* What had come until a receive failed stays where it is; so much of its beginning goes with the answer for
 * whoever wonders. */
static size_t beginning(const struct tcp *tcp)
{
    if (tcp->request->action != TCP_RECEIVE)
        return 0;
    return tcp->rest_length < BEGINNING_MOST ? tcp->rest_length : BEGINNING_MOST;
}

void tcp_finish(struct tcp *tcp, enum net_error error)
{
    size_t length = beginning(tcp);
    struct tcp_response *response = tcp_response_new(&tcp->hub->spare, tcp->rest, length);

    response->is_udp = tcp->is_udp;
    response_fill(tcp, error, &response->base);
    answer(tcp, response);
}

void tcp_finish_received(struct tcp *tcp, size_t length, size_t taken)
{
    struct tcp_response *response = tcp_response_new(&tcp->hub->spare, tcp->rest, length);

    response->is_udp = tcp->is_udp;
    response_fill(tcp, NET_OK, &response->base);
    tcp_rest_take(tcp, taken);
    answer(tcp, response);
}

/* ---- what is done ---- */

static nanos time_allowed(const struct tcp *tcp, const struct tcp_request *request)
{
    if (request->timeout)
        return request->timeout;
    return request->action == TCP_CONNECT ? tcp->settings->connect_timeout : tcp->settings->timeout;
}

static void request_take(struct tcp *tcp, const struct tcp_request *request, uint64_t ticket)
{
    tcp->request = request;
    tcp->ticket = ticket;
    tcp->start = clock_now();
    tcp->deadline = instant_add(tcp->start, time_allowed(tcp, request));
    tcp->sent = 0;
    tcp->looked = 0;
    tcp->answer = NULL;
}

static void request_begin(struct tcp *tcp)
{
    switch (tcp->request->action) {
    case TCP_CONNECT:
        tcp_rest_forget(tcp);
        tcp_connect_begin(tcp);
        break;
    case TCP_SEND:
        if (tcp->state == TCP_OPEN)
            tcp_stream_send(tcp);
        else
            tcp_finish(tcp, tcp->why);
        break;
    case TCP_RECEIVE:
        tcp_receive_look(tcp, true);
        if (tcp->request)
            tcp_stream_watch(tcp);
        break;
    case TCP_DISCONNECT: break;
    }
}

/* What reports nothing. */
static bool is_silent(struct tcp *tcp, const struct tcp_request *request)
{
    if (request->action == TCP_DISCONNECT) {
        tcp_close(tcp, NET_ERROR_NOT_CONNECTED);
        tcp_rest_forget(tcp);
        return true;
    }
    return request->action == TCP_CONNECT && tcp->state == TCP_OPEN;
}

bool tcp_exchange(struct tcp *tcp, const struct tcp_request *request, uint64_t ticket,
                  struct response **response)
{
    *response = NULL;
    if (is_silent(tcp, request))
        return true;
    request_take(tcp, request, ticket);
    tcp->is_called = true;
    request_begin(tcp);
    tcp->is_called = false;
    *response = tcp->answer ? &tcp->answer->base : NULL;
    if (!tcp->request)
        return true;
    flight_begin(tcp);
    alarm_set(tcp, tcp->start);
    return false;
}

bool tcp_begun(const struct tcp *tcp, instant *begun)
{
    *begun = tcp->start;
    return tcp->request != NULL;
}

bool tcp_cancel(struct tcp *tcp, instant *begun)
{
    if (!tcp_begun(tcp, begun))
        return false;
    flight_end(tcp);
    if (tcp->request->action != TCP_RECEIVE)
        tcp_close(tcp, NET_ERROR_NOT_CONNECTED);
    tcp->request = NULL;
    tcp_stream_watch(tcp);
    return true;
}
