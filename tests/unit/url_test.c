#include "runtime/text/url.h"

#include "runtime/base/alloc.h"
#include "tests/support/test.h"

/* The text that fills the buffer, which is emptied with the next call. */
static const char *shown(struct buffer *buffer)
{
    static char *last;

    mem_free(last);
    last = buffer_steal(buffer);
    return last;
}

static const char *resolved(const char *base, const char *reference)
{
    struct buffer out = {0};
    const char *wrong = url_resolve(base, reference, strlen(reference), false, &out);

    if (wrong) {
        buffer_clear(&out);
        buffer_append_text(&out, wrong);
    }
    return shown(&out);
}

static const char *raw(const char *base, const char *reference)
{
    struct buffer out = {0};
    const char *wrong = url_resolve(base, reference, strlen(reference), true, &out);

    if (wrong)
        buffer_append_text(&out, wrong);
    return shown(&out);
}

static const char *followed(const char *from, const char *location)
{
    struct buffer out = {0};
    const char *wrong = url_follow(from, location, strlen(location), &out);

    if (wrong)
        buffer_append_text(&out, wrong);
    return shown(&out);
}

typedef void code(const char *text, size_t length, struct buffer *out);

static const char *coded(code *function, const char *text, size_t length)
{
    struct buffer out = {0};

    function(text, length, &out);
    return shown(&out);
}

TEST(encodes_all_but_unreserved)
{
    CHECK_TEXT(coded(url_encode, "aZ09-._~", 8), "aZ09-._~");
    CHECK_TEXT(coded(url_encode, "a b&c=d/?\xc3\xa9*", 12), "a%20b%26c%3Dd%2F%3F%C3%A9%2A");
    CHECK_TEXT(coded(url_encode, "\0\xff", 2), "%00%FF");
    CHECK_TEXT(coded(url_encode, "", 0), "");
}

TEST(encodes_forms_with_plus)
{
    CHECK_TEXT(coded(url_encode_form, " a b+c~*-._ ", 12), "+a+b%2Bc%7E*-._+");
    CHECK_TEXT(coded(url_encode_form, "", 0), "");
}

TEST(decodes_escapes_only)
{
    CHECK_TEXT(coded(url_decode, "a%20b+c%2f%C3%A9", 16), "a b+c/\xc3\xa9");
    CHECK_TEXT(coded(url_decode, "100%", 4), "100%");
    CHECK_TEXT(coded(url_decode, "%4", 2), "%4");
    CHECK_TEXT(coded(url_decode, "%zz%41", 6), "%zzA");
}

TEST(knows_absolute_from_relative)
{
    CHECK(url_is_absolute("http://h", 8));
    CHECK(url_is_absolute("a+b.c-1://", 10));
    CHECK(!url_is_absolute("localhost:8080", 14));
    CHECK(!url_is_absolute("//h/x", 5));
    CHECK(!url_is_absolute("/x?u=http://h", 13));
    CHECK(!url_is_absolute("1a://h", 6));
    CHECK(!url_is_absolute("://h", 4));
    CHECK(!url_is_absolute("http:/", 6));
    CHECK(!url_is_absolute("", 0));
}

TEST(joins_to_the_host)
{
    CHECK_TEXT(resolved("localhost:8080", "/x"), "http://localhost:8080/x");
    CHECK_TEXT(resolved("https://h", "/x"), "https://h/x");
    CHECK_TEXT(resolved("http://h/", "/x"), "http://h/x");
    CHECK_TEXT(resolved("http://h", "x"), "http://h/x");
    CHECK_TEXT(resolved("http://h/api", "/x"), "http://h/api/x");
    CHECK_TEXT(resolved("http://h/api/", "/x"), "http://h/api/x");
    CHECK_TEXT(resolved("http://h/api", "x"), "http://h/api/x");
    CHECK_TEXT(resolved("http://h/api?k=1#f", "/x"), "http://h/api/x");
    CHECK_TEXT(resolved("http://h/api", "?q=1"), "http://h/api?q=1");
    CHECK_TEXT(resolved("http://h", "?q=1"), "http://h/?q=1");
    CHECK_TEXT(resolved("http://h", ""), "http://h/");
    CHECK_TEXT(resolved("http://h/api", ""), "http://h/api");
    CHECK_TEXT(resolved("http://h", "//x"), "http://h//x");
    CHECK_TEXT(resolved("http://h", "https://other:1/y"), "https://other:1/y");
    CHECK_TEXT(resolved(NULL, "http://h/y"), "http://h/y");
    CHECK_TEXT(resolved("http://u:p@[::1]:80", "/y"), "http://u:p@[::1]:80/y");
}

