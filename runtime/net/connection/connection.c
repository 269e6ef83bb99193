#include "runtime/net/connection/connection_state.h"

#include "runtime/base/alloc.h"
#include "runtime/net/connection/local_address.h"
#include "runtime/net/connection/socket_error.h"
#include "runtime/net/connection/tls_store.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <unistd.h>

/* ---- hubs ---- */

struct connection_hub *connection_hub_new(struct ev_loop *loop)
{
    struct connection_hub *hub = mem_alloc(sizeof *hub);

    hub->loop = loop;
    hub->contexts = NULL;
    tls_store_retain();
    return hub;
}

void connection_hub_free(struct connection_hub *hub)
{
    connection_tls_contexts_free(hub);
    tls_store_release();
    mem_free(hub);
}

/* ---- watching ---- */

void connection_watch_socket(struct connection *connection, unsigned events)
{
    if (events == connection->events)
        return;
    ev_io_stop(connection->hub->loop, &connection->io);
    connection->events = (uint8_t)events;
    if (!events)
        return;
    ev_io_set(&connection->io, connection->io.fd, (int)events);
    ev_io_start(connection->hub->loop, &connection->io);
}

/* With TLS, the event that a read or write waits for may change, so it is set again after each. */
static void watch_wanted(struct connection *connection)
{
    unsigned wanted = connection->wanted;

    connection_watch_socket(connection, (wanted & CONNECTION_READ ? connection->reads_on : 0u) |
                                            (wanted & CONNECTION_WRITE ? connection->writes_on : 0u));
}

/* Decrypted bytes that wait in OpenSSL don't make the socket readable. */
void connection_watch(struct connection *connection, unsigned events)
{
    if (events == connection->wanted && !connection->ssl)
        return;
    connection->wanted = (uint8_t)events;
    watch_wanted(connection);
    if (connection->ssl && (events & CONNECTION_READ) && connection_tls_has_pending(connection))
        ev_feed_event(connection->hub->loop, &connection->io, connection->reads_on);
}

/* ---- opening ---- */

static enum connection_result failed(struct connection *connection, enum net_error error)
{
    connection_close(connection);
    connection->error = (uint8_t)error;
    return CONNECTION_FAILED;
}

static enum connection_result opened(struct connection *connection)
{
    connection_watch_socket(connection, 0);
    connection->state = CONNECTION_OPEN;
    connection->error = NET_OK;
    connection->wanted = 0;
    connection->reads_on = EV_READ;
    connection->writes_on = EV_WRITE;
    connection->target = NULL;
    return CONNECTION_DONE;
}

static enum connection_result handshake_continue(struct connection *connection)
{
    enum connection_result result = connection_tls_shake(connection);

    if (result == CONNECTION_WAIT)
        return result;
    connection->target->secured = clock_now();
    return result == CONNECTION_DONE ? opened(connection) : failed(connection, connection->error);
}

static enum connection_result connected(struct connection *connection)
{
    enum net_error error;

    connection->target->connected = clock_now();
    if (!connection->target->tls)
        return opened(connection);
    connection->state = CONNECTION_HANDSHAKING;
    error = connection_tls_begin(connection);
    return error ? failed(connection, error) : handshake_continue(connection);
}

