#include "runtime/net/transport.h"

#include "runtime/net/connection/local_address.h"
#include "runtime/text/url.h"

#include "tests/support/certificate.h"
#include "tests/support/http_script.h"
#include "tests/support/test.h"

#include <dirent.h>
#include <ev.h>
#include <sys/resource.h>

#define PATIENCE 15.

static struct ev_loop *loop;
static struct transport *transport;
static struct script_server server;

static struct http_response *answer; /* the last one; released with the next */
static int answers;                  /* completions so far */
static uint64_t answer_ticket;

static void answer_drop(void)
{
    if (answer)
        response_release(&answer->base);
    answer = NULL;
}

static void answered(void *context, void *owner, uint64_t ticket, struct response *response)
{
    CHECK(context == &server);
    CHECK(owner == &answer);
    answer_drop();
    answer = (struct http_response *)response;
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

/* Runs the loop until there are `wanted` completions, or patience ends. */
static void await(int wanted)
{
    ev_tstamp end;
    ev_timer patience;

    ev_now_update(loop);
    end = ev_now(loop) + PATIENCE;
    ev_timer_init(&patience, gave_up, PATIENCE, 0.);
    ev_timer_start(loop, &patience);
    while (answers < wanted && ev_now(loop) < end)
        ev_run(loop, EVRUN_ONCE);
    ev_timer_stop(loop, &patience);
    CHECK_INT(answers, wanted);
}

/* Runs the loop for some time in which nothing needs to happen. */
static void linger(double seconds)
{
    ev_timer timer;

    ev_now_update(loop);
    ev_timer_init(&timer, gave_up, seconds, 0.);
    ev_timer_start(loop, &timer);
    ev_run(loop, 0);
    ev_timer_stop(loop, &timer);
}

static const char *url_to(const struct script_server *to, const char *target)
{
    static char urls[4][512];
    static unsigned turn;
    char *url = urls[turn++ % 4];

    snprintf(url, sizeof urls[0], "http%s://127.0.0.1:%d%s", to->tls ? "s" : "", to->port, target);
    return url;
}

static const char *url(const char *target)
{
    return url_to(&server, target);
}

static struct http_request get_of(const char *target)
{
    return (struct http_request){.method = "GET", .url = url(target), .redirects = HTTP_REDIRECTS_DEFAULT};
}

static const struct http_response *ask(struct session *session, const struct http_request *request)
{
    transport_submit(session, request, 7);
    await(answers + 1);
    CHECK(answer != NULL);
    return answer;
}

static struct session *session_with(const struct client_settings *settings)
{
    return session_new(transport, settings, &answer);
}

static const struct client_settings defaults = {.timeout = 60 * NANOS_PER_S,
                                                .connect_timeout = 10 * NANOS_PER_S,
                                                .redirects = 10,
                                                .keepalive = true,
                                                .compression = true,
                                                .cookies = true,
                                                .verify = true,
                                                .max_body = 1 << 20};

/* One GET in a session of its own. */
static const struct http_response *get_with(const struct client_settings *settings, const char *target)
{
    struct session *session = session_with(settings);
    struct http_request request = get_of(target);

    ask(session, &request);
    session_free(session);
    return answer;
}

static const struct http_response *get(const char *target)
{
    return get_with(&defaults, target);
}

static void up(void)
{
    script_start(&server, NULL);
    loop = ev_loop_new(EVFLAG_AUTO);
    transport = transport_new(loop, answered, &server);
    answers = 0;
}

static void down(void)
{
    answer_drop();
    transport_free(transport);
    ev_loop_destroy(loop);
    script_stop(&server);
}

static const char *header_of(const struct http_response *response, const char *name)
{
    static char copy[256];
    const char *text;
    size_t length;

    if (!http_header_find(response->headers, response->headers_length, name, &text, &length))
        return "(missing)";
    snprintf(copy, sizeof copy, "%.*s", (int)length, text);
    return copy;
}

static bool sent(const char *line)
{
    return answer && strstr(answer->base.body, line) != NULL;
}

static int times_sent(const char *text)
{
    int count = 0;

    for (const char *at = answer ? answer->base.body : ""; (at = strcasestr(at, text)); at++)
        count++;
    return count;
}

/* ---- answers ---- */

TEST(a_plain_answer)
{
    const struct http_response *response;
    instant before = clock_now();

    up();
    response = get("/plain");
    CHECK_INT(response->base.error, NET_OK);
    CHECK_INT(response->status, 200);
    CHECK_TEXT(response->base.body, "hello");
    CHECK_INT(response->base.body_length, 5);
    CHECK_TEXT(response->headers, "Content-Type: text/plain\r\nX-Connection: 1\r\nContent-Length: 5");
    CHECK_INT(response->headers_length, strlen(response->headers));
    CHECK_TEXT(response->url, url("/plain"));
    CHECK_INT(answer_ticket, 7);
    CHECK(!response->reused);
    CHECK_INT(response->redirects, 0);
    CHECK_INT(response->bytes_received, 17 + 26 + 17 + 19 + 2 + 5);
    CHECK(instant_since(response->base.start, before) >= 0);
    CHECK(response->first_byte > 0 && response->base.connect > 0 &&
          response->base.connect <= response->first_byte);
    CHECK(response->first_byte <= instant_since(response->base.end, response->base.start));
    CHECK_INT(response->base.dns, 0);
    CHECK_INT(response->base.tls, 0);
    down();
}

TEST(answers_of_all_shapes)
{
    up();
    CHECK_TEXT(get("/chunked")->base.body, "hello world");
    CHECK_TEXT(header_of(answer, "X-Trailer"), "t");
    CHECK_TEXT(get("/interim")->base.body, "final");
    CHECK_INT(answer->status, 200);
    CHECK_TEXT(header_of(answer, "Link"), "(missing)");
    CHECK_TEXT(get("/until-close")->base.body, "to the end");
    CHECK_INT(get("/empty")->status, 204);
    CHECK_TEXT(answer->base.body, "");
    CHECK_INT(get("/missing")->status, 404);
    CHECK_TEXT(answer->base.body, "no");
    CHECK_INT(get("/long")->base.body_length, 300000);
    CHECK_INT(answer->base.error, NET_OK);
    CHECK_TEXT(get("/gzip")->base.body, "packed hello");
    CHECK_TEXT(get("/no-location")->base.body, "stay");
    CHECK_INT(answer->status, 302);
    CHECK_INT(answer->redirects, 0);
    down();
}

TEST(answers_that_are_none)
{
    static const struct {
        const char *target;
        enum net_error error;
        int status;
    } cases[] = {
        {"/nothing", NET_ERROR_CLOSED, 0},
        {"/reset", NET_ERROR_RESET, 0},
        {"/partial", NET_ERROR_PARTIAL, 200},
        {"/partial-header", NET_ERROR_PARTIAL, 200},
        {"/garbage", NET_ERROR_PROTOCOL, 0},
        {"/badchunk", NET_ERROR_PROTOCOL, 200},
        {"/bad-gzip", NET_ERROR_ENCODING, 200},
        {"/unknown-encoding", NET_ERROR_ENCODING, 200},
        {"/big-line", NET_ERROR_HEADER_TOO_LARGE, 200},
        {"/big-header", NET_ERROR_HEADER_TOO_LARGE, 200},
        {"/endless", NET_ERROR_BODY_TOO_LARGE, 200},
    };

    up();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        get(cases[i].target);
        CHECK_TEXT(net_error_text(answer->base.error), net_error_text(cases[i].error));
        CHECK_INT(answer->status, cases[i].status);
        CHECK_TEXT(answer->base.body, "");
        CHECK(answer->base.body_length == 0);
    }
    down();
}

