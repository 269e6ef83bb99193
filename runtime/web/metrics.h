/* The numbers of runs for Prometheus: GET /metrics. */
#ifndef SWARM_WEB_METRICS_H
#define SWARM_WEB_METRICS_H

#include "runtime/base/buffer.h"

#include <stdint.h>

struct control;
struct web_server;

/* Serves the numbers of the run that goes on, as fresh as the last whole second, or of the last one; host,
 * port and `why` as in web_server_new. The server hangs on control's loop, outlives runs and is freed before
 * control.
 */
struct web_server *metrics_serve(struct control *control, const char *host, uint16_t port,
                                 struct buffer *why);

#endif
