/* TLS of TCP users. The server is OpenSSL's, in the test's own hands too. */
#include "runtime/text/regex.h"
#include "tests/support/certificate.h"
#include "tests/support/tcp_peer.h"

#include <fcntl.h>
#include <string.h>

static char ca[] = "/tmp/swarm_tcp_tls_test_XXXXXX";
static SSL_CTX *context;
static SSL *secure; /* the peer's end */

static const struct client_settings trusting = {.timeout = 20 * NANOS_PER_S,
                                                .connect_timeout = 10 * NANOS_PER_S,
                                                .max_body = 16 << 20,
                                                .verify = true,
                                                .ca = ca};

static void open_secure(const struct client_settings *with)
{
    open_with(with);
    listener = listen_at(AF_INET, SOCK_STREAM);
}

/* 1: the peer has finished the handshake, -1: it has failed, 0: neither yet. */
static int handshake_continue(void)
{
    int result = SSL_accept(secure);

    if (result < 0)
        result = SSL_get_error(secure, result) == SSL_ERROR_SSL ? -1 : 0;
    return result;
}

/* Each end in turn, until the client has its answer and the peer its handshake, or one of them an error. */
static enum net_error connect_secure(void)
{
    static struct tcp_request request; /* must stay until it is answered */
    double until = ev_time() + PATIENCE;
    int before = answers, result = 0;

    request = (struct tcp_request){.action = TCP_CONNECT, .address = address, .is_tls = true};
    CHECK(!begin(&request));
    peer = accept(listener, NULL, NULL);
    fcntl(peer, F_SETFL, O_NONBLOCK);
    secure = SSL_new(context);
    SSL_set_fd(secure, peer);
    while ((answers == before || result == 0) && ev_time() < until) {
        ev_run(loop, EVRUN_NOWAIT);
        if (result == 0)
            result = handshake_continue();
    }
    await(before + 1);
    return answer->error;
}

static void peer_says(const char *text)
{
    CHECK_INT(SSL_write(secure, text, (int)strlen(text)), strlen(text));
}

static void close_secure(void)
{
    SSL_free(secure);
    secure = NULL;
    close_all();
}

/* ---- whom is trusted ---- */

TEST(tls_trusts_whom_it_is_told_to)
{
    struct client_settings careless = settings;

    open_secure(&settings);
    CHECK_TEXT(net_error_text(connect_secure()), "certificate not trusted");
    close_secure();
    open_secure(&trusting);
    CHECK_TEXT(net_error_text(connect_secure()), "");
    CHECK(answer->tls > answer->connect);
    close_secure();
    careless.verify = false;
    open_secure(&careless);
    CHECK_TEXT(net_error_text(connect_secure()), "");
    close_secure();
}

/* Up to TLS 1.2 it is the handshake that fails, whatever else could be said of the server. */
TEST(a_server_that_wants_a_certificate_is_not_one_that_is_not_trusted)
{
    struct client_settings careless = settings;

    careless.verify = false;
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
    open_secure(&careless);
    CHECK_TEXT(net_error_text(connect_secure()), "TLS handshake failed");
    close_secure();
    SSL_CTX_set_max_proto_version(context, 0);
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
}

/* With TLS 1.3 the client learns of it when it has long been connected. */
TEST(a_server_that_wants_a_certificate_says_so_late)
{
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    open_secure(&trusting);
    CHECK_TEXT(net_error_text(connect_secure()), "");
    CHECK_FAILS(until("\n"), NET_ERROR_TLS_BROKEN);
    close_secure();
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
}

/* Its last words are read when a send finds that it has gone. */
TEST(a_server_that_wants_a_certificate_says_so_before_it_goes)
{
    double until_then = ev_time() + PATIENCE;

    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    open_secure(&trusting);
    CHECK_TEXT(net_error_text(connect_secure()), "");
    peer_reset();
    while (send_text("anybody?") == NET_OK && ev_time() < until_then)
        ;
    CHECK_TEXT(net_error_text(answer->error), net_error_text(NET_ERROR_TLS_BROKEN));
    close_secure();
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
}

/* ---- bytes ---- */

