/* How a connection gets open: its address, the name's addresses one after the other, TLS. */
#include "runtime/net/connection/local_address.h"
#include "runtime/net/tcp/tcp_state.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

static nanos since_start(const struct tcp *tcp)
{
    return instant_since(clock_now(), tcp->start);
}

/* ---- open ---- */

static void opened(struct tcp *tcp)
{
    tcp->state = TCP_OPEN;
    tcp->reads_on = EV_READ;
    tcp->writes_on = EV_WRITE;
    tcp_finish(tcp, NET_OK);
}

static void shake(struct tcp *tcp)
{
    enum net_error error = NET_OK;

    if (!tcp_tls_shake(tcp, &error))
        return;
    tcp->tls = since_start(tcp);
    if (error)
        tcp_break(tcp, error);
    else
        opened(tcp);
}

static void connected(struct tcp *tcp)
{
    enum net_error error;

    tcp->connect = since_start(tcp);
    if (!tcp->request->is_tls) {
        opened(tcp);
        return;
    }
    error = tcp_tls_begin(tcp);
    if (error) {
        tcp_break(tcp, error);
        return;
    }
    tcp->state = TCP_SHAKING;
    shake(tcp);
}

/* ---- one address ---- */

/* False, with errno, where there is none to be had. */
static bool socket_open(struct tcp *tcp, int family)
{
    struct local_address local = local_address_in_turn(tcp->settings->local_ips, tcp->number);
    int kind = (tcp->is_udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_NONBLOCK | SOCK_CLOEXEC;
    int descriptor = socket(family, kind, 0), on = 1;

    if (descriptor < 0)
        return false;
    ev_io_set(&tcp->io, descriptor, EV_WRITE);
    if (!tcp->is_udp)
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return local_address_bind(&local, descriptor, family);
}

/* NET_OK: it is under way, or there already. */
static enum net_error set_out(struct tcp *tcp, const struct socket_address *address)
{
    if (!address->length)
        return NET_ERROR_ADDRESS;
    if (!socket_open(tcp, address->as.any.sa_family))
        return tcp_error_of(errno);
    if (connect(tcp->io.fd, &address->as.any, address->length) == 0) {
        connected(tcp);
        return NET_OK;
    }
    if (errno != EINPROGRESS)
        return tcp_error_of(errno);
    tcp->state = TCP_CONNECTING;
    tcp_watch(tcp, EV_WRITE);
    return NET_OK;
}

/* ---- a name's addresses, in turn ---- */

/* What went wrong with an address, or with those before where this one only can't be reached from here. */
static enum net_error telling(const struct tcp *tcp, enum net_error error)
{
    return error == NET_ERROR_UNREACHABLE && tcp->tried > 1 ? tcp->why : error;
}

static void next_address(struct tcp *tcp, enum net_error error)
{
    while (tcp->name && tcp->tried < tcp->name->count) {
        const struct socket_address *known = resolved_address(tcp->name, tcp->tried++, tcp->number);
        struct socket_address address = socket_address_with_port(known, tcp->address.port);

        tcp_close(tcp, error);
        error = set_out(tcp, &address);
        if (!error)
            return;
        error = telling(tcp, error);
    }
    tcp_break(tcp, error);
}

void tcp_connect_resolved(struct tcp *tcp)
{
    tcp->dns = since_start(tcp);
    switch (tcp->name->state) {
    case RESOLVE_PENDING: tcp->state = TCP_RESOLVING; break;
    case RESOLVE_DONE: next_address(tcp, NET_ERROR_RESOLVE); break;
    case RESOLVE_FAILED: tcp_break(tcp, NET_ERROR_RESOLVE); break;
    }
}

void tcp_connect_begin(struct tcp *tcp)
{
    const struct tcp_request *request = tcp->request;
    const struct host_port *to = &tcp->address;
    struct socket_address address;
    enum net_error error;

    tcp->is_udp = request->is_udp;
    tcp->name = NULL;
    tcp->tried = 0;
    tcp->dns = tcp->connect = tcp->tls = 0;
    if (!host_port_parse(request->address, request->port, &tcp->address)) {
        tcp_break(tcp, NET_ERROR_ADDRESS);
        return;
    }
    if (!socket_address_given(tcp->settings->resolve, to->host, to->host_length, to->port, &address) &&
        !socket_address_parse(to->host, to->host_length, to->port, &address)) {
        tcp->name = resolver_find(tcp->hub->resolver, to->host, to->host_length);
        tcp_connect_resolved(tcp);
        return;
    }
    error = set_out(tcp, &address);
    if (error)
        tcp_break(tcp, error);
}

/* ---- from the loop ---- */

void tcp_connect_ready(struct tcp *tcp)
{
    int number = 0;
    socklen_t size = sizeof number;

    if (tcp->state == TCP_SHAKING) {
        shake(tcp);
        return;
    }
    getsockopt(tcp->io.fd, SOL_SOCKET, SO_ERROR, &number, &size);
    if (number)
        next_address(tcp, telling(tcp, tcp_error_of(number)));
    else
        connected(tcp);
}
