/* Maps errno values to network errors. */
#ifndef SWARM_NET_CONNECTION_SOCKET_ERROR_H
#define SWARM_NET_CONNECTION_SOCKET_ERROR_H

#include "runtime/model/net_error.h"

/* The error for an errno of socket, bind, connect, send, recv or SO_ERROR. */
enum net_error socket_error(int number);

#endif
