/* Where a TCP or UDP connection goes, as text: "host", "host:port", "[::1]:port", "tcp://host:port". */
#ifndef SWARM_NET_TCP_ADDRESS_H
#define SWARM_NET_TCP_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

struct tcp_address {
    const char *host; /* a name or an address, without brackets; borrowed from the text */
    size_t host_length;
    uint16_t port;
};

/* The parts of `text`, with `port` where it names none. False where it is no address, or has no port. */
bool tcp_address_parse(const char *text, uint16_t port, struct tcp_address *address);

/* The address that `resolve` ("host:port:address", comma separated; NULL: none) names for it. Borrowed; false
 * when it names none. */
bool tcp_address_given(const char *resolve, const struct tcp_address *address, const char **text,
                       size_t *length);

/* The socket address of a numeric IPv4 or IPv6 address, brackets allowed; 0 where it is none, else its
 * length. */
socklen_t tcp_address_socket(const char *text, size_t length, uint16_t port,
                             struct sockaddr_storage *address);

#endif
