/* A client of TCP and UDP and its peer in one thread: the test accepts, writes and closes for the peer
 * between turns of the client's loop. For the tcp_*_test.c. */
#ifndef SWARM_TESTS_SUPPORT_TCP_PEER_H
#define SWARM_TESTS_SUPPORT_TCP_PEER_H

#include "runtime/net/transport.h"
#include "tests/support/test.h"

#include <arpa/inet.h>
#include <ev.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define PEER __attribute__((unused)) static
#define PATIENCE 15.

PEER struct ev_loop *loop;
PEER struct transport *transport;
PEER struct session *session;
PEER struct response *answer; /* the last one; NULL: nothing was to be reported */
PEER int answers;             /* that came by the loop */
PEER uint64_t answer_ticket;
PEER int listener, peer = -1;
PEER char address[64]; /* of the listener */

PEER const struct client_settings settings = {
    .timeout = 20 * NANOS_PER_S, .connect_timeout = 10 * NANOS_PER_S, .max_body = 16 << 20, .verify = true};

/* ---- the transport's end ---- */

PEER void answer_set(struct response *response)
{
    if (answer)
        response_release(answer);
    answer = response;
}

PEER void answered(void *context, void *owner, uint64_t ticket, struct response *response)
{
    CHECK(context == &settings);
    CHECK(owner == &answer);
    answer_set(response);
    answer_ticket = ticket;
    answers++;
    ev_break(loop, EVBREAK_ONE);
}

PEER void gave_up(struct ev_loop *ev, ev_timer *timer, int events)
{
    (void)timer;
    (void)events;
    ev_break(ev, EVBREAK_ONE);
}

PEER void linger(double seconds)
{
    ev_timer timer;

    ev_now_update(loop);
    ev_timer_init(&timer, gave_up, seconds, 0.);
    ev_timer_start(loop, &timer);
    ev_run(loop, 0);
    ev_timer_stop(loop, &timer);
}

PEER void await(int wanted)
{
    double until = ev_time() + PATIENCE;

    while (answers < wanted && ev_time() < until)
        linger(0.05);
    CHECK_INT(answers, wanted);
}

/* Whether it was done at once. */
PEER bool begin(const struct tcp_request *request)
{
    struct response *response;
    bool is_done = transport_act(session, request, 9, &response);

    if (is_done)
        answer_set(response);
    return is_done;
}

PEER enum net_error perform(const struct tcp_request *request)
{
    int before = answers;

    if (!begin(request))
        await(before + 1);
    return answer ? answer->error : NET_OK;
}

PEER enum net_error connect_to(const char *to)
{
    return perform(&(struct tcp_request){.action = TCP_CONNECT, .address = to});
}

PEER enum net_error send_text(const char *text)
{
    return perform(&(struct tcp_request){.action = TCP_SEND, .bytes = text, .length = strlen(text)});
}

PEER struct tcp_request until(const char *text)
{
    return (struct tcp_request){
        .action = TCP_RECEIVE, .goal = TCP_UNTIL, .bytes = text, .length = strlen(text)};
}

PEER struct tcp_request all(void)
{
    return (struct tcp_request){.action = TCP_RECEIVE, .goal = TCP_ALL};
}

#define CHECK_RECEIVED(request, want)                                                                        \
    do {                                                                                                     \
        struct tcp_request received = (request);                                                             \
        CHECK_INT(perform(&received), NET_OK);                                                               \
        CHECK_TEXT(answer ? answer->body : "(nothing)", want);                                               \
    } while (0)

#define CHECK_FAILS(request, want)                                                                           \
    do {                                                                                                     \
        struct tcp_request failing = (request);                                                              \
        CHECK_TEXT(net_error_text(perform(&failing)), net_error_text(want));                                 \
    } while (0)

/* ---- the other end ---- */

PEER int listen_at(int family, int type)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_addr = in6addr_loopback};
    socklen_t length = family == AF_INET ? sizeof v4 : sizeof v6;
    void *any = family == AF_INET ? (void *)&v4 : (void *)&v6;
    int made = socket(family, type, 0);

    CHECK(bind(made, any, length) == 0);
    if (type == SOCK_STREAM)
        CHECK(listen(made, 16) == 0);
    CHECK(getsockname(made, any, &length) == 0);
    snprintf(address, sizeof address, "%s:%d", family == AF_INET ? "127.0.0.1" : "[::1]",
             ntohs(family == AF_INET ? v4.sin_port : v6.sin6_port));
    return made;
}

PEER void peer_say(const char *text)
{
    CHECK_INT(write(peer, text, strlen(text)), strlen(text));
}

PEER void peer_close(void)
{
    if (peer >= 0)
        close(peer);
    peer = -1;
}

PEER void peer_reset(void)
{
    struct linger hard = {.l_onoff = 1};

    setsockopt(peer, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    peer_close();
}

PEER void open_with(const struct client_settings *with)
{
    loop = ev_loop_new(0);
    transport = transport_new(loop, answered, (void *)&settings);
    session = session_new(transport, with, &answer);
    answers = 0;
}

PEER void open_all(void)
{
    open_with(&settings);
    listener = listen_at(AF_INET, SOCK_STREAM);
}

PEER void connect_peer(void)
{
    CHECK_TEXT(net_error_text(connect_to(address)), "");
    peer = accept(listener, NULL, NULL);
    CHECK(peer >= 0);
}

PEER void close_all(void)
{
    session_free(session);
    transport_free(transport);
    ev_loop_destroy(loop);
    peer_close();
    close(listener);
    answer_set(NULL);
}

#endif
