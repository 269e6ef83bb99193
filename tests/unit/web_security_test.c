#include "runtime/base/count_of.h"
#include "runtime/web/web_security.h"

#include "tests/support/test.h"

#include <unistd.h>

TEST(own_hosts_are_known)
{
    static const char *const own[] = {"127.0.0.1",      "127.0.0.1:8089", "10.1.2.3:80",
                                      "[::1]",          "[::1]:8089",     "localhost",
                                      "LOCALHOST:8089", "load.example",   "Load.Example:8089"};

    for (size_t i = 0; i < COUNT_OF(own); i++)
        CHECK(web_host_is_own(own[i], "load.example"));
    CHECK(web_host_is_own(NULL, "127.0.0.1"));
}

TEST(the_name_of_the_machine_is_known)
{
    char name[256] = "";

    gethostname(name, sizeof name - 1);
    CHECK(web_host_is_own(name, "0.0.0.0"));
}

TEST(other_hosts_are_not)
{
    static const char *const others[] = {"evil.example",
                                         "evil.example:8089",
                                         "localhost.evil.example",
                                         "127.0.0.1.nip.io",
                                         "",
                                         ":8089",
                                         "[::1",
                                         "[::1]x",
                                         "localhost:80x",
                                         "localhost:80:80",
                                         "[]"};

    for (size_t i = 0; i < COUNT_OF(others); i++)
        CHECK(!web_host_is_own(others[i], "127.0.0.1"));
}

TEST(a_request_without_marks_is_of_no_other_site)
{
    struct web_origin origin = {.host = "127.0.0.1:8089"};

    CHECK(!web_is_cross_site(&origin));
    CHECK(!web_is_unmarked_browser(&origin));
}

/* What a browser sends for an image of another page that suppresses Referer, over plain http. */
TEST(a_browser_without_marks_is_known)
{
    struct web_origin origin = {
        .host = "10.0.0.1:8089", .language = "en-US,en;q=0.5", .agent = "Mozilla/5.0 (X11; Linux x86_64)"};

    CHECK(!web_is_cross_site(&origin));
    CHECK(web_is_unmarked_browser(&origin));
    origin.referer = "http://10.0.0.1:8089/";
    CHECK(!web_is_unmarked_browser(&origin));
    origin.referer = NULL;
    origin.fetch_site = "none";
    CHECK(!web_is_unmarked_browser(&origin));
}

TEST(clients_that_are_no_browsers_are_known)
{
    struct web_origin powershell = {.host = "10.0.0.1:8089", .agent = "Mozilla/5.0 WindowsPowerShell/5.1"};
    struct web_origin node = {.host = "10.0.0.1:8089", .language = "*", .agent = "node"};

    CHECK(!web_is_unmarked_browser(&powershell));
    CHECK(!web_is_unmarked_browser(&node));
}

TEST(the_same_origin_is_allowed)
{
    struct web_origin origin = {.host = "127.0.0.1:8089", .origin = "http://127.0.0.1:8089"};

    CHECK(!web_is_cross_site(&origin));
    origin.fetch_site = "same-origin";
    CHECK(!web_is_cross_site(&origin));
    origin = (struct web_origin){.host = "127.0.0.1:8089", .fetch_site = "none"};
    CHECK(!web_is_cross_site(&origin));
    origin = (struct web_origin){.host = "127.0.0.1:8089", .referer = "http://127.0.0.1:8089/x?y"};
    CHECK(!web_is_cross_site(&origin));
    origin = (struct web_origin){
        .host = "127.0.0.1:1", .forwarded_host = "load.example", .origin = "https://load.example"};
    CHECK(!web_is_cross_site(&origin));
}

TEST(other_origins_are_not)
{
    struct web_origin origin = {.host = "127.0.0.1:8089", .origin = "http://evil.example"};

    CHECK(web_is_cross_site(&origin));
    origin.origin = "null";
    CHECK(web_is_cross_site(&origin));
    origin.origin = "http://127.0.0.1:80890";
    CHECK(web_is_cross_site(&origin));
    origin.origin = "http://127.0.0.1";
    CHECK(web_is_cross_site(&origin));
    origin = (struct web_origin){.host = "a", .fetch_site = "cross-site"};
    CHECK(web_is_cross_site(&origin));
    origin.fetch_site = "same-site";
    CHECK(web_is_cross_site(&origin));
    origin = (struct web_origin){.host = "a", .referer = "http://evil.example/a"};
    CHECK(web_is_cross_site(&origin));
    origin = (struct web_origin){.origin = "http://evil.example"};
    CHECK(web_is_cross_site(&origin));
}

TEST(loopback_is_recognized)
{
    CHECK(web_host_is_loopback("127.0.0.1"));
    CHECK(web_host_is_loopback("127.9.9.9"));
    CHECK(web_host_is_loopback("::1"));
    CHECK(web_host_is_loopback("localhost"));
    CHECK(!web_host_is_loopback("0.0.0.0"));
    CHECK(!web_host_is_loopback("::"));
    CHECK(!web_host_is_loopback("10.0.0.1"));
    CHECK(!web_host_is_loopback("load.example"));
}

TEST_MAIN(RUN(own_hosts_are_known); RUN(the_name_of_the_machine_is_known); RUN(other_hosts_are_not);
          RUN(a_request_without_marks_is_of_no_other_site); RUN(a_browser_without_marks_is_known);
          RUN(clients_that_are_no_browsers_are_known); RUN(the_same_origin_is_allowed);
          RUN(other_origins_are_not); RUN(loopback_is_recognized))
