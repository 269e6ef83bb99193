/* What a user does next with its one connection of TCP or UDP. Plain data. All pointers are borrowed until
 * the request is done or canceled. */
#ifndef SWARM_MODEL_TCP_REQUEST_H
#define SWARM_MODEL_TCP_REQUEST_H

#include "runtime/base/clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct regex;

enum tcp_action { TCP_CONNECT, TCP_SEND, TCP_RECEIVE, TCP_DISCONNECT };

#define TCP_RECEIVE_MOST ((size_t)64 << 20) /* bytes: what a string may hold */

/* What a receive waits for. */
enum tcp_goal {
    TCP_UNTIL,    /* a text, which isn't part of what was received */
    TCP_BYTES,    /* a number of bytes */
    TCP_MATCHING, /* a match of a pattern; everything up to its end is received */
    TCP_ALL,      /* the peer's close; of UDP, the next datagram */
};

struct tcp_request {
    enum tcp_action action;
    enum tcp_goal goal; /* of a RECEIVE */
    nanos timeout;      /* 0: the client's timeout, for a connect its connect_timeout */

    /* CONNECT */
    const char *address; /* "host", "host:port", "[::1]:port", each with "tcp://" or without */
    uint16_t port;       /* used if the address names none; 0: none */
    bool is_udp, is_tls;

    /* SEND: what to send. RECEIVE: the text of UNTIL, not empty, or of MATCHING's pattern. */
    const char *bytes;
    size_t length;

    /* RECEIVE */
    size_t count;              /* BYTES */
    const struct regex *regex; /* MATCHING */
    size_t max;                /* bytes that are received at most; 0: the client's max_body */
};

#endif
