/* The addresses of this machine that connections come from, for `--local-ips`: users take them in turn, since
 * one address has ports for some tens of thousands of connections to a server only. */
#ifndef SWARM_NET_CONNECTION_LOCAL_ADDRESS_H
#define SWARM_NET_CONNECTION_LOCAL_ADDRESS_H

#include "runtime/net/dns/socket_address.h"

/* The address for the session of that number, with port 0; `list` is comma separated. Length 0 if `list` is
 * NULL: the kernel chooses. */
struct socket_address local_address_in_turn(const char *list, uint32_t number);

/* Binds a new socket to it, if it has a length. False with errno if that fails. */
bool local_address_bind(const struct socket_address *local, int fd, int family);

/* NULL when all addresses of the list are this machine's, or why not, in a static buffer of the thread. */
const char *local_address_wrong(const char *list);

#endif
