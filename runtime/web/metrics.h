/* A run's numbers for Prometheus, while it goes on: GET /metrics. */
#ifndef SWARM_WEB_METRICS_H
#define SWARM_WEB_METRICS_H

#include "runtime/base/buffer.h"

#include <stdint.h>

struct engine;
struct web_server;

/* Serves the engine's numbers, as fresh as the last whole second, until it has run; both as web_server_new.
 * The server is freed before the engine. */
struct web_server *metrics_serve(struct engine *engine, const char *host, uint16_t port, struct buffer *why);

#endif
