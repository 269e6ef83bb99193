/* Why there is no response, or an incomplete one, for HTTP, TCP and UDP. Each error has one fixed text, and
 * those of TLS one for each reason that OpenSSL knows, so failures can be grouped and the number of groups is
 * limited. */
#ifndef SWARM_MODEL_NET_ERROR_H
#define SWARM_MODEL_NET_ERROR_H

#include "runtime/base/buffer.h"

#include <stdbool.h>

enum net_error {
    NET_OK,
    NET_ERROR_RESOLVE,     /* the name has no address */
    NET_ERROR_REFUSED,     /* connection refused: no server listens there */
    NET_ERROR_UNREACHABLE, /* no route, network or host down */
    NET_ERROR_CONNECT_TIMEOUT,
    NET_ERROR_TIMEOUT,  /* the whole request took longer than `timeout` */
    NET_ERROR_RESET,    /* the peer reset the connection */
    NET_ERROR_CLOSED,   /* the peer closed the connection before any byte of a response */
    NET_ERROR_PARTIAL,  /* the peer closed the connection in the middle of the response */
    NET_ERROR_STREAM,   /* HTTP/2: the peer ended the stream with an error */
    NET_ERROR_PROTOCOL, /* not an HTTP response */
    NET_ERROR_STATUS_LINE,
    NET_ERROR_HEADER,            /* a header without colon, or with a NUL byte */
    NET_ERROR_LENGTH,            /* Content-Length isn't a number */
    NET_ERROR_CHUNK,             /* the body isn't chunked as it should be */
    NET_ERROR_TRANSFER_ENCODING, /* an unknown one */
    NET_ERROR_HEADER_TOO_LARGE,
    NET_ERROR_BODY_TOO_LARGE,   /* larger than max_body */
    NET_ERROR_ENCODING,         /* the body can't be decoded (Content-Encoding) */
    NET_ERROR_REDIRECTS,        /* more redirects than allowed */
    NET_ERROR_LOCATION,         /* a redirect to an invalid URL */
    NET_ERROR_TLS,              /* handshake failed */
    NET_ERROR_TLS_BROKEN,       /* TCP: a TLS error after the handshake */
    NET_ERROR_CERTIFICATE,      /* the server's certificate isn't trusted */
    NET_ERROR_CERTIFICATE_FILE, /* the file of `ca`, `cert` or `key` isn't valid */
    NET_ERROR_DESCRIPTORS,      /* this machine has no free file descriptors */
    NET_ERROR_PORTS,            /* this machine has no free local ports */
    NET_ERROR_URL,              /* an invalid URL */
    NET_ERROR_PROXY,
    NET_ERROR_NOT_CONNECTED, /* TCP and UDP: there is no connection, or it has been disconnected */
    NET_ERROR_ENDED,         /* the peer closed the connection before the receive was complete */
    NET_ERROR_FLOOD,         /* more than `max` bytes arrived, and the receive wasn't complete */
    NET_ERROR_ADDRESS,       /* the address to connect to isn't host:port */
    NET_ERROR_DATAGRAM,      /* longer than the maximum size of a datagram */
    NET_ERROR_PATTERN,       /* `matching`: the pattern backtracks too much on the received bytes */
    NET_ERROR_OTHER,
};

/* "connection refused", …; "" for NET_OK. Static. */
const char *net_error_text(enum net_error error);

/* Appends the text with the reason of a TLS error (NULL: none) and what it usually means: "TLS handshake
 * failed: wrong version number: is this an HTTP server?". */
void net_error_write(enum net_error error, const char *reason, struct buffer *out);

/* Whether nothing went out because of the request itself: its address is wrong, or there is no connection. */
bool net_error_is_unsent(enum net_error error);

/* What the tester can do about it, for a warning that is logged once. NULL: nothing to add. */
const char *net_error_advice(enum net_error error);

#endif
