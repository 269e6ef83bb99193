#include "runtime/net/tcp/tcp_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

bool tcp_address_given(const char *resolve, const struct host_port *address, const char **text,
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
