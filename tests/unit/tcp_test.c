/* The other end is in the test's own hands: it accepts, writes and closes between turns of the loop. */
#include "runtime/base/alloc.h"
#include "runtime/net/tcp_address.h"
#include "runtime/net/transport.h"
#include "runtime/text/regex.h"

#include "tests/unit/test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ev.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE 15.

static struct ev_loop *loop;
static struct transport *transport;
static struct session *session;
static struct http_response *answer; /* the last one; NULL: nothing was to be reported */
static int answers;                  /* that came by the loop */
static uint64_t answer_ticket;
static int listener, peer = -1;
static char address[64]; /* of the listener */

static const struct client_settings settings = {
    .timeout = 20 * NANOS_PER_S, .connect_timeout = 10 * NANOS_PER_S, .max_body = 16 << 20, .verify = true};

/* ---- the transport's end ---- */

static void answer_set(struct http_response *response)
{
    if (answer)
        value_release(http_response_value(answer));
    answer = response;
}

static void answered(void *context, void *owner, uint64_t ticket, struct http_response *response)
{
    CHECK(context == &settings);
    CHECK(owner == &answer);
    answer_set(response);
    answer_ticket = ticket;
    answers++;
    ev_break(loop, EVBREAK_ONE);
}

static void gave_up(struct ev_loop *ev, ev_timer *timer, int events)
{
    (void)timer;
    (void)events;
    ev_break(ev, EVBREAK_ONE);
}

static void linger(double seconds)
{
    ev_timer timer;

    ev_now_update(loop);
    ev_timer_init(&timer, gave_up, seconds, 0.);
    ev_timer_start(loop, &timer);
    ev_run(loop, 0);
    ev_timer_stop(loop, &timer);
}

static void await(int wanted)
{
    double until = ev_time() + PATIENCE;

    while (answers < wanted && ev_time() < until)
        linger(0.05);
    CHECK_INT(answers, wanted);
}

/* Whether it was done at once. */
static bool begin(const struct tcp_request *request)
{
    struct http_response *response;
    bool is_done = transport_exchange(session, request, 9, &response);

    if (is_done)
        answer_set(response);
    return is_done;
}

static enum http_error perform(const struct tcp_request *request)
{
    int before = answers;

    if (!begin(request))
        await(before + 1);
    return answer ? answer->error : HTTP_OK;
}

static enum http_error connect_to(const char *to)
{
    return perform(&(struct tcp_request){.action = TCP_CONNECT, .address = to});
}

static enum http_error send_text(const char *text)
{
    return perform(&(struct tcp_request){.action = TCP_SEND, .bytes = text, .length = strlen(text)});
}

static struct tcp_request until(const char *text)
{
    return (struct tcp_request){
        .action = TCP_RECEIVE, .goal = TCP_UNTIL, .bytes = text, .length = strlen(text)};
}

static struct tcp_request all(void)
{
    return (struct tcp_request){.action = TCP_RECEIVE, .goal = TCP_ALL};
}

#define CHECK_RECEIVED(request, want)                                                                        \
    do {                                                                                                     \
        struct tcp_request received = (request);                                                             \
        CHECK_INT(perform(&received), HTTP_OK);                                                              \
        CHECK_TEXT(answer ? answer->body : "(nothing)", want);                                               \
    } while (0)

#define CHECK_FAILS(request, want)                                                                           \
    do {                                                                                                     \
        struct tcp_request failing = (request);                                                              \
        CHECK_TEXT(http_error_text(perform(&failing)), http_error_text(want));                               \
    } while (0)

/* ---- the other end ---- */

static int listen_at(int family, int type)
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

static void peer_say(const char *text)
{
    CHECK_INT(write(peer, text, strlen(text)), strlen(text));
}

static void peer_close(void)
{
    if (peer >= 0)
        close(peer);
    peer = -1;
}

