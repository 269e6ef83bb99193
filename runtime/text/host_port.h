/* Where a TCP or UDP connection goes, as text: "host", "host:port", "[::1]:port", "tcp://host:port". */
#ifndef SWARM_TEXT_HOST_PORT_H
#define SWARM_TEXT_HOST_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct host_port {
    const char *host; /* a name or an address, without brackets; borrowed from the text */
    size_t host_length;
    uint16_t port;
};

/* The parts of `text`, with `port` where it names none. False where it is no address, or has no port. */
bool host_port_parse(const char *text, uint16_t port, struct host_port *address);

/* A port, 1 to 65535, in decimal digits and nothing else. */
bool port_parse(const char *text, size_t length, uint16_t *port);

#endif
