/* How connections get open, and what keeps them from it. */
#include "runtime/net/tcp_address.h"
#include "tests/unit/tcp_peer.h"

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
          RUN(what_is_cancelled_is_not_answered); RUN(a_session_may_go_while_it_waits);)
