/* How connections get open, and what keeps them from it. */
#include "tests/support/tcp_peer.h"

#include <dlfcn.h>
#include <netdb.h>

/* ---- names: those that a test has addresses for, all others as the system has them ---- */

static const char *const *given; /* addresses of every name, up to NULL */

int getaddrinfo(const char *restrict name, const char *restrict service,
                const struct addrinfo *restrict hints, struct addrinfo **restrict found)
{
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **) =
        (int (*)(const char *, const char *, const struct addrinfo *, struct addrinfo **))dlsym(
            RTLD_NEXT, "getaddrinfo");

    if (!given)
        return real(name, service, hints, found);
    for (size_t i = 0; given[i]; i++, found = &(*found)->ai_next)
        if (real(given[i], service, hints, found) != 0)
            return EAI_NONAME;
    return *given ? 0 : EAI_NONAME;
}

/* ---- connecting ---- */

TEST(a_connection_is_made_once)
{
    open_all();
    connect_peer();
    CHECK(answer->connect > 0);
    CHECK_INT(answer_ticket, 9);
    CHECK(!tcp_response_of(answer)->is_udp);
    CHECK(begin(&(struct tcp_request){.action = TCP_CONNECT, .address = "never looked at"}));
    CHECK(answer == NULL);
    close_all();
}

TEST(a_name_leads_to_whichever_family_listens)
{
    char name[64];

    open_all();
    snprintf(name, sizeof name, "localhost%s", strrchr(address, ':'));
    CHECK_TEXT(net_error_text(connect_to(name)), "");
    close_all();
}

TEST(ipv6_needs_brackets_only_with_a_port)
{
    open_with(&settings);
    listener = listen_at(AF_INET6, SOCK_STREAM);
    CHECK_TEXT(net_error_text(connect_to(address)), "");
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
    CHECK_TEXT(net_error_text(connect_to(entry + 64)), "");
    close_all();
}

/* Connects to a name with these addresses, and the listener's port. */
static enum net_error connect_to_name(const char *name, const char *const *addresses)
{
    static char text[64];
    enum net_error error;

    given = addresses;
    snprintf(text, sizeof text, "%s%s", name, strrchr(address, ':'));
    error = connect_to(text);
    given = NULL;
    return error;
}

TEST(where_one_address_of_a_name_refuses_the_next_is_tried)
{
    open_all();
    CHECK_TEXT(net_error_text(
                   connect_to_name("first-refuses", (const char *const[]){"127.0.0.9", "127.0.0.1", NULL})),
               "");
    close_all();
    open_all();
    CHECK_TEXT(net_error_text(connect_to_name("family-refuses",
                                              (const char *const[]){"::1", "127.0.0.9", "127.0.0.1", NULL})),
               "");
    close_all();
    open_all();
    CHECK_TEXT(net_error_text(connect_to_name("all-refuse", (const char *const[]){"::1", "127.0.0.9", NULL})),
               "connection refused");
    close_all();
    open_all();
    CHECK_TEXT(net_error_text(connect_to_name("none", (const char *const[]){NULL})),
               "host name could not be resolved");
    close_all();
}

/* No way to an address says less than somebody who isn't there. */
TEST(of_several_errors_the_one_that_says_most_is_told)
{
    open_all();
    CHECK_TEXT(net_error_text(connect_to_name("refuses-then-unreachable",
                                              (const char *const[]){"127.0.0.9", "255.255.255.255", NULL})),
               "connection refused");
    close_all();
}

TEST(connections_come_from_the_addresses_that_are_given)
{
    struct client_settings from = settings;
    struct sockaddr_in got = {0};
    socklen_t length = sizeof got;

    from.local_ips = "127.0.0.5,127.0.0.6";
    open_with(&from);
    listener = listen_at(AF_INET, SOCK_STREAM);
    connect_peer();
    CHECK(getpeername(peer, (struct sockaddr *)&got, &length) == 0);
    CHECK_INT(ntohl(got.sin_addr.s_addr), 0x7f000005);
    close_all();
    open_with(&from);
    listener = listen_at(AF_INET6, SOCK_STREAM);
    CHECK_TEXT(net_error_text(connect_to(address)), "host unreachable");
    close_all();
}

TEST(what_cannot_be_connected_to_says_why)
{
    open_all();
    close(listener);
    CHECK_TEXT(net_error_text(connect_to(address)), "connection refused");
    CHECK_TEXT(net_error_text(connect_to("no port")), "invalid address");
    CHECK_TEXT(net_error_text(send_text("hi")), "invalid address");
    close_all();
}

TEST(without_a_connection_nothing_is_sent_or_received)
{
    open_all();
    CHECK_TEXT(net_error_text(send_text("hi")), "not connected");
    CHECK_FAILS(until("\n"), NET_ERROR_NOT_CONNECTED);
    CHECK_FAILS(all(), NET_ERROR_NOT_CONNECTED);
    connect_peer();
    CHECK(begin(&(struct tcp_request){.action = TCP_DISCONNECT}));
    CHECK_TEXT(net_error_text(send_text("hi")), "not connected");
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

TEST(what_is_canceled_is_not_answered)
{
    struct tcp_request request = until("\n");
    instant before, begun, oldest = {0};

    open_all();
    connect_peer();
    before = clock_now();
    CHECK(!begin(&request));
    CHECK_INT(transport_in_flight(transport, &oldest), 1);
    begun = transport_cancel(session);
    CHECK(!instant_before(begun, before) && begun.ns == oldest.ns);
    CHECK_INT(transport_in_flight(transport, &oldest), 0);
    CHECK(!instant_before(transport_cancel(session), begun));
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

TEST_MAIN(transport_setup(); RUN(a_connection_is_made_once); RUN(a_name_leads_to_whichever_family_listens);
          RUN(ipv6_needs_brackets_only_with_a_port); RUN(resolve_says_where_a_name_is);
          RUN(where_one_address_of_a_name_refuses_the_next_is_tried);
          RUN(of_several_errors_the_one_that_says_most_is_told);
          RUN(connections_come_from_the_addresses_that_are_given); RUN(what_cannot_be_connected_to_says_why);
          RUN(without_a_connection_nothing_is_sent_or_received); RUN(disconnect_closes);
          RUN(what_is_canceled_is_not_answered); RUN(a_session_may_go_while_it_waits);)