TEST(max_body_counts_what_is_unpacked)
{
    struct client_settings settings = defaults;

    up();
    settings.max_body = 100000;
    CHECK_INT(get_with(&settings, "/bomb")->base.error, NET_OK);
    CHECK_INT(answer->base.body_length, 100000);
    settings.max_body = 99999;
    CHECK_INT(get_with(&settings, "/bomb")->base.error, NET_ERROR_BODY_TOO_LARGE);
    settings.max_body = 5;
    CHECK_TEXT(get_with(&settings, "/plain")->base.body, "hello");
    settings.max_body = 4;
    CHECK_INT(get_with(&settings, "/plain")->base.error, NET_ERROR_BODY_TOO_LARGE);
    down();
}

/* ---- what goes out ---- */

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
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
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
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
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

static double elapsed(void)
{
    return (double)instant_since(answer->base.end, answer->base.start) / NANOS_PER_S;
}

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

TEST(in_flight_and_cancelled)
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

/* ---- redirects ---- */

TEST(redirects_are_followed_and_counted)
{
    struct client_settings settings = defaults;

    up();
    CHECK_TEXT(get("/redirect/3")->base.body, "hello");
    CHECK_INT(answer->redirects, 3);
    CHECK_TEXT(answer->url, url("/plain"));
    CHECK_INT(answer->status, 200);
    CHECK(answer->reused);
    settings.redirects = 3;
    CHECK_TEXT(get_with(&settings, "/redirect/3")->base.body, "hello");
    settings.redirects = 2;
    CHECK_INT(get_with(&settings, "/redirect/3")->base.error, NET_ERROR_REDIRECTS);
    CHECK_INT(answer->redirects, 2);
    settings.redirects = 0;
    CHECK_INT(get_with(&settings, "/redirect/3")->base.error, NET_OK);
    CHECK_INT(answer->status, 302);
    CHECK_TEXT(answer->base.body, "moved");
    CHECK_TEXT(header_of(answer, "Location"), "/redirect/2");
    CHECK_INT(get("/to-nowhere")->base.error, NET_ERROR_URL);
    down();
}