TEST(repairs_what_is_illegal)
{
    CHECK_TEXT(resolved("http://h", "/a b\"c'd\xc3\xa9"), "http://h/a%20b%22c'd%C3%A9");
    CHECK_TEXT(resolved("http://h", "/%41%zz%"), "http://h/%41%25zz%25");
    CHECK_TEXT(resolved("http://h", "/a?b=c d&e=<>%2F?"), "http://h/a?b=c%20d&e=%3C%3E%2F?");
    CHECK_TEXT(resolved("http://h", "/a\\b{c}|^`\x7f\x01"), "http://h/a%5Cb%7Bc%7D%7C%5E%60%7F%01");
    CHECK_TEXT(resolved("http://h", "/a[1]:@!$&'()*+,;=-._~"), "http://h/a[1]:@!$&'()*+,;=-._~");
    CHECK_TEXT(resolved("http://h", "/a#frag?x"), "http://h/a");
}

TEST(resolves_dot_segments)
{
    CHECK_TEXT(resolved("http://h", "/a/./b/../c"), "http://h/a/c");
    CHECK_TEXT(resolved("http://h", "/../../x"), "http://h/x");
    CHECK_TEXT(resolved("http://h", "/a/.."), "http://h/");
    CHECK_TEXT(resolved("http://h", "/a/b/."), "http://h/a/b/");
    CHECK_TEXT(resolved("http://h", "/a/%2e%2E/b/.%2e/%2e/c"), "http://h/c");
    CHECK_TEXT(resolved("http://h", "/a/.../b..c/.d"), "http://h/a/.../b..c/.d");
    CHECK_TEXT(resolved("http://h", "/a//../b"), "http://h/a/b");
    CHECK_TEXT(resolved("http://h/api", "/../x"), "http://h/x");
    CHECK_TEXT(resolved("http://h", "/a?b=/../c"), "http://h/a?b=/../c");
}

TEST(raw_leaves_every_byte)
{
    CHECK_TEXT(raw("http://h", "/../a b%\xc3\xa9\"#f"), "http://h/../a b%\xc3\xa9\"#f");
    CHECK_TEXT(raw("h:1/api/", "/.."), "http://h:1/api/..");
    CHECK_TEXT(raw("http://h", "https://o?x y"), "https://o?x y");
    CHECK_TEXT(raw("http://h", "?x"), "http://h/?x");
}

TEST(refuses_what_cant_be_requested)
{
    struct buffer out = {0};

    CHECK_TEXT(resolved("http://h", "/a\r\nb"), "the URL contains a line break");
    CHECK_TEXT(resolved("http://h\n", "/a"), "the URL contains a line break");
    CHECK_TEXT(raw("http://h", "/a\nb"), "the URL contains a line break");
    CHECK_TEXT(url_resolve("http://h", "/a\0b", 4, false, &out), "the URL contains a NUL byte");
    CHECK_TEXT(resolved(NULL, "/a"), "there is no host; set it with -H or `host`");
    CHECK_TEXT(resolved("", "/a"), "there is no host; set it with -H or `host`");
    CHECK_TEXT(resolved("ftp://h", "/a"), "only http:// and https:// URLs are supported");
    CHECK_TEXT(resolved("http://", "/a"), "the URL has no host");
    CHECK_TEXT(resolved("http://u@", "/a"), "the URL has no host");
    CHECK_TEXT(resolved("http://:80", "/a"), "the URL has no host");
    CHECK_TEXT(resolved("http://a b", "/a"), "the host of the URL contains an invalid character");
    CHECK_TEXT(resolved("http://[::1", "/a"), "the host of the URL contains an invalid character");
    CHECK_TEXT(resolved("http://[]", "/a"), "the host of the URL contains an invalid character");
    CHECK_TEXT(resolved("http://h:0", "/a"), "the port of the URL isn't a number from 1 to 65535");
    CHECK_TEXT(resolved("http://h:65536", "/a"), "the port of the URL isn't a number from 1 to 65535");
    CHECK_TEXT(resolved("http://h:8x", "/a"), "the port of the URL isn't a number from 1 to 65535");
    CHECK_TEXT(resolved("http://[::1]x", "/a"), "the port of the URL isn't a number from 1 to 65535");
    CHECK_INT(out.length, 0);
    buffer_free(&out);
}

TEST(follows_redirects)
{
    CHECK_TEXT(followed("http://h/a/b?q", "/x"), "http://h/x");
    CHECK_TEXT(followed("http://h/a/b?q", "x y"), "http://h/a/x%20y");
    CHECK_TEXT(followed("http://h/a/b?q", "../x"), "http://h/x");
    CHECK_TEXT(followed("http://h/a/b?q", "?r"), "http://h/a/b?r");
    CHECK_TEXT(followed("http://h/a/b?q", "#f"), "http://h/a/b?q");
    CHECK_TEXT(followed("http://h/a/b?q", ""), "http://h/a/b?q");
    CHECK_TEXT(followed("https://h/a", "//o:1/x"), "https://o:1/x");
    CHECK_TEXT(followed("http://h", "x"), "http://h/x");
    CHECK_TEXT(followed("http://h", "?x"), "http://h/?x");
    CHECK_TEXT(followed("http://h/a", "https://o"), "https://o/");
    CHECK_TEXT(followed("http://h/a", "javascript:alert(1)"), "only http:// and https:// URLs are supported");
    CHECK_TEXT(followed("http://h/a", "http:///x"), "the URL has no host");
}

