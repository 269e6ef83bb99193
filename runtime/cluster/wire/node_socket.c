#include "runtime/cluster/wire/node_socket.h"

#include "runtime/base/alloc.h"
#include "runtime/base/clock.h"
#include "runtime/base/file.h"
#include "runtime/base/log.h"

#include <errno.h>
#include <ev.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

enum {
    KEEPALIVE_IDLE = 30, /* seconds, as in Locust */
    RETRY_FIRST = 100,   /* milliseconds between attempts to connect */
    RETRY_MOST = 1000,
    PING_EVERY = 2000, /* milliseconds */
    PING_TIMEOUT = 10000,
    PING_VALID =
        6000, /* after that without a ping, the other side drops the connection, and its identity is free */
    DESCRIPTORS = 16,      /* free ones, for libzmq, its connection and the first users */
    LINGER = 2000,         /* milliseconds for the last frames at the end */
    QUEUE = 10000,         /* frames to each peer that wait for the network */
    QUEUE_OF_WORKER = 200, /* frames of each worker that wait for the master */
    TURN = 1000,           /* frames received in one turn of the loop */
    ATTEMPTED = ZMQ_EVENT_CONNECT_DELAYED,
    FAILED = ZMQ_EVENT_CLOSED, /* the attempt */
    BROKEN = ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
             ZMQ_EVENT_HANDSHAKE_FAILED_AUTH, /* the handshake */
    WATCHED_BY_WORKER = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_DISCONNECTED | ATTEMPTED | FAILED | BROKEN,
    WATCHED_BY_MASTER = BROKEN,
};

#define MONITOR "inproc://monitor"
#define REFUSED_WITHIN NANOS_PER_S

struct node_socket {
    struct ev_loop *loop;
    struct node_socket_events events;
    void *context;
    void *socket;
    void *monitor; /* of the connections */
    bool is_master;
    bool has_key;
    char *endpoint;
    struct ev_io readable;         /* the socket may have events */
    struct ev_io monitor_readable; /* the same for the monitor */
    struct ev_async again;         /* looks for events that the descriptors don't signal again */
    instant attempted;             /* the last attempt of a worker to connect */
    bool is_up;                    /* a worker is connected */
};

/* ---- receiving ---- */

/* Reads all parts of a message. Only messages of one frame count; of more, the first frame, as in Locust. */
static bool parts_receive(struct node_socket *socket, zmq_msg_t *id, zmq_msg_t *frame)
{
    bool is_first = true, has_id = socket->is_master;
    zmq_msg_t rest;

    if (has_id && zmq_msg_recv(id, socket->socket, ZMQ_DONTWAIT) < 0)
        return false;
    if (has_id && !zmq_msg_more(id))
        return true;
    if (zmq_msg_recv(frame, socket->socket, ZMQ_DONTWAIT) < 0)
        return false;
    for (int more = zmq_msg_more(frame); more; is_first = false) {
        zmq_msg_init(&rest);
        zmq_msg_recv(&rest, socket->socket, ZMQ_DONTWAIT);
        more = zmq_msg_more(&rest);
        zmq_msg_close(&rest);
    }
    if (!is_first)
        log_debug("cluster: parts after the first one of a message were dropped");
    return true;
}

static bool frame_receive(struct node_socket *socket)
{
    zmq_msg_t id, frame;
    bool is_there;

    zmq_msg_init(&id);
    zmq_msg_init(&frame);
    is_there = parts_receive(socket, &id, &frame);
    if (is_there)
        socket->events.received(socket->events.context, zmq_msg_data(&id), zmq_msg_size(&id),
                                zmq_msg_data(&frame), zmq_msg_size(&frame));
    zmq_msg_close(&id);
    zmq_msg_close(&frame);
    return is_there;
}

/* The descriptor of a ZeroMQ socket signals changes only, so all that is there must be read. */
static void frames_receive(struct node_socket *socket)
{
    int count = 0;

    while (count < TURN && frame_receive(socket))
        count++;
    if (count == TURN)
        ev_async_send(socket->loop, &socket->again);
}

