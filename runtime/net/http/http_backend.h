/* The seam to HTTP backends. A backend speaks HTTP over connections that it keeps for each user; above it
 * stands everything that must be the same whichever backend serves: redirects, cookies, Basic and Bearer
 * authentication, host names, time limits, texts of failures (session.h).
 *
 * An exchange is one request and its answer. A user has one at a time. Everything here belongs to one thread
 * and its loop.
 *
 * The backend undoes the Content-Encoding of bodies, because libcurl does it while it receives. A backend
 * without a decoder of its own will share one from this folder. */
#ifndef SWARM_NET_HTTP_HTTP_BACKEND_H
#define SWARM_NET_HTTP_HTTP_BACKEND_H

#include "runtime/base/buffer.h"
#include "runtime/model/client_settings.h"
#include "runtime/model/http_request.h"
#include "runtime/model/http_response.h"
#include "runtime/net/dns/socket_address.h"
#include "runtime/net/http/http_wire.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where a host is reached: the server of a URL, or the proxy of the client. */
struct http_addresses {
    const char *host; /* not terminated */
    size_t host_length;
    uint16_t port;
    struct socket_address *list; /* in the order in which to try them */
    size_t count;    /* 0: the host is an address or a unix socket, or the backend has to find it */
    uint32_t serial; /* another number whenever any of this has changed */
};

/* One for each user, for all of its exchanges. */
struct http_exchange {
    /* The user's; they never change. */
    const struct client_settings *settings;
    uint32_t number; /* how many users there were before: they take local addresses in turn */

    /* What to send. `request` and `addresses` are valid until the exchange is over, the two texts during
     * `start` only. Headers of the request with the same names as these two are replaced by them. */
    const struct http_request *request;
    const struct http_addresses *addresses;
    const char *cookie;        /* the value of the Cookie header; NULL: none */
    const char *authorization; /* the value of the Authorization header; NULL: none */

    /* What came back, filled by the backend. Of the draft it sets the end, error, status, headers (which
     * refer to the buffer), connect, tls, first_byte and reused, and adds to the bytes sent and received. */
    struct http_response draft;
    struct buffer headers; /* the last response's header lines as received */
    struct buffer body;    /* decoded */

    void *connections; /* the backend's; NULL before the first start and after `close` */
};

/* Whom a backend tells. */
struct http_backend_events {
    /* The exchange is over and its draft is complete. Called from the loop or from `turn`, never before
     * `start` has returned. It may start the next exchange. */
    void (*ended)(struct http_exchange *exchange);

    /* exchange->headers are those of an answer that another one follows in the same exchange, as with
     * DIGEST. */
    void (*followed)(struct http_exchange *exchange);
};

struct http_backend {
    void *context; /* the first argument below */

    /* Starts the exchange. Returns NET_OK, or why it can't: then the exchange is over, and `ended` isn't
     * called for it. Sets no time limit. */
    enum net_error (*start)(void *context, struct http_exchange *exchange);

    /* Ends an exchange that was started. `ended` isn't called. The draft holds what had come until then. */
    void (*cancel)(void *context, struct http_exchange *exchange);

    /* Whether an exchange that was started has a connection on which its request can go out. */
    bool (*is_connected)(void *context, const struct http_exchange *exchange);

    /* Closes the user's connections and frees what the backend keeps of it. No exchange may be under way. */
    void (*close)(void *context, struct http_exchange *exchange);

    /* Called in each turn of the loop, just before it waits. */
    void (*turn)(void *context);

    /* Whether there is more to do for `turn`, so that the loop mustn't wait. */
    bool (*is_busy)(const void *context);

    /* Has the watcher called for users whose first exchange starts from now on. */
    void (*watch)(void *context, http_watcher *watcher, void *watcher_context);

    /* Frees the backend. All users' connections must have been closed. */
    void (*free)(void *context);
};

#endif
