/* The next action of a user on its TCP or UDP connection. Plain data. All pointers are borrowed until the
 * request is complete or canceled. */
#ifndef SWARM_MODEL_TCP_REQUEST_H
#define SWARM_MODEL_TCP_REQUEST_H

#include "runtime/base/clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct regex;

enum tcp_action { TCP_CONNECT, TCP_SEND, TCP_RECEIVE, TCP_DISCONNECT };

#define TCP_RECEIVE_MOST ((size_t)64 << 20) /* bytes: the maximum length of a string */

/* When a receive is complete. */
enum tcp_goal {
    TCP_UNTIL,    /* a delimiter arrived; it isn't part of the result */
    TCP_BYTES,    /* a number of bytes arrived */
    TCP_MATCHING, /* a pattern matches; the result ends with the match */
    TCP_ALL,      /* the peer closed the connection; UDP: a datagram arrived */
};

struct tcp_request {
    enum tcp_action action;
    enum tcp_goal goal; /* of a RECEIVE */
    nanos timeout;      /* 0: `timeout` of the client settings, or connect_timeout for CONNECT */

    /* CONNECT */
    const char *address; /* "host", "host:port", "[::1]:port", with or without "tcp://" */
    uint16_t port;       /* used if the address has none; 0: none */
    bool is_udp, is_tls;

    /* SEND: the bytes to send. RECEIVE: the delimiter of UNTIL, not empty, or the text of the pattern of
     * MATCHING. */
    const char *bytes;
    size_t length;

    /* RECEIVE */
    size_t count;              /* BYTES */
    const struct regex *regex; /* MATCHING */
    size_t max;                /* maximum number of bytes; 0: max_body of the client settings */
};

#endif
