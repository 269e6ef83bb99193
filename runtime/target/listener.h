/* The socket that the target listens on. */
#ifndef SWARM_TARGET_LISTENER_H
#define SWARM_TARGET_LISTENER_H

#include <stdint.h>

/* A listening, non-blocking TCP socket at the host (a name, an IPv4 or an IPv6 address) and port (0: any free
 * one); -1 after log_error said what is wrong. */
int listener_open(const char *host, uint16_t port);

/* The port a socket is bound to. */
uint16_t listener_port(int socket);

#endif
