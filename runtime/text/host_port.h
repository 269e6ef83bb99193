/* Addresses of TCP and UDP connections as text: "host", "host:port", "[::1]:port", "tcp://host:port". */
#ifndef SWARM_TEXT_HOST_PORT_H
#define SWARM_TEXT_HOST_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Checks `host` as --host or `host "…"` give it. NULL if HTTP requests can be sent to it: a host with or
 * without port, scheme and path, or a unix socket. With `may_be_tcp` also if TCP or UDP users can connect to
 * it: "tcp://host:port". Otherwise a static text that says what is wrong. */
const char *host_wrong(const char *host, bool may_be_tcp);

/* The same for the URL of a request, and for a proxy. */
const char *url_wrong(const char *url);
const char *proxy_wrong(const char *proxy);

/* Whether the text is HOST:PORT:ADDR. */
bool resolve_fits(const char *text);

struct host_port {
    const char *host; /* a name or an IP address, without brackets; borrowed from the text */
    size_t host_length;
    uint16_t port;
};

/* Splits `text` into its parts; `port` is used if it has none. False: it isn't an address, or there is no
 * port. */
bool host_port_parse(const char *text, uint16_t port, struct host_port *address);

/* Parses a port, 1 to 65535: only decimal digits. */
bool port_parse(const char *text, size_t length, uint16_t *port);

#endif
