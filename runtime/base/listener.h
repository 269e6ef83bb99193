/* The socket that a server listens on. */
#ifndef SWARM_BASE_LISTENER_H
#define SWARM_BASE_LISTENER_H

#include "runtime/base/buffer.h"

#include <stdint.h>

/* Opens a non-blocking TCP socket that listens on the host (a name, an IPv4 or an IPv6 address) and port (0:
 * any free one). Returns -1 with the reason appended to `why`: "can't listen on 127.0.0.1 port 80: Permission
 * denied". */
int listener_open(const char *host, uint16_t port, struct buffer *why);

/* The port a socket is bound to. */
uint16_t listener_port(int socket);

#endif
