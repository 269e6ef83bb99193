/* A socket with or without TLS, driven by a libev loop. tcp/ uses it. An HTTP/1.1 backend needs it too:
 * connection_alpn, connection_is_resumed and connection_session_free exist for that backend and are used only
 * by tests so far.
 *
 * The owner embeds a struct connection and opens it. The loop then calls the owner: `opened` once, when the
 * connection is open or has failed, and after that `ready`, when the owner can read or write. No function of
 * this header calls the owner: if an operation completes at once, its result says so.
 *
 * Bytes are read into one buffer that all connections of a hub share, so an open connection without TLS holds
 * no memory except its struct. A connection has no timeouts. The owner sets them, and closes it. */
#ifndef SWARM_NET_CONNECTION_CONNECTION_H
#define SWARM_NET_CONNECTION_CONNECTION_H

#include "runtime/base/clock.h"
#include "runtime/model/net_error.h"
#include "runtime/net/dns/socket_address.h"

#include <ev.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct client_settings;
struct connection;
struct connection_hub; /* what the connections of a reactor share */
struct ssl_session_st; /* OpenSSL's SSL_SESSION */
struct ssl_st;         /* OpenSSL's SSL */

#define CONNECTION_BUFFER ((size_t)64 << 10) /* maximum number of bytes per read */

enum connection_result {
    CONNECTION_DONE,
    CONNECTION_WAIT,   /* not yet: the loop calls the owner */
    CONNECTION_FAILED, /* connection->error says why; only connection_close is of use then */
};

/* What an owner waits for; bits. */
enum connection_event { CONNECTION_READ = 1, CONNECTION_WRITE = 2 };

struct connection_owner {
    /* The connection is open, or it failed and is closed; then connection->error isn't NET_OK. */
    void (*opened)(struct connection *connection);

    /* The connection can be read or written, or it has failed; the next read or write returns the error.
     * `events` are those bits of enum connection_event that connection_watch asked for and that have
     * occurred. */
    void (*ready)(struct connection *connection, unsigned events);
};

/* TLS as the client side. */
struct connection_tls {
    const struct client_settings *settings; /* verify, ca, cert and key. Connections with the same pointer
                                               share the loaded files. It must outlive the hub */
    const char *host;                       /* a name or an IP address, which the certificate must name if
                                               verify is on; a name also goes into the handshake (SNI) */
    const char *alpn;                       /* the protocol to offer ("http/1.1"), NULL: none */

    /* Where the owner keeps the TLS session of this server; NULL: nowhere. If *session isn't NULL, it is
     * resumed. Whenever the server sends a new session, it replaces *session, at any time until
     * connection_close. The owner frees it with connection_session_free. A resumed session isn't verified
     * again, so it must belong to the same settings and host. */
    struct ssl_session_st **session;
};

/* The peer of a connection. The owner keeps it unchanged until the connection is open, has failed or is
 * closed. */
struct connection_target {
    const struct socket_address *addresses; /* tried in this order until one accepts; at least one */
    size_t count;
    struct socket_address local;      /* local address, port 0; length 0: any */
    const struct connection_tls *tls; /* NULL: without TLS */
    bool is_udp;

    /* Set by the connection: */
    instant connected; /* when an address had accepted */
    instant secured;   /* when the TLS handshake ended */
    size_t tried;      /* number of addresses tried */
};

enum connection_state {
    CONNECTION_CLOSED,
    CONNECTION_CONNECTING,
    CONNECTION_HANDSHAKING,
    CONNECTION_OPEN,
};

/* The owner may read `state`, `error` and `reason`; the rest belongs to connection*.c. The members that each
 * read and write touch come first. */
struct connection {
    ev_io io; /* first */
    const struct connection_owner *owner;
    uint8_t state;  /* enum connection_state */
    uint8_t error;  /* enum net_error: why the last operation failed */
    uint8_t wanted; /* by the owner: bits of enum connection_event */
    uint8_t events; /* that the loop watches for; 0: none */
    uint8_t reads_on;
    uint8_t writes_on; /* the event that a read and a write wait for: TLS may need that of the other */
    bool is_udp;
    struct connection_hub *hub;
    struct ssl_st *ssl;               /* NULL: without TLS */
    struct connection_target *target; /* NULL once it is open */
    const char *reason;               /* of `error` of a handshake, in OpenSSL's words; static; NULL: none */
};

/* Creates the hub of all connections on `loop`, which must outlive it. All connections must be closed before
 * connection_hub_free. */
struct connection_hub *connection_hub_new(struct ev_loop *loop);
void connection_hub_free(struct connection_hub *hub);

/* Initializes a closed connection. It holds no resources. */
void connection_init(struct connection *connection, struct connection_hub *hub,
                     const struct connection_owner *owner);

/* Opens a closed connection: connects to the addresses in turn, then does the TLS handshake. If all addresses
 * fail, the error is that of the last one, except that an unreachable address doesn't replace the error of an
 * earlier one. DONE: it is open. WAIT: `opened` will be called. FAILED: it is closed. */
enum connection_result connection_open(struct connection *connection, struct connection_target *target);

/* Closes the socket. With TLS it sends close_notify first if that doesn't block. Does nothing if it is
 * closed. */
void connection_close(struct connection *connection);

/* On an open connection: `ready` is called when one of these events (bits; 0: none) occurs. */
void connection_watch(struct connection *connection, unsigned events);

/* A multiple of this many bytes may be all that a read returns though the socket has more: a record of TLS
 * has at most as many (RFC 8446 section 5.1). */
#define CONNECTION_PIECE ((size_t)16 << 10)

/* Reads once, at most CONNECTION_BUFFER bytes, or one UDP datagram. DONE: *bytes points into the buffer of
 * the hub, and is valid until the next read from any connection of the hub. FAILED with NET_ERROR_ENDED: the
 * peer has closed the connection, and everything it sent has been read. */
enum connection_result connection_read(struct connection *connection, const char **bytes, size_t *length);

/* Whether the next read would return bytes or fail. With TLS it may also return WAIT: the socket has only a
 * part of a record, or one without data. */
bool connection_has_more(const struct connection *connection);

/* Writes `length` bytes, of which *written have already been written, and adds to *written. After WAIT the
 * owner waits for CONNECTION_WRITE and calls it again with the same arguments; the bytes must stay valid
 * until DONE or FAILED. With UDP the bytes are one datagram. After a failure, bytes that the peer sent before
 * can still be read. */
enum connection_result connection_write(struct connection *connection, const char *bytes, size_t length,
                                        size_t *written);

/* The protocol that the server selected with ALPN. False: none. */
bool connection_alpn(const struct connection *connection, const char **name, size_t *length);

/* Whether the handshake resumed the session that the owner had kept. */
bool connection_is_resumed(const struct connection *connection);

void connection_session_free(struct ssl_session_st *session); /* NULL is allowed */

#endif
