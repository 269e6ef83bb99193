/* IPv4 and IPv6 addresses with a port, in the format of system calls. */
#ifndef SWARM_NET_DNS_SOCKET_ADDRESS_H
#define SWARM_NET_DNS_SOCKET_ADDRESS_H

#include "runtime/base/buffer.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

struct socket_address {
    socklen_t length;
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } as;
};

/* Parses a numeric address; brackets are allowed. False: it isn't one. */
bool socket_address_parse(const char *text, size_t length, uint16_t port, struct socket_address *address);

/* Finds the address of a host and port in `resolve` ("host:port:address", comma separated; NULL: none).
 * False: it has no entry for them. If the entry isn't a numeric address, address->length becomes 0. */
bool socket_address_given(const char *resolve, const char *host, size_t host_length, uint16_t port,
                          struct socket_address *address);

/* The same address with another port. */
struct socket_address socket_address_with_port(const struct socket_address *address, uint16_t port);

/* Appends the address without its port, "192.0.2.1" or "[2001:db8::1]". */
void socket_address_show(const struct socket_address *address, struct buffer *out);

#endif
