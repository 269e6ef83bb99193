/* The Cookie header: cookies of the jar, and those of the request in their place. */
#include "runtime/net/http/request_head.h"

#include "tests/support/test.h"

#include <string.h>

/* What is sent of the cookies of the jar with that header (NULL: none) and that clause (NULL: none). */
static void check_sent(const char *jar, const char *header, const char *clause, const char *expected)
{
    const struct http_header headers[] = {{"X-Other", "1"}, {"cookie", header}};
    const struct http_request request = {
        .headers = headers, .header_count = header ? 2 : 1, .cookies = clause};
    struct buffer out = {0};
    const char *sent;

    buffer_append_text(&out, jar);
    sent = request_head_cookie(&request, &out);
    CHECK_TEXT(sent ? sent : "none", expected);
    buffer_free(&out);
}

TEST(cookies_side_by_side)
{
    check_sent("", NULL, NULL, "none");
    check_sent("a=1; b=2", NULL, NULL, "a=1; b=2");
    check_sent("a=1", NULL, "c=3", "a=1; c=3");
    check_sent("a=1", "b=2", "c=3; d=4", "a=1; b=2; c=3; d=4");
    check_sent("", "as;it=is; ", NULL, "as;it=is");
}

TEST(cookies_in_place_of_others)
{
    check_sent("lang=en", NULL, "lang=de", "lang=de");
    check_sent("lang=en; a=1", NULL, "lang=de", "a=1; lang=de");
    check_sent("a=1; lang=en", NULL, "lang=de", "a=1; lang=de");
    check_sent("a=1; lang=en; lang=fr; b=2", NULL, "lang=de", "a=1; b=2; lang=de");
    check_sent("language=1; Lang=2; xlang=3", NULL, "lang=de", "language=1; Lang=2; xlang=3; lang=de");
    check_sent("a=1; b=2", "b=3; a=4", NULL, "b=3; a=4");
    check_sent("", "a=1", "a=2", "a=1; a=2"); /* both are the request's */
    check_sent("a=x=y", NULL, "a=", "a=");
}

TEST(cookies_left_out)
{
    check_sent("lang=en", NULL, "lang", "none");
    check_sent("a=1; lang=en; b=2", NULL, "lang; c=3", "a=1; b=2; c=3");
    check_sent("a=1; lang=en", NULL, "lang", "a=1");
    check_sent("a=1", NULL, "missing", "a=1");
}

TEST_MAIN(RUN(cookies_side_by_side); RUN(cookies_in_place_of_others); RUN(cookies_left_out))
