/* Reasons of OpenSSL in the messages of libcurl. */
#include "runtime/net/connection/tls_reason.h"

#include "tests/support/test.h"

#include <openssl/ssl.h>

static const char *found(const char *message)
{
    const char *reason = tls_reason_find(message);

    return reason ? reason : "none";
}

TEST(messages_of_libcurl)
{
    CHECK_TEXT(found("OpenSSL/3.0.15: error:0A00010B:SSL routines::wrong version number"),
               "wrong version number");
    CHECK_TEXT(found("error:0A000102:SSL routines::unsupported protocol"), "unsupported protocol");
    CHECK_TEXT(found("SSL certificate problem: certificate has expired"), "certificate has expired");
    CHECK_TEXT(found("SSL certificate problem: self-signed certificate"), "self-signed certificate");
    CHECK_TEXT(found("SSL: no alternative certificate subject name matches target host name 'localhost'"),
               "hostname mismatch");
    CHECK_TEXT(found("SSL: certificate subject name 'a' does not match target host name 'b'"),
               "hostname mismatch");
    CHECK_TEXT(found("SSL certificate problem: something new"), "none");
    CHECK_TEXT(found("OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to h:443"), "none");
    CHECK_TEXT(found("error:FFFFFFFF:"), "none");
    CHECK_TEXT(found(""), "none");
}

TEST(results_of_verification)
{
    CHECK(!tls_reason_verify(X509_V_OK));
    CHECK_TEXT(tls_reason_verify(X509_V_ERR_CERT_NOT_YET_VALID), "certificate is not yet valid");
    CHECK(!tls_reason_last());
}

TEST_MAIN(OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS, NULL); RUN(messages_of_libcurl);
          RUN(results_of_verification))
