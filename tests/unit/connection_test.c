/* A connection by itself. Its peer is in the test's own hands: it accepts, writes and closes between turns of
 * the loop. */
#include "runtime/net/connection/connection.h"

#include "runtime/net/connection/local_address.h"
#include "tests/support/certificate.h"
#include "tests/support/tcp_peer.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>

static struct connection_hub *hub;
static struct connection connection;
static struct connection_target target;
static struct socket_address addresses[3];
static int times_opened, times_ready;
static unsigned last_events;

/* ---- this end ---- */

static void on_opened(struct connection *c)
{
    CHECK(c == &connection);
    times_opened++;
    ev_break(loop, EVBREAK_ONE);
}

static void on_ready(struct connection *c, unsigned events)
{
    CHECK(c == &connection);
    times_ready++;
    last_events = events;
    ev_break(loop, EVBREAK_ONE);
}

static const struct connection_owner owner = {.opened = on_opened, .ready = on_ready};

static struct socket_address address_of(int fd)
{
    struct socket_address made = {.length = sizeof made.as};

    CHECK(getsockname(fd, &made.as.any, &made.length) == 0);
    return made;
}

/* An address of this machine that no socket listens at. */
static struct socket_address address_refusing(int family)
{
    int fd = listen_at(family, SOCK_STREAM);
    struct socket_address made = address_of(fd);

    close(fd);
    return made;
}

static void setup_with(int type)
{
    loop = ev_loop_new(0);
    hub = connection_hub_new(loop);
    connection_init(&connection, hub, &owner);
    listener = listen_at(AF_INET, type);
    addresses[0] = address_of(listener);
    target = (struct connection_target){.addresses = addresses, .count = 1, .is_udp = type == SOCK_DGRAM};
    times_opened = times_ready = 0;
}

static void setup(void)
{
    setup_with(SOCK_STREAM);
}

static void teardown(void)
{
    connection_close(&connection);
    connection_hub_free(hub);
    ev_loop_destroy(loop);
    peer_close();
    close(listener);
}

/* Turns of the loop until *count isn't `before` any more. */
static void await_change(const int *count, int before)
{
    double until_then = ev_time() + PATIENCE;

    while (*count == before && ev_time() < until_then)
        linger(0.05);
    CHECK(*count != before);
}

static enum net_error open_it(void)
{
    enum connection_result result = connection_open(&connection, &target);

    if (result == CONNECTION_WAIT) {
        await_change(&times_opened, 0);
        result = connection.state == CONNECTION_OPEN ? CONNECTION_DONE : CONNECTION_FAILED;
    }
    CHECK_INT(connection.state, result == CONNECTION_DONE ? CONNECTION_OPEN : CONNECTION_CLOSED);
    return result == CONNECTION_DONE ? NET_OK : connection.error;
}

static void connect_it(void)
{
    CHECK_TEXT(net_error_text(open_it()), "");
    peer = accept(listener, NULL, NULL);
    CHECK(peer >= 0);
}

static void await_event(unsigned event)
{
    connection_watch(&connection, event);
    await_change(&times_ready, times_ready);
    CHECK_INT(last_events, event);
}

/* Reads once, when something is there. */
static enum connection_result read_it(const char **bytes, size_t *length)
{
    enum connection_result result = connection_read(&connection, bytes, length);

    while (result == CONNECTION_WAIT) {
        await_event(CONNECTION_READ);
        result = connection_read(&connection, bytes, length);
    }
    return result;
}

#define CHECK_READ(want)                                                                                     \
    do {                                                                                                     \
        const char *read_bytes = "";                                                                         \
        size_t read_length = 0;                                                                              \
        char read_text[64] = "";                                                                             \
        CHECK_INT(read_it(&read_bytes, &read_length), CONNECTION_DONE);                                      \
        snprintf(read_text, sizeof read_text, "%.*s", (int)read_length, read_bytes);                         \
        CHECK_TEXT(read_text, want);                                                                         \
    } while (0)

#define CHECK_READ_FAILS(want)                                                                               \
    do {                                                                                                     \
        const char *read_bytes;                                                                              \
        size_t read_length;                                                                                  \
        CHECK_INT(read_it(&read_bytes, &read_length), CONNECTION_FAILED);                                    \
        CHECK_TEXT(net_error_text(connection.error), net_error_text(want));                                  \
    } while (0)

static void write_it(const char *text)
{
    size_t written = 0;

    CHECK_INT(connection_write(&connection, text, strlen(text), &written), CONNECTION_DONE);
    CHECK_INT(written, strlen(text));
}

/* ---- opening ---- */

