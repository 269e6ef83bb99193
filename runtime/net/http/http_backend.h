/* The interface of HTTP backends. A backend speaks HTTP over connections that it keeps for each user.
 * session.h does everything that must be the same with every backend: redirects, cookies, Basic and Bearer
 * authentication, host names, time limits, the Content-Encoding of bodies, texts of failures.
 *
 * An exchange is one request and its response. A user has one at a time. Everything here belongs to one
 * thread and its loop. */
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

/* The addresses of a host: the server of a URL, or the proxy of the client. */
struct http_addresses {
    const char *host; /* not NUL-terminated */
    size_t host_length;
    uint16_t port;
    struct socket_address *list; /* in the order in which to try them */
    size_t count;    /* 0: the host is an address or a unix socket, or the backend has to resolve it */
    uint32_t serial; /* changes whenever another member changes */
};

/* The state of a user for all of its exchanges. */
struct http_exchange {
    /* Constant for the user. */
    const struct client_settings *settings;
    uint32_t number; /* number of earlier users: users take local addresses in turn */

    /* The request. `request` and `addresses` are valid until the exchange is over, the two texts only during
     * `start`. These two replace headers of the request with the same names. */
    const struct http_request *request;
    const struct http_addresses *addresses;
    const char *cookie;        /* the value of the Cookie header; NULL: none */
    const char *authorization; /* the value of the Authorization header; NULL: none */

    /* The response, filled in by the backend. Its values (peer, certificate) are borrowed from the backend.
     * The certificate is a map: `subject` and `issuer` as in RFC 2253, and `expires` in seconds since 1970.
     * In the draft it sets the end, error, status, headers (which point into the buffer), connect, tls,
     * first_byte and reused, and adds to the bytes sent and received. The session sets the rest: start, dns,
     * url, redirects. */
    struct http_response draft;
    struct buffer headers; /* header lines of the last response as received */
    struct buffer body;    /* without Transfer-Encoding, with Content-Encoding */

    void *connections; /* for the backend; NULL before the first start and after `close` */
};

/* Callbacks of a backend. */
struct http_backend_events {
    /* The exchange is over and its draft is complete. Called from the loop or from `turn`, never before
     * `start` has returned. It may start the next exchange. */
    void (*ended)(struct http_exchange *exchange);

    /* exchange->headers belong to a response after which another one follows in the same exchange, as with
     * DIGEST. */
    void (*followed)(struct http_exchange *exchange);
};

struct http_backend {
    void *context; /* the first argument of each function below */

    /* Starts the exchange. Returns NET_OK, or an error: then the exchange is over, and `ended` isn't called
     * for it. Sets no time limit. */
    enum net_error (*start)(void *context, struct http_exchange *exchange);

    /* Cancels an exchange that was started. `ended` isn't called. The draft contains what was received until
     * then. */
    void (*cancel)(void *context, struct http_exchange *exchange);

    /* Whether an exchange that was started has a connection for its request. */
    bool (*is_connected)(void *context, const struct http_exchange *exchange);

    /* Closes the connections of the user and frees the state that the backend keeps for it. No exchange may
     * be in progress. */
    void (*close)(void *context, struct http_exchange *exchange);

    /* Called in each turn of the loop, just before it waits. */
    void (*turn)(void *context);

    /* Whether `turn` has more to do, so the loop must not wait. */
    bool (*is_busy)(const void *context);

    /* Sets the watcher for users whose first exchange starts from now on. */
    void (*watch)(void *context, http_watcher *watcher, void *watcher_context);

    /* Frees the backend. The connections of all users must be closed. */
    void (*free)(void *context);
};

#endif
