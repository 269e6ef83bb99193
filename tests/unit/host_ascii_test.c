/* Host names beyond ASCII, alone and in URLs. */
#include "runtime/text/host_ascii.h"

#include "runtime/base/count_of.h"
#include "runtime/text/url.h"
#include "tests/support/test.h"

#include <string.h>

TEST(names)
{
    static const char *const names[][2] = {
        {"example.com", "example.com"},
        {"Example.COM", "Example.COM"},
        {"bücher.example", "xn--bcher-kva.example"},
        {"BÜCHER.example", "xn--bcher-kva.example"},
        {"bu\xcc\x88"
         "cher.example",
         "xn--bcher-kva.example"}, /* u with a combining diaeresis */
        {"straße.de", "xn--strae-oqa.de"},
        {"例え。テスト", "xn--r8jz45g.xn--zckzah"},
        {"shop.παράδειγμα", "shop.xn--hxajbheg2az3al"},
    };

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct buffer out = {0};

        CHECK(host_ascii(names[i][0], strlen(names[i][0]), &out));
        CHECK_TEXT(buffer_text(&out), names[i][1]);
        buffer_free(&out);
    }
}

TEST(names_that_are_impossible)
{
    static const char *const names[] = {"\xff\xfe", "a\xe2\x80\xae"
                                                    "b.de"};

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct buffer out = {0};

        CHECK(!host_ascii(names[i], strlen(names[i]), &out));
        CHECK_TEXT(buffer_text(&out), "");
        buffer_free(&out);
    }
}

static void check_resolved(const char *base, const char *reference, bool raw, const char *expected)
{
    struct buffer out = {0};
    const char *wrong = url_resolve(base, reference, strlen(reference), raw, &out);

    CHECK_TEXT(wrong ? wrong : buffer_text(&out), expected);
    buffer_free(&out);
}

TEST(urls)
{
    check_resolved("http://ann:ü@bücher.example:8080/x", "/y", false,
                   "http://ann:ü@xn--bcher-kva.example:8080/x/y");
    check_resolved("bücher.example", "/ü", false, "http://xn--bcher-kva.example/%C3%BC");
    check_resolved(NULL, "https://bücher.example?ü#f", false, "https://xn--bcher-kva.example/?%C3%BC");
    check_resolved("http://bücher.example", "/a|b#c", true, "http://xn--bcher-kva.example/a|b#c");
    check_resolved("http://a\xe2\x80\xae"
                   "b.de",
                   "/", false, "the host of the URL isn't a possible name");
}

TEST(redirects)
{
    struct buffer out = {0};
    const char *location = "http://bücher.example/x";

    CHECK(!url_follow("http://h/", location, strlen(location), &out));
    CHECK_TEXT(buffer_text(&out), "http://xn--bcher-kva.example/x");
    buffer_free(&out);
}

TEST_MAIN(RUN(names); RUN(names_that_are_impossible); RUN(urls); RUN(redirects))