TEST(redirects_rewrite_methods_as_browsers_do)
{
    static const struct {
        const char *method, *target, *line;
        bool body;
    } cases[] = {
        {"POST", "/301-to-echo", "GET /echo ", false},      {"POST", "/302-to-echo", "GET /echo ", false},
        {"POST", "/303-to-echo", "GET /echo ", false},      {"POST", "/307-to-echo", "POST /echo ", true},
        {"POST", "/308-to-echo", "POST /echo ", true},      {"PUT", "/302-to-echo", "PUT /echo ", true},
        {"PUT", "/303-to-echo", "GET /echo ", false},       {"GET", "/303-to-echo", "GET /echo ", false},
        {"DELETE", "/301-to-echo", "DELETE /echo ", false},
    };
    const struct http_header headers[] = {{"Content-Type", "text/plain"}, {"X-Kept", "1"}};

    up();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct session *session = session_with(&defaults);
        struct http_request request = get_of(cases[i].target);
        bool body = strcmp(cases[i].method, "POST") == 0 || strcmp(cases[i].method, "PUT") == 0;

        request.method = cases[i].method;
        request.body = body ? "body!" : NULL;
        request.body_length = body ? 5 : 0;
        request.headers = headers;
        request.header_count = 2;
        ask(session, &request);
        CHECK_INT(strncmp(answer->base.body, cases[i].line, strlen(cases[i].line)), 0);
        CHECK_INT(times_sent("body!"), cases[i].body);
        CHECK_INT(times_sent("X-Kept: 1"), 1);
        CHECK_INT(times_sent("Content-Type"), strncmp(cases[i].line, cases[i].method, 3) == 0);
        session_free(session);
    }
    down();
}

TEST(what_authorises_stays_with_its_server)
{
    const struct http_header headers[] = {{"authorization", "secret"}, {"X-Kept", "1"}, {"Cookie", "c=1"}};
    struct script_server other;
    struct http_request request;
    struct session *session;
    char target[64];

    up();
    script_start(&other, NULL);
    session = session_with(&defaults);
    snprintf(target, sizeof target, "/to-port/%d/echo", other.port);
    request = get_of(target);
    request.headers = headers;
    request.header_count = 3;
    request.cookies = "d=2";
    ask(session, &request);
    CHECK_TEXT(answer->url, url_to(&other, "/echo"));
    CHECK_INT(times_sent("authorization"), 0);
    CHECK_INT(times_sent("cookie"), 0);
    CHECK_INT(times_sent("X-Kept"), 1);
    snprintf(target, sizeof target, "/to-port/%d/echo", server.port);
    request.url = url(target);
    ask(session, &request);
    CHECK_INT(times_sent("authorization: secret"), 1);
    CHECK(sent("\r\nCookie: c=1; d=2\r\n"));
    session_free(session);
    script_stop(&other);
    down();
}

