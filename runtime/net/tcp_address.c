#include "runtime/net/tcp_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool port_parse(const char *text, size_t length, uint16_t *port)
{
    unsigned number = 0;

    if (length == 0 || length > 5 || strspn(text, "0123456789") < length)
        return false;
    for (size_t i = 0; i < length; i++)
        number = 10 * number + (unsigned)(text[i] - '0');
    *port = (uint16_t)number;
    return number > 0 && number <= UINT16_MAX;
}

/* What follows the host: nothing, or ":port". A slash at the end is what browsers make of a host. */
static bool rest_parse(const char *rest, uint16_t *port)
{
    size_t length = strlen(rest);

    if (length > 0 && rest[length - 1] == '/')
        length--;
    return length == 0 ? *port != 0 : *rest == ':' && port_parse(rest + 1, length - 1, port);
}

static const char *scheme_skip(const char *text)
{
    if (strncasecmp(text, "tcp://", 6) == 0 || strncasecmp(text, "udp://", 6) == 0)
        return text + 6;
    return text;
}

bool tcp_address_parse(const char *text, uint16_t port, struct tcp_address *address)
{
    const char *host = scheme_skip(text), *end = host + strcspn(host, ":/");

    if (*host == '[') {
        host++;
        end = strchr(host, ']');
        if (!end)
            return false;
    } else if (*end == ':' && strchr(end + 1, ':')) { /* IPv6 without brackets: the port isn't in it */
        end = host + strcspn(host, "/");
    }
    *address = (struct tcp_address){.host = host, .host_length = (size_t)(end - host), .port = port};
    return end > host && rest_parse(end + (*end == ']'), &address->port);
}

bool tcp_address_given(const char *resolve, const struct tcp_address *address, const char **text,
                       size_t *length)
{
    char port[8];
    size_t port_length = (size_t)snprintf(port, sizeof port, ":%u:", address->port);
    size_t before = address->host_length + port_length;

    for (const char *entry = resolve; entry && *entry;) {
        *length = strcspn(entry, ",");
        if (*length > before && strncasecmp(entry, address->host, address->host_length) == 0 &&
            memcmp(entry + address->host_length, port, port_length) == 0) {
            *text = entry + before;
            *length -= before;
            return true;
        }
        entry += *length + (entry[*length] == ',');
    }
    return false;
}

socklen_t tcp_address_socket(const char *text, size_t length, uint16_t port, struct sockaddr_storage *address)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)address;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)address;
    char bare[INET6_ADDRSTRLEN];

    if (length > 1 && *text == '[') {
        text++;
        length -= 2;
    }
    if (length >= sizeof bare)
        return 0;
    memcpy(bare, text, length);
    bare[length] = '\0';
    memset(address, 0, sizeof *address);
    if (inet_pton(AF_INET, bare, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        return sizeof *v4;
    }
    if (inet_pton(AF_INET6, bare, &v6->sin6_addr) != 1)
        return 0;
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    return sizeof *v6;
}
