/* The addresses of this machine that connections come from, for `--local-ips`: users take them in turn, since
 * one address has ports for some tens of thousands of connections to a server only. */
#ifndef SWARM_NET_CONNECTION_LOCAL_ADDRESS_H
#define SWARM_NET_CONNECTION_LOCAL_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

struct local_address {
    struct sockaddr_storage address; /* port 0 */
    socklen_t length;                /* 0: none, the kernel chooses */
};

/* The address for the session of that number; `list` is comma separated, NULL: none. */
struct local_address local_address_in_turn(const char *list, uint32_t number);

/* Binds a new socket to it; true when there is none. Sets errno. */
bool local_address_bind(const struct local_address *local, int fd, int family);

/* NULL when all addresses of the list are this machine's, or why not, in a static buffer of the thread. */
const char *local_address_wrong(const char *list);

#endif