/* ---- cookies ---- */

static const char *cookie(struct session *session, const char *target, const char *name)
{
    static struct buffer out;

    buffer_clear(&out);
    if (!session_cookie(session, url(target), name, &out))
        buffer_append_text(&out, "(none)");
    static char copy[64];
    snprintf(copy, sizeof copy, "%s", buffer_text(&out));
    buffer_free(&out);
    return copy;
}

TEST(a_jar_of_its_own)
{
    struct client_settings off = defaults;
    struct session *session, *other, *without;
    struct http_request request, echo;

    up();
    off.cookies = false;
    session = session_with(&defaults);
    other = session_with(&defaults);
    without = session_with(&off);
    CHECK_TEXT(cookie(session, "/", "a"), "(none)");
    request = get_of("/cookies");
    echo = get_of("/echo");
    ask(session, &request);
    ask(without, &request);
    ask(session, &echo);
    CHECK(sent("\r\nCookie: a=1\r\n"));
    echo.cookies = "mine=x";
    ask(session, &echo);
    CHECK(sent("\r\nCookie: a=1; mine=x\r\n"));
    echo.cookies = NULL;
    ask(session, &echo);
    CHECK(sent("\r\nCookie: a=1\r\n"));
    ask(other, &echo);
    CHECK_INT(times_sent("Cookie"), 0);
    ask(without, &echo);
    CHECK_INT(times_sent("Cookie"), 0);
    CHECK_TEXT(cookie(session, "/", "a"), "1");
    CHECK_TEXT(cookie(session, "/deep/er?x", "a"), "3");
    CHECK_TEXT(cookie(session, "/deep", "deep"), "2");
    CHECK_TEXT(cookie(session, "/deeper", "deep"), "(none)");
    CHECK_TEXT(cookie(session, "/", "b"), "(none)");
    CHECK_TEXT(cookie(other, "/", "a"), "(none)");
    CHECK_TEXT(cookie(without, "/", "a"), "(none)");
    session_free(session);
    session_free(other);
    session_free(without);
    down();
}

/* ---- names ---- */

static const struct http_response *get_at(const struct client_settings *settings, const char *host)
{
    struct session *session = session_with(settings);
    struct http_request request = get_of("/echo");
    char text[128];

    snprintf(text, sizeof text, "http://%s:%d/echo", host, server.port);
    request.url = text;
    ask(session, &request);
    session_free(session);
    return answer;
}

TEST(names_are_resolved)
{
    struct session *sessions[20];
    struct http_request request;
    char text[64];

    up();
    CHECK_INT(get_at(&defaults, "localhost")->status, 200);
    CHECK(answer->base.dns > 0);
    CHECK_INT(get_at(&defaults, "LOCALHOST")->status, 200);
    CHECK_INT(get_at(&defaults, "localhost")->base.dns, 0); /* known by now */
    CHECK_INT(get_at(&defaults, "nobody.invalid")->base.error, NET_ERROR_RESOLVE);
    CHECK_INT(get_at(&defaults, "nobody.invalid")->base.error, NET_ERROR_RESOLVE);
    CHECK(elapsed() < .1);
    transport_free(transport);
    transport = transport_new(loop, answered, &server);
    request = get_of("/");
    snprintf(text, sizeof text, "http://localhost:%d/", server.port);
    request.url = text;
    answers = 0;
    for (int i = 0; i < 20; i++) {
        sessions[i] = session_with(&defaults);
        transport_submit(sessions[i], &request, 1);
    }
    transport_cancel(sessions[3]);
    await(19);
    for (int i = 0; i < 20; i++)
        session_free(sessions[i]);
    down();
}

