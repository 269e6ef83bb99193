/* The connection of a user, for the tcp*.c files of this folder: tcp.c starts and ends actions, tcp_connect.c
 * opens the connection, tcp_stream.c reads and writes, tcp_receive.c decides when a receive is complete,
 * tcp_inbox.c keeps bytes that arrived early. */
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

/* The current request. */
struct tcp_current {
    const struct tcp_request *request; /* NULL: none */
    uint64_t ticket;
    instant start, deadline;
    size_t sent; /* bytes of a SEND that were sent */
    struct ring flight;
    struct tcp_response *response; /* of a request that completed while is_called */
    bool is_called;                /* tcp_act is on the stack: it returns the response */
};

/* Bytes that have arrived and haven't been received. They are in the buffer of the connections until
 * tcp_inbox_keep copies them. */
struct tcp_inbox {
    const char *bytes;
    size_t length;
    size_t searched; /* bytes that have been searched: the text of the receive can't begin there, and a
                        pattern doesn't match them */
    bool is_borrowed;
    struct buffer kept; /* its memory, unless is_borrowed */
};

/* The members that each request uses come first and are adjacent: with thousands of users each cache line of
 * them is a cache miss. */
struct tcp {
    struct connection connection; /* first */
    void *owner;
    struct tcp_hub *hub;
    struct tcp_current current;
    struct tcp_inbox inbox;
    const struct client_settings *settings;
    uint8_t closed_by; /* enum net_error: why it isn't open */
    bool is_udp;
    bool all_received;           /* everything that had arrived before it was closed has been received */
    uint32_t number;             /* number of earlier connections */
    instant alarm_at;            /* INSTANT_NEVER while it isn't set */
    ev_timer alarm;              /* set once; when it fires, it checks the current request */
    struct tcp_opening *opening; /* of a CONNECT; NULL: none is in progress; owned */
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

/* Ends the request, successfully or with an error. */
void tcp_finish(struct tcp *tcp, enum net_error error);

/* The same for a CONNECT, with the times of its phases. */
void tcp_finish_connected(struct tcp *tcp, nanos dns, nanos connect, nanos tls);

/* The same for a RECEIVE: the result is the first `length` bytes of the inbox, of which `taken` are removed.
 */
void tcp_finish_received(struct tcp *tcp, size_t length, size_t taken);

/* Closes the connection. The inbox keeps its bytes. */
void tcp_close(struct tcp *tcp, enum net_error why);

/* Closes the connection. If there is a request, it fails. */
void tcp_break(struct tcp *tcp, enum net_error why);

/* ---- tcp_connect.c ---- */

/* Connects to the address of the request. The request ends when the connection is open or has failed. */
void tcp_connect_begin(struct tcp *tcp);

/* The connection is open, or has failed. */
void tcp_connect_end(struct tcp *tcp);

/* Whether it waits for the addresses of `name`, or of any name if that is NULL. */
bool tcp_is_resolving(const struct tcp *tcp, const struct resolved_name *name);

/* The name is resolved. */
void tcp_connect_resolved(struct tcp *tcp);

/* Frees tcp->opening. */
void tcp_opening_free(struct tcp *tcp);

/* ---- tcp_stream.c ---- */

/* The open connection can be read or written; `events` are bits of enum connection_event. */
void tcp_stream_ready(struct tcp *tcp, unsigned events);

/* Sends the rest of the request. Ends the request when everything has been sent. */
void tcp_stream_send(struct tcp *tcp);

/* Watches for the events needed now: read while there is room, write while bytes remain to be sent. */
void tcp_stream_watch(struct tcp *tcp);

/* ---- tcp_receive.c ---- */

/* Ends the request, a RECEIVE, if the inbox has enough for it, or too much, or if nothing more can arrive.
 * Otherwise keeps the inbox. `is_all`: nothing more can be read at once. */
void tcp_receive_try(struct tcp *tcp, bool is_all);

/* ---- tcp_inbox.c ---- */

/* Adds bytes that were read. If the inbox was empty, they are borrowed. */
void tcp_inbox_add(struct tcp_inbox *inbox, const char *bytes, size_t length);

/* Copies borrowed bytes. Most bytes are received at once, directly from the buffer of the connections; this
 * copies the rest before the next read. */
void tcp_inbox_keep(struct tcp_inbox *inbox);

/* Removes the first bytes. */
void tcp_inbox_take(struct tcp_inbox *inbox, size_t length);

/* Removes all bytes and frees the memory. */
void tcp_inbox_clear(struct tcp_inbox *inbox);

#endif
