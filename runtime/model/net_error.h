/* Why there is no answer, or not a whole one: of HTTP, TCP and UDP. Each error has one fixed text, so that
 * failures group and their number is bounded. */
#ifndef SWARM_MODEL_NET_ERROR_H
#define SWARM_MODEL_NET_ERROR_H

enum net_error {
    NET_OK,
    NET_ERROR_RESOLVE,     /* the name has no address */
    NET_ERROR_REFUSED,     /* connection refused: no server listens there */
    NET_ERROR_UNREACHABLE, /* no route, network or host down */
    NET_ERROR_CONNECT_TIMEOUT,
    NET_ERROR_TIMEOUT,  /* the whole request took longer than `timeout` */
    NET_ERROR_RESET,    /* the peer reset the connection */
    NET_ERROR_CLOSED,   /* the peer closed before any byte of an answer */
    NET_ERROR_PARTIAL,  /* the peer closed in the middle of the answer */
    NET_ERROR_STREAM,   /* HTTP/2: the peer ended the stream with an error */
    NET_ERROR_PROTOCOL, /* not an HTTP response */
    NET_ERROR_HEADER_TOO_LARGE,
    NET_ERROR_BODY_TOO_LARGE,   /* beyond max_body */
    NET_ERROR_ENCODING,         /* a Content-Encoding that can't be undone */
    NET_ERROR_REDIRECTS,        /* more redirects than allowed */
    NET_ERROR_TLS,              /* handshake failed */
    NET_ERROR_TLS_BROKEN,       /* TCP: a TLS error after the handshake */
    NET_ERROR_CERTIFICATE,      /* the server's certificate isn't trusted */
    NET_ERROR_CERTIFICATE_FILE, /* what `ca`, `cert` or `key` names is no such thing */
    NET_ERROR_DESCRIPTORS,      /* this machine: no file descriptors left */
    NET_ERROR_PORTS,            /* this machine: no local ports left */
    NET_ERROR_URL,              /* a invalid URL */
    NET_ERROR_PROXY,
    NET_ERROR_NOT_CONNECTED, /* TCP and UDP: nothing was connected, or it was disconnected since */
    NET_ERROR_ENDED,         /* the peer closed the connection before what was waited for had come */
    NET_ERROR_FLOOD,         /* more than `max` bytes, and what was waited for not among them */
    NET_ERROR_ADDRESS,       /* what is to be connected to isn't host:port */
    NET_ERROR_DATAGRAM,      /* longer than a datagram may be */
    NET_ERROR_PATTERN,       /* matching: it backtracks too much on what came */
    NET_ERROR_OTHER,
};

/* "connection refused", …; "" for NET_OK. Static. */
const char *net_error_text(enum net_error error);

/* What to do about it, or NULL where the text says all: for the warning that is printed once. */
const char *net_error_advice(enum net_error error);

#endif
