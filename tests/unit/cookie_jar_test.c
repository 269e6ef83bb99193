/* The cases are those of RFC 6265, of rfc6265bis, and what the suite of the IETF's http-state group and the
 * tests of browsers say about servers in the field. */
#include "runtime/text/cookie_jar.h"

#include "tests/support/test.h"

#include <stdlib.h>

static struct cookie_jar jar;
static int64_t now = 1000000;

static void set(const char *url, const char *cookie)
{
    char headers[4096];
    int length = snprintf(headers, sizeof headers, "Server: test\r\nSet-Cookie: %s\r\nETag: x\r\n", cookie);

    cookie_jar_receive(&jar, url, headers, (size_t)length, now);
}

static const char *sent(const char *url)
{
    static struct buffer texts[4];
    static unsigned turn;
    struct buffer *out = &texts[turn++ % 4];

    buffer_clear(out);
    cookie_jar_send(&jar, url, now, out);
    return buffer_text(out);
}

/* What goes back to the URL that set one cookie, in a jar of its own. */
static const char *returned(const char *url, const char *cookie)
{
    cookie_jar_clear(&jar);
    set(url, cookie);
    return sent(url);
}

static const char *found(const char *url, const char *name)
{
    static struct buffer out;

    buffer_clear(&out);
    return cookie_jar_find(&jar, url, name, now, &out) ? buffer_text(&out) : "(none)";
}

TEST(removal)
{
    cookie_jar_clear(&jar);
    set("http://a.test/", "sid=1; Path=/x");
    set("http://b.test/", "sid=2");
    set("http://b.test/", "sid2=3");
    cookie_jar_remove(&jar, "SID");
    CHECK_TEXT(sent("http://b.test/"), "sid=2; sid2=3");
    cookie_jar_remove(&jar, "sid");
    CHECK_TEXT(sent("http://b.test/"), "sid2=3");
    CHECK_TEXT(sent("http://a.test/x"), "");
    cookie_jar_clear(&jar);
    CHECK_INT(jar.size, 0);
}

TEST(names_and_values)
{
    CHECK_TEXT(returned("http://a.test/", "foo=bar"), "foo=bar");
    CHECK_TEXT(returned("http://a.test/", "  foo  =  bar  ; x"), "foo=bar");
    CHECK_TEXT(returned("http://a.test/", "foo="), "foo=");
    CHECK_TEXT(returned("http://a.test/", "foo=a=b=c"), "foo=a=b=c");
    CHECK_TEXT(returned("http://a.test/", "foo=\"b a r\""), "foo=\"b a r\"");
    CHECK_TEXT(returned("http://a.test/", "foo=\"a;b\""), "foo=\"a");
    CHECK_TEXT(returned("http://a.test/", "foo=a,b"), "foo=a,b");
    CHECK_TEXT(returned("http://a.test/", "a b=c d"), "a b=c d");
    CHECK_TEXT(returned("http://a.test/", "$Version=1"), "$Version=1");
    CHECK_TEXT(returned("http://a.test/", "foo=\xc3\xa4"), "foo=\xc3\xa4");
    CHECK_TEXT(returned("http://a.test/", ""), "");
    CHECK_TEXT(returned("http://a.test/", "foo"), "");
    CHECK_TEXT(returned("http://a.test/", "=bar"), "");
    CHECK_TEXT(returned("http://a.test/", "; foo=bar"), "");
    CHECK_TEXT(returned("http://a.test/", "foo=b\x01r"), "");
}

TEST(attributes_are_read_whatever_their_shape)
{
    CHECK_TEXT(returned("http://a.test/", "foo=bar; unknown=x; ; =y; HttpOnly; SameSite=Strict"), "foo=bar");
    CHECK_TEXT(returned("http://a.test/", "foo=bar;max-AGE=10"), "foo=bar");
    CHECK_TEXT(returned("http://a.test/", "foo=bar; Max-Age = 0"), "");
    CHECK_TEXT(returned("http://a.test/x", "foo=bar; path=/y; path=/x"), "foo=bar");
    CHECK_TEXT(returned("http://a.test/x", "foo=bar; path=/y; path="), "foo=bar");
}

TEST(the_header_is_found_in_any_case)
{
    static const char headers[] =
        "set-cookie: a=1\r\nSET-COOKIE:b=2\r\nSet-Cookie2: c=3\r\nX: Set-Cookie: d=4";

    cookie_jar_clear(&jar);
    cookie_jar_receive(&jar, "http://a.test/", headers, sizeof headers - 1, now);
    CHECK_TEXT(sent("http://a.test/"), "a=1; b=2");
}

