/* The local addresses of connections, for `--local-ips`. Users take them in turn, since one address has ports
 * for only some tens of thousands of connections to a server. */
#ifndef SWARM_NET_CONNECTION_LOCAL_ADDRESS_H
#define SWARM_NET_CONNECTION_LOCAL_ADDRESS_H

#include "runtime/net/dns/socket_address.h"

/* The address for session `number`, with port 0; `list` is comma separated. Length 0 if `list` is NULL: the
 * kernel selects the address. */
struct socket_address local_address_in_turn(const char *list, uint32_t number);

/* Binds a new socket to the address, if it has a length. False with errno: it failed. */
bool local_address_bind(const struct socket_address *local, int fd, int family);

/* NULL if this machine has all addresses of the list. Otherwise the reason, in a static buffer of the thread.
 */
const char *local_address_wrong(const char *list);

#endif
