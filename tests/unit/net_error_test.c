#include "runtime/model/net_error.h"

#include "tests/support/test.h"

TEST(every_error_has_a_text_of_its_own)
{
    CHECK_TEXT(net_error_text(NET_OK), "");
    for (int a = NET_OK + 1; a <= NET_ERROR_OTHER; a++) {
        CHECK(*net_error_text(a));
        for (int b = a + 1; b <= NET_ERROR_OTHER; b++)
            CHECK(strcmp(net_error_text(a), net_error_text(b)) != 0);
    }
}

TEST(advice_says_what_to_do)
{
    CHECK(strstr(net_error_advice(NET_ERROR_DESCRIPTORS), "ulimit -n") != NULL);
    CHECK(strstr(net_error_advice(NET_ERROR_PORTS), "net.ipv4.ip_local_port_range") != NULL);
    CHECK(net_error_advice(NET_OK) == NULL);
    CHECK(net_error_advice(NET_ERROR_REFUSED) == NULL);
    CHECK(net_error_advice(NET_ERROR_OTHER) == NULL);
}

static void check_written(enum net_error error, const char *reason, const char *expected)
{
    struct buffer out = {0};

    net_error_write(error, reason, &out);
    CHECK_TEXT(buffer_text(&out), expected);
    buffer_free(&out);
}

TEST(a_tls_error_has_its_reason)
{
    check_written(NET_ERROR_TLS, NULL, "TLS handshake failed");
    check_written(NET_ERROR_TLS, "wrong version number",
                  "TLS handshake failed: wrong version number: is this an HTTP server?");
    check_written(NET_ERROR_CERTIFICATE, "certificate has expired",
                  "certificate not trusted: certificate has expired");
}

TEST_MAIN(RUN(every_error_has_a_text_of_its_own); RUN(advice_says_what_to_do);
          RUN(a_tls_error_has_its_reason))