static void peer_reset(void)
{
    struct linger hard = {.l_onoff = 1};

    setsockopt(peer, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    peer_close();
}

static void open_with(const struct client_settings *with)
{
    loop = ev_loop_new(0);
    transport = transport_new(loop, answered, (void *)&settings);
    session = session_new(transport, with, &answer);
    answers = 0;
}

static void open_all(void)
{
    open_with(&settings);
    listener = listen_at(AF_INET, SOCK_STREAM);
}

static void connect_peer(void)
{
    CHECK_TEXT(http_error_text(connect_to(address)), "");
    peer = accept(listener, NULL, NULL);
    CHECK(peer >= 0);
}

static void close_all(void)
{
    session_free(session);
    transport_free(transport);
    ev_loop_destroy(loop);
    peer_close();
    close(listener);
    answer_set(NULL);
}

/* ---- addresses ---- */

static void check_address(const char *text, uint16_t port, const char *host, int want)
{
    struct tcp_address got;
    char copy[80] = "(none)";
    bool is_one = tcp_address_parse(text, port, &got);

    if (is_one)
        snprintf(copy, sizeof copy, "%.*s", (int)got.host_length, got.host);
    CHECK_TEXT(copy, host ? host : "(none)");
    CHECK_INT(is_one ? got.port : 0, want);
}

TEST(addresses_are_taken_apart)
{
    check_address("localhost:12345", 0, "localhost", 12345);
    check_address("localhost", 7, "localhost", 7);
    check_address("localhost:80", 7, "localhost", 80);
    check_address("tcp://example.org:1", 0, "example.org", 1);
    check_address("UDP://[fe80::1]:53", 0, "fe80::1", 53);
    check_address("[::1]:12345", 0, "::1", 12345);
    check_address("[::1]", 9, "::1", 9);
    check_address("::1", 9, "::1", 9);
    check_address("localhost:65535", 0, "localhost", 65535);
    check_address("localhost", 0, NULL, 0);
    check_address("localhost:", 9, NULL, 0);
    check_address("localhost:0", 9, NULL, 0);
    check_address("localhost:65536", 9, NULL, 0);
    check_address("localhost:1x", 9, NULL, 0);
    check_address("[::1", 9, NULL, 0);
    check_address("[::1]x", 9, NULL, 0);
    check_address("http://localhost", 9, NULL, 0);
    check_address("localhost/path", 9, NULL, 0);
    check_address(":80", 9, NULL, 0);
    check_address("", 9, NULL, 0);
}

/* ---- connecting ---- */

TEST(a_connection_is_made_once)
{
    open_all();
    connect_peer();
    CHECK(answer->connect > 0);
    CHECK_INT(answer_ticket, 9);
    CHECK(!answer->is_udp);
    CHECK(begin(&(struct tcp_request){.action = TCP_CONNECT, .address = "never looked at"}));
    CHECK(answer == NULL);
    close_all();
}

TEST(a_name_leads_to_whichever_family_listens)
{
    char name[64];

    open_all();
    snprintf(name, sizeof name, "localhost%s", strrchr(address, ':'));
    CHECK_TEXT(http_error_text(connect_to(name)), "");
    close_all();
}

TEST(ipv6_needs_brackets_only_with_a_port)
{
    open_with(&settings);
    listener = listen_at(AF_INET6, SOCK_STREAM);
    CHECK_TEXT(http_error_text(connect_to(address)), "");
    close_all();
}

TEST(resolve_says_where_a_name_is)
{
    struct client_settings given = settings;
    char entry[80];

    open_all();
    session_free(session);
    snprintf(entry, sizeof entry, "other:1:127.0.0.2,chat%s:127.0.0.1", strrchr(address, ':'));
    given.resolve = entry;
    session = session_new(transport, &given, &answer);
    snprintf(entry + 64, 16, "chat%s", strrchr(address, ':'));
    CHECK_TEXT(http_error_text(connect_to(entry + 64)), "");
    close_all();
}

TEST(what_cannot_be_connected_to_says_why)
{
    open_all();
    close(listener);
    CHECK_TEXT(http_error_text(connect_to(address)), "connection refused");
    CHECK_TEXT(http_error_text(connect_to("no port")), "address that isn't host:port");
    CHECK_TEXT(http_error_text(send_text("hi")), "address that isn't host:port");
    close_all();
}

TEST(without_a_connection_nothing_is_sent_or_received)
{
    open_all();
    CHECK_TEXT(http_error_text(send_text("hi")), "not connected");
    CHECK_FAILS(until("\n"), HTTP_ERROR_NOT_CONNECTED);
    CHECK_FAILS(all(), HTTP_ERROR_NOT_CONNECTED);
    connect_peer();
    CHECK(begin(&(struct tcp_request){.action = TCP_DISCONNECT}));
    CHECK_TEXT(http_error_text(send_text("hi")), "not connected");
    close_all();
}

TEST(disconnect_closes)
{
    char byte;

    open_all();
    connect_peer();
    CHECK(begin(&(struct tcp_request){.action = TCP_DISCONNECT}));
    CHECK_INT(read(peer, &byte, 1), 0);
    peer_close();
    connect_peer();
    close_all();
}

/* ---- receiving ---- */

TEST(what_is_sent_arrives)
{
    char got[16] = "";

    open_all();
    connect_peer();
    CHECK_TEXT(http_error_text(send_text("hello")), "");
    CHECK_INT(answer->bytes_sent, 5);
    CHECK_INT(read(peer, got, sizeof got - 1), 5);
    CHECK_TEXT(got, "hello");
    close_all();
}

TEST(early_bytes_are_kept_in_order)
{
    open_all();
    connect_peer();
    peer_say("one\ntwo\nthr");
    linger(0.05);
    CHECK_RECEIVED(until("\n"), "one");
    CHECK_RECEIVED(until("\n"), "two");
    peer_say("ee\r\n--four");
    CHECK_RECEIVED(until("\r\n--"), "three");
    CHECK_RECEIVED(((struct tcp_request){.action = TCP_RECEIVE, .goal = TCP_BYTES, .count = 2}), "fo");
    CHECK_RECEIVED(((struct tcp_request){.action = TCP_RECEIVE, .goal = TCP_BYTES}), "");
    peer_close();
    CHECK_RECEIVED(all(), "ur");
    CHECK_FAILS(all(), HTTP_ERROR_NOT_CONNECTED);
    close_all();
}

TEST(a_delimiter_may_come_in_pieces)
{
    struct tcp_request request = until("END");

    open_all();
    connect_peer();
    CHECK(!begin(&request));
    for (const char *at = "EENEND"; *at; at++) {
        CHECK_INT(answers, 1);
        CHECK_INT(write(peer, at, 1), 1);
        linger(0.01);
    }
    await(2);
    CHECK_TEXT(answer->body, "EEN");
    close_all();
}

TEST(matching_ends_with_the_match)
{
    struct regex_error error;
    struct regex *regex = regex_compile("id=(\\d+);", 9, &error);
    struct tcp_request request = {.action = TCP_RECEIVE, .goal = TCP_MATCHING, .regex = regex};

    open_all();
    connect_peer();
    CHECK(!begin(&request));
    peer_say("x id=4");
    linger(0.02);
    CHECK_INT(answers, 1);
    peer_say("2; rest\n");
    await(2);
    CHECK_TEXT(answer->body, "x id=42;");
    CHECK_RECEIVED(until("\n"), " rest");
    close_all();
    regex_free(regex);
}

TEST(nul_bytes_are_bytes)
{
    struct tcp_request request = {.action = TCP_RECEIVE, .goal = TCP_UNTIL, .bytes = "\0b", .length = 2};

    open_all();
    connect_peer();
    CHECK_INT(write(peer, "a\0a\0bc", 6), 6);
    CHECK_INT(perform(&request), HTTP_OK);
    CHECK_INT(answer->body_length, 3);
    CHECK(memcmp(answer->body, "a\0a", 3) == 0);
    close_all();
}

TEST(a_receive_that_ran_out_of_time_leaves_the_connection_open)
{
    struct tcp_request request = until("\n");

    open_all();
    connect_peer();
    peer_say("la");
    request.timeout = 30 * NANOS_PER_MS;
    CHECK_FAILS(request, HTTP_ERROR_TIMEOUT);
    CHECK(instant_since(answer->end, answer->start) >= 30 * NANOS_PER_MS);
    peer_say("te\n");
    CHECK_RECEIVED(until("\n"), "late");
    close_all();
}

/* ---- peers that behave badly ---- */

TEST(a_close_and_a_reset_are_told_apart)
{
    open_all();
    connect_peer();
    peer_say("half");
    peer_close();
    CHECK_FAILS(until("\n"), HTTP_ERROR_ENDED);
    CHECK_TEXT(http_error_text(send_text("hi")), "connection closed by peer");
    CHECK_RECEIVED(((struct tcp_request){.action = TCP_RECEIVE, .goal = TCP_BYTES, .count = 4}), "half");
    connect_peer();
    peer_reset();
    CHECK_FAILS(until("\n"), HTTP_ERROR_RESET);
    connect_peer();
    peer_reset();
    linger(0.05);
    CHECK_TEXT(http_error_text(send_text("hi")), "connection reset by peer");
    close_all();
}

TEST(a_flood_is_a_failure)
{
    struct tcp_request request = until("\n");

    open_all();
    connect_peer();
    request.max = 5;
    peer_say("12345\n123456\n");
    CHECK_RECEIVED(request, "12345");
    CHECK_FAILS(request, HTTP_ERROR_FLOOD);
    CHECK_TEXT(http_error_text(send_text("hi")), http_error_text(HTTP_ERROR_FLOOD));
    connect_peer();
    peer_say("123456789");
    CHECK_FAILS(request, HTTP_ERROR_FLOOD);
    connect_peer();
    request = all();
    request.max = 3;
    peer_say("1234");
    CHECK_FAILS(request, HTTP_ERROR_FLOOD);
    request.goal = TCP_BYTES;
    request.count = 4;
    connect_peer();
    CHECK_FAILS(request, HTTP_ERROR_FLOOD);
    close_all();
}

/* Numbered, so that what comes out of order shows. */
static size_t flood(size_t most)
{
    char line[24];
    size_t sent = 0, stuck = 0;

    fcntl(peer, F_SETFL, O_NONBLOCK);
    while (sent < most && stuck < 20) {
        ssize_t written;

        snprintf(line, sizeof line, "%07zu\n", sent / 8);
        written = write(peer, line + sent % 8, 8 - sent % 8);
        if (written > 0) {
            sent += (size_t)written;
            stuck = 0;
        } else {
            stuck++;
            linger(0.002);
        }
    }
    return sent;
}

TEST(a_peer_that_floods_early_has_to_wait_and_nothing_is_lost)
{
    enum { LOT = 64 << 20 };
    size_t sent;
    char want[24];

    open_all();
    connect_peer();
    sent = flood(LOT);
    CHECK(sent > 0 && sent < LOT);
    for (size_t i = 0; i < sent / 8; i++) {
        struct tcp_request request = until("\n");
        int before = test_failures;

        snprintf(want, sizeof want, "%07zu", i);
        CHECK_RECEIVED(request, want);
        if (test_failures > before)
            break;
    }
    close_all();
}

TEST(a_long_message_goes_out_piece_by_piece)
{
    enum { LOT = 8 << 20 };
    char *message = mem_alloc(LOT), *got = mem_alloc(LOT);
    struct tcp_request request = {.action = TCP_SEND, .bytes = message, .length = LOT};
    size_t have = 0;

    for (size_t i = 0; i < LOT; i++)
        message[i] = (char)(i * 7 + i / 251);
    open_all();
    connect_peer();
    fcntl(peer, F_SETFL, O_NONBLOCK);
    CHECK(!begin(&request));
    for (int turns = 0; have < LOT && turns < 20000; turns++) {
        ssize_t piece = read(peer, got + have, LOT - have);

        have += piece > 0 ? (size_t)piece : 0;
        ev_run(loop, EVRUN_NOWAIT);
    }
    await(2);
    CHECK_INT(answer->error, HTTP_OK);
    CHECK_INT(answer->bytes_sent, LOT);
    CHECK_INT(have, LOT);
    CHECK(memcmp(message, got, LOT) == 0);
    close_all();
    mem_free(message);
    mem_free(got);
}

TEST(a_peer_that_never_reads_stalls_a_send)
{
    enum { LOT = 32 << 20 };
    char *message = mem_zalloc(LOT, 1);
    struct tcp_request request = {
        .action = TCP_SEND, .bytes = message, .length = LOT, .timeout = 50 * NANOS_PER_MS};

    open_all();
    connect_peer();
    CHECK_FAILS(request, HTTP_ERROR_TIMEOUT);
    CHECK_FAILS(until("\n"), HTTP_ERROR_TIMEOUT);
    close_all();
    mem_free(message);
}

/* ---- UDP ---- */

static void open_udp(struct sockaddr_in *from)
{
    socklen_t length = sizeof *from;
    char byte;

    open_with(&settings);
    listener = listen_at(AF_INET, SOCK_DGRAM);
    CHECK_INT(perform(&(struct tcp_request){.action = TCP_CONNECT, .address = address, .is_udp = true}),
              HTTP_OK);
    CHECK(answer->is_udp);
    CHECK_TEXT(http_error_text(send_text("x")), "");
    CHECK(answer->is_udp);
    CHECK_INT(recvfrom(listener, &byte, 1, 0, (struct sockaddr *)from, &length), 1);
}

TEST(all_of_udp_is_a_datagram)
{
    struct sockaddr_in from;

    open_udp(&from);
    sendto(listener, "one", 3, 0, (struct sockaddr *)&from, sizeof from);
    sendto(listener, "", 0, 0, (struct sockaddr *)&from, sizeof from);
    sendto(listener, "two\nthree", 9, 0, (struct sockaddr *)&from, sizeof from);
    CHECK_RECEIVED(all(), "one");
    CHECK_RECEIVED(all(), "");
    CHECK_RECEIVED(until("\n"), "two");
    CHECK_RECEIVED(all(), "three");
    close_all();
}

TEST(nobody_at_a_port_of_udp_is_told)
{
    struct sockaddr_in from;

    open_udp(&from);
    close(listener);
    CHECK_TEXT(http_error_text(send_text("anybody?")), "");
    CHECK_FAILS(all(), HTTP_ERROR_REFUSED);
    listener = -1;
    close_all();
}

TEST(a_datagram_has_a_greatest_length)
{
    struct sockaddr_in from;
    char *message = mem_zalloc(1, 70000);

    open_udp(&from);
    CHECK_FAILS(((struct tcp_request){.action = TCP_SEND, .bytes = message, .length = 70000}),
                HTTP_ERROR_DATAGRAM);
    close_all();
    mem_free(message);
}

/* ---- ends ---- */

TEST(what_is_cancelled_is_not_answered)
{
    struct tcp_request request = until("\n");
    instant oldest;

    open_all();
    connect_peer();
    CHECK(!begin(&request));
    CHECK_INT(transport_in_flight(transport, &oldest), 1);
    transport_cancel(session);
    CHECK_INT(transport_in_flight(transport, &oldest), 0);
    peer_say("still there\n");
    linger(0.02);
    CHECK_INT(answers, 1);
    CHECK_RECEIVED(until("\n"), "still there");
    close_all();
}

TEST(a_session_may_go_while_it_waits)
{
    struct tcp_request request = until("\n");
    char byte;

    open_all();
    connect_peer();
    CHECK(!begin(&request));
    session_free(session);
    CHECK_INT(read(peer, &byte, 1), 0);
    session = session_new(transport, &settings, &answer);
    close_all();
}

TEST_MAIN(transport_setup(); RUN(addresses_are_taken_apart); RUN(a_connection_is_made_once);
          RUN(a_name_leads_to_whichever_family_listens); RUN(ipv6_needs_brackets_only_with_a_port);
          RUN(resolve_says_where_a_name_is); RUN(what_cannot_be_connected_to_says_why);
          RUN(without_a_connection_nothing_is_sent_or_received); RUN(disconnect_closes);
          RUN(what_is_sent_arrives); RUN(early_bytes_are_kept_in_order); RUN(a_delimiter_may_come_in_pieces);
          RUN(matching_ends_with_the_match); RUN(nul_bytes_are_bytes);
          RUN(a_receive_that_ran_out_of_time_leaves_the_connection_open);
          RUN(a_close_and_a_reset_are_told_apart); RUN(a_flood_is_a_failure);
          RUN(a_peer_that_floods_early_has_to_wait_and_nothing_is_lost);
          RUN(a_long_message_goes_out_piece_by_piece); RUN(a_peer_that_never_reads_stalls_a_send);
          RUN(all_of_udp_is_a_datagram); RUN(nobody_at_a_port_of_udp_is_told);
          RUN(a_datagram_has_a_greatest_length); RUN(what_is_cancelled_is_not_answered);
          RUN(a_session_may_go_while_it_waits);)
