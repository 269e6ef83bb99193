#include "runtime/net/connection/tls_reason.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <stdlib.h>
#include <string.h>

enum { VERIFY_CODES = 100 }; /* X509_V_ERR_… are smaller */

const char *tls_reason_last(void)
{
    unsigned long code = ERR_peek_last_error();

    return code ? ERR_reason_error_string(code) : NULL;
}

const char *tls_reason_verify(long result)
{
    return result == X509_V_OK ? NULL : X509_verify_cert_error_string(result);
}

/* "… error:0A00010B:SSL routines::wrong version number" */
static const char *code_find(const char *message)
{
    const char *code = strstr(message, "error:");

    return code ? ERR_reason_error_string(strtoul(code + strlen("error:"), NULL, 16)) : NULL;
}

/* "SSL certificate problem: certificate has expired" */
static const char *verify_find(const char *message)
{
    const char *words = strstr(message, "certificate problem: ");

    if (!words)
        return NULL;
    words += strlen("certificate problem: ");
    for (long code = 1; code < VERIFY_CODES; code++) {
        const char *known = X509_verify_cert_error_string(code);

        if (strcmp(known, words) == 0)
            return known;
    }
    return NULL;
}

const char *tls_reason_find(const char *message)
{
    const char *reason = verify_find(message);

    if (!reason)
        reason = code_find(message);
    if (!reason && (strstr(message, "does not match") || strstr(message, "subject name matches")))
        reason = tls_reason_verify(X509_V_ERR_HOSTNAME_MISMATCH);
    return reason;
}
