#include "runtime/net/dns/socket_address.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool v4_parse(const char *text, uint16_t port, struct socket_address *address)
{
    if (inet_pton(AF_INET, text, &address->as.v4.sin_addr) != 1)
        return false;
    address->length = sizeof address->as.v4;
    address->as.v4.sin_family = AF_INET;
    address->as.v4.sin_port = htons(port);
    return true;
}

static bool v6_parse(const char *text, uint16_t port, struct socket_address *address)
{
    if (inet_pton(AF_INET6, text, &address->as.v6.sin6_addr) != 1)
        return false;
    address->length = sizeof address->as.v6;
    address->as.v6.sin6_family = AF_INET6;
    address->as.v6.sin6_port = htons(port);
    return true;
}

bool socket_address_parse(const char *text, size_t length, uint16_t port, struct socket_address *address)
{
    char bare[INET6_ADDRSTRLEN];

    if (length > 1 && *text == '[') {
        text++;
        length -= 2;
    }
    if (length >= sizeof bare)
        return false;
    memcpy(bare, text, length);
    bare[length] = '\0';
    *address = (struct socket_address){0};
    return v4_parse(bare, port, address) || v6_parse(bare, port, address);
}

bool socket_address_given(const char *resolve, const char *host, size_t host_length, uint16_t port,
                          struct socket_address *address)
{
    char port_text[8];
    size_t port_length = (size_t)snprintf(port_text, sizeof port_text, ":%u:", port);
    size_t before = host_length + port_length;

    for (const char *entry = resolve; entry && *entry;) {
        size_t length = strcspn(entry, ",");

        if (length > before && strncasecmp(entry, host, host_length) == 0 &&
            memcmp(entry + host_length, port_text, port_length) == 0) {
            if (!socket_address_parse(entry + before, length - before, port, address))
                address->length = 0;
            return true;
        }
        entry += length + (entry[length] == ',');
    }
    return false;
}

struct socket_address socket_address_with_port(const struct socket_address *address, uint16_t port)
{
    struct socket_address result = *address;

    if (result.as.any.sa_family == AF_INET6)
        result.as.v6.sin6_port = htons(port);
    else
        result.as.v4.sin_port = htons(port);
    return result;
}

void socket_address_show(const struct socket_address *address, struct buffer *out)
{
    bool is_v6 = address->as.any.sa_family == AF_INET6;
    char text[NI_MAXHOST];

    if (getnameinfo(&address->as.any, address->length, text, sizeof text, NULL, 0, NI_NUMERICHOST) != 0)
        return;
    buffer_printf(out, is_v6 ? "[%s]" : "%s", text);
}
