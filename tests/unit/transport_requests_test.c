/* What goes out, byte for byte. */
#include "runtime/base/count_of.h"
#include "tests/support/transport_client.h"

TEST(a_get_sends_what_is_needed_and_no_more)
{
    char expected[256];

    up();
    get("/echo");
    snprintf(expected, sizeof expected,
             "GET /echo HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUser-Agent: swarm/%s\r\nAccept: */*\r\n"
             "Accept-Encoding: gzip, deflate\r\n\r\n",
             server.port, SWARM_VERSION);
    CHECK_TEXT(answer->base.body, expected);
    CHECK_INT(answer->base.bytes_sent, strlen(expected));
    down();
}

TEST(headers_replace_ours_and_may_be_empty)
{
    const struct http_header headers[] = {{"user-agent", "mine"}, {"Accept", "text/html"}, {"X-Empty", ""},
                                          {"X-Blank", "  "},      {"X-Two", "1"},          {"X-Two", "2"},
                                          {"Host", "elsewhere"}};
    struct http_request request;
    struct session *session;

    up();
    session = session_with(&defaults);
    request = get_of("/echo");
    request.headers = headers;
    request.header_count = 7;
    ask(session, &request);
    CHECK_INT(times_sent("User-Agent: mine\r\n"), 1);
    CHECK_INT(times_sent("User-Agent"), 1);
    CHECK_INT(times_sent("Accept: "), 1);
    CHECK(sent("\r\nAccept: text/html\r\n"));
    CHECK(sent("\r\nX-Empty:\r\n"));
    CHECK(sent("\r\nX-Blank:\r\n"));
    CHECK(sent("\r\nX-Two: 1\r\nX-Two: 2\r\n"));
    CHECK(sent("\r\nHost: elsewhere\r\n"));
    CHECK_INT(times_sent("Host:"), 1);
    request.header_count = 0; /* and they are gone with the next request */
    ask(session, &request);
    CHECK_INT(times_sent("elsewhere"), 0);
    CHECK_INT(times_sent("X-Two"), 0);
    session_free(session);
    down();
}

/* Each in turn on one session: nothing of one method is left for the next. */
TEST(methods_in_any_order)
{
    static const struct {
        const char *method, *body, *line, *length;
    } cases[] = {
        {"POST", "a=1", "POST /echo HTTP", "\r\nContent-Length: 3\r\n"},
        {"GET", NULL, "GET /echo HTTP", NULL},
        {"POST", NULL, "POST /echo HTTP", "\r\nContent-Length: 0\r\n"},
        {"DELETE", NULL, "DELETE /echo HTTP", NULL},
        {"PUT", "xy", "PUT /echo HTTP", "\r\nContent-Length: 2\r\n"},
        {"PATCH", NULL, "PATCH /echo HTTP", "\r\nContent-Length: 0\r\n"},
        {"DELETE", "z", "DELETE /echo HTTP", "\r\nContent-Length: 1\r\n"},
        {"GET", "q", "GET /echo HTTP", "\r\nContent-Length: 1\r\n"},
        {"PURGE", NULL, "PURGE /echo HTTP", NULL},
        {"OPTIONS", NULL, "OPTIONS /echo HTTP", NULL},
        {"GET", NULL, "GET /echo HTTP", NULL},
    };
    struct session *session;

    up();
    session = session_with(&defaults);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct http_request request = get_of("/echo"), head = get_of("/head");
        size_t body = cases[i].body ? strlen(cases[i].body) : 0;

        request.method = cases[i].method;
        request.body = cases[i].body;
        request.body_length = body;
        ask(session, &request);
        CHECK_INT(strncmp(answer->base.body, cases[i].line, strlen(cases[i].line)), 0);
        CHECK_INT(times_sent("Content-Length"), cases[i].length ? 1 : 0);
        CHECK(!cases[i].length || sent(cases[i].length));
        CHECK_INT(times_sent("Content-Type"), 0);
        CHECK_INT(times_sent("Expect"), 0);
        CHECK_TEXT(answer->base.body + answer->base.body_length - body, cases[i].body ? cases[i].body : "");
        CHECK_INT(answer->base.bytes_sent, answer->base.body_length);
        head.method = "HEAD";
        ask(session, &head);
        CHECK_INT(answer->status, 200);
        CHECK_INT(answer->base.error, NET_OK);
        CHECK_TEXT(header_of(answer, "Content-Length"), "1000");
        CHECK(answer->reused);
    }
    session_free(session);
    down();
}