/* ---- the state of the connection ---- */

static void link_report(struct node_socket *socket, enum node_link link)
{
    socket->is_up = link == NODE_LINK_UP;
    socket->events.link(socket->events.context, link);
}

/* Why a handshake failed. With a key on this side, the other side has none or another one in most cases:
 * libzmq tells only some of them. */
static enum node_link break_cause(const struct node_socket *socket, unsigned event, uint32_t value)
{
    bool is_key = event & ZMQ_EVENT_HANDSHAKE_FAILED_AUTH ||
                  value == ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH ||
                  value == ZMQ_PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC || socket->has_key;

    return is_key ? NODE_LINK_REJECTED : NODE_LINK_FOREIGN;
}

/* A host that refuses does so at once; a host that can't be reached lets attempts time out. */
static void attempt_failed(struct node_socket *socket)
{
    if (instant_since(clock_now(), socket->attempted) < REFUSED_WITHIN)
        link_report(socket, NODE_LINK_REFUSED);
}

static void link_event(struct node_socket *socket, unsigned event, uint32_t value)
{
    if (event & ZMQ_EVENT_HANDSHAKE_SUCCEEDED)
        link_report(socket, NODE_LINK_UP);
    else if (event & BROKEN)
        link_report(socket, break_cause(socket, event, value));
    else if (event & ATTEMPTED)
        socket->attempted = clock_now();
    else if (event & FAILED)
        attempt_failed(socket);
    else if (socket->is_up)
        link_report(socket, NODE_LINK_DOWN);
}

/* An event is two parts: its number with a value, and the address. */
static bool monitor_receive(struct node_socket *socket)
{
    unsigned char head[6] = {0};
    uint16_t event;
    uint32_t value;
    char address[256];

    if (zmq_recv(socket->monitor, head, sizeof head, ZMQ_DONTWAIT) < 0)
        return false;
    zmq_recv(socket->monitor, address, sizeof address, ZMQ_DONTWAIT);
    memcpy(&event, head, sizeof event);
    memcpy(&value, head + sizeof event, sizeof value);
    link_event(socket, event, value);
    return true;
}

static void link_events_receive(struct node_socket *socket)
{
    while (monitor_receive(socket))
        continue;
}

static void monitor_readable(struct ev_loop *loop, struct ev_io *watcher, int events)
{
    (void)loop, (void)events;
    link_events_receive(watcher->data);
}

static void socket_readable(struct ev_loop *loop, struct ev_io *watcher, int events)
{
    (void)loop, (void)events;
    frames_receive(watcher->data);
}

static void socket_again(struct ev_loop *loop, struct ev_async *watcher, int events)
{
    struct node_socket *socket = watcher->data;

    (void)loop, (void)events;
    link_events_receive(socket);
    frames_receive(socket);
}

/* ---- creation ---- */

static void option_set(struct node_socket *socket, int option, int value)
{
    zmq_setsockopt(socket->socket, option, &value, sizeof value);
}

static int descriptor_of(void *socket)
{
    int descriptor = -1;
    size_t size = sizeof descriptor;

    zmq_getsockopt(socket, ZMQ_FD, &descriptor, &size);
    return descriptor;
}

/* "tcp://host:port"; an IPv6 address is put in brackets. */
static char *endpoint_text(const char *host, uint16_t port)
{
    bool is_v6 = strchr(host, ':') && *host != '[';
    struct buffer text = {0};

    buffer_printf(&text, "tcp://%s%s%s:%u", is_v6 ? "[" : "", host, is_v6 ? "]" : "", port);
    return buffer_steal(&text);
}

