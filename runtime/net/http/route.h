/* Where a session's requests go: which host has to be resolved, and what the engine is told of its
 * addresses. */
#ifndef SWARM_NET_HTTP_ROUTE_H
#define SWARM_NET_HTTP_ROUTE_H

#include "runtime/model/client_settings.h"
#include "runtime/net/dns/resolver.h"

#include <stddef.h>
#include <stdint.h>

/* The way of the last request, so that the next one to the same server needs no look-up. All-zero bytes are
 * that of a session without any. */
struct route {
    char *server; /* the URL's beginning, "http://host:port"; owned */
    size_t server_length;
    const struct resolved_name *name; /* the resolver's; NULL: nothing to resolve */
    uint32_t generation;              /* of the addresses that the engine was told last */
};

enum route_state {
    ROUTE_READY,
    ROUTE_WAITING, /* for route->name */
    ROUTE_FAILED,  /* the name has no address */
    ROUTE_INVALID, /* the URL is none */
};

/* Finds the way to `url`. When READY, *addresses becomes "host:port:address,…" where the engine has to hear
 * of it, for the caller to free, or NULL. `number` is the session's: users take the addresses in turn. */
enum route_state route_find(struct route *route, struct resolver *resolver,
                            const struct client_settings *settings, const char *url, uint32_t number,
                            char **addresses);

void route_free(struct route *route);

#endif
