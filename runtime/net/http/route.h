/* Where the requests of a session go: which host has to be resolved, and its addresses. */
#ifndef SWARM_NET_HTTP_ROUTE_H
#define SWARM_NET_HTTP_ROUTE_H

#include "runtime/model/client_settings.h"
#include "runtime/net/dns/resolver.h"
#include "runtime/net/http/http_backend.h"

#include <stddef.h>
#include <stdint.h>

/* The route of the last request, so that the next one to the same server needs no look-up. Zero bytes: there
 * was no request yet. */
struct route {
    char *server; /* the beginning of the URL, "http://host:port"; owned */
    size_t server_length;
    const struct resolved_name *name; /* owned by the resolver; NULL: nothing to resolve */
    uint32_t generation;              /* generation of the name when `addresses` was filled */
    struct http_addresses addresses;  /* the list is owned; the host points into `server` */
};

enum route_state {
    ROUTE_READY,
    ROUTE_WAITING, /* waits for route->name */
    ROUTE_FAILED,  /* the name has no address */
    ROUTE_INVALID, /* the URL is invalid */
};

/* Finds the route to `url`, or to the proxy if `settings` has one. READY: route->addresses is filled in.
 * `number` is that of the session: users take the addresses of a name in turn. */
enum route_state route_find(struct route *route, struct resolver *resolver,
                            const struct client_settings *settings, const char *url, uint32_t number);

void route_free(struct route *route);

#endif