static void key_set(struct node_socket *socket, const struct cluster_key *key)
{
    if (!key || !key->secret[0])
        return;
    socket->has_key = true;
    zmq_setsockopt(socket->socket, ZMQ_CURVE_PUBLICKEY, key->public_key, CLUSTER_KEY_TEXT);
    zmq_setsockopt(socket->socket, ZMQ_CURVE_SECRETKEY, key->secret, CLUSTER_KEY_TEXT);
    if (socket->is_master)
        option_set(socket, ZMQ_CURVE_SERVER, 1);
    else
        zmq_setsockopt(socket->socket, ZMQ_CURVE_SERVERKEY, key->public_key, CLUSTER_KEY_TEXT);
}

static struct node_socket *socket_new(struct ev_loop *loop, const struct node_address *address,
                                      bool is_master, const struct node_socket_events *events)
{
    struct node_socket *socket = mem_zalloc(1, sizeof *socket);

    socket->loop = loop;
    socket->events = *events;
    socket->is_master = is_master;
    socket->endpoint = endpoint_text(address->host, address->port);
    socket->context = zmq_ctx_new();
    socket->socket = zmq_socket(socket->context, is_master ? ZMQ_ROUTER : ZMQ_DEALER);
    key_set(socket, address->key);
    option_set(socket, ZMQ_TCP_KEEPALIVE, 1);
    option_set(socket, ZMQ_TCP_KEEPALIVE_IDLE, KEEPALIVE_IDLE);
    option_set(socket, ZMQ_LINGER, LINGER);
    option_set(socket, ZMQ_SNDHWM, QUEUE);
    option_set(socket, ZMQ_RCVHWM, is_master ? QUEUE_OF_WORKER : QUEUE);
    zmq_setsockopt(socket->socket, ZMQ_MAXMSGSIZE, &(int64_t){NODE_FRAME_MOST}, sizeof(int64_t));
    return socket;
}

static void watchers_start(struct node_socket *socket)
{
    ev_io_start(socket->loop, &socket->readable);
    ev_io_start(socket->loop, &socket->monitor_readable);
    ev_async_start(socket->loop, &socket->again);
    ev_async_send(socket->loop, &socket->again);
}

static void watchers_stop(struct node_socket *socket)
{
    ev_io_stop(socket->loop, &socket->readable);
    ev_io_stop(socket->loop, &socket->monitor_readable);
    ev_async_stop(socket->loop, &socket->again);
}

static void socket_watch(struct node_socket *socket)
{
    ev_io_init(&socket->readable, socket_readable, descriptor_of(socket->socket), EV_READ);
    ev_async_init(&socket->again, socket_again);
    socket->readable.data = socket->again.data = socket;
    watchers_start(socket);
}

static void monitor_watch(struct node_socket *socket)
{
    zmq_socket_monitor(socket->socket, MONITOR, socket->is_master ? WATCHED_BY_MASTER : WATCHED_BY_WORKER);
    socket->monitor = zmq_socket(socket->context, ZMQ_PAIR);
    zmq_connect(socket->monitor, MONITOR);
    ev_io_init(&socket->monitor_readable, monitor_readable, descriptor_of(socket->monitor), EV_READ);
    socket->monitor_readable.data = socket;
}

static struct node_socket *socket_fail(struct node_socket *socket, const char *what,
                                       const struct node_address *address, struct buffer *why)
{
    buffer_printf(why, "can't %s %s port %u: %s", what, address->host, address->port,
                  zmq_strerror(zmq_errno()));
    node_socket_free(socket);
    return NULL;
}

/* libzmq aborts the process if it can't open what it needs for itself. */
static bool descriptors_suffice(struct buffer *why)
{
    bool is_enough = descriptors_are_free(DESCRIPTORS);

    if (!is_enough)
        buffer_printf(why, "%d more file descriptors are needed, and the limit is lower; raise it: ulimit -n",
                      DESCRIPTORS);
    return is_enough;
}

struct node_socket *node_socket_connect(struct ev_loop *loop, const struct node_address *address,
                                        const char *identity, const struct node_socket_events *events,
                                        struct buffer *why)
{
    struct node_socket *socket = descriptors_suffice(why) ? socket_new(loop, address, false, events) : NULL;

