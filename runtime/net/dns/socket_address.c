#include "runtime/net/dns/socket_address.h"

#include "runtime/text/host_ascii.h"

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

/* Whether the entry begins with that host, and in how many bytes. */
static bool entry_names(const char *entry, size_t length, const char *host, size_t host_length, size_t *taken)
{
    const char *colon = memchr(entry, ':', length);
    struct buffer ascii = {0};
    bool is_same;

    *taken = host_length;
    if (length > host_length && strncasecmp(entry, host, host_length) == 0)
        return true;
    if (!colon)
        return false;
    *taken = (size_t)(colon - entry);
    is_same = host_ascii(entry, *taken, &ascii) && ascii.length == host_length &&
              strncasecmp(ascii.data, host, host_length) == 0;
    buffer_free(&ascii);
    return is_same;
}

bool socket_address_given(const char *resolve, const char *host, size_t host_length, uint16_t port,
                          struct socket_address *address)
{
    char port_text[8];
    size_t port_length = (size_t)snprintf(port_text, sizeof port_text, ":%u:", port);

    for (const char *entry = resolve; entry && *entry;) {
        size_t length = strcspn(entry, ","), taken, before;

        if (entry_names(entry, length, host, host_length, &taken) && length > taken + port_length &&
            memcmp(entry + taken, port_text, port_length) == 0) {
            before = taken + port_length;
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