static bool socket_open(struct connection *connection, int family)
{
    const struct connection_target *target = connection->target;
    int kind = (target->is_udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_NONBLOCK | SOCK_CLOEXEC;
    int fd = socket(family, kind, 0), on = 1;

    if (fd < 0)
        return false;
    ev_io_set(&connection->io, fd, EV_WRITE);
    if (!target->is_udp)
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return local_address_bind(&target->local, fd, family);
}

static void socket_close(struct connection *connection)
{
    connection_watch_socket(connection, 0);
    if (connection->io.fd >= 0)
        close(connection->io.fd);
    connection->io.fd = -1;
}

/* If this address is unreachable from here, the error of the previous address is kept. */
static void error_note(struct connection *connection, int number)
{
    enum net_error error = socket_error(number);

    if (error != NET_ERROR_UNREACHABLE || connection->target->tried == 1)
        connection->error = (uint8_t)error;
}

static enum connection_result address_try(struct connection *connection, const struct socket_address *address)
{
    if (socket_open(connection, address->as.any.sa_family)) {
        if (connect(connection->io.fd, &address->as.any, address->length) == 0)
            return CONNECTION_DONE;
        if (errno == EINPROGRESS) {
            connection_watch_socket(connection, EV_WRITE);
            return CONNECTION_WAIT;
        }
    }
    error_note(connection, errno);
    return CONNECTION_FAILED;
}

static enum connection_result addresses_try(struct connection *connection)
{
    struct connection_target *target = connection->target;
    enum connection_result result = CONNECTION_FAILED;

    while (result == CONNECTION_FAILED && target->tried < target->count) {
        socket_close(connection);
        result = address_try(connection, &target->addresses[target->tried++]);
    }
    if (result == CONNECTION_FAILED)
        return failed(connection, connection->error);
    return result == CONNECTION_DONE ? connected(connection) : result;
}

/* A pending connect has ended. */
static enum connection_result connect_end(struct connection *connection)
{
    int number = 0;
    socklen_t size = sizeof number;

    getsockopt(connection->io.fd, SOL_SOCKET, SO_ERROR, &number, &size);
    if (!number)
        return connected(connection);
    error_note(connection, number);
    return addresses_try(connection);
}

enum connection_result connection_open(struct connection *connection, struct connection_target *target)
{
    target->tried = 0;
    connection->target = target;
    connection->is_udp = target->is_udp;
    connection->state = CONNECTION_CONNECTING;
    return addresses_try(connection);
}

/* ---- from the loop ---- */

static void open_continue(struct connection *connection)
{
    enum connection_result result =
        connection->state == CONNECTION_CONNECTING ? connect_end(connection) : handshake_continue(connection);

    if (result != CONNECTION_WAIT)
        connection->owner->opened(connection);
}

static void io_ready(struct ev_loop *loop, ev_io *io, int events)
{
    struct connection *connection = (struct connection *)io;

    (void)loop;
    if (connection->state != CONNECTION_OPEN)
        open_continue(connection);
    else
        connection->owner->ready(connection, (events & connection->reads_on ? CONNECTION_READ : 0u) |
                                                 (events & connection->writes_on ? CONNECTION_WRITE : 0u));
}

void connection_init(struct connection *connection, struct connection_hub *hub,
                     const struct connection_owner *owner)
{
    *connection = (struct connection){.hub = hub, .owner = owner};
    ev_io_init(&connection->io, io_ready, -1, 0);
}

void connection_close(struct connection *connection)
{
    connection_tls_end(connection);
    socket_close(connection);
    connection->state = CONNECTION_CLOSED;
    connection->target = NULL;
}

/* ---- bytes ---- */

static enum connection_result socket_failed(struct connection *connection)
{
    if (errno == EAGAIN || errno == EWOULDBLOCK)
        return CONNECTION_WAIT;
    connection->error = (uint8_t)socket_error(errno);
    return CONNECTION_FAILED;
}

static enum connection_result socket_read(struct connection *connection, size_t *count)
{
    ssize_t got;

    do
        got = recv(connection->io.fd, connection->hub->buffer, CONNECTION_BUFFER, 0);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return socket_failed(connection);
    *count = (size_t)got;
    if (got > 0 || connection->is_udp)
        return CONNECTION_DONE;
    connection->error = NET_ERROR_ENDED;
    return CONNECTION_FAILED;
}

enum connection_result connection_read(struct connection *connection, const char **bytes, size_t *length)
{
    enum connection_result result;

    *bytes = connection->hub->buffer;
    if (!connection->ssl)
        return socket_read(connection, length);
    result = connection_tls_read(connection, connection->hub->buffer, CONNECTION_BUFFER, length);
    watch_wanted(connection);
    return result;
}

bool connection_has_more(const struct connection *connection)
{
    char next;

    if (connection->ssl && connection_tls_has_pending(connection))
        return true;
    return recv(connection->io.fd, &next, 1, MSG_PEEK) >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

static enum connection_result socket_write(struct connection *connection, const char *bytes, size_t length,
                                           size_t *count)
{
    ssize_t sent;

    do
        sent = send(connection->io.fd, bytes, length, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    if (sent < 0)
        return socket_failed(connection);
    *count = (size_t)sent;
    return CONNECTION_DONE;
}

static enum connection_result piece_write(struct connection *connection, const char *bytes, size_t length,
                                          size_t *count)
{
    enum connection_result result;

    if (!connection->ssl)
        return socket_write(connection, bytes, length, count);
    result = connection_tls_write(connection, bytes, length, count);
    watch_wanted(connection);
    return result;
}

enum connection_result connection_write(struct connection *connection, const char *bytes, size_t length,
                                        size_t *written)
{
    enum connection_result result;
    size_t count = 0;

    do {
        result = piece_write(connection, bytes + *written, length - *written, &count);
        if (result != CONNECTION_DONE)
            return result;
        *written += count;
    } while (*written < length);
    return CONNECTION_DONE;
}
