/* Connections: kept, closed, refused, and how long everything may take. */
#include "runtime/base/count_of.h"
#include "runtime/net/connection/local_address.h"
#include "runtime/text/url.h"

#include "tests/support/transport_client.h"

#include <sys/resource.h>

/* ---- connections ---- */

TEST(exchanges_of_several_rounds)
{
    struct session *session;
    struct http_request request;

    up();
    session = session_with(&defaults);
    request = get_of("/ntlm");
    request.auth = HTTP_AUTH_NTLM;
    request.auth_user = "ann";
    request.auth_secret = "pass";
    CHECK_INT(ask(session, &request)->status, 200);
    CHECK_TEXT(answer->base.body, "let in");
    CHECK_TEXT(header_of(answer, "X-Connection"), "1");
    request = get_of("/echo");
    ask(session, &request);
    CHECK_INT(times_sent("Authorization"), 0);
    session_free(session);
    session = session_with(&defaults);
    request = get_of("/negotiate"); /* without a ticket */
    request.auth = HTTP_AUTH_NEGOTIATE;
    CHECK_INT(ask(session, &request)->status, 401);
    CHECK_INT(answer->base.error, NET_OK);
    session_free(session);
    down();
}

TEST(a_connection_is_kept_for_its_session_alone)
{
    struct session *one, *other;
    struct http_request request;

    up();
    one = session_with(&defaults);
    other = session_with(&defaults);
    request = get_of("/plain");
    ask(one, &request);
    CHECK(!answer->reused);
    ask(one, &request);
    CHECK(answer->reused);
    CHECK_INT(answer->base.connect, 0);
    CHECK_TEXT(header_of(answer, "X-Connection"), "1");
    ask(other, &request);
    CHECK(!answer->reused);
    CHECK_TEXT(header_of(answer, "X-Connection"), "2");
    ask(one, &request);
    CHECK_TEXT(header_of(answer, "X-Connection"), "1");
    session_free(one);
    session_free(other);
    for (int i = 0; i < 100 && script_open_count(&server, false); i++)
        usleep(10000);
    CHECK_INT(script_open_count(&server, false), 0);
    down();
}

TEST(connections_that_the_server_closes)
{
    struct http_request request;
    struct session *session;

    up();
    session = session_with(&defaults);
    request = get_of("/close");
    for (int i = 1; i <= 3; i++) {
        ask(session, &request);
        CHECK_INT(answer->base.error, NET_OK);
        CHECK(!answer->reused);
    }
    request = get_of("/then-close");
    for (int i = 1; i <= 3; i++) {
        ask(session, &request);
        CHECK_INT(answer->base.error, NET_OK);
        linger(0.02); /* for the loop to see a closed socket that nobody waits for */
    }
    CHECK_INT(script_accepted_count(&server), 6);
    session_free(session);
    down();
}

/* What comes while nobody asked isn't the next response. */
static void late_bytes_try(const char *target)
{
    struct session *session = session_with(&defaults);
    struct http_request request = get_of(target);

    ask(session, &request);
    CHECK_TEXT(answer->base.body, "first");
    linger(0.2);
    request = get_of("/plain");
    ask(session, &request);
    CHECK_INT(answer->status, 200);
    CHECK(!answer->reused);
    CHECK_INT(script_accepted_count(&server), 2);
    session_free(session);
}

TEST(a_connection_with_unread_bytes_is_given_up)
{
    static const char *const targets[] = {"/late/408", "/late/answer", "/late/crlf", "/late/text"};

    for (size_t i = 0; i < COUNT_OF(targets); i++) {
        up();
        late_bytes_try(targets[i]);
        down();
    }
}

TEST(a_connection_is_given_up_before_the_server_closes_it)
{
    struct session *session;
    struct http_request request;

    up();
    session = session_with(&defaults);
    request = get_of("/keep/1");
    ask(session, &request);
    ask(session, &request);
    CHECK(answer->reused);
    linger(0.95);
    ask(session, &request);
    CHECK(!answer->reused);
    session_free(session);
    down();
}