TEST(unix_sockets_stand_for_hosts)
{
    struct url_server a, b;

    CHECK_TEXT(resolved("unix:/run/app.sock", "/a/../x?y=/"), "http+unix://%2Frun%2Fapp.sock/x?y=/");
    CHECK_TEXT(resolved("unix:///run/my app", "x"), "http+unix://%2Frun%2Fmy%20app/x");
    CHECK_TEXT(resolved("unix:/s", "http://h/x"), "http://h/x");
    CHECK_TEXT(raw("unix:/s", "/../x y"), "http+unix://%2Fs/../x y");
    CHECK_TEXT(resolved("unix:", "/x"), "the URL has no host");
    CHECK_TEXT(followed("http+unix://%2Fs/a/b", "c"), "http+unix://%2Fs/a/c");
    CHECK_TEXT(followed("http+unix://%2Fs/a", "http://localhost/c?d"), "http+unix://%2Fs/c?d");
    CHECK_TEXT(followed("http+unix://%2Fs/a", "HTTP://localhost"), "http+unix://%2Fs/");
    CHECK_TEXT(followed("http+unix://%2Fs/a", "http://localhost:81/c"), "http://localhost:81/c");
    CHECK_TEXT(followed("http+unix://%2Fs/a", "http://localhosts/c"), "http://localhosts/c");
    CHECK_TEXT(followed("http://h/a", "http://localhost/c"), "http://localhost/c");
    CHECK(url_server("http+unix://%2Fs/x", &a));
    CHECK(a.host_length == 9 && memcmp(a.host, "localhost", 9) == 0);
    CHECK(a.socket_length == 4 && memcmp(a.socket, "%2Fs", 4) == 0);
    CHECK_TEXT(a.target, "/x");
    CHECK(url_server("http://localhost/x", &b) && !b.socket && !url_same_server(&a, &b));
    CHECK(url_server("http+unix://%2Ft/x", &b) && !url_same_server(&a, &b));
    CHECK(url_server("http+unix://%2Fs", &b) && url_same_server(&a, &b));
}

TEST(finds_the_server)
{
    struct url_server a, b;

    CHECK(url_server("http://u:p@Host:81/x?y", &a));
    CHECK_INT(a.host_length, 4);
    CHECK(memcmp(a.host, "Host", 4) == 0);
    CHECK_TEXT(a.target, "/x?y");
    CHECK_INT(a.port, 81);
    CHECK(!a.secure && !a.numeric);
    CHECK(url_server("https://[::1]", &b));
    CHECK_INT(b.host_length, 3);
    CHECK_INT(b.port, 443);
    CHECK_TEXT(b.target, "");
    CHECK(b.secure && b.numeric);
    CHECK(!url_same_server(&a, &b));
    CHECK(url_server("http://hOST:81?z", &b));
    CHECK(url_same_server(&a, &b));
    CHECK(url_server("http://h:", &b));
    CHECK_INT(b.port, 80);
    CHECK(!url_server("http://h:x/", &b));
    CHECK(!url_server("/x", &b));
}

static void show_check(const char *url, const char *want)
{
    struct buffer out = {0};
    url_show(url, strlen(url), &out);
    CHECK_TEXT(buffer_text(&out), want);
    buffer_free(&out);
}

TEST(shows_no_password)
{
    show_check("http://ann:secret@h:80/x", "http://ann:***@h:80/x");
    show_check("http://ann:se:c@ret@h", "http://ann:***@h");
    show_check("ann:secret@h:80/x?a:b@c", "ann:***@h:80/x?a:b@c");
    show_check("http://ann@h:80/", "http://ann@h:80/");
    show_check("http://h:80/x:y@z", "http://h:80/x:y@z");
    show_check("http://h:80?x:y@z", "http://h:80?x:y@z");
    show_check("unix:/run/a:b@c", "unix:/run/a:b@c");
    show_check("/x:y@z", "/x:y@z");
    show_check("", "");
}

TEST_MAIN(RUN(encodes_all_but_unreserved); RUN(encodes_forms_with_plus); RUN(decodes_escapes_only);
          RUN(knows_absolute_from_relative); RUN(joins_to_the_host); RUN(repairs_what_is_illegal);
          RUN(resolves_dot_segments); RUN(raw_leaves_every_byte); RUN(refuses_what_cant_be_requested);
          RUN(follows_redirects); RUN(unix_sockets_stand_for_hosts); RUN(finds_the_server);
          RUN(shows_no_password); (void)shown(&(struct buffer){0});)
