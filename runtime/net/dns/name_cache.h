/* The cache of host names of the process, and the helper threads that look them up. Private to resolver.c.
 * All functions may be called from any thread. */
#ifndef SWARM_NET_DNS_NAME_CACHE_H
#define SWARM_NET_DNS_NAME_CACHE_H

#include "runtime/net/dns/resolver.h"

#include <stdbool.h>
#include <stddef.h>

/* Somebody to notify when the cache has changed. */
struct name_cache_listener {
    void (*notify)(void *context); /* called from a helper thread that holds the lock: may only signal */
    void *context;
    struct name_cache_listener *next;
};

void name_cache_listen(struct name_cache_listener *listener);

/* The listener isn't called any more. When the last one has gone, the cache is cleared. */
void name_cache_unlisten(struct name_cache_listener *listener);

/* Copies what the cache knows of `host` to `name`, which the caller owns. Starts a look-up if the host is
 * unknown or stale at `now`. Returns whether `name` has changed. */
bool name_cache_update(const char *host, size_t length, instant now, struct resolved_name *name);

/* Frees the addresses. */
void resolved_name_clear(struct resolved_name *name);

#endif