TEST(opens_reads_and_writes)
{
    instant before = clock_now();
    char got[16] = "";

    setup();
    connect_it();
    CHECK(!instant_before(target.connected, before));
    CHECK_INT(target.tried, 1);
    write_it("hello");
    CHECK_INT(read(peer, got, sizeof got - 1), 5);
    CHECK_TEXT(got, "hello");
    peer_say("and back");
    CHECK_READ("and back");
    teardown();
}

TEST(is_refused)
{
    setup();
    addresses[0] = address_refusing(AF_INET);
    CHECK_TEXT(net_error_text(open_it()), "connection refused");
    CHECK_INT(connection.io.fd, -1);
    teardown();
}

TEST(addresses_are_tried_in_turn)
{
    setup();
    addresses[2] = addresses[0];
    addresses[0] = address_refusing(AF_INET);
    addresses[1] = address_refusing(AF_INET6);
    target.count = 3;
    connect_it();
    CHECK_INT(target.tried, 3);
    teardown();
}

TEST(an_address_out_of_reach_does_not_hide_the_error_of_the_one_before)
{
    setup();
    CHECK(socket_address_parse("127.0.0.1", 9, 0, &target.local));
    addresses[0] = address_refusing(AF_INET);
    addresses[1] = address_refusing(AF_INET6); /* which the local address can't reach */
    target.count = 2;
    CHECK_TEXT(net_error_text(open_it()), "connection refused");
    addresses[0] = addresses[1];
    times_opened = 0;
    CHECK_TEXT(net_error_text(open_it()), "host unreachable");
    teardown();
}

TEST(comes_from_the_local_address)
{
    struct socket_address from = {.length = sizeof from.as};

    setup();
    target.local = local_address_in_turn("127.0.0.8,127.0.0.9", 1);
    connect_it();
    CHECK(getpeername(peer, &from.as.any, &from.length) == 0);
    CHECK_INT(ntohl(from.as.v4.sin_addr.s_addr), 0x7f000009);
    teardown();
}

TEST(the_owner_is_not_called_after_a_close)
{
    setup();
    CHECK_INT(connection_open(&connection, &target), CONNECTION_WAIT);
    connection_close(&connection);
    linger(0.02);
    CHECK_INT(times_opened, 0);
    times_opened = 0;
    connect_it();
    peer_say("too late");
    connection_watch(&connection, CONNECTION_READ);
    connection_close(&connection);
    linger(0.02);
    CHECK_INT(times_ready, 0);
    teardown();
}

/* ---- bytes ---- */

TEST(only_what_is_waited_for_is_announced)
{
    setup();
    connect_it();
    peer_say("x");
    linger(0.02);
    connection_watch(&connection, 0);
    linger(0.02);
    CHECK_INT(times_ready, 0);
    await_event(CONNECTION_WRITE);
    await_event(CONNECTION_READ);
    CHECK(connection_has_more(&connection));
    CHECK_READ("x");
    CHECK(!connection_has_more(&connection));
    teardown();
}

TEST(a_peer_that_sends_no_more_can_still_be_written_to)
{
    char got[8] = "";

    setup();
    connect_it();
    peer_say("last");
    shutdown(peer, SHUT_WR);
    CHECK_READ("last");
    CHECK_READ_FAILS(NET_ERROR_ENDED);
    write_it("reply");
    CHECK_INT(read(peer, got, sizeof got - 1), 5);
    CHECK_TEXT(got, "reply");
    connection_close(&connection);
    CHECK_INT(read(peer, got, sizeof got), 0);
    teardown();
}

TEST(a_reset_is_told_from_a_close)
{
    setup();
    connect_it();
    peer_reset();
    CHECK_READ_FAILS(NET_ERROR_RESET);
    teardown();
}

/* Reads what the peer's socket has, without waiting. */
static size_t peer_drain(void)
{
    char bytes[65536];
    size_t total = 0;
    ssize_t got;

    while ((got = recv(peer, bytes, sizeof bytes, MSG_DONTWAIT)) > 0)
        total += (size_t)got;
    return total;
}

TEST(a_long_write_waits_for_room)
{
    size_t length = 16 << 20, written = 0, arrived = 0;
    char *bytes = calloc(1, length);
    enum connection_result result;
    int waits = 0;

    setup();
    connect_it();
    while ((result = connection_write(&connection, bytes, length, &written)) == CONNECTION_WAIT) {
        waits++;
        arrived += peer_drain();
        await_event(CONNECTION_WRITE);
    }
    CHECK_INT(result, CONNECTION_DONE);
    CHECK(waits > 0);
    CHECK_INT(written, length);
    connection_close(&connection);
    fcntl(peer, F_SETFL, 0);
    for (ssize_t got; (got = read(peer, bytes, length)) > 0;)
        arrived += (size_t)got;
    CHECK_INT(arrived, length);
    free(bytes);
    teardown();
}

