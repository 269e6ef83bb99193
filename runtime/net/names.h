/* What the process knows of host names, and the helper threads that find out. For resolve.c. All functions
 * are safe from any thread. */
#ifndef SWARM_NET_NAMES_H
#define SWARM_NET_NAMES_H

#include "runtime/net/resolve.h"

#include <stdbool.h>
#include <stddef.h>

/* Who wants to hear that something was found out. */
struct names_listener {
    void (*notify)(void *context); /* called from a helper thread, with names locked: may only signal */
    void *context;
    struct names_listener *next;
};

void names_listen(struct names_listener *listener);

/* After this the listener isn't called any more. With the last listener gone, all names are forgotten. */
void names_unlisten(struct names_listener *listener);

/* Brings `name` (owned by the caller) up to what is known of `host`: true when it changed. Where nothing is
 * known, or only what is stale at `now`, a look-up is under way afterwards. */
bool names_update(const char *host, size_t length, instant now, struct resolved_name *name);

/* Frees the addresses. */
void resolved_name_clear(struct resolved_name *name);

#endif
