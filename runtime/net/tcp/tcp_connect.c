/* Opens the connection of a user: resolves its address and connects. */
#include "runtime/base/alloc.h"
#include "runtime/net/connection/local_address.h"
#include "runtime/net/dns/resolver.h"
#include "runtime/net/tcp/tcp_state.h"
#include "runtime/text/host_port.h"

#include <string.h>

/* A connect in progress. */
struct tcp_opening {
    struct host_port address;         /* points into the request */
    const struct resolved_name *name; /* owned by the resolver; NULL: no look-up needed */
    nanos dns;
    struct connection_target target; /* owns its addresses; empty before the name is resolved */
    struct connection_tls tls;
    char *host; /* of `address`, for `tls`; owned */
};

static nanos since_start(const struct tcp *tcp, instant point)
{
    return instant_since(point, tcp->current.start);
}

/* ---- the end ---- */

void tcp_opening_free(struct tcp *tcp)
{
    struct tcp_opening *opening = tcp->opening;

    if (!opening)
        return;
    mem_free((void *)opening->target.addresses);
    mem_free(opening->host);
    mem_free(opening);
    tcp->opening = NULL;
}

static void opened(struct tcp *tcp)
{
    const struct connection_target *target = &tcp->opening->target;
    nanos dns = tcp->opening->dns, connect = since_start(tcp, target->connected),
          tls = target->tls ? since_start(tcp, target->secured) : 0;

    tcp_opening_free(tcp);
    tcp_finish_connected(tcp, dns, connect, tls);
}

void tcp_connect_end(struct tcp *tcp)
{
    if (tcp_is_open(tcp))
        opened(tcp);
    else
        tcp_break(tcp, tcp->connection.error);
}

/* ---- with addresses ---- */

/* Takes ownership of `addresses`, which are tried in this order. */
static void addresses_open(struct tcp *tcp, struct socket_address *addresses, size_t count)
{
    struct tcp_opening *opening = tcp->opening;
    struct connection_target *target = &opening->target;

    *target = (struct connection_target){.addresses = addresses, .count = count, .is_udp = tcp->is_udp};
    target->local = local_address_in_turn(tcp->settings->local_ips, tcp->number);
    if (tcp->current.request->is_tls) {
        opening->host = mem_strndup(opening->address.host, opening->address.host_length);
        opening->tls = (struct connection_tls){.settings = tcp->settings, .host = opening->host};
        target->tls = &opening->tls;
    }
    if (connection_open(&tcp->connection, target) != CONNECTION_WAIT)
        tcp_connect_end(tcp);
}

static void address_open(struct tcp *tcp, const struct socket_address *address)
{
    struct socket_address *addresses;

    if (!address->length) {
        tcp_break(tcp, NET_ERROR_ADDRESS);
        return;
    }
    addresses = mem_alloc(sizeof *addresses);
    *addresses = *address;
    addresses_open(tcp, addresses, 1);
}

/* ---- with a name ---- */

static void name_open(struct tcp *tcp)
{
    const struct resolved_name *name = tcp->opening->name;
    struct socket_address *addresses = mem_alloc(name->count * sizeof *addresses);

    for (size_t i = 0; i < name->count; i++)
        addresses[i] =
            socket_address_with_port(resolved_address(name, i, tcp->number), tcp->opening->address.port);
    addresses_open(tcp, addresses, name->count);
}

bool tcp_is_resolving(const struct tcp *tcp, const struct resolved_name *name)
{
    const struct tcp_opening *opening = tcp->opening;

    return opening && opening->name && !opening->target.addresses && (!name || opening->name == name);
}

void tcp_connect_resolved(struct tcp *tcp)
{
    tcp->opening->dns = since_start(tcp, clock_now());
    switch (tcp->opening->name->state) {
    case RESOLVE_PENDING: break;
    case RESOLVE_DONE: name_open(tcp); break;
    case RESOLVE_FAILED: tcp_break(tcp, NET_ERROR_RESOLVE); break;
    }
}

/* ---- the begin ---- */

/* True if the address needs no look-up. */
static bool is_known(const struct tcp *tcp, const struct host_port *to, struct socket_address *address)
{
    return socket_address_given(tcp->settings->resolve, to->host, to->host_length, to->port, address) ||
           socket_address_parse(to->host, to->host_length, to->port, address);
}

void tcp_connect_begin(struct tcp *tcp)
{
    const struct tcp_request *request = tcp->current.request;
    struct tcp_opening *opening = tcp->opening = mem_zalloc(1, sizeof *tcp->opening);
    const struct host_port *to = &opening->address;
    struct socket_address address;

    tcp->is_udp = request->is_udp;
    if (!host_port_parse(request->address, request->port, &opening->address)) {
        tcp_break(tcp, NET_ERROR_ADDRESS);
    } else if (is_known(tcp, to, &address)) {
        address_open(tcp, &address);
    } else {
        opening->name = resolver_find(tcp->hub->resolver, to->host, to->host_length);
        tcp_connect_resolved(tcp);
    }
}
