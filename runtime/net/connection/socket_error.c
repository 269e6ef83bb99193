#include "runtime/net/connection/socket_error.h"

#include <errno.h>

enum net_error socket_error(int number)
{
    switch (number) {
    case ECONNREFUSED:
    case ENOENT: /* there is no such Unix socket */ return NET_ERROR_REFUSED;
    case ECONNRESET: return NET_ERROR_RESET;
    case EPIPE: return NET_ERROR_ENDED; /* sent after the peer had closed */
    case ETIMEDOUT: return NET_ERROR_CONNECT_TIMEOUT;
    case ENETUNREACH:
    case ENETDOWN:
    case EHOSTUNREACH:
    case EHOSTDOWN:
    case EAFNOSUPPORT:
    case EACCES: /* a local firewall */
    case EPERM: return NET_ERROR_UNREACHABLE;
    case EMFILE:
    case ENFILE: return NET_ERROR_DESCRIPTORS;
    case EADDRNOTAVAIL:
    case EAGAIN: return NET_ERROR_PORTS;
    case EMSGSIZE: return NET_ERROR_DATAGRAM;
    default: return NET_ERROR_OTHER;
    }
}