/* Asks twice over what should be one connection; the second finds it closed. */
static const struct http_response *ask_again(const char *method, const char *target, const char *body)
{
    struct session *session = session_with(&defaults);
    struct http_request request = get_of(target);

    ask(session, &request);
    CHECK_INT(answer->base.error, NET_OK);
    request.method = method;
    request.body = body;
    request.body_length = body ? strlen(body) : 0;
    ask(session, &request);
    session_free(session);
    return answer;
}

TEST(a_request_on_a_closed_connection_goes_out_again)
{
    static const char *const methods[] = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"};
    static const char *const targets[] = {"/once", "/once-reset", "/once-abrupt"};
    char *long_body = mem_zalloc(3000001, 1);

    memset(long_body, 'x', 3000000);
    for (size_t i = 0; i < 5; i++) {
        for (size_t t = 0; t < 3; t++) {
            up();
            ask_again(methods[i], targets[t], NULL);
            CHECK_INT(answer->base.error, NET_OK);
            CHECK_INT(answer->status, 200);
            CHECK_INT(script_accepted_count(&server), 2);
            down();
        }
    }
    up();
    ask_again("PUT", "/once-abrupt", long_body);
    CHECK_INT(answer->base.error, NET_ERROR_BODY_TOO_LARGE); /* its echo is an answer */
    CHECK_INT(script_accepted_count(&server), 2);
    down();
    mem_free(long_body);
}

TEST(what_follows_an_answer_is_no_answer)
{
    struct session *session;
    struct http_request request;

    up();
    session = session_with(&defaults);
    for (int i = 0; i < 3; i++) {
        request = get_of("/too-long");
        CHECK_TEXT(ask(session, &request)->base.body, "four");
        request = get_of("/plain");
        CHECK_TEXT(ask(session, &request)->base.body, "hello");
        CHECK_INT(answer->status, 200);
    }
    session_free(session);
    down();
}

TEST(a_post_is_sent_once)
{
    static const char *const methods[] = {"POST", "PATCH", "PURGE"};

    for (size_t i = 0; i < 3; i++) {
        up();
        CHECK_INT(ask_again(methods[i], "/once", "a=1")->base.error, NET_ERROR_CLOSED);
        CHECK_INT(script_accepted_count(&server), 1);
        ask_again(methods[i], "/once-reset", "a=1");
        CHECK(answer->base.error == NET_ERROR_CLOSED || answer->base.error == NET_ERROR_RESET);
        CHECK_INT(script_accepted_count(&server), 2);
        down();
    }
}

/* It was closed before: that is seen before anything is sent. */
TEST(a_post_after_a_pause_finds_a_new_connection)
{
    struct session *session;
    struct http_request request;

    up();
    session = session_with(&defaults);
    request = get_of("/then-close");
    ask(session, &request);
    linger(0.05);
    request = get_of("/echo");
    request.method = "POST";
    request.body = "a=1";
    request.body_length = 3;
    CHECK_INT(ask(session, &request)->base.error, NET_OK);
    CHECK(sent("a=1"));
    CHECK_TEXT(header_of(answer, "X-Connection"), "2");
    session_free(session);
    down();
}

TEST(a_new_connection_that_breaks_is_a_failure)
{
    up();
    CHECK_INT(get("/nothing")->base.error, NET_ERROR_CLOSED);
    CHECK_INT(script_accepted_count(&server), 1);
    CHECK_INT(get("/reset")->base.error, NET_ERROR_RESET);
    CHECK_INT(script_accepted_count(&server), 2);
    down();
}

TEST(keepalive_off)
{
    struct client_settings settings = defaults;
    struct http_request request;
    struct session *session;

    up();
    settings.keepalive = false;
    session = session_with(&settings);
    request = get_of("/echo");
    ask(session, &request);
    ask(session, &request);
    CHECK(!answer->reused);
    CHECK_TEXT(header_of(answer, "X-Connection"), "2");
    CHECK(sent("\r\nConnection: close\r\n"));
    session_free(session);
    down();
}