TEST(what_the_peer_said_before_it_went_can_be_read)
{
    double until_then = ev_time() + PATIENCE;
    size_t written = 0;

    setup();
    connect_it();
    peer_say("no more, please");
    peer_close();
    while (connection_write(&connection, "x", 1, &written) == CONNECTION_DONE && ev_time() < until_then)
        written = 0;
    CHECK_TEXT(net_error_text(connection.error), net_error_text(NET_ERROR_ENDED));
    CHECK_READ("no more, please");
    teardown();
}

TEST(datagrams_stay_whole)
{
    struct socket_address from = {.length = sizeof from.as};
    char got[16] = "";

    setup_with(SOCK_DGRAM);
    CHECK_TEXT(net_error_text(open_it()), "");
    CHECK_INT(times_opened, 0);
    write_it("");
    write_it("question");
    CHECK_INT(recvfrom(listener, got, sizeof got, 0, &from.as.any, &from.length), 0);
    CHECK_INT(recv(listener, got, sizeof got, 0), 8);
    CHECK_INT(sendto(listener, "", 0, 0, &from.as.any, from.length), 0);
    CHECK_INT(sendto(listener, "answer", 6, 0, &from.as.any, from.length), 6);
    CHECK_READ("");
    CHECK_READ("answer");
    teardown();
}

/* ---- TLS ---- */

static char ca[] = "/tmp/swarm_connection_test_XXXXXX";
static SSL_CTX *context;
static SSL *secure; /* the peer's end */
static struct client_settings trusting = {.verify = true, .ca = ca};
static struct connection_tls tls;

static void setup_secure(void)
{
    setup();
    tls = (struct connection_tls){.settings = &trusting, .host = "localhost"};
    target.tls = &tls;
}

static void teardown_secure(void)
{
    SSL_free(secure);
    secure = NULL;
    teardown();
}

/* Each end in turn, until both have finished the handshake or one has failed. */
static enum net_error open_secure(void)
{
    double until_then = ev_time() + PATIENCE;
    int result = 0;

    times_opened = 0;
    SSL_free(secure);
    peer_close();
    CHECK_INT(connection_open(&connection, &target), CONNECTION_WAIT);
    peer = accept(listener, NULL, NULL);
    fcntl(peer, F_SETFL, O_NONBLOCK);
    secure = SSL_new(context);
    SSL_set_fd(secure, peer);
    while ((!times_opened || result <= 0) && ev_time() < until_then) {
        ev_run(loop, EVRUN_NOWAIT);
        result = SSL_accept(secure);
        if (result <= 0 && SSL_get_error(secure, result) == SSL_ERROR_SSL)
            break;
    }
    if (!times_opened)
        await_change(&times_opened, 0);
    return connection.state == CONNECTION_OPEN ? NET_OK : connection.error;
}

static void secure_say(const char *bytes, size_t length)
{
    CHECK_INT(SSL_write(secure, bytes, (int)length), length);
}

TEST(tls_is_spoken_with_a_server_that_is_trusted)
{
    char got[8] = "";

    setup_secure();
    CHECK_TEXT(net_error_text(open_secure()), "");
    CHECK(instant_before(target.connected, target.secured));
    CHECK_TEXT(SSL_get_servername(secure, TLSEXT_NAMETYPE_host_name), "localhost");
    write_it("hello");
    CHECK_INT(SSL_read(secure, got, sizeof got - 1), 5);
    CHECK_TEXT(got, "hello");
    secure_say("back", 4);
    CHECK_READ("back");
    teardown_secure();
}

TEST(the_certificate_must_name_the_host)
{
    static const struct client_settings careless = {.verify = false};

    setup_secure();
    tls.host = "127.0.0.1";
    CHECK_TEXT(net_error_text(open_secure()), "");
    CHECK(!SSL_get_servername(secure, TLSEXT_NAMETYPE_host_name));
    connection_close(&connection);
    tls.host = "elsewhere.example";
    CHECK_TEXT(net_error_text(open_secure()), "certificate not trusted");
    tls.settings = &careless;
    CHECK_TEXT(net_error_text(open_secure()), "");
    teardown_secure();
}

TEST(files_of_certificates_that_cannot_be_used)
{
    static const struct client_settings wrong = {.verify = true, .ca = "/nowhere"};

    setup_secure();
    tls.settings = &wrong;
    CHECK_TEXT(net_error_text(open_it()), net_error_text(NET_ERROR_CERTIFICATE_FILE));
    teardown_secure();
}

TEST(a_server_without_tls_fails_the_handshake)
{
    setup_secure();
    CHECK_INT(connection_open(&connection, &target), CONNECTION_WAIT);
    peer = accept(listener, NULL, NULL);
    peer_say("220 mail.example ESMTP\r\n");
    await_change(&times_opened, 0);
    CHECK_TEXT(net_error_text(connection.error), "TLS handshake failed");
    CHECK_INT(connection.state, CONNECTION_CLOSED);
    teardown_secure();
}

