/* Delays connections of libmicrohttpd without blocking a thread.
 *
 * A handler suspends its connection here. One thread resumes each connection when it is due, and
 * libmicrohttpd calls the handler again. libmicrohttpd owns the connections. All functions may be called from
 * any thread. */
#ifndef SWARM_TARGET_DELAYS_H
#define SWARM_TARGET_DELAYS_H

#include "runtime/base/clock.h"

#include <stdbool.h>

struct MHD_Connection;
struct delays;

/* NULL: no thread can be created. */
struct delays *delays_start(void);

/* Suspends the connection until `due`. Only handlers of libmicrohttpd may call it. False after delays_stop:
 * the connection isn't suspended, and the handler responds at once. */
bool delays_suspend(struct delays *delays, struct MHD_Connection *connection, instant due);

/* Resumes all waiting connections and accepts no new ones. Must be called before MHD_stop_daemon, which must
 * not find a suspended connection. */
void delays_stop(struct delays *delays);

/* Must be called after MHD_stop_daemon. */
void delays_free(struct delays *delays);

#endif
