/* What a response is made of, and what isn't one. */
#include "runtime/base/count_of.h"
#include "tests/support/transport_client.h"

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
    CHECK_TEXT(get("/unknown-encoding")->base.body, "uryyb");
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
        {"/badchunk", NET_ERROR_CHUNK, 200},
        {"/bad-gzip", NET_ERROR_ENCODING, 200},
        {"/big-line", NET_ERROR_HEADER_TOO_LARGE, 200},
        {"/big-header", NET_ERROR_HEADER_TOO_LARGE, 200},
        {"/endless", NET_ERROR_BODY_TOO_LARGE, 200},
    };

    up();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
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

TEST_MAIN(transport_setup(); RUN(a_plain_answer); RUN(answers_of_all_shapes); RUN(answers_that_are_none);
          RUN(max_body_counts_what_is_unpacked))