TEST(long_bodies_go_out_at_once)
{
    static const size_t lengths[] = {60000, (64 << 10) - 1, 64 << 10, 70000, 3 << 20};
    char *body = mem_alloc((3 << 20) + 1);
    struct client_settings settings = defaults;
    struct http_request request;
    struct session *session;

    up();
    memset(body, 'y', 3 << 20);
    settings.max_body = 4 << 20;
    session = session_with(&settings);
    request = get_of("/echo");
    request.method = "POST";
    request.body = body;
    request.content_type = "application/json";
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        request.body_length = lengths[i];
        ask(session, &request);
        CHECK_INT(answer->base.error, NET_OK);
        CHECK(answer->base.body_length > lengths[i]);
        CHECK_INT(answer->base.bytes_sent, answer->base.body_length);
        CHECK(sent("\r\nContent-Type: application/json\r\n"));
        CHECK_INT(times_sent("Expect"), 0);
    }
    session_free(session);
    mem_free(body);
    down();
}

TEST(content_type_of_a_header_wins)
{
    const struct http_header header = {"content-type", "text/csv"};
    struct http_request request;
    struct session *session;

    up();
    session = session_with(&defaults);
    request = get_of("/echo");
    request.method = "POST";
    request.body = "a,b";
    request.body_length = 3;
    request.content_type = "application/json";
    request.headers = &header;
    request.header_count = 1;
    ask(session, &request);
    CHECK_INT(times_sent("content-type"), 1);
    CHECK(sent("\r\ncontent-type: text/csv\r\n"));
    session_free(session);
    down();
}

TEST(raw_goes_out_byte_for_byte)
{
    struct http_request request;
    struct session *session;

    up();
    session = session_with(&defaults);
    request = get_of("/a/../%zz\xc3\xa9\"<>?q={x}|#f");
    request.raw = true;
    ask(session, &request);
    CHECK_INT(strncmp(answer->base.body, "GET /a/../%zz\xc3\xa9\"<>?q={x}|#f HTTP/1.1\r\n", 38), 0);
    CHECK_TEXT(answer->url, request.url);
    request = get_of("/echo");
    ask(session, &request);
    CHECK(sent("GET /echo HTTP/1.1\r\n"));
    session_free(session);
    down();
}

TEST(who_asks)
{
    const struct http_header header = {"Authorization", "not this"};
    struct http_request request;
    struct session *session;

    up();
    session = session_with(&defaults);
    request = get_of("/echo");
    request.headers = &header;
    request.header_count = 1;
    request.auth = HTTP_AUTH_BASIC;
    request.auth_user = "Aladdin";
    request.auth_secret = "open sesame";
    ask(session, &request);
    CHECK(sent("\r\nAuthorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"));
    CHECK_INT(times_sent("Authorization"), 1);
    request.auth = HTTP_AUTH_BEARER;
    request.auth_secret = "t0ken";
    ask(session, &request);
    CHECK(sent("\r\nAuthorization: Bearer t0ken\r\n"));
    request.auth = HTTP_AUTH_NONE;
    ask(session, &request);
    CHECK(sent("\r\nAuthorization: not this\r\n"));
    request = get_of("/digest");
    request.auth = HTTP_AUTH_DIGEST;
    request.auth_user = "ann";
    request.auth_secret = "secret";
    ask(session, &request);
    CHECK_INT(answer->status, 200);
    CHECK_TEXT(answer->base.body, "let in");
    request = get_of("/echo");
    ask(session, &request);
    CHECK_INT(times_sent("Authorization"), 0);
    session_free(session);
    down();
}

TEST_MAIN(transport_setup(); RUN(a_get_sends_what_is_needed_and_no_more);
          RUN(headers_replace_ours_and_may_be_empty); RUN(methods_in_any_order);
          RUN(long_bodies_go_out_at_once); RUN(content_type_of_a_header_wins);
          RUN(raw_goes_out_byte_for_byte); RUN(who_asks))
