#include "runtime/base/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Connections that may wait to be accepted; the kernel cuts it to net.core.somaxconn. */
enum { BACKLOG = 16384 };

static int listen_at(const struct addrinfo *address)
{
    int on = 1, result = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (result < 0)
        return -1;
    setsockopt(result, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(result, address->ai_addr, address->ai_addrlen) == 0 && listen(result, BACKLOG) == 0)
        return result;
    int reason = errno;
    close(result);
    errno = reason;
    return -1;
}

int listener_open(const char *host, uint16_t port, struct buffer *why)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV}, *addresses;
    char service[8];
    snprintf(service, sizeof service, "%u", (unsigned)port);
    int wrong = getaddrinfo(host, service, &hints, &addresses);
    if (wrong) {
        buffer_printf(why, "can't resolve %s: %s", host, gai_strerror(wrong));
        return -1;
    }
    int result = -1;
    for (const struct addrinfo *address = addresses; address && result < 0; address = address->ai_next)
        result = listen_at(address);
    if (result < 0)
        buffer_printf(why, "can't listen on %s port %u: %s", host, (unsigned)port, strerror(errno));
    freeaddrinfo(addresses);
    return result;
}

uint16_t listener_port(int socket)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } address = {0};
    socklen_t length = sizeof address;
    if (getsockname(socket, &address.any, &length) != 0)
        return 0;
    return ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port : address.v4.sin_port);
}
