/* Resolves each host name once for all users of the process. Thousands of users may start with the same name
 * in the same second, and libcurl would start a thread for each of them.
 *
 * The process has one cache (name_cache.h). A few helper threads look names up; they exist only while there
 * is work for them, and a reactor never waits for one. Each reactor reads its own copy (struct resolver), so
 * a request takes no lock. A name is looked up again after 60 s; the old addresses are used until the new
 * ones are known. A failure is kept for 5 s. */
#ifndef SWARM_NET_DNS_RESOLVER_H
#define SWARM_NET_DNS_RESOLVER_H

#include "runtime/base/clock.h"
#include "runtime/net/dns/socket_address.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ev_loop;
struct resolver;

enum resolve_state { RESOLVE_PENDING, RESOLVE_DONE, RESOLVE_FAILED };

struct resolved_name {
    enum resolve_state state;
    uint32_t generation;              /* changes whenever the addresses change */
    size_t count;                     /* 0 unless DONE */
    struct socket_address *addresses; /* port 0, the preferred first (RFC 6724) */
    instant stale;                    /* from then on resolver_find looks it up again */
};

/* Called from the loop when a pending look-up has succeeded or failed. */
typedef void resolver_done(void *context, const struct resolved_name *name);

struct resolver *resolver_new(struct ev_loop *loop, resolver_done *done, void *context);
void resolver_free(struct resolver *resolver);

/* Returns the current state of the name. Starts a look-up if it is new or stale. Never blocks. The result
 * belongs to the resolver and stays at the same address as long as the resolver exists. */
const struct resolved_name *resolver_find(struct resolver *resolver, const char *host, size_t length);

/* Starts a look-up if the name is stale. */
void resolver_touch(const struct resolved_name *name);

/* The address to try after `index` others; `index` is below name->count. Users begin with different addresses
 * of the preferred family, depending on `turn`. For all users the preferred family comes first. */
const struct socket_address *resolved_address(const struct resolved_name *name, size_t index, uint32_t turn);

/* Whether the host is an IPv4 or IPv6 address and needs no look-up. */
bool host_is_numeric(const char *host, size_t length);

#endif