TEST(what_is_said_over_tls_arrives_both_ways)
{
    char got[16] = "";

    open_secure(&trusting);
    connect_secure();
    CHECK_TEXT(net_error_text(send_text("hello")), "");
    CHECK_INT(SSL_read(secure, got, sizeof got - 1), 5);
    CHECK_TEXT(got, "hello");
    peer_says("one\ntwo\nthr");
    CHECK_RECEIVED(until("\n"), "one");
    CHECK_RECEIVED(until("\n"), "two");
    SSL_shutdown(secure);
    CHECK_FAILS(until("\n"), NET_ERROR_ENDED);
    CHECK_RECEIVED(all(), "thr");
    close_secure();
}

/* A pattern that matches the first record, too: the match shows how many records it was tried on. */
TEST(matching_looks_at_all_records_that_have_come)
{
    enum { RECORD = 16 << 10, RECORDS = 2 };
    struct regex_error error;
    struct regex *regex = regex_compile("x+", 2, &error);
    struct tcp_request request = {.action = TCP_RECEIVE, .goal = TCP_MATCHING, .regex = regex};
    static char text[RECORD * RECORDS + 1];

    memset(text, 'x', sizeof text - 1);
    open_secure(&trusting);
    connect_secure();
    fcntl(peer, F_SETFL, 0);
    peer_says(text);
    CHECK_INT(perform(&request), NET_OK);
    CHECK_INT(answer->body_length, RECORD * RECORDS);
    close_secure();
    regex_free(regex);
}

/* The socket has bytes after the full record, but they don't become any of the connection. */
TEST(matching_does_not_wait_for_a_record_that_is_incomplete)
{
    static const unsigned char head[] = {0x17, 0x03, 0x03, 0x00, 0x80}; /* of 128 bytes: RFC 8446, 5.1 */
    struct regex_error error;
    struct regex *regex = regex_compile("x+", 2, &error);
    struct tcp_request request = {.action = TCP_RECEIVE, .goal = TCP_MATCHING, .regex = regex};
    static char text[(16 << 10) + 1];

    memset(text, 'x', sizeof text - 1);
    open_secure(&trusting);
    connect_secure();
    fcntl(peer, F_SETFL, 0);
    peer_says(text);
    CHECK_INT(write(peer, head, sizeof head), sizeof head);
    CHECK_INT(perform(&request), NET_OK);
    CHECK_INT(answer->body_length, sizeof text - 1);
    close_secure();
    regex_free(regex);
}

TEST(what_is_no_tls_is_told_from_a_reset)
{
    open_secure(&trusting);
    connect_secure();
    CHECK_INT(write(peer, "no record at all", 16), 16);
    CHECK_FAILS(until("\n"), NET_ERROR_TLS_BROKEN);
    close_secure();
}

/* The peer asks for another handshake and then says nothing: what is to be sent waits for what is to be read.
 */
TEST(a_send_that_waits_for_a_handshake_rests)
{
    struct tcp_request request = {.action = TCP_SEND, .bytes = "x", .length = 1};
    unsigned turns;

    SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
    open_secure(&trusting);
    connect_secure();
    SSL_renegotiate(secure);
    SSL_do_handshake(secure);
    linger(0.05);
    CHECK(!begin(&request));
    turns = ev_iteration(loop);
    linger(0.05);
    CHECK(ev_iteration(loop) - turns < 10);
    CHECK_INT(answers, 1);
    for (int i = 0; i < 1000 && answers < 2; i++) {
        char byte;

        SSL_read(secure, &byte, 1);
        linger(0.001);
    }
    CHECK_INT(answers, 2);
    CHECK_TEXT(net_error_text(answer->error), "");
    close_secure();
    SSL_CTX_set_max_proto_version(context, 0);
}

TEST_MAIN(transport_setup(); context = tls_new(ca); RUN(tls_trusts_whom_it_is_told_to);
          RUN(a_server_that_wants_a_certificate_is_not_one_that_is_not_trusted);
          RUN(a_server_that_wants_a_certificate_says_so_late);
          RUN(a_server_that_wants_a_certificate_says_so_before_it_goes);
          RUN(what_is_said_over_tls_arrives_both_ways); RUN(matching_looks_at_all_records_that_have_come);
          RUN(matching_does_not_wait_for_a_record_that_is_incomplete);
          RUN(what_is_no_tls_is_told_from_a_reset); RUN(a_send_that_waits_for_a_handshake_rests);
          SSL_CTX_free(context); remove(ca);)