TEST(without_a_domain_only_the_host_itself)
{
    returned("http://a.test/", "foo=bar");
    CHECK_TEXT(sent("http://A.TEST/"), "foo=bar");
    CHECK_TEXT(sent("http://a.test:8080/"), "foo=bar");
    CHECK_TEXT(sent("https://a.test/"), "foo=bar");
    CHECK_TEXT(sent("http://b.a.test/"), "");
    CHECK_TEXT(sent("http://test/"), "");
    CHECK_TEXT(returned("http://a.test/", "foo=bar; Domain="), "foo=bar");
    CHECK_TEXT(sent("http://b.a.test/"), "");
}

TEST(a_domain_is_for_the_hosts_in_it)
{
    CHECK_TEXT(returned("http://www.shop.example.com/", "foo=bar; Domain=.Example.COM"), "foo=bar");
    CHECK_TEXT(sent("http://example.com/"), "foo=bar");
    CHECK_TEXT(sent("http://other.example.com/"), "foo=bar");
    CHECK_TEXT(sent("http://badexample.com/"), "");
    CHECK_TEXT(sent("http://example.com.test/"), "");
    CHECK_TEXT(returned("http://example.com/", "foo=bar; Domain=www.example.com"), "");
    CHECK_TEXT(returned("http://www.example.com/", "foo=bar; Domain=example.org"), "");
    CHECK_TEXT(returned("http://www.example.com/", "foo=bar; Domain=ample.com"), "");
    CHECK_TEXT(returned("http://www.example.com/", "foo=bar; Domain=..example.com"), "");
}

TEST(public_suffixes_have_no_cookies)
{
    CHECK_TEXT(returned("http://example.com/", "foo=bar; Domain=com"), "");
    CHECK_TEXT(returned("http://example.co.uk/", "foo=bar; Domain=CO.uk"), "");
    CHECK_TEXT(returned("http://someone.github.io/", "foo=bar; Domain=github.io"), "");
    CHECK_TEXT(returned("http://www.city.kobe.jp/", "foo=bar; Domain=city.kobe.jp"), "foo=bar");
    CHECK_TEXT(returned("http://github.io/", "foo=bar; Domain=github.io"), "foo=bar");
    CHECK_TEXT(sent("http://someone.github.io/"), "");
    CHECK_TEXT(returned("http://localhost/", "foo=bar; Domain=localhost"), "foo=bar");
    CHECK_TEXT(returned("http://app.intranet/", "foo=bar; Domain=intranet"), "");
}

TEST(an_address_has_no_domain)
{
    CHECK_TEXT(returned("http://127.0.0.1/", "foo=bar; Domain=127.0.0.1"), "foo=bar");
    CHECK_TEXT(returned("http://127.0.0.1/", "foo=bar; Domain=0.0.1"), "");
    CHECK_TEXT(returned("http://[::1]:8080/", "foo=bar"), "foo=bar");
    CHECK_TEXT(sent("http://[::2]:8080/"), "");
}

TEST(paths)
{
    CHECK_TEXT(returned("http://a.test/foo", "a=1; Path=/foo"), "a=1");
    CHECK_TEXT(sent("http://a.test/foo/"), "a=1");
    CHECK_TEXT(sent("http://a.test/foo/bar?x"), "a=1");
    CHECK_TEXT(sent("http://a.test/foo?x"), "a=1");
    CHECK_TEXT(sent("http://a.test/foobar"), "");
    CHECK_TEXT(sent("http://a.test/FOO"), "");
    CHECK_TEXT(sent("http://a.test/"), "");
    CHECK_TEXT(returned("http://a.test/foo/", "a=1; Path=/foo/"), "a=1");
    CHECK_TEXT(sent("http://a.test/foo"), "");
    CHECK_TEXT(returned("http://a.test/x", "a=1; Path=/elsewhere"), "");
    CHECK_TEXT(sent("http://a.test/elsewhere"), "a=1");
}

TEST(the_default_path_is_the_directory)
{
    returned("http://a.test/foo/bar?x=/y", "a=1");
    CHECK_TEXT(sent("http://a.test/foo/other"), "a=1");
    CHECK_TEXT(sent("http://a.test/foo"), "a=1");
    CHECK_TEXT(sent("http://a.test/"), "");
    CHECK_TEXT(returned("http://a.test/foo/bar/", "a=1; Path=relative"), "a=1");
    CHECK_TEXT(sent("http://a.test/foo/bar"), "a=1");
    CHECK_TEXT(sent("http://a.test/foo"), "");
    CHECK_TEXT(returned("http://a.test", "a=1"), "a=1");
    CHECK_TEXT(sent("http://a.test/any"), "a=1");
    CHECK_TEXT(sent("http://a.test?x"), "a=1");
}