TEST(names_may_be_given)
{
    struct client_settings settings = defaults;
    char resolve[128];

    up();
    snprintf(resolve, sizeof resolve, "other.invalid:80:192.0.2.1,shop.invalid:%d:127.0.0.1", server.port);
    settings.resolve = resolve;
    CHECK_INT(get_at(&settings, "shop.invalid")->status, 200);
    CHECK(sent("\r\nHost: shop.invalid:"));
    CHECK_INT(get_at(&settings, "other.invalid")->base.error, NET_ERROR_RESOLVE);
    down();
}

/* A proxy gets the absolute URL and finds the host by itself. */
TEST(a_proxy_is_asked)
{
    struct client_settings settings = defaults;
    char proxy[64];

    up();
    snprintf(proxy, sizeof proxy, "localhost:%d", server.port);
    settings.proxy = proxy;
    get_at(&settings, "shop.invalid");
    CHECK_INT(answer->status, 200);
    CHECK(strncmp(answer->base.body, "GET http://shop.invalid:", 24) == 0);
    down();
}

TEST(urls_that_are_none)
{
    struct http_request request = {.method = "GET", .redirects = HTTP_REDIRECTS_DEFAULT};
    struct session *session;

    up();
    session = session_with(&defaults);
    request.url = "ftp://127.0.0.1/";
    CHECK_INT(ask(session, &request)->base.error, NET_ERROR_URL);
    request.url = "http://";
    CHECK_INT(ask(session, &request)->base.error, NET_ERROR_URL);
    request.raw = true;
    CHECK_INT(ask(session, &request)->base.error, NET_ERROR_URL);
    session_free(session);
    down();
}

/* ---- TLS ---- */

static const struct http_response *get_secure(const struct client_settings *settings,
                                              const struct script_server *secure)
{
    struct session *session = session_with(settings);
    struct http_request request = get_of("/");

    request.url = url_to(secure, "/plain");
    ask(session, &request);
    ask(session, &request);
    session_free(session);
    return answer;
}

TEST(tls_trusts_whom_it_is_told_to)
{
    char ca[] = "/tmp/swarm_transport_test_XXXXXX";
    SSL_CTX *tls = tls_new(ca);
    struct client_settings settings = defaults;
    struct script_server secure, plain;
    struct http_request request;
    struct session *session;

    up();
    script_start(&secure, tls);
    CHECK_INT(get_secure(&settings, &secure)->base.error, NET_ERROR_CERTIFICATE);
    settings.verify = false;
    CHECK_TEXT(get_secure(&settings, &secure)->base.body, "hello");
    settings.verify = true;
    settings.ca = ca;
    CHECK_TEXT(get_secure(&settings, &secure)->base.body, "hello");
    CHECK(answer->reused);
    CHECK_INT(answer->base.tls, 0);
    session = session_with(&settings);
    request = get_of("/");
    request.url = url_to(&secure, "/plain");
    ask(session, &request);
    CHECK(answer->base.tls > answer->base.connect && answer->base.tls <= answer->first_byte);
    session_free(session);
    plain = (struct script_server){.tls = tls, .port = server.port};
    CHECK_INT(get_secure(&settings, &plain)->base.error, NET_ERROR_TLS);
    script_stop(&secure);
    SSL_CTX_free(tls);
    remove(ca);
    down();
}

TEST(certificates_are_parsed_once_for_all_users)
{
    char ca[] = "/tmp/swarm_transport_test_XXXXXX";
    SSL_CTX *tls = tls_new(ca);
    struct client_settings settings = defaults;
    struct script_server secure;

    up();
    script_start(&secure, tls);
    settings.ca = ca;
    settings.keepalive = false;
    CHECK_TEXT(get_secure(&settings, &secure)->base.body, "hello");
    remove(ca);
    CHECK_TEXT(get_secure(&settings, &secure)->base.body, "hello");
    CHECK_INT(answer->base.error, NET_OK);
    settings.ca = "/nonexistent.pem";
    CHECK_INT(get_secure(&settings, &secure)->base.error, NET_ERROR_CERTIFICATE_FILE);
    settings.verify = false;
    CHECK_TEXT(get_secure(&settings, &secure)->base.body, "hello");
    script_stop(&secure);
    SSL_CTX_free(tls);
    down();
}