    if (!socket)
        return NULL;
    zmq_setsockopt(socket->socket, ZMQ_IDENTITY, identity, strlen(identity));
    option_set(socket, ZMQ_IPV6, 1);
    option_set(socket, ZMQ_RECONNECT_IVL, RETRY_FIRST);
    option_set(socket, ZMQ_RECONNECT_IVL_MAX, RETRY_MOST);
    option_set(socket, ZMQ_HEARTBEAT_IVL, PING_EVERY);
    option_set(socket, ZMQ_HEARTBEAT_TIMEOUT, PING_TIMEOUT);
    option_set(socket, ZMQ_HEARTBEAT_TTL, PING_VALID);
    monitor_watch(socket);
    socket_watch(socket);
    if (zmq_connect(socket->socket, socket->endpoint) == 0)
        return socket;
    return socket_fail(socket, "connect to", address, why);
}

/* The wildcard listens on IPv4 and IPv6. */
struct node_socket *node_socket_bind(struct ev_loop *loop, const struct node_address *address,
                                     const struct node_socket_events *events, struct buffer *why)
{
    struct node_socket *socket = descriptors_suffice(why) ? socket_new(loop, address, true, events) : NULL;

    if (!socket)
        return NULL;
    option_set(socket, ZMQ_IPV6, strcmp(address->host, "*") == 0 || strchr(address->host, ':'));
    option_set(socket, ZMQ_ROUTER_MANDATORY, 1);
    monitor_watch(socket);
    socket_watch(socket);
    if (zmq_bind(socket->socket, socket->endpoint) == 0)
        return socket;
    return socket_fail(socket, "listen on", address, why);
}

uint16_t node_socket_port(const struct node_socket *socket)
{
    char endpoint[256] = "";
    size_t size = sizeof endpoint;
    const char *colon;

    zmq_getsockopt(socket->socket, ZMQ_LAST_ENDPOINT, endpoint, &size);
    colon = strrchr(endpoint, ':');
    return colon ? (uint16_t)strtoul(colon + 1, NULL, 10) : 0;
}

/* ---- sending ---- */

/* The receiver would end the connection. */
static bool is_sendable(const struct buffer *bytes)
{
    if (bytes->length <= NODE_FRAME_MOST)
        return true;
    log_warning_once("frame size", "a message of %zu MiB wasn't sent to another node: the limit is %d MiB",
                     bytes->length >> 20, NODE_FRAME_MOST >> 20);
    return false;
}

/* ZMQ_IMMEDIATE would drop received frames when a connection ends, so a worker doesn't send without one on
 * its own. Sending may consume the signal that frames have arrived, so the next turn looks for some. */
bool node_socket_send(struct node_socket *socket, const char *id, const struct buffer *bytes)
{
    bool is_sent = is_sendable(bytes);

    if (!id)
        is_sent = is_sent && socket->is_up;
    else
        is_sent = is_sent && zmq_send(socket->socket, id, strlen(id), ZMQ_SNDMORE | ZMQ_DONTWAIT) >= 0;
    is_sent = is_sent && zmq_send(socket->socket, bytes->data, bytes->length, ZMQ_DONTWAIT) >= 0;
    ev_async_send(socket->loop, &socket->again);
    return is_sent;
}

/* ---- end ---- */

bool node_socket_move(struct node_socket *socket, struct ev_loop *loop,
                      const struct node_socket_events *events)
{
    watchers_stop(socket);
    socket->loop = loop;
    socket->events = *events;
    watchers_start(socket);
    return socket->is_up;
}

void node_socket_reconnect(struct node_socket *socket)
{
    zmq_disconnect(socket->socket, socket->endpoint);
    zmq_connect(socket->socket, socket->endpoint);
}

void node_socket_free(struct node_socket *socket)
{
    if (!socket)
        return;
    watchers_stop(socket);
    zmq_socket_monitor(socket->socket, NULL, 0);
    zmq_close(socket->monitor);
    zmq_close(socket->socket);
    zmq_ctx_term(socket->context);
    mem_free(socket->endpoint);
    mem_free(socket);
}
