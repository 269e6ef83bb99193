/* Names resolved once for all: thousands of users may start on one name in the same second, and libcurl would
 * ask for each of them in a thread of its own.
 *
 * What is known of names is kept once in the process. Look-ups run in a few helper threads, which exist only
 * while there is something to look up; a reactor's loop never waits for one. Each reactor reads its own copy
 * (struct resolver), so that no lock is on the way of a request. A name is looked up again after a minute,
 * and the old addresses serve until the new ones are there; a failure holds for some seconds. */
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
    uint32_t generation;              /* another number whenever the addresses are others */
    size_t count;                     /* 0 unless DONE */
    struct socket_address *addresses; /* port 0, the preferred first (RFC 6724) */
    instant stale;                    /* from then on resolver_find has it looked up again */
};

/* Called from the loop when a name that was pending is known, one way or the other. */
typedef void resolver_done(void *context, const struct resolved_name *name);

struct resolver *resolver_new(struct ev_loop *loop, resolver_done *done, void *context);
void resolver_free(struct resolver *resolver);

/* What is known of the name, which the resolver owns and keeps at the same place while it lives. Has it
 * looked up where it is new or stale; never blocks. */
const struct resolved_name *resolver_find(struct resolver *resolver, const char *host, size_t length);

/* The same for a name that was found before: a comparison while it is fresh. */
void resolver_touch(const struct resolved_name *name);

/* The address to try after `index` others, below name->count. Users, each with a `turn` of its own, begin
 * with different addresses of the preferred family; the preferred family comes first for all. */
const struct socket_address *resolved_address(const struct resolved_name *name, size_t index, uint32_t turn);

/* Whether the host is an IPv4 or IPv6 address and needs no look-up. */
bool host_is_numeric(const char *host, size_t length);

#endif
