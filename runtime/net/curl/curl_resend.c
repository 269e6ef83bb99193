#include "runtime/base/count_of.h"
#include "runtime/net/curl/curl_handle.h"

#include <stddef.h>
#include <string.h>

/* A server may close a kept connection at any time, and the next request may be on its way by then. Nobody is
 * to blame, so it is sent once more over a new connection, unless that could do twice what was meant once
 * (RFC 9110 section 9.2.2). */
static bool method_is_idempotent(const char *method)
{
    static const char *const methods[] = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"};

    for (size_t i = 0; i < COUNT_OF(methods); i++)
        if (strcmp(method, methods[i]) == 0)
            return true;
    return false;
}

/* libcurl sends any method again when a kept connection brought no answer, and needs a socket for that. */
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

/* What libcurl leaves to us: the connection broke while a long body went out, or it was one of HTTP/2. */
bool curl_resend_wanted(const struct curl_handle *handle, CURLcode result)
{
    switch (result) {
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2: break;
    case CURLE_HTTP2_STREAM: /* the server's own word on that stream is an answer */
        if (strstr(handle->error, "(err "))
            return false;
        break;
    default: return false;
    }
    return !handle->resent && !handle->stopped && handle->header_bytes == 0 && connection_was_kept(handle) &&
           method_is_idempotent(handle->exchange->request->method);
}
