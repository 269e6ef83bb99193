/* Where a session's requests go: which host has to be resolved, and to which addresses. */
#ifndef SWARM_NET_HTTP_ROUTE_H
#define SWARM_NET_HTTP_ROUTE_H

#include "runtime/model/client_settings.h"
#include "runtime/net/dns/resolver.h"
#include "runtime/net/http/http_backend.h"

#include <stddef.h>
#include <stdint.h>

/* The route of the last request, so that the next one to the same server needs no look-up. Zero bytes are the
 * route of a session without any. */
struct route {
    char *server; /* the URL's beginning, "http://host:port"; owned */
    size_t server_length;
    const struct resolved_name *name; /* the resolver's; NULL: nothing to resolve */
    uint32_t generation;              /* of the name's addresses in `addresses` */
    struct http_addresses addresses;  /* the list is owned, the host points into `server` */
};

enum route_state {
    ROUTE_READY,
    ROUTE_WAITING, /* for route->name */
    ROUTE_FAILED,  /* the name has no address */
    ROUTE_INVALID, /* the URL is none */
};

/* Finds the route to `url`, or to the proxy of `settings` if it names one. When READY, route->addresses says
 * where to connect to. `number` is the session's: users take the addresses of a name in turn. */
enum route_state route_find(struct route *route, struct resolver *resolver,
                            const struct client_settings *settings, const char *url, uint32_t number);

void route_free(struct route *route);

#endif
