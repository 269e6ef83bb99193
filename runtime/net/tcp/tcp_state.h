/* A connection as the tcp*.c of this folder see it: tcp.c begins and ends what is done with it, tcp_connect.c
 * gets it open, tcp_stream.c moves bytes, tcp_receive.c says when enough have come, tcp_tls.c encrypts. */
#ifndef SWARM_NET_TCP_TCP_STATE_H
#define SWARM_NET_TCP_TCP_STATE_H

#include "runtime/base/buffer.h"
#include "runtime/base/ring.h"
#include "runtime/net/dns/resolver.h"
#include "runtime/net/tcp/tcp.h"
#include "runtime/text/host_port.h"

#include <ev.h>
#include <sys/types.h>

#define TCP_SCRATCH ((size_t)64 << 10)    /* bytes that are read at once */
#define TCP_KEPT_MOST ((size_t)256 << 10) /* bytes that are kept before they are asked for */

struct ssl_st;
struct tcp_tls_context;

struct tcp_hub {
    struct ev_loop *loop;
    struct resolver *resolver;
    transport_done *done;
    transport_soon *soon; /* or NULL */
    void *context;
    struct ring flight; /* connections with a request, the oldest first */
    size_t in_flight;
    struct tcp_response *spare;  /* see tcp_response_new */
    struct tcp_tls_context *tls; /* one for each kind of client that has asked for it; owned */
    char scratch[TCP_SCRATCH];
};

enum tcp_state {
    TCP_CLOSED, /* `why` says why */
    TCP_RESOLVING,
    TCP_CONNECTING,
    TCP_SHAKING, /* the TLS handshake */
    TCP_OPEN,
};

/* What each exchange touches comes first and lies together: with thousands of users every line of it is a
 * cache miss. */
struct tcp {
    ev_io io; /* first; its data is the hub */
    void *owner;
    const struct tcp_request *request; /* NULL: nothing is being done */
    struct tcp_hub *hub;
    uint64_t ticket;
    instant start, deadline;
    instant alarm_at; /* INSTANT_NEVER while it isn't set */
    struct ring flight;
    uint8_t state;     /* enum tcp_state */
    uint8_t why;       /* of CLOSED: enum net_error */
    bool all_received; /* of what had come until then */
    bool is_udp;
    bool is_called; /* tcp_exchange is on the stack: the answer goes out by it */
    uint8_t events; /* that the loop watches for, 0: none */
    uint8_t reads_on,
        writes_on; /* the event that a read and a write wait for: TLS may need that of the other */

    /* what has come and wasn't received yet: in `kept`, or in the hub's scratch until tcp_keep */
    const char *rest;
    size_t rest_length;
    size_t looked; /* bytes of it in which a receive's text can't begin */
    size_t sent;   /* of a send's bytes */
    const struct client_settings *settings;
    struct ssl_st *ssl;
    struct tcp_response *answer;
    struct buffer kept;
    ev_timer alarm; /* set once, looks after the request of the moment when it rings */

    /* connecting */
    uint32_t number;
    struct host_port address; /* points into the request */
    const struct resolved_name *name;
    size_t tried; /* of the name's addresses */
    nanos dns, connect, tls;
};

/* ---- tcp.c ---- */

/* Ends what is being done, well or with an error. */
void tcp_finish(struct tcp *tcp, enum net_error error);

/* The same, and what was received is the first `length` bytes of the rest; `taken` of them are gone. */
void tcp_finish_received(struct tcp *tcp, size_t length, size_t taken);

/* Closes the connection; the rest stays. */
void tcp_close(struct tcp *tcp, enum net_error why);

/* Closes it and fails what is being done, if anything is. */
void tcp_break(struct tcp *tcp, enum net_error why);

/* EV_READ, EV_WRITE, both or 0. */
void tcp_watch(struct tcp *tcp, int events);

/* What the number of the system's error means. */
enum net_error tcp_error_of(int number);

/* ---- tcp_connect.c ---- */

/* Sets out to tcp->request's address; the answer comes when it is open or can't be. */
void tcp_connect_begin(struct tcp *tcp);

/* The name is known now. */
void tcp_connect_resolved(struct tcp *tcp);

/* While it is CONNECTING or SHAKING: its socket can go on. */
void tcp_connect_ready(struct tcp *tcp);

/* ---- tcp_stream.c ---- */

/* While it is OPEN: its socket can be read or written. */
void tcp_stream_ready(struct tcp *tcp, int events);

/* Sends what is left of tcp->request; finishes it when all has gone. */
void tcp_stream_send(struct tcp *tcp);

/* Watches for what the state of things needs: bytes while there is room, room while bytes are to be sent. */
void tcp_stream_watch(struct tcp *tcp);

/* Most of what comes is received at once, straight from the hub's scratch. What isn't is kept, before
 * anything else may be read. */
void tcp_keep(struct tcp *tcp);

/* Of the rest, the first `taken` bytes are gone; or all. */
void tcp_rest_take(struct tcp *tcp, size_t taken);
void tcp_rest_forget(struct tcp *tcp);

/* ---- tcp_receive.c ---- */

/* Finishes tcp->request, a receive, if the rest suffices, is too much, or nothing more can come; else keeps
 * it. `is_all`: nothing more is to be had at once. */
void tcp_receive_look(struct tcp *tcp, bool is_all);

/* ---- tcp_tls.c ---- */

/* Gets the connected socket ready for the handshake. */
enum net_error tcp_tls_begin(struct tcp *tcp);

/* Goes on with it. False while it waits: tcp_watch was called. With true, *error is how it ended. */
bool tcp_tls_shake(struct tcp *tcp, enum net_error *error);

/* As recv and send: -1 with errno EAGAIN where it has to wait. */
ssize_t tcp_tls_read(struct tcp *tcp, char *bytes, size_t length);
ssize_t tcp_tls_write(struct tcp *tcp, const char *bytes, size_t length);

/* Whether there are bytes that were decrypted and not yet read. */
bool tcp_tls_has_pending(const struct tcp *tcp);

/* Says goodbye, as far as that doesn't block, and frees what there is. */
void tcp_tls_end(struct tcp *tcp);
void tcp_tls_contexts_free(struct tcp_hub *hub);

#endif
