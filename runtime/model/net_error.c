#include "runtime/model/net_error.h"

#include "runtime/base/count_of.h"

#include <stddef.h>
#include <string.h>

static const char *const error_texts[] = {
    [NET_OK] = "",
    [NET_ERROR_RESOLVE] = "host name could not be resolved",
    [NET_ERROR_REFUSED] = "connection refused",
    [NET_ERROR_UNREACHABLE] = "host unreachable",
    [NET_ERROR_CONNECT_TIMEOUT] = "connect timeout",
    [NET_ERROR_TIMEOUT] = "timeout",
    [NET_ERROR_RESET] = "connection reset by peer",
    [NET_ERROR_CLOSED] = "connection closed without a response",
    [NET_ERROR_PARTIAL] = "connection closed before the end of the response",
    [NET_ERROR_STREAM] = "HTTP/2 stream reset by the server",
    [NET_ERROR_PROTOCOL] = "not an HTTP response",
    [NET_ERROR_STATUS_LINE] = "malformed status line in the response",
    [NET_ERROR_HEADER] = "malformed header in the response",
    [NET_ERROR_LENGTH] = "malformed Content-Length in the response",
    [NET_ERROR_CHUNK] = "malformed chunk in the response",
    [NET_ERROR_TRANSFER_ENCODING] = "unknown Transfer-Encoding in the response",
    [NET_ERROR_HEADER_TOO_LARGE] = "response header too large",
    [NET_ERROR_BODY_TOO_LARGE] = "response body larger than max_body",
    [NET_ERROR_ENCODING] = "content could not be decoded",
    [NET_ERROR_REDIRECTS] = "too many redirects",
    [NET_ERROR_LOCATION] = "redirect to an invalid URL",
    [NET_ERROR_TLS] = "TLS handshake failed",
    [NET_ERROR_TLS_BROKEN] = "TLS failed after the handshake",
    [NET_ERROR_CERTIFICATE] = "certificate not trusted",
    [NET_ERROR_CERTIFICATE_FILE] = "invalid certificate file",
    [NET_ERROR_DESCRIPTORS] = "no file descriptors left on this machine",
    [NET_ERROR_PORTS] = "no local ports left on this machine",
    [NET_ERROR_URL] = "invalid URL",
    [NET_ERROR_PROXY] = "proxy failed",
    [NET_ERROR_NOT_CONNECTED] = "not connected",
    [NET_ERROR_ENDED] = "connection closed by peer",
    [NET_ERROR_FLOOD] = "more than `max` bytes received",
    [NET_ERROR_ADDRESS] = "invalid address",
    [NET_ERROR_DATAGRAM] = "datagram too long",
    [NET_ERROR_PATTERN] = "pattern backtracks too much",
    [NET_ERROR_OTHER] = "request failed",
};

static const char *const error_advices[] = {
    [NET_ERROR_BODY_TOO_LARGE] = "if responses of this size are expected, increase `max_body` in client { }",
    [NET_ERROR_TLS_BROKEN] =
        "the server may require a client certificate: set `cert` and `key` in client { }",
    [NET_ERROR_CERTIFICATE] =
        "set the certificate authority with `ca`, or accept any certificate with `verify off` or --insecure",
    [NET_ERROR_CERTIFICATE_FILE] = "the files of `ca`, `cert` and `key` must be in PEM format",
    [NET_ERROR_ADDRESS] =
        "add a port: `host:port` or `connect host port N`; the only schemes are tcp:// and udp://",
    [NET_ERROR_FLOOD] = "if so many bytes are expected, increase `max` of the receive",
    [NET_ERROR_DESCRIPTORS] =
        ("each connection needs a file descriptor: increase the limit with `ulimit -n` (for a "
         "service: LimitNOFILE=), or run fewer users here"),
    [NET_ERROR_PORTS] = ("each connection to an address needs a local port: extend the range with `sysctl "
                         "net.ipv4.ip_local_port_range=\"1024 65535\"`, use several addresses for the "
                         "target, or keep connections open"),
};

const char *net_error_text(enum net_error error)
{
    return error_texts[error];
}

/* What a reason of OpenSSL usually means. NULL: it speaks for itself. */
static const char *reason_meaning(const char *reason)
{
    static const char *const meanings[][2] = {
        {"wrong version number", "is this an HTTP server?"},
        {"http request", "is this an HTTP server?"},
        {"packet length too long", "is this an HTTP server?"},
        {"unsupported protocol", "the server speaks only old versions of TLS"},
        {"tlsv1 alert protocol version", "the server speaks only other versions of TLS"},
        {"unexpected eof while reading", "the server closed the connection"},
        {"tlsv1 unrecognized name", "the server doesn't know this host name"},
        {"tlsv13 alert certificate required", "set `cert` and `key` in client { }"},
    };

    for (size_t i = 0; i < COUNT_OF(meanings); i++) {
        if (strcmp(meanings[i][0], reason) == 0)
            return meanings[i][1];
    }
    return NULL;
}

void net_error_write(enum net_error error, const char *reason, struct buffer *out)
{
    const char *meaning = reason ? reason_meaning(reason) : NULL;

    buffer_append_text(out, net_error_text(error));
    if (reason)
        buffer_printf(out, ": %s", reason);
    if (meaning)
        buffer_printf(out, ": %s", meaning);
}

bool net_error_is_unsent(enum net_error error)
{
    return error == NET_ERROR_URL || error == NET_ERROR_ADDRESS || error == NET_ERROR_NOT_CONNECTED ||
           error == NET_ERROR_RESOLVE || error == NET_ERROR_CERTIFICATE_FILE || error == NET_ERROR_DATAGRAM;
}

const char *net_error_advice(enum net_error error)
{
    return error < COUNT_OF(error_advices) ? error_advices[error] : NULL;
}
