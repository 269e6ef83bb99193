/* Watches what is sent and received, for `swarm try`. */
#ifndef SWARM_NET_HTTP_HTTP_WIRE_H
#define SWARM_NET_HTTP_HTTP_WIRE_H

#include <stddef.h>

enum http_wire {
    HTTP_WIRE_SENT,     /* the head of a request: request line, headers, empty line; also after a redirect */
    HTTP_WIRE_RECEIVED, /* a line of the head of each response */
};

/* Called while a request is in flight. `bytes` are valid during the call. */
typedef void http_watcher(void *context, enum http_wire kind, const char *bytes, size_t length);

#endif