TEST(longer_paths_first_then_the_older)
{
    cookie_jar_clear(&jar);
    set("http://a.test/x/y", "one=1; Path=/");
    set("http://a.test/x/y", "two=2; Path=/x/y");
    set("http://a.test/x/y", "three=3; Path=/x");
    set("http://a.test/x/y", "four=4; Path=/");
    set("http://a.test/x/y", "five=5; Path=/x");
    CHECK_TEXT(sent("http://a.test/x/y"), "two=2; three=3; five=5; one=1; four=4");
    set("http://a.test/x/y", "one=again; Path=/"); /* keeps its place */
    CHECK_TEXT(sent("http://a.test/"), "one=again; four=4");
}

TEST(what_has_the_same_name_domain_and_path_is_replaced)
{
    cookie_jar_clear(&jar);
    set("http://www.example.com/", "a=1");
    set("http://www.example.com/", "a=2");
    CHECK_TEXT(sent("http://www.example.com/"), "a=2");
    set("http://www.example.com/", "A=3");
    set("http://www.example.com/", "a=4; Domain=example.com");
    set("http://www.example.com/", "a=5; Domain=www.example.com");
    CHECK_TEXT(sent("http://www.example.com/"), "a=2; A=3; a=4; a=5");
    set("http://www.example.com/", "a=; Max-Age=0; Domain=.example.com");
    CHECK_TEXT(sent("http://www.example.com/"), "a=2; A=3; a=5");
}

TEST(they_expire)
{
    CHECK_TEXT(returned("http://a.test/", "a=1; Max-Age=10"), "a=1");
    now += 9;
    CHECK_TEXT(sent("http://a.test/"), "a=1");
    now += 1;
    CHECK_TEXT(sent("http://a.test/"), "");
    CHECK_TEXT(found("http://a.test/", "a"), "(none)");
    CHECK_TEXT(returned("http://a.test/", "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT"), "");
    CHECK_TEXT(returned("http://a.test/", "a=1; Expires=Fri, 01 Jan 2500 00:00:00 GMT"), "a=1");
    CHECK_TEXT(returned("http://a.test/", "a=1; Expires=never"), "a=1");
    CHECK_TEXT(returned("http://a.test/", "a=1; Max-Age=-1"), "");
    CHECK_TEXT(returned("http://a.test/", "a=1; Max-Age=99999999999999999999999"), "a=1");
    CHECK_TEXT(returned("http://a.test/", "a=1; Max-Age=soon"), "a=1");
    CHECK_TEXT(returned("http://a.test/", "a=1; Max-Age="), "a=1");
    CHECK_TEXT(returned("http://a.test/", "a=1; Max-Age=5; Expires=Thu, 01 Jan 1970 00:00:00 GMT"), "a=1");
    CHECK_TEXT(returned("http://a.test/", "a=1; Expires=Fri, 01 Jan 2500 00:00:00 GMT; Max-Age=0"), "");
    CHECK_TEXT(returned("http://a.test/", "a=1; Max-Age=0; Max-Age=5"), "a=1");
}

TEST(secure_is_for_https_and_for_this_machine)
{
    CHECK_TEXT(returned("https://a.test/", "a=1; Secure"), "a=1");
    CHECK_TEXT(sent("http://a.test/"), "");
    CHECK_TEXT(returned("http://a.test/", "a=1; Secure"), "");
    CHECK_TEXT(sent("https://a.test/"), "");
    CHECK_TEXT(returned("http://localhost:8080/", "a=1; secure"), "a=1");
    CHECK_TEXT(found("http://localhost:8080/", "a"), "1");
    CHECK_TEXT(returned("http://app.localhost/", "a=1; Secure"), "a=1");
    CHECK_TEXT(returned("http://127.0.0.1:8080/", "a=1; Secure"), "a=1");
    CHECK_TEXT(returned("http://127.9.9.9/", "a=1; Secure"), "a=1");
    CHECK_TEXT(returned("http://[::1]/", "a=1; Secure"), "a=1");
    CHECK_TEXT(returned("http+unix://%2Frun%2Fa.sock/", "a=1; Secure"), "a=1");
    CHECK_TEXT(returned("http://127.0.0.1.test/", "a=1; Secure"), "");
    CHECK_TEXT(returned("http://notlocalhost/", "a=1; Secure"), "");
}

TEST(secure_cookies_are_left_alone_without_tls)
{
    cookie_jar_clear(&jar);
    set("https://www.example.com/", "a=1; Secure; Domain=example.com; Path=/login");
    set("http://www.example.com/", "a=2; Path=/login");
    set("http://www.example.com/", "a=3; Path=/login/en");
    set("http://www.example.com/", "a=4; Path=/login; Domain=example.com; Max-Age=0");
    CHECK_TEXT(sent("https://www.example.com/login/en"), "a=1");
    set("http://www.example.com/", "a=5; Path=/");
    set("http://www.example.com/", "b=6; Path=/login");
    CHECK_TEXT(sent("https://www.example.com/login"), "a=1; b=6; a=5");
    set("https://www.example.com/", "a=7; Path=/login; Domain=example.com");
    CHECK_TEXT(sent("http://www.example.com/login"), "a=7; b=6; a=5");
}