static int alpn_choose(SSL *ssl, const unsigned char **out, unsigned char *length, const unsigned char *in,
                       unsigned in_length, void *wanted)
{
    (void)ssl;
    if (!wanted)
        return SSL_TLSEXT_ERR_NOACK;
    CHECK_INT(in_length, 9);
    *out = in + 1;
    *length = *in;
    return SSL_TLSEXT_ERR_OK;
}

TEST(a_protocol_is_offered)
{
    const char *name;
    size_t length;

    setup_secure();
    tls.alpn = "http/1.1";
    SSL_CTX_set_alpn_select_cb(context, alpn_choose, ca);
    CHECK_TEXT(net_error_text(open_secure()), "");
    CHECK(connection_alpn(&connection, &name, &length));
    CHECK_INT(length, 8);
    CHECK_INT(memcmp(name, "http/1.1", 8), 0);
    connection_close(&connection);
    SSL_CTX_set_alpn_select_cb(context, alpn_choose, NULL);
    CHECK_TEXT(net_error_text(open_secure()), "");
    CHECK(!connection_alpn(&connection, &name, &length));
    teardown_secure();
}

TEST(a_session_is_resumed)
{
    struct ssl_session_st *session = NULL;

    setup_secure();
    tls.session = &session;
    for (int round = 0; round < 3; round++) {
        CHECK_TEXT(net_error_text(open_secure()), "");
        CHECK_INT(connection_is_resumed(&connection), round > 0);
        secure_say("x", 1); /* TLS 1.3 sends sessions after the handshake: they are read with this */
        CHECK_READ("x");
        CHECK(session != NULL);
        connection_close(&connection);
    }
    connection_session_free(session);
    teardown_secure();
}

/* A record that is only read in part makes no socket readable. */
TEST(decrypted_bytes_are_announced)
{
    static char record[10000];
    const char *bytes;
    size_t length, total = 0;

    setup_secure();
    CHECK_TEXT(net_error_text(open_secure()), "");
    fcntl(peer, F_SETFL, 0);
    for (int i = 0; i < 7; i++)
        secure_say(record, sizeof record);
    while (total < 7 * sizeof record && read_it(&bytes, &length) == CONNECTION_DONE)
        total += length;
    CHECK_INT(total, 7 * sizeof record);
    CHECK(!connection_has_more(&connection));
    teardown_secure();
}

TEST(a_close_says_goodbye)
{
    char byte;

    setup_secure();
    CHECK_TEXT(net_error_text(open_secure()), "");
    connection_close(&connection);
    fcntl(peer, F_SETFL, 0);
    CHECK_INT(SSL_get_error(secure, SSL_read(secure, &byte, 1)), SSL_ERROR_ZERO_RETURN);
    teardown_secure();
}

TEST(a_goodbye_is_the_end)
{
    setup_secure();
    CHECK_TEXT(net_error_text(open_secure()), "");
    SSL_shutdown(secure);
    CHECK_READ_FAILS(NET_ERROR_ENDED);
    teardown_secure();
}

TEST(no_record_at_all_breaks_tls)
{
    setup_secure();
    CHECK_TEXT(net_error_text(open_secure()), "");
    CHECK_INT(write(peer, "no record at all", 16), 16);
    CHECK_READ_FAILS(NET_ERROR_TLS_BROKEN);
    teardown_secure();
}

TEST_MAIN(signal(SIGPIPE, SIG_IGN); context = tls_new(ca); RUN(opens_reads_and_writes); RUN(is_refused);
          RUN(addresses_are_tried_in_turn);
          RUN(an_address_out_of_reach_does_not_hide_the_error_of_the_one_before);
          RUN(comes_from_the_local_address); RUN(the_owner_is_not_called_after_a_close);
          RUN(only_what_is_waited_for_is_announced); RUN(a_peer_that_sends_no_more_can_still_be_written_to);
          RUN(a_reset_is_told_from_a_close); RUN(a_long_write_waits_for_room);
          RUN(what_the_peer_said_before_it_went_can_be_read); RUN(datagrams_stay_whole);
          RUN(tls_is_spoken_with_a_server_that_is_trusted); RUN(the_certificate_must_name_the_host);
          RUN(files_of_certificates_that_cannot_be_used); RUN(a_server_without_tls_fails_the_handshake);
          RUN(a_protocol_is_offered); RUN(a_session_is_resumed); RUN(decrypted_bytes_are_announced);
          RUN(a_close_says_goodbye); RUN(a_goodbye_is_the_end); RUN(no_record_at_all_breaks_tls);
          SSL_CTX_free(context); remove(ca);)