TEST(local_addresses_are_taken_in_turn)
{
    static const char *const addresses[] = {"127.0.0.1", "127.0.0.2", "127.0.0.3"};
    struct client_settings settings = defaults;

    settings.local_ips = "127.0.0.1,127.0.0.2,127.0.0.3";
    up();
    for (int i = 0; i < 6; i++)
        CHECK_TEXT(get_with(&settings, "/who")->base.body, addresses[i % 3]);
    settings.local_ips = "192.0.2.1";
    CHECK_INT(get_with(&settings, "/who")->base.error, NET_ERROR_PORTS);
    settings.local_ips = "::1";
    CHECK_INT(get_with(&settings, "/who")->base.error, NET_ERROR_UNREACHABLE);
    down();
    CHECK(local_address_wrong("127.0.0.1,127.0.0.9") == NULL);
    CHECK_TEXT(local_address_wrong("127.0.0.1,192.0.2.1"), "`192.0.2.1` isn't an address of this machine");
    CHECK_TEXT(local_address_wrong("localhost"), "`localhost` isn't an IP address");
}

TEST(unix_sockets_are_asked)
{
    struct client_settings settings = defaults;
    char path[] = "/tmp/swarm_transport_test_XXXXXX";
    struct http_request request = get_of("");
    struct buffer url = {0};
    struct session *session;

    up();
    script_stop(&server);
    close(mkstemp(path));
    remove(path);
    script_start_unix(&server, path);
    session = session_with(&settings);
    buffer_printf(&url, "unix:%s", path);
    request.url = NULL;
    for (int raw = 0; raw < 2; raw++) {
        struct buffer whole = {0};

        CHECK(url_resolve(buffer_text(&url), "/echo?a=1", 9, raw, &whole) == NULL);
        request.url = buffer_text(&whole);
        request.raw = raw;
        ask(session, &request);
        CHECK_INT(answer->base.error, NET_OK);
        CHECK(sent("GET /echo?a=1 HTTP/1.1\r\nHost: localhost\r\n"));
        CHECK_TEXT(header_of(answer, "X-Connection"), "1");
        CHECK_TEXT(answer->url, request.url);
        buffer_free(&whole);
    }
    request.raw = false;
    request.url = "http+unix://%2Fnowhere%2Fat%2Fall/x";
    CHECK_INT(ask(session, &request)->base.error, NET_ERROR_REFUSED);
    session_free(session);
    buffer_free(&url);
    remove(path);
    down();
}

TEST(nobody_listens)
{
    up();
    script_stop(&server);
    CHECK_INT(get("/plain")->base.error, NET_ERROR_REFUSED);
    CHECK_INT(answer->status, 0);
    CHECK_TEXT(answer->base.body, "");
    CHECK_TEXT(answer->headers, "");
    CHECK_TEXT(answer->url, url("/plain"));
    CHECK(!answer->reused);
    script_start(&server, NULL);
    down();
}

TEST(no_descriptors_left)
{
    struct rlimit before, none;

    up();
    get("/plain");
    getrlimit(RLIMIT_NOFILE, &before);
    none = before;
    none.rlim_cur = 3;
    setrlimit(RLIMIT_NOFILE, &none);
    get("/plain");
    setrlimit(RLIMIT_NOFILE, &before);
    CHECK_TEXT(net_error_text(answer->base.error), net_error_text(NET_ERROR_DESCRIPTORS));
    CHECK_INT(get("/plain")->status, 200);
    down();
}

/* ---- time ---- */

