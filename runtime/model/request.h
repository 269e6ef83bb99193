/* What goes to a transport: everything evaluated, nothing encoded that the wire doesn't need. Plain data; all
 * pointers are borrowed from the sender until the transport calls back. */
#ifndef SWARM_MODEL_REQUEST_H
#define SWARM_MODEL_REQUEST_H

#include "runtime/base/clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct http_header {
    const char *name;
    const char *value; /* NUL-terminated, without CR, LF or NUL inside (the VM has seen to it) */
};

enum http_auth {
    HTTP_AUTH_NONE,
    HTTP_AUTH_BASIC,
    HTTP_AUTH_BEARER,
    HTTP_AUTH_DIGEST,
    HTTP_AUTH_NTLM,
    HTTP_AUTH_NEGOTIATE, /* by the Kerberos ticket of whoever runs it */
};

#define HTTP_REDIRECTS_DEFAULT UINT32_MAX

struct http_request {
    const char *method;
    const char *url; /* absolute, encoded and dot segments resolved, unless raw */
    const struct http_header *headers;
    size_t header_count;
    const char *cookies; /* "a=1; b=2", sent besides the jar's; NULL: none */
    const char *body;    /* NULL: none */
    size_t body_length;
    const char *content_type; /* for the body when no header says; NULL: none */
    enum http_auth auth;
    const char *auth_user;   /* BASIC, DIGEST, NTLM */
    const char *auth_secret; /* password, or the token of BEARER */
    nanos timeout;           /* 0: the client's */
    uint32_t redirects;      /* HTTP_REDIRECTS_DEFAULT: the client's */
    bool raw;                /* the target goes out byte for byte */
};

/* ---- TCP and UDP: a user has one connection, and does one thing at a time with it ---- */

struct regex;

enum tcp_action { TCP_CONNECT, TCP_SEND, TCP_RECEIVE, TCP_DISCONNECT };

#define TCP_RECEIVE_MOST ((size_t)64 << 20) /* bytes: what a string may hold */

/* What a receive waits for. */
enum tcp_goal {
    TCP_UNTIL,    /* a text, which isn't part of what was received */
    TCP_BYTES,    /* so many */
    TCP_MATCHING, /* a match of a pattern; all up to its end */
    TCP_ALL,      /* the peer's close; of UDP, the next datagram */
};

struct tcp_request {
    enum tcp_action action;
    enum tcp_goal goal; /* of a RECEIVE */
    nanos timeout;      /* 0: the client's timeout, for a connect its connect_timeout */

    /* CONNECT */
    const char *address; /* "host", "host:port", "[::1]:port", each with "tcp://" or without */
    uint16_t port;       /* where the address names none; 0: none */
    bool is_udp, is_tls;

    /* SEND: what; RECEIVE: the text of UNTIL, not empty, or of MATCHING's pattern */
    const char *bytes;
    size_t length;

    /* RECEIVE */
    size_t count;              /* BYTES */
    const struct regex *regex; /* MATCHING */
    size_t max;                /* bytes that are received at the most; 0: the client's max_body */
};

#endif
