/* Connections of libmicrohttpd that wait for their time without holding a thread.
 *
 * A handler suspends its connection here; one thread of its own resumes each when it is due, and
 * libmicrohttpd calls the handler again. The connections stay libmicrohttpd's. Safe from any thread. */
#ifndef SWARM_TARGET_DELAYS_H
#define SWARM_TARGET_DELAYS_H

#include "runtime/base/clock.h"

#include <stdbool.h>

struct MHD_Connection;
struct delays;

/* NULL when no thread can be had. */
struct delays *delays_start(void);

/* Suspends the connection until `due`; only from within libmicrohttpd's handlers. False after delays_stop:
 * nothing is suspended then, and the handler answers at once. */
bool delays_suspend(struct delays *delays, struct MHD_Connection *connection, instant due);

/* Resumes all waiting connections and accepts no new ones. Comes before MHD_stop_daemon, which must not find
 * a suspended connection. */
void delays_stop(struct delays *delays);

/* After MHD_stop_daemon. */
void delays_free(struct delays *delays);

#endif
