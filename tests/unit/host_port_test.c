#include "runtime/text/host_port.h"

#include "tests/support/test.h"

static void check_address(const char *text, uint16_t port, const char *host, int want)
{
    struct host_port got;
    char copy[80] = "(none)";
    bool is_one = host_port_parse(text, port, &got);

    if (is_one)
        snprintf(copy, sizeof copy, "%.*s", (int)got.host_length, got.host);
    CHECK_TEXT(copy, host ? host : "(none)");
    CHECK_INT(is_one ? got.port : 0, want);
}

TEST(addresses_are_taken_apart)
{
    check_address("localhost:12345", 0, "localhost", 12345);
    check_address("localhost", 7, "localhost", 7);
    check_address("localhost:80", 7, "localhost", 80);
    check_address("tcp://example.org:1", 0, "example.org", 1);
    check_address("UDP://[fe80::1]:53", 0, "fe80::1", 53);
    check_address("[::1]:12345", 0, "::1", 12345);
    check_address("[::1]", 9, "::1", 9);
    check_address("::1", 9, "::1", 9);
    check_address("localhost:65535", 0, "localhost", 65535);
    check_address("tcp://localhost:80/", 0, "localhost", 80);
    check_address("localhost/", 7, "localhost", 7);
    check_address("[::1]:80/", 7, "::1", 80);
    check_address("localhost", 0, NULL, 0);
    check_address("localhost:", 9, NULL, 0);
    check_address("localhost:0", 9, NULL, 0);
    check_address("localhost:65536", 9, NULL, 0);
    check_address("localhost:1x", 9, NULL, 0);
    check_address("[::1", 9, NULL, 0);
    check_address("[::1]x", 9, NULL, 0);
    check_address("http://localhost", 9, NULL, 0);
    check_address("localhost/path", 9, NULL, 0);
    check_address("localhost:1/path", 9, NULL, 0);
    check_address("localhost:1//", 9, NULL, 0);
    check_address(":80", 9, NULL, 0);
    check_address("", 9, NULL, 0);
}

TEST_MAIN(RUN(addresses_are_taken_apart);)
