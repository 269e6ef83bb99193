#include "runtime/base/count_of.h"
#include "runtime/net/connection/socket_error.h"
#include "runtime/net/connection/tls_reason.h"
#include "runtime/net/curl/curl_handle.h"

#include <string.h>

static enum net_error connect_failed(const struct curl_handle *handle)
{
    long os_error = handle->sockets.os_error;

    if (!os_error)
        curl_easy_getinfo(handle->easy, CURLINFO_OS_ERRNO, &os_error);
    return socket_error((int)os_error);
}

/* libcurl has one code for a reset, for invalid chunks and for a refusal of the proxy. Its text tells them
 * apart. */
static enum net_error receive_failed(const struct curl_handle *handle)
{
    if (strstr(handle->error, "roxy") || strstr(handle->error, "CONNECT tunnel"))
        return NET_ERROR_PROXY;
    if (strstr(handle->error, "reset by peer") || strstr(handle->error, "Recv failure"))
        return NET_ERROR_RESET;
    if (strstr(handle->error, "oo large"))
        return NET_ERROR_HEADER_TOO_LARGE;
    if (strstr(handle->error, "SSL"))
        return NET_ERROR_TLS;
    return strstr(handle->error, "chunk") ? NET_ERROR_CHUNK : NET_ERROR_PROTOCOL;
}

/* libcurl's text names the part of the message that is wrong. */
static enum net_error head_failed(const struct curl_handle *handle)
{
    static const struct {
        const char *word;
        enum net_error error;
    } parts[] = {
        {"HTTP/0.9", NET_ERROR_PROTOCOL},
        {"HTTP version", NET_ERROR_STATUS_LINE},
        {"response code", NET_ERROR_STATUS_LINE},
        {"Content-Length", NET_ERROR_LENGTH},
        {"chunk", NET_ERROR_CHUNK},
        {"eader", NET_ERROR_HEADER},
    };

    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (strstr(handle->error, parts[i].word))
            return parts[i].error;
    }
    return NET_ERROR_PROTOCOL;
}

/* Either the server gave a reason for ending the stream, or the connection was lost. */
static enum net_error stream_failed(const struct curl_handle *handle)
{
    if (strstr(handle->error, "(err "))
        return NET_ERROR_STREAM;
    return handle->status ? NET_ERROR_PARTIAL : NET_ERROR_CLOSED;
}

enum net_error curl_error_of(const struct curl_handle *handle, CURLcode result)
{
    switch (result) {
    case CURLE_OK: return NET_OK;
    case CURLE_COULDNT_RESOLVE_HOST: return NET_ERROR_RESOLVE;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY: return NET_ERROR_PROXY;
    case CURLE_COULDNT_CONNECT: return handle->stopped ? handle->stopped : connect_failed(handle);
    case CURLE_OPERATION_TIMEDOUT: return NET_ERROR_CONNECT_TIMEOUT; /* libcurl's own limit, 5 minutes */
    case CURLE_GOT_NOTHING: return NET_ERROR_CLOSED;
    case CURLE_PARTIAL_FILE: return handle->header_bytes ? NET_ERROR_PARTIAL : NET_ERROR_CLOSED;
    case CURLE_SEND_ERROR: return NET_ERROR_RESET;
    case CURLE_RECV_ERROR: return receive_failed(handle);
    case CURLE_WRITE_ERROR: return handle->stopped ? handle->stopped : NET_ERROR_ENCODING;
    case CURLE_BAD_CONTENT_ENCODING: return NET_ERROR_TRANSFER_ENCODING;
    case CURLE_OUT_OF_MEMORY: /* libcurl's code for a header line above its limit */
        return NET_ERROR_HEADER_TOO_LARGE;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY: return head_failed(handle);
    case CURLE_HTTP2: return NET_ERROR_PROTOCOL;
    case CURLE_HTTP2_STREAM: return stream_failed(handle);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS: return NET_ERROR_CERTIFICATE;
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE: return NET_ERROR_CERTIFICATE_FILE;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_USE_SSL_FAILED: return NET_ERROR_TLS;
    case CURLE_URL_MALFORMAT: return NET_ERROR_URL;
    default: return NET_ERROR_OTHER;
    }
}

const char *curl_error_reason(const struct curl_handle *handle, enum net_error error)
{
    return error == NET_ERROR_TLS || error == NET_ERROR_CERTIFICATE ? tls_reason_find(handle->error) : NULL;
}
