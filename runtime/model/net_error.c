#include "runtime/model/net_error.h"

#include <stddef.h>

static const char *const error_texts[] = {
    [NET_OK] = "",
    [NET_ERROR_RESOLVE] = "host name could not be resolved",
    [NET_ERROR_REFUSED] = "connection refused",
    [NET_ERROR_UNREACHABLE] = "host unreachable",
    [NET_ERROR_CONNECT_TIMEOUT] = "connect timeout",
    [NET_ERROR_TIMEOUT] = "timeout",
    [NET_ERROR_RESET] = "connection reset by peer",
    [NET_ERROR_CLOSED] = "connection closed without an answer",
    [NET_ERROR_PARTIAL] = "connection closed in the middle of the answer",
    [NET_ERROR_STREAM] = "HTTP/2 stream reset by the server",
    [NET_ERROR_PROTOCOL] = "not an HTTP answer",
    [NET_ERROR_HEADER_TOO_LARGE] = "response header too large",
    [NET_ERROR_BODY_TOO_LARGE] = "response body larger than max_body",
    [NET_ERROR_ENCODING] = "content encoding could not be undone",
    [NET_ERROR_REDIRECTS] = "too many redirects",
    [NET_ERROR_TLS] = "TLS handshake failed",
    [NET_ERROR_TLS_BROKEN] = "TLS failed after the handshake",
    [NET_ERROR_CERTIFICATE] = "certificate not trusted",
    [NET_ERROR_CERTIFICATE_FILE] = "certificate file that can't be used",
    [NET_ERROR_DESCRIPTORS] = "no file descriptors left on this machine",
    [NET_ERROR_PORTS] = "no local ports left on this machine",
    [NET_ERROR_URL] = "URL that can't be requested",
    [NET_ERROR_PROXY] = "proxy failed",
    [NET_ERROR_NOT_CONNECTED] = "not connected",
    [NET_ERROR_ENDED] = "connection closed by peer",
    [NET_ERROR_FLOOD] = "more than `max` bytes received",
    [NET_ERROR_ADDRESS] = "address that isn't host:port",
    [NET_ERROR_DATAGRAM] = "datagram too long",
    [NET_ERROR_PATTERN] = "pattern that backtracks too much",
    [NET_ERROR_OTHER] = "request failed",
};

static const char *const error_advices[] = {
    [NET_ERROR_BODY_TOO_LARGE] = "raise `max_body` in client { } if answers of that size are meant",
    [NET_ERROR_TLS_BROKEN] =
        "a server that wants a certificate says so only then: name one with `cert` and `key` in client { }",
    [NET_ERROR_CERTIFICATE] = "name the authority with `ca`, or trust any with `verify off` or --insecure",
    [NET_ERROR_CERTIFICATE_FILE] = "the files of `ca`, `cert` and `key` are in PEM form",
    [NET_ERROR_ADDRESS] =
        "name a port, `host:port`, or say `connect host port N`; no scheme but tcp:// or udp://",
    [NET_ERROR_FLOOD] = "raise the `max` of the receive if so many bytes are meant",
    [NET_ERROR_DESCRIPTORS] =
        ("every connection takes a file descriptor: raise the limit with `ulimit -n` (a "
         "service: LimitNOFILE=), or run fewer users here"),
    [NET_ERROR_PORTS] = ("every connection to one address takes a local port: widen the range with `sysctl "
                         "net.ipv4.ip_local_port_range=\"1024 65535\"`, let the target have several "
                         "addresses, keep connections alive"),
};

const char *net_error_text(enum net_error error)
{
    return error_texts[error];
}

const char *net_error_advice(enum net_error error)
{
    return error < sizeof error_advices / sizeof *error_advices ? error_advices[error] : NULL;
}