TEST(the_whole_request_has_its_time)
{
    struct client_settings settings = defaults;
    struct http_request request;
    struct session *session;

    up();
    settings.timeout = NANOS_PER_S / 5;
    CHECK_INT(get_with(&settings, "/hang")->base.error, NET_ERROR_TIMEOUT);
    CHECK_FLOAT(elapsed(), .25, .06);
    CHECK_INT(get_with(&settings, "/hang-in-body")->base.error, NET_ERROR_TIMEOUT);
    session = session_with(&defaults);
    request = get_of("/hang");
    request.timeout = NANOS_PER_S / 10;
    ask(session, &request);
    CHECK_INT(answer->base.error, NET_ERROR_TIMEOUT);
    CHECK_FLOAT(elapsed(), .15, .06);
    request = get_of("/plain");
    ask(session, &request);
    CHECK_INT(answer->base.error, NET_OK);
    session_free(session);
    down();
}

/* A socket that listens without accepting: connections hang once its queue is full. */
TEST(connecting_has_a_time_of_its_own)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    struct client_settings settings = defaults;
    int listener = socket(AF_INET, SOCK_STREAM, 0), fillers[4];
    struct http_request request = {.method = "GET", .redirects = HTTP_REDIRECTS_DEFAULT};
    struct session *session;
    char text[64];

    up();
    bind(listener, (struct sockaddr *)&address, sizeof address);
    listen(listener, 0);
    getsockname(listener, (struct sockaddr *)&address, &length);
    for (int i = 0; i < 4; i++) {
        fillers[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        connect(fillers[i], (struct sockaddr *)&address, sizeof address);
    }
    snprintf(text, sizeof text, "http://127.0.0.1:%d/", ntohs(address.sin_port));
    request.url = text;
    settings.connect_timeout = NANOS_PER_S / 5;
    session = session_with(&settings);
    ask(session, &request);
    CHECK_TEXT(net_error_text(answer->base.error), net_error_text(NET_ERROR_CONNECT_TIMEOUT));
    CHECK_FLOAT(elapsed(), .25, .06);
    request.timeout = NANOS_PER_S / 10;
    ask(session, &request);
    CHECK_INT(answer->base.error, NET_ERROR_TIMEOUT);
    session_free(session);
    for (int i = 0; i < 4; i++)
        close(fillers[i]);
    close(listener);
    down();
}

TEST(in_flight_and_canceled)
{
    struct session *one, *other;
    struct http_request request;
    instant oldest = {0};

    up();
    one = session_with(&defaults);
    other = session_with(&defaults);
    CHECK_INT(transport_in_flight(transport, &oldest), 0);
    CHECK_INT(oldest.ns, 0);
    request = get_of("/hang");
    transport_submit(one, &request, 1);
    linger(0.02);
    transport_submit(other, &request, 2);
    CHECK_INT(transport_in_flight(transport, &oldest), 2);
    CHECK(instant_since(clock_now(), oldest) >= 20 * NANOS_PER_MS);
    transport_cancel(one);
    CHECK_INT(transport_in_flight(transport, &oldest), 1);
    CHECK(instant_since(clock_now(), oldest) < 20 * NANOS_PER_MS);
    transport_cancel(one);
    linger(0.02);
    session_free(other);
    CHECK_INT(transport_in_flight(transport, &oldest), 0);
    CHECK_INT(answers, 0);
    request = get_of("/plain");
    ask(one, &request);
    CHECK_INT(answer->status, 200);
    session_free(one);
    down();
}

TEST_MAIN(transport_setup(); RUN(exchanges_of_several_rounds);
          RUN(a_connection_is_kept_for_its_session_alone); RUN(connections_that_the_server_closes);
          RUN(a_request_on_a_closed_connection_goes_out_again); RUN(a_post_is_sent_once);
          RUN(what_follows_an_answer_is_no_answer); RUN(a_post_after_a_pause_finds_a_new_connection);
          RUN(a_new_connection_that_breaks_is_a_failure); RUN(keepalive_off);
          RUN(a_connection_with_unread_bytes_is_given_up);
          RUN(a_connection_is_given_up_before_the_server_closes_it); RUN(local_addresses_are_taken_in_turn);
          RUN(unix_sockets_are_asked); RUN(nobody_listens); RUN(no_descriptors_left);
          RUN(the_whole_request_has_its_time); RUN(connecting_has_a_time_of_its_own);
          RUN(in_flight_and_canceled))
