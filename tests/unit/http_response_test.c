#include "runtime/model/http_response.h"

#include "runtime/base/alloc.h"
#include "tests/support/test.h"

static const char headers[] = "Server: here\r\n"
                              "X-Empty:\r\n"
                              "content-TYPE:\t text/html; charset=utf-8 \t\r\n"
                              "Set-Cookie: a=1\r\n"
                              "Set-Cookie: b=2\r\n"
                              "Content-Type-Options: nosniff";

static const char *found(const char *lines, size_t lines_length, const char *name)
{
    static char copy[64];
    const char *text;
    size_t length;

    if (!http_header_find(lines, lines_length, name, &text, &length))
        return "(missing)";
    snprintf(copy, sizeof copy, "%.*s", (int)length, text);
    return copy;
}

TEST(finds_headers_in_any_case)
{
    CHECK_TEXT(found(headers, strlen(headers), "server"), "here");
    CHECK_TEXT(found(headers, strlen(headers), "Content-Type"), "text/html; charset=utf-8");
    CHECK_TEXT(found(headers, strlen(headers), "X-EMPTY"), "");
    CHECK_TEXT(found(headers, strlen(headers), "set-cookie"), "a=1");
    CHECK_TEXT(found(headers, strlen(headers), "content-type-options"), "nosniff");
    CHECK_TEXT(found(headers, strlen(headers), "content"), "(missing)");
    CHECK_TEXT(found(headers, strlen(headers), "here"), "(missing)");
}

TEST(reads_no_byte_past_the_end)
{
    char *exact = mem_alloc(8);

    memcpy(exact, "Server:x", 8);
    CHECK_TEXT(found(exact, 8, "Server"), "x");
    CHECK_TEXT(found(exact, 7, "Server"), "");
    CHECK_TEXT(found(exact, 6, "Server"), "(missing)");
    CHECK_TEXT(found(exact, 0, "Server"), "(missing)");
    CHECK_TEXT(found(exact, 8, "Servers-of-many-kinds"), "(missing)");
    mem_free(exact);
}

TEST(statuses_have_their_registered_texts)
{
    CHECK_TEXT(http_status_text(200), "OK");
    CHECK_TEXT(http_status_text(404), "Not Found");
    CHECK_TEXT(http_status_text(511), "Network Authentication Required");
    CHECK_TEXT(http_status_text(299), "");
    CHECK_TEXT(http_status_text(0), "");
    CHECK_TEXT(http_status_text(-1), "");
}

TEST(is_a_counted_value_shown_as_its_status)
{
    const struct http_response draft = {.status = 204, .url = ""};
    struct buffer out = {0};
    struct http_response *response = http_response_pack(&draft, &out);
    value first = response_value(&response->base), second = value_copy(first);

    response->base.json = value_text("kept until the last reference");
    value_release(first);
    CHECK(response_of(second) == &response->base);
    value_show(second, &out);
    CHECK_TEXT(buffer_text(&out), "204");
    value_release(second);
    buffer_free(&out);
}

TEST(packs_texts_and_takes_long_bodies)
{
    char url[] = "http://h/x", lines[] = "A: 1\r\nB: 2\r\n";
    struct http_response draft = {
        .status = 201, .redirects = 3, .url = url, .headers = lines, .headers_length = 10};
    struct buffer body = {0};
    struct http_response *response;
    const char *memory;

    buffer_append_text(&body, "short");
    response = http_response_pack(&draft, &body);
    memset(url, '-', sizeof url - 1);
    memset(lines, '-', sizeof lines - 1);
    CHECK_INT(response->status, 201);
    CHECK_INT(response->redirects, 3);
    CHECK_TEXT(response->url, "http://h/x");
    CHECK_TEXT(response->headers, "A: 1\r\nB: 2");
    CHECK_TEXT(response->base.body, "short");
    CHECK_INT(response->base.body_length, 5);
    CHECK_TEXT(buffer_text(&body), "short");
    value_release(response_value(&response->base));
    for (int i = 0; i < 1000; i++)
        buffer_append_text(&body, "longer and longer ");
    memory = body.data;
    response = http_response_pack(&draft, &body);
    CHECK(response->base.body == memory);
    CHECK_INT(response->base.body_length, 5 + 18 * 1000);
    CHECK_INT(strlen(response->base.body), 5 + 18 * 1000);
    CHECK(body.data == NULL);
    value_release(response_value(&response->base));
    response = http_response_pack(&(struct http_response){.url = url}, &body);
    CHECK_TEXT(response->headers, "");
    CHECK_TEXT(response->base.body, "");
    value_release(response_value(&response->base));
}

TEST_MAIN(RUN(finds_headers_in_any_case); RUN(reads_no_byte_past_the_end);
          RUN(statuses_have_their_registered_texts); RUN(is_a_counted_value_shown_as_its_status);
          RUN(packs_texts_and_takes_long_bodies))
