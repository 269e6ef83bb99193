/* A ZeroMQ socket on an event loop: the one of a worker (DEALER), which connects to a master, or that of a
 * master (ROUTER), which many workers connect to. A message is one frame.
 *
 * All functions and events run on the thread of the loop. libzmq has a thread of its own for the network. */
#ifndef SWARM_CLUSTER_WIRE_NODE_SOCKET_H
#define SWARM_CLUSTER_WIRE_NODE_SOCKET_H

#include "runtime/base/buffer.h"
#include "runtime/cluster/wire/cluster_key.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ev_loop;
struct node_socket;

enum {
    NODE_FRAME_MOST = 16 << 20, /* bytes of a received frame; a peer that sends more is disconnected */
    NODE_ID_MOST = 255,         /* bytes of an identity, as in ZeroMQ */
};

/* What has happened to the connection of a worker; for a master, to one that couldn't be made: FOREIGN or
 * REJECTED. */
enum node_link {
    NODE_LINK_UP,       /* connected: frames can be sent */
    NODE_LINK_DOWN,     /* the connection ended, or the other side doesn't answer any more */
    NODE_LINK_REFUSED,  /* nobody listens there; it is tried again */
    NODE_LINK_FOREIGN,  /* what listens there doesn't speak ZeroMQ */
    NODE_LINK_REJECTED, /* the two sides don't have the same key */
};

/* Callbacks. None is called from within a function of this file. */
struct node_socket_events {
    void *context;
    /* A frame of one part. `id` is the identity of the sender for a master, and empty for a worker. Both are
     * valid during the call. */
    void (*received)(void *context, const char *id, size_t id_length, const char *bytes, size_t length);
    /* The state of a connection has changed. */
    void (*link)(void *context, enum node_link link);
};

struct node_address {
    const char *host; /* a name or an address; for a master an address of this machine, or "*" for all */
    uint16_t port;    /* for a master 0: any free one */
    const struct cluster_key *key; /* NULL or zero bytes: none */
};

/* Connects to a master in the background, again and again until it succeeds, and after each loss. `identity`
 * is the id of this node. NULL with the reason appended to `why`: the host isn't a name or an address, or
 * there are too few file descriptors. */
struct node_socket *node_socket_connect(struct ev_loop *loop, const struct node_address *address,
                                        const char *identity, const struct node_socket_events *events,
                                        struct buffer *why);

/* Listens for workers. NULL with the reason appended to `why`: "can't listen on 127.0.0.1 port 5557: Address
 * already in use". */
struct node_socket *node_socket_bind(struct ev_loop *loop, const struct node_address *address,
                                     const struct node_socket_events *events, struct buffer *why);

/* The port that a master listens on. */
uint16_t node_socket_port(const struct node_socket *socket);

/* Sends a frame without blocking: to the master (`id` is NULL), or to the worker with that identity. False:
 * nothing was sent, since there is no connection or its queue is full. A frame that was sent may still be
 * lost with the connection. */
bool node_socket_send(struct node_socket *socket, const char *id, const struct buffer *bytes);

/* Moves the socket of a worker to another loop, with other callbacks. Returns whether it is connected: the
 * new callbacks hear only of later changes. */
bool node_socket_move(struct node_socket *socket, struct ev_loop *loop,
                      const struct node_socket_events *events);

/* Closes the connection and connects again, with the same identity. For a worker. */
void node_socket_reconnect(struct node_socket *socket);

/* Closes the socket; waits at most two seconds until the last frames are sent. NULL is allowed. */
void node_socket_free(struct node_socket *socket);

#endif
