/* Redirects and cookies. */
#include "runtime/base/count_of.h"
#include "runtime/text/cookie_jar.h"
#include "runtime/text/url.h"

#include "tests/support/transport_client.h"

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
    CHECK_INT(get("/to-nowhere")->base.error, NET_ERROR_LOCATION);
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
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
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

TEST(what_authorizes_stays_with_its_server)
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
    if (!cookie_jar_find(session_cookies(session), url(target), name, clock_wall() / NANOS_PER_S, &out))
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

TEST(each_hop_has_its_own_cookies)
{
    struct session *session;
    struct http_request request;
    char target[64];

    up();
    session = session_with(&defaults);
    request = get_of("/cookie-to-echo");
    request.cookies = "mine=x";
    ask(session, &request);
    CHECK(sent("\r\nCookie: hop=1; mine=x\r\n"));
    snprintf(target, sizeof target, "/cookie-to-name/%d", server.port);
    request.url = url(target);
    ask(session, &request);
    CHECK_INT(times_sent("Host: localhost"), 1);
    CHECK_INT(times_sent("Cookie"), 0);
    session_free(session);
    down();
}

TEST(cookies_of_each_round_are_kept)
{
    struct session *session;
    struct http_request request;

    up();
    session = session_with(&defaults);
    request = get_of("/digest");
    request.auth = HTTP_AUTH_DIGEST;
    request.auth_user = "ann";
    request.auth_secret = "word";
    CHECK_TEXT(ask(session, &request)->base.body, "let in");
    CHECK_TEXT(cookie(session, "/", "round"), "1");
    session_free(session);
    down();
}

TEST_MAIN(transport_setup(); RUN(redirects_are_followed_and_counted);
          RUN(redirects_rewrite_methods_as_browsers_do); RUN(what_authorizes_stays_with_its_server);
          RUN(a_jar_of_its_own); RUN(each_hop_has_its_own_cookies); RUN(cookies_of_each_round_are_kept))
