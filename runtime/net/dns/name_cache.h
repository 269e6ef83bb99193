/* What the process knows of host names, and the helper threads that find out. For resolver.c. All functions
 * are safe from any thread. */
#ifndef SWARM_NET_DNS_NAME_CACHE_H
#define SWARM_NET_DNS_NAME_CACHE_H

#include "runtime/net/dns/resolver.h"

#include <stdbool.h>
#include <stddef.h>

/* Who wants to hear that something was found out. */
struct name_cache_listener {
    void (*notify)(void *context); /* called from a helper thread, with names locked: may only signal */
    void *context;
    struct name_cache_listener *next;
};

void name_cache_listen(struct name_cache_listener *listener);

/* After this the listener isn't called any more. With the last listener gone, all names are forgotten. */
void name_cache_unlisten(struct name_cache_listener *listener);

/* Brings `name` (owned by the caller) up to what is known of `host`: true when it changed. Where nothing is
 * known, or only what is stale at `now`, a look-up is under way afterwards. */
bool name_cache_update(const char *host, size_t length, instant now, struct resolved_name *name);

/* Frees the addresses. */
void resolved_name_clear(struct resolved_name *name);

#endif
