#include "runtime/base/count_of.h"
#include "runtime/net/curl/curl_handle.h"

#include <stddef.h>
#include <string.h>

/* A server may close a kept connection at any time, also while the next request is on its way. Such a
 * request is sent once more over a new connection, unless its method isn't idempotent (RFC 9110 section
 * 9.2.2). */
static bool method_is_idempotent(const char *method)
{
    static const char *const methods[] = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"};

    for (size_t i = 0; i < COUNT_OF(methods); i++)
        if (strcmp(method, methods[i]) == 0)
            return true;
    return false;
}

/* If a kept connection gave no response, libcurl sends a request of any method again, and needs a socket
 * for that. */
bool curl_resend_may_open(struct curl_sockets *sockets)
{
    struct curl_handle *handle = (void *)((char *)sockets - offsetof(struct curl_handle, sockets));
    long sent = 0;

    curl_easy_getinfo(handle->easy, CURLINFO_REQUEST_SIZE, &sent);
    if (sent <= handle->sent_before || method_is_idempotent(handle->exchange->request->method))
        return true;
    handle->stopped = NET_ERROR_CLOSED;
    return false;
}

static bool connection_was_kept(const struct curl_handle *handle)
{
    long opened = 0;

    curl_easy_getinfo(handle->easy, CURLINFO_NUM_CONNECTS, &opened);
    return opened == 0;
}

/* Cases that libcurl doesn't resend: the connection was lost during a long body, or it was HTTP/2. */
bool curl_resend_wanted(const struct curl_handle *handle, CURLcode result)
{
    switch (result) {
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2: break;
    case CURLE_HTTP2_STREAM: /* a reset of the stream by the server is a response */
        if (strstr(handle->error, "(err "))
            return false;
        break;
    default: return false;
    }
    return !handle->resent && !handle->stopped && handle->header_bytes == 0 && connection_was_kept(handle) &&
           method_is_idempotent(handle->exchange->request->method);
}
