/* A user's connection as the tcp*.c of this folder see it: tcp.c begins and ends what is done with it,
 * tcp_connect.c opens it, tcp_stream.c moves bytes, tcp_receive.c decides when enough have come, tcp_inbox.c
 * keeps those that came early. */
#ifndef SWARM_NET_TCP_TCP_STATE_H
#define SWARM_NET_TCP_TCP_STATE_H

#include "runtime/base/buffer.h"
#include "runtime/base/ring.h"
#include "runtime/net/connection/connection.h"
#include "runtime/net/tcp/tcp.h"

#include <ev.h>

struct tcp_opening;

struct tcp_hub {
    struct ev_loop *loop;
    struct connection_hub *connections; /* owned */
    struct resolver *resolver;
    tcp_done *done;
    tcp_soon *soon; /* or NULL */
    void *context;
    struct ring flight; /* users with a request, the oldest first */
    size_t in_flight;
    struct tcp_response *spare; /* see tcp_response_new */
};

/* The request that is being done. */
struct tcp_current {
    const struct tcp_request *request; /* NULL: none */
    uint64_t ticket;
    instant start, deadline;
    size_t sent; /* of a send's bytes */
    struct ring flight;
    struct tcp_response *response; /* of a request that was done while is_called */
    bool is_called;                /* tcp_exchange is on the stack: the response goes out by it */
};

/* Bytes that have come and haven't been received. They lie in the buffer of the connections until
 * tcp_inbox_keep copies them. */
struct tcp_inbox {
    const char *bytes;
    size_t length;
    size_t searched; /* bytes of it in which a receive's text can't begin */
    bool is_borrowed;
    struct buffer kept; /* its memory, unless is_borrowed */
};

/* What each request touches comes first and lies together: with thousands of users every line of it is a
 * cache miss. */
struct tcp {
    struct connection connection; /* first */
    void *owner;
    struct tcp_hub *hub;
    struct tcp_current current;
    struct tcp_inbox inbox;
    const struct client_settings *settings;
    uint8_t closed_by; /* enum net_error: why it isn't open, of one that isn't */
    bool is_udp;
    bool all_received;           /* of what had come until it was closed */
    uint32_t number;             /* how many there were before */
    instant alarm_at;            /* INSTANT_NEVER while it isn't set */
    ev_timer alarm;              /* set once, looks after the request of the moment when it fires */
    struct tcp_opening *opening; /* of a connect; NULL: none is under way; owned */
};

static inline bool tcp_is_open(const struct tcp *tcp)
{
    return tcp->connection.state == CONNECTION_OPEN;
}

static inline bool tcp_is_doing(const struct tcp *tcp, enum tcp_action action)
{
    return tcp->current.request && tcp->current.request->action == action;
}

/* ---- tcp.c ---- */

/* Ends the request, well or with an error. */
void tcp_finish(struct tcp *tcp, enum net_error error);

/* The same of a connect, with the times of its phases. */
void tcp_finish_connected(struct tcp *tcp, nanos dns, nanos connect, nanos tls);

/* The same of a receive: what was received is the first `length` bytes of the inbox, of which `taken` are
 * removed. */
void tcp_finish_received(struct tcp *tcp, size_t length, size_t taken);

/* Closes the connection; what is in the inbox stays. */
void tcp_close(struct tcp *tcp, enum net_error why);

/* Closes it and fails the request, if there is one. */
void tcp_break(struct tcp *tcp, enum net_error why);

/* ---- tcp_connect.c ---- */

/* Connects to the request's address. The request is finished when the connection is open or can't be. */
void tcp_connect_begin(struct tcp *tcp);

/* The connection was opened, or failed. */
void tcp_connect_end(struct tcp *tcp);

/* Whether it waits for the addresses of a name; of `name`, unless that is NULL. */
bool tcp_is_resolving(const struct tcp *tcp, const struct resolved_name *name);

/* The name that it waited for is known. */
void tcp_connect_resolved(struct tcp *tcp);

/* Frees tcp->opening. */
void tcp_opening_free(struct tcp *tcp);

/* ---- tcp_stream.c ---- */

/* While it is open: it can be read or written; bits of enum connection_event. */
void tcp_stream_ready(struct tcp *tcp, unsigned events);

/* Sends what is left of the request; finishes it when everything has gone. */
void tcp_stream_send(struct tcp *tcp);

/* Watches for what is needed now: for bytes while there is room, for room while bytes are to be sent. */
void tcp_stream_watch(struct tcp *tcp);

/* ---- tcp_receive.c ---- */

/* Finishes the request, a receive, if the inbox has enough for it, or too much, or if nothing more can come;
 * else keeps the inbox. `is_all`: nothing more can be read at once. */
void tcp_receive_try(struct tcp *tcp, bool is_all);

/* ---- tcp_inbox.c ---- */

/* Bytes that were read have come; they are borrowed if the inbox was empty. */
void tcp_inbox_add(struct tcp_inbox *inbox, const char *bytes, size_t length);

/* Copies what is borrowed. Most bytes are received at once, straight from the buffer of the connections; this
 * is for the rest, before anything else is read. */
void tcp_inbox_keep(struct tcp_inbox *inbox);

/* Removes the first bytes. */
void tcp_inbox_take(struct tcp_inbox *inbox, size_t length);

/* Removes all bytes and frees the memory. */
void tcp_inbox_clear(struct tcp_inbox *inbox);

#endif
