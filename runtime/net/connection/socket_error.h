/* What the operating system's error numbers mean for a connection. */
#ifndef SWARM_NET_CONNECTION_SOCKET_ERROR_H
#define SWARM_NET_CONNECTION_SOCKET_ERROR_H

#include "runtime/model/net_error.h"

/* The error for an errno that socket, bind, connect, send, recv or SO_ERROR gave. */
enum net_error socket_error(int number);

#endif
