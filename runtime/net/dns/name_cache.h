/* The cache of host names of the process, and the helper threads that look them up. For resolver.c only. All
 * functions may be called from any thread. */
#ifndef SWARM_NET_DNS_NAME_CACHE_H
#define SWARM_NET_DNS_NAME_CACHE_H

#include "runtime/net/dns/resolver.h"

#include <stdbool.h>
#include <stddef.h>

/* A callback for changes of the cache. */
struct name_cache_listener {
    void (*notify)(void *context); /* called from a helper thread that holds the lock; it may only send a
                                      signal to another thread */
    void *context;
    struct name_cache_listener *next;
};

void name_cache_listen(struct name_cache_listener *listener);

/* Removes a listener. When the last one is removed, the cache is cleared. */
void name_cache_unlisten(struct name_cache_listener *listener);

/* Copies the entry of `host` to `name`, which the caller owns. Starts a look-up if the host is unknown or
 * stale at `now`. Returns whether `name` has changed. */
bool name_cache_update(const char *host, size_t length, instant now, struct resolved_name *name);

/* Frees the addresses. */
void resolved_name_clear(struct resolved_name *name);

#endif
