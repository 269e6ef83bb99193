#include "runtime/target/chat.h"

#include "runtime/base/alloc.h"
#include "runtime/base/buffer.h"
#include "runtime/base/listener.h"
#include "runtime/base/log.h"

#include <errno.h>
#include <ev.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    PIECE = 64 << 10,       /* bytes that are read at once */
    LINE_MOST = 64 << 10,   /* bytes of a line */
    ACCEPTED_AT_ONCE = 256, /* connections, before other events are handled */
    MEMORY_KEPT = 4 << 10,  /* bytes of memory that an idle client keeps */
};

/* A pause after accept() has run out of descriptors. */
#define ACCEPT_AGAIN_AFTER 0.1

struct client {
    struct chat *chat;
    ev_io io;
    struct buffer held; /* received, not yet sent back */
    size_t whole;       /* length of the complete lines in it */
    struct client *next, *previous;
};

struct chat {
    struct ev_loop *loop;
    int socket;
    uint16_t port;
    ev_io accepting;
    ev_timer again;
    ev_async stop;
    pthread_t thread;
    atomic_uint_fast64_t lines;
    struct client *clients;
    char piece[PIECE];
};

/* ---- clients ---- */

static void client_close(struct client *client)
{
    struct chat *chat = client->chat;
    ev_io_stop(chat->loop, &client->io);
    close(client->io.fd);
    if (client->next)
        client->next->previous = client->previous;
    if (client->previous)
        client->previous->next = client->next;
    else
        chat->clients = client->next;
    buffer_free(&client->held);
    mem_free(client);
}

static void client_watch(struct client *client, int events)
{
    if ((client->io.events & (EV_READ | EV_WRITE)) == events)
        return;
    ev_io_stop(client->chat->loop, &client->io);
    ev_io_set(&client->io, client->io.fd, events);
    ev_io_start(client->chat->loop, &client->io);
}

static void held_forget(struct client *client, size_t length)
{
    struct buffer *held = &client->held;
    memmove(held->data, held->data + length, held->length - length);
    held->length -= length;
    client->whole -= length;
    if (held->length == 0 && held->capacity > MEMORY_KEPT)
        buffer_free(held);
}

static bool must_wait(int number)
{
    return number == EAGAIN || number == EWOULDBLOCK || number == EINTR;
}

/* Sends complete lines back. Nothing more is read until all are sent. False if the client has
 * disconnected. */
static bool lines_return(struct client *client)
{
    ssize_t sent = send(client->io.fd, client->held.data, client->whole, MSG_NOSIGNAL);
    if (sent < 0 && !must_wait(errno)) {
        client_close(client);
        return false;
    }
    if (sent > 0)
        held_forget(client, (size_t)sent);
    client_watch(client, client->whole ? EV_WRITE : EV_READ);
    return true;
}

static void lines_count(struct client *client, size_t from)
{
    const char *bytes = client->held.data, *end = bytes + client->held.length;
    for (const char *at = bytes + from; (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++) {
        client->whole = (size_t)(at + 1 - bytes);
        atomic_fetch_add_explicit(&client->chat->lines, 1, memory_order_relaxed);
    }
}

static void client_read(struct client *client)
{
    size_t before = client->held.length;
    ssize_t got = recv(client->io.fd, client->chat->piece, PIECE, 0);
    if (got < 0 && must_wait(errno))
        return;
    if (got <= 0) {
        client_close(client);
        return;
    }
    buffer_append(&client->held, client->chat->piece, (size_t)got);
    lines_count(client, before);
    if (client->held.length - client->whole > LINE_MOST)
        client_close(client);
    else if (client->whole)
        lines_return(client);
}

static void client_ready(struct ev_loop *loop, ev_io *io, int events)
{
    struct client *client = io->data;
    (void)loop;
    if (!(events & EV_WRITE) || lines_return(client))
        if (events & EV_READ)
            client_read(client);
}

static void client_new(struct chat *chat, int socket)
{
    struct client *client = mem_zalloc(1, sizeof *client);
    int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    client->chat = chat;
    client->next = chat->clients;
    if (chat->clients)
        chat->clients->previous = client;
    chat->clients = client;
    ev_io_init(&client->io, client_ready, socket, EV_READ);
    client->io.data = client;
    ev_io_start(chat->loop, &client->io);
}

/* ---- the server ---- */

static void accept_ready(struct ev_loop *loop, ev_io *io, int events)
{
    struct chat *chat = io->data;
    (void)events;
    for (int i = 0; i < ACCEPTED_AT_ONCE; i++) {
        int socket = accept4(chat->socket, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket >= 0) {
            client_new(chat, socket);
        } else if (errno == EMFILE || errno == ENFILE) {
            ev_io_stop(loop, io);
            ev_timer_set(&chat->again, ACCEPT_AGAIN_AFTER, 0.);
            ev_timer_start(loop, &chat->again);
            return;
        } else if (must_wait(errno)) {
            return;
        }
    }
}

static void accept_again(struct ev_loop *loop, ev_timer *again, int events)
{
    struct chat *chat = again->data;
    (void)events;
    ev_io_start(loop, &chat->accepting);
}

static void stop_asked(struct ev_loop *loop, ev_async *stop, int events)
{
    (void)stop, (void)events;
    ev_break(loop, EVBREAK_ALL);
}

static void *chat_thread(void *argument)
{
    struct chat *chat = argument;
    ev_run(chat->loop, 0);
    while (chat->clients)
        client_close(chat->clients);
    return NULL;
}

static void chat_free(struct chat *chat)
{
    if (chat->loop)
        ev_loop_destroy(chat->loop);
    close(chat->socket);
    mem_free(chat);
}

static void watchers_start(struct chat *chat)
{
    ev_io_init(&chat->accepting, accept_ready, chat->socket, EV_READ);
    ev_timer_init(&chat->again, accept_again, 0., 0.);
    ev_async_init(&chat->stop, stop_asked);
    chat->accepting.data = chat->again.data = chat->stop.data = chat;
    ev_io_start(chat->loop, &chat->accepting);
    ev_async_start(chat->loop, &chat->stop);
}

static int chat_listen(const char *host, uint16_t port)
{
    struct buffer why = {0};
    int socket = listener_open(host ? host : "127.0.0.1", port, &why);
    if (socket < 0)
        log_error("target: %s", buffer_text(&why));
    buffer_free(&why);
    return socket;
}

struct chat *chat_start(const char *host, uint16_t port)
{
    int socket = chat_listen(host, port);
    if (socket < 0)
        return NULL;
    struct chat *chat = mem_zalloc(1, sizeof *chat);
    chat->socket = socket;
    chat->port = listener_port(socket);
    chat->loop = ev_loop_new(EVFLAG_AUTO);
    if (chat->loop)
        watchers_start(chat);
    if (chat->loop && pthread_create(&chat->thread, NULL, chat_thread, chat) == 0)
        return chat;
    log_error("target: can't start the chat server");
    chat_free(chat);
    return NULL;
}

void chat_stop(struct chat *chat)
{
    if (!chat)
        return;
    ev_async_send(chat->loop, &chat->stop);
    pthread_join(chat->thread, NULL);
    chat_free(chat);
}

uint16_t chat_port(const struct chat *chat)
{
    return chat->port;
}

uint64_t chat_lines(const struct chat *chat)
{
    return atomic_load(&chat->lines);
}
