/* Where a TCP or UDP connection goes, as text: "host", "host:port", "[::1]:port", "tcp://host:port". */
#ifndef SWARM_TEXT_HOST_PORT_H
#define SWARM_TEXT_HOST_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* NULL where HTTP requests can go to `host`, as --host or `host "…"` give it: a host with or without port,
 * scheme and path, or a unix socket. With `may_be_tcp` also where TCP or UDP users can connect to it:
 * "tcp://host:port". Else what is wrong with it, a static text. */
const char *host_wrong(const char *host, bool may_be_tcp);

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
