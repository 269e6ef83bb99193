/* The internals of a connection, for the connection*.c files: connection.c opens, reads, writes and closes;
 * connection_tls.c does the same with TLS. */
#ifndef SWARM_NET_CONNECTION_CONNECTION_STATE_H
#define SWARM_NET_CONNECTION_CONNECTION_STATE_H

#include "runtime/net/connection/connection.h"

#include <sys/types.h>

struct connection_context;

struct connection_hub {
    struct ev_loop *loop;
    struct connection_context *contexts; /* one for each client_settings; owned */
    char buffer[CONNECTION_BUFFER];
};

/* Watches the socket for the events (bits of EV_READ and EV_WRITE; 0: none). */
void connection_watch_socket(struct connection *connection, unsigned events);

/* ---- connection_tls.c ---- */

/* Prepares the connected socket for the handshake. */
enum net_error connection_tls_begin(struct connection *connection);

/* Continues the handshake. WAIT: the socket is watched. FAILED: connection->error is set. */
enum connection_result connection_tls_shake(struct connection *connection);

/* DONE: *count bytes were read or written, at least one. */
enum connection_result connection_tls_read(struct connection *connection, char *bytes, size_t room,
                                           size_t *count);
enum connection_result connection_tls_write(struct connection *connection, const char *bytes, size_t length,
                                            size_t *count);

/* Whether decrypted bytes haven't been read yet. */
bool connection_tls_has_pending(const struct connection *connection);

/* Sends close_notify if that doesn't block, and frees connection->ssl. */
void connection_tls_end(struct connection *connection);

void connection_tls_contexts_free(struct connection_hub *hub);

#endif
