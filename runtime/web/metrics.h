/* The numbers of runs for Prometheus: GET /metrics. */
#ifndef SWARM_WEB_METRICS_H
#define SWARM_WEB_METRICS_H

#include "runtime/base/buffer.h"

#include <stdint.h>

struct control;
struct web_answer;
struct web_server;

/* The numbers of the current run, at most a second old, or of the last one; the workers now. */
void metrics_answer(const struct control *control, struct web_answer *answer);

/* Serves them on a port of their own, for --metrics-port; host, port and `why` as in web_server_new. The
 * server uses control's loop, and is freed before control. */
struct web_server *metrics_serve(struct control *control, const char *host, uint16_t port,
                                 struct buffer *why);

#endif