/* ---- many ---- */

struct swarmer {
    struct session *session;
    struct http_request request;
    int left;
    int failed;
};

static int swarmers_busy;

static void swarmer_answered(void *context, void *owner, uint64_t ticket, struct response *response)
{
    struct swarmer *swarmer = owner;

    (void)context;
    CHECK_INT(ticket, swarmer->left);
    swarmer->failed += http_response_of(response)->status != 200;
    response_release(response);
    if (--swarmer->left)
        transport_submit(swarmer->session, &swarmer->request, (uint64_t)swarmer->left);
    else if (--swarmers_busy == 0)
        ev_break(loop, EVBREAK_ONE);
}

static int descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    int count = 0;

    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

TEST(thousands_of_requests_leave_nothing_behind)
{
    static const char *const targets[] = {"/plain",      "/chunked", "/gzip",
                                          "/redirect/1", "/close",   "/then-close"};
    struct swarmer swarmers[50] = {0};
    int before = descriptors();

    up();
    transport_free(transport);
    transport = transport_new(loop, swarmer_answered, &server);
    swarmers_busy = 50;
    for (int i = 0; i < 50; i++) {
        struct swarmer *swarmer = &swarmers[i];

        swarmer->request = get_of("");
        swarmer->request.url = mem_strdup(url(targets[i % 6]));
        swarmer->left = 100;
        swarmer->session = session_new(transport, &defaults, swarmer);
        transport_submit(swarmer->session, &swarmer->request, 100);
    }
    ev_run(loop, 0);
    for (int i = 0; i < 50; i++) {
        /* Closed without a word, a connection may be used once more before that is noticed. */
        CHECK(swarmers[i].failed == 0 || i % 6 == 5);
        session_free(swarmers[i].session);
        mem_free((char *)swarmers[i].request.url);
    }
    down();
    CHECK_INT(descriptors(), before);
}

TEST_MAIN(transport_setup(); RUN(a_plain_answer); RUN(answers_of_all_shapes); RUN(answers_that_are_none);
          RUN(max_body_counts_what_is_unpacked); RUN(a_get_sends_what_is_needed_and_no_more);
          RUN(headers_replace_ours_and_may_be_empty); RUN(methods_in_any_order);
          RUN(long_bodies_go_out_at_once); RUN(content_type_of_a_header_wins);
          RUN(raw_goes_out_byte_for_byte); RUN(who_asks); RUN(exchanges_of_several_rounds);
          RUN(a_connection_is_kept_for_its_session_alone); RUN(connections_that_the_server_closes);
          RUN(a_request_on_a_closed_connection_goes_out_again); RUN(a_post_is_sent_once);
          RUN(what_follows_an_answer_is_no_answer); RUN(a_post_after_a_pause_finds_a_new_connection);
          RUN(a_new_connection_that_breaks_is_a_failure); RUN(keepalive_off);
          RUN(local_addresses_are_taken_in_turn); RUN(unix_sockets_are_asked); RUN(nobody_listens);
          RUN(no_descriptors_left); RUN(the_whole_request_has_its_time);
          RUN(connecting_has_a_time_of_its_own); RUN(in_flight_and_cancelled);
          RUN(redirects_are_followed_and_counted); RUN(redirects_rewrite_methods_as_browsers_do);
          RUN(what_authorises_stays_with_its_server); RUN(a_jar_of_its_own); RUN(names_are_resolved);
          RUN(names_may_be_given); RUN(a_proxy_is_asked); RUN(urls_that_are_none);
          RUN(tls_trusts_whom_it_is_told_to); RUN(certificates_are_parsed_once_for_all_users);
          RUN(thousands_of_requests_leave_nothing_behind))