TEST(prefixes_promise_something)
{
    CHECK_TEXT(returned("https://a.test/", "__Secure-a=1; Secure"), "__Secure-a=1");
    CHECK_TEXT(returned("https://a.test/", "__Secure-a=1"), "");
    CHECK_TEXT(returned("http://a.test/", "__Secure-a=1; Secure"), "");
    CHECK_TEXT(returned("https://a.test/", "__Host-a=1; Secure; Path=/"), "__Host-a=1");
    CHECK_TEXT(returned("https://a.test/", "__host-a=1; Path=/"), "");
    CHECK_TEXT(returned("https://a.test/", "__Host-a=1; Secure"), "");
    CHECK_TEXT(returned("https://a.test/x", "__Host-a=1; Secure; Path=/x"), "");
    CHECK_TEXT(returned("https://a.example.com/", "__Host-a=1; Secure; Path=/; Domain=a.example.com"), "");
    CHECK_TEXT(returned("http://localhost/", "__Host-a=1; Secure; Path=/"), "__Host-a=1");
}

TEST(one_is_found_by_its_name)
{
    cookie_jar_clear(&jar);
    CHECK_TEXT(found("http://a.test/x", "a"), "(none)");
    set("http://a.test/x/y", "a=short; Path=/");
    set("http://a.test/x/y", "a=long; Path=/x");
    CHECK_TEXT(found("http://a.test/x", "a"), "long");
    CHECK_TEXT(found("http://a.test/", "a"), "short");
    CHECK_TEXT(found("http://a.test/", "A"), "(none)");
    CHECK_TEXT(found("http://b.test/", "a"), "(none)");
}

TEST(there_are_no_limits_but_memory)
{
    char *cookie = malloc(20001);

    cookie_jar_clear(&jar);
    for (int i = 0; i < 400; i++) {
        char small[32];

        snprintf(small, sizeof small, "c%d=%d", i, i);
        set("http://a.test/", small);
    }
    CHECK_TEXT(found("http://a.test/", "c0"), "0");
    CHECK_TEXT(found("http://a.test/", "c399"), "399");
    memset(cookie, 'x', 20000);
    cookie[20000] = '\0';
    memcpy(cookie, "Set-Cookie: long=", 17);
    cookie_jar_receive(&jar, "http://a.test/", cookie, 20000, now);
    CHECK_INT(strlen(found("http://a.test/", "long")), 20000 - 17);
    free(cookie);
}

TEST(the_oldest_make_room)
{
    char cookie[4000];

    memset(cookie, 'x', sizeof cookie);
    cookie[sizeof cookie - 1] = '\0';
    cookie_jar_clear(&jar);
    set("http://a.test/", "first=1; Max-Age=100000");
    set("http://a.test/", "second=2");
    set("http://a.test/", "first=again");
    for (int i = 0; i < 66; i++) {
        char name[16];

        snprintf(name, sizeof name, "%03d=", i);
        memcpy(cookie, name, 4);
        set("http://a.test/", cookie);
        CHECK(jar.size <= COOKIE_JAR_MOST);
    }
    CHECK_TEXT(found("http://a.test/", "second"), "(none)");
    CHECK_TEXT(found("http://a.test/", "000"), "(none)");
    CHECK(strlen(found("http://a.test/", "065")) > 3000);
    cookie_jar_clear(&jar);
    CHECK_INT(jar.size, 0);
    CHECK(!jar.first);
}

TEST_MAIN(RUN(names_and_values); RUN(attributes_are_read_whatever_their_shape);
          RUN(the_header_is_found_in_any_case); RUN(without_a_domain_only_the_host_itself);
          RUN(a_domain_is_for_the_hosts_in_it); RUN(public_suffixes_have_no_cookies);
          RUN(an_address_has_no_domain); RUN(paths); RUN(the_default_path_is_the_directory);
          RUN(longer_paths_first_then_the_older); RUN(what_has_the_same_name_domain_and_path_is_replaced);
          RUN(removal); RUN(they_expire); RUN(secure_is_for_https_and_for_this_machine);
          RUN(secure_cookies_are_left_alone_without_tls); RUN(prefixes_promise_something);
          RUN(one_is_found_by_its_name); RUN(there_are_no_limits_but_memory); RUN(the_oldest_make_room);
          cookie_jar_clear(&jar))
