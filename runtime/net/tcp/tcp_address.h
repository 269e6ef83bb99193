/* From a host and port as text to the address of a socket. */
#ifndef SWARM_NET_TCP_TCP_ADDRESS_H
#define SWARM_NET_TCP_TCP_ADDRESS_H

#include "runtime/text/host_port.h"

#include <sys/socket.h>

/* The address that `resolve` ("host:port:address", comma separated; NULL: none) names for it. Borrowed; false
 * when it names none. */
bool tcp_address_given(const char *resolve, const struct host_port *address, const char **text,
                       size_t *length);

/* The socket address of a numeric IPv4 or IPv6 address, brackets allowed; 0 where it is none, else its
 * length. */
socklen_t tcp_address_socket(const char *text, size_t length, uint16_t port,
                             struct sockaddr_storage *address);

#endif
