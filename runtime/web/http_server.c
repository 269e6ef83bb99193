#include "runtime/web/http_server.h"

#include "runtime/base/alloc.h"
#include "runtime/base/clock.h"
#include "runtime/base/listener.h"
#include "runtime/base/log.h"
#include "runtime/base/ring.h"
#include "runtime/web/http_exchange.h"

#include <ev.h>
#include <microhttpd.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    CONNECTIONS_KEPT = 256,
    CONNECTIONS_MOST = 512,       /* until those that make room are gone */
    CONNECTION_MEMORY = 32 << 10, /* bytes for the head of a request */
    SILENCE_MOST = 120,           /* seconds; Prometheus asks once a minute by default */
    STREAM_BLOCK = 16 << 10,      /* bytes that a stream is read at a time */
    STREAM_UNSENT = 64 << 10,     /* bytes that the kernel keeps for a slow reader of a stream, about */
    ENDING_STEP = 10,             /* milliseconds */
};

#define ENDING_MOST NANOS_PER_S /* for what streams still have to send at the end of the program */

/* A connection. */
struct peer {
    struct ring link; /* the one that has been idle for the longest time comes first */
    int socket;
    bool is_busy; /* an answer is being sent */
    bool is_streaming;
};

/* The body of an answer that grows. */
struct sleeper {
    struct web_server *server;
    struct MHD_Connection *connection;
    struct peer *peer;
    struct web_stream stream;
    struct sleeper *next;
    bool is_asleep;
};

struct web_server {
    struct MHD_Daemon *daemon;
    struct ev_loop *loop;
    ev_io ready;    /* the epoll descriptor of the daemon is readable */
    ev_timer again; /* the daemon has something to do by itself: time limits, data that TLS has buffered */
    web_handler *handler;
    web_refuser *refuser;
    void *context; /* of both */
    char *host;
    uint16_t port;
    bool has_tls;
    bool is_ending;
    struct ring peers;
    size_t peer_count;
    struct sleeper *sleepers;
};

/* ---- connections ---- */

static struct peer *peer_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info ? info->socket_context : NULL;
}

/* The one to close: the first that is idle, else the first that isn't a stream; NULL: there is none. */
static struct peer *peer_spare(struct web_server *server)
{
    struct peer *spare = NULL;

    for (struct ring *link = server->peers.next; link != &server->peers; link = link->next) {
        struct peer *peer = ring_entry(link, struct peer, link);

        if (!peer->is_busy)
            return peer;
        if (!spare && !peer->is_streaming)
            spare = peer;
    }
    return spare;
}

/* libmicrohttpd has no call that closes a connection; it notices the end of the stream. */
static void peers_make_room(struct web_server *server)
{
    struct peer *peer = peer_spare(server);

    if (!peer)
        return;
    shutdown(peer->socket, SHUT_RDWR);
    ring_remove(&peer->link);
    ring_append(&server->peers, &peer->link);
}

static struct peer *peer_new(struct web_server *server, struct MHD_Connection *connection)
{
    struct peer *peer = mem_zalloc(1, sizeof *peer);

    peer->socket = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    if (++server->peer_count > CONNECTIONS_KEPT)
        peers_make_room(server);
    ring_append(&server->peers, &peer->link);
    return peer;
}

static void on_connection(void *context, struct MHD_Connection *connection, void **socket_context,
                          enum MHD_ConnectionNotificationCode code)
{
    struct web_server *server = context;
    struct peer *peer = *socket_context;

    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        *socket_context = peer_new(server, connection);
    } else if (peer) {
        ring_remove(&peer->link);
        server->peer_count--;
        mem_free(peer);
        *socket_context = NULL;
    }
}

/* ---- streams ---- */

static ssize_t sleeper_read(void *context, uint64_t position, char *bytes, size_t size)
{
    struct sleeper *sleeper = context;
    ssize_t length = sleeper->stream.read(sleeper->stream.context, bytes, size);

    (void)position;
    if (length < 0 || (length == 0 && sleeper->server->is_ending))
        return MHD_CONTENT_READER_END_OF_STREAM;
    if (length == 0) { /* it would be asked again at once */
        sleeper->is_asleep = true;
        MHD_suspend_connection(sleeper->connection);
    }
    return length;
}

static void sleeper_free(void *context)
{
    struct sleeper *sleeper = context, **at = &sleeper->server->sleepers;

    while (*at != sleeper)
        at = &(*at)->next;
    *at = sleeper->next;
    if (sleeper->peer)
        sleeper->peer->is_streaming = false;
    sleeper->stream.close(sleeper->stream.context);
    mem_free(sleeper);
}

static struct MHD_Response *stream_response(struct web_server *server, struct MHD_Connection *connection,
                                            const struct web_stream *stream)
{
    struct sleeper *sleeper = mem_zalloc(1, sizeof *sleeper);
    const int unsent = STREAM_UNSENT;

    *sleeper = (struct sleeper){.server = server,
                                .connection = connection,
                                .peer = peer_of(connection),
                                .stream = *stream,
                                .next = server->sleepers};
    server->sleepers = sleeper;
    if (sleeper->peer) {
        sleeper->peer->is_streaming = true;
        setsockopt(sleeper->peer->socket, SOL_SOCKET, SO_SNDBUF, &unsent, sizeof unsent);
    }
    return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, sleeper_read, sleeper,
                                             sleeper_free);
}

static void sleepers_wake(struct web_server *server)
{
    for (struct sleeper *sleeper = server->sleepers; sleeper; sleeper = sleeper->next) {
        if (sleeper->is_asleep)
            MHD_resume_connection(sleeper->connection);
        sleeper->is_asleep = false;
    }
}

/* ---- answers ---- */

static struct MHD_Response *response_of(struct web_server *server, struct MHD_Connection *connection,
                                        struct web_answer *answer)
{
    size_t length = answer->body.length;

    if (answer->stream.read)
        return stream_response(server, connection, &answer->stream);
    if (answer->fixed)
        return MHD_create_response_from_buffer(answer->fixed_length, (void *)answer->fixed,
                                               MHD_RESPMEM_PERSISTENT);
    return MHD_create_response_from_buffer(length, buffer_steal(&answer->body), MHD_RESPMEM_MUST_FREE);
}

static enum MHD_Result answer_queue(struct web_server *server, struct MHD_Connection *connection,
                                    struct web_answer *answer)
{
    struct MHD_Response *response = response_of(server, connection, answer);
    struct peer *peer = peer_of(connection);
    enum MHD_Result result = MHD_NO;

    if (peer)
        peer->is_busy = true;
    if (response) {
        if (answer->type)
            MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer->type);
        for (size_t i = 0; i < answer->headers.count; i++)
            MHD_add_response_header(response, answer->headers.items[i].name, answer->headers.items[i].value);
        result = MHD_queue_response(connection, answer->status, response);
        MHD_destroy_response(response);
    }
    web_answer_free(answer);
    return result;
}

static enum MHD_Result refusal_queue(struct web_server *server, struct MHD_Connection *connection,
                                     unsigned status, const char *sentence)
{
    struct web_answer answer = {.status = status, .type = "text/plain; charset=utf-8"};

    if (server->refuser)
        server->refuser(server->context, status, sentence, &answer);
    else
        buffer_printf(&answer.body, "%s\n", sentence);
    return answer_queue(server, connection, &answer);
}

/* ---- requests ---- */

/* What is wrong with a head; NULL: nothing. */
static const char *head_wrong(struct MHD_Connection *connection, const char *version)
{
    bool has_host = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_HOST);

    return strcmp(version, MHD_HTTP_VERSION_1_1) == 0 && !has_host ? "The Host header is missing." : NULL;
}

static enum MHD_Result head_receive(struct web_server *server, struct MHD_Connection *connection,
                                    const char *version)
{
    const char *wrong = head_wrong(connection, version);
    const char *length =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);

    if (wrong)
        return refusal_queue(server, connection, MHD_HTTP_BAD_REQUEST, wrong);
    if (http_exchange_is_too_large(length))
        return refusal_queue(server, connection, MHD_HTTP_CONTENT_TOO_LARGE, HTTP_TOO_LARGE);
    return MHD_YES;
}

static enum MHD_Result exchange_answer(struct web_server *server, struct MHD_Connection *connection,
                                       const struct http_exchange *exchange)
{
    struct web_answer answer = {.status = MHD_HTTP_OK, .type = "text/plain; charset=utf-8"};

    if (exchange->request.body.overflowed)
        return refusal_queue(server, connection, MHD_HTTP_CONTENT_TOO_LARGE, HTTP_TOO_LARGE);
    if (!exchange->is_valid)
        return refusal_queue(server, connection, MHD_HTTP_BAD_REQUEST,
                             "The path contains an invalid escape or a NUL.");
    server->handler(server->context, &exchange->request, &answer);
    return answer_queue(server, connection, &answer);
}

/* libmicrohttpd calls this when the head is complete, for each piece of the body, and at its end. */
static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *path,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_length, void **request)
{
    struct web_server *server = context;
    struct http_exchange *exchange = *request;

    (void)path;
    if (!exchange->has_begun) {
        http_exchange_begin(exchange, connection, method);
        return head_receive(server, connection, version);
    }
    if (*upload_length > 0) {
        bool goes_on = http_exchange_receive(exchange, upload, *upload_length);

        *upload_length = 0;
        return goes_on ? MHD_YES : MHD_NO;
    }
    return exchange_answer(server, connection, exchange);
}

/* The request target as it was sent; libmicrohttpd decodes it in place afterwards. */
static void *on_target(void *context, const char *target, struct MHD_Connection *connection)
{
    (void)context, (void)connection;
    return http_exchange_new(target);
}

/* From now on the connection is idle. */
static void on_completed(void *context, struct MHD_Connection *connection, void **request,
                         enum MHD_RequestTerminationCode code)
{
    struct web_server *server = context;
    struct peer *peer = peer_of(connection);

    (void)code;
    http_exchange_free(*request);
    *request = NULL;
    if (!peer)
        return;
    peer->is_busy = false;
    ring_remove(&peer->link);
    ring_append(&server->peers, &peer->link);
}

/* ---- on the loop ---- */

/* Does what can be done without waiting, and sets the timer for the rest. */
static void server_turn(struct web_server *server)
{
    MHD_UNSIGNED_LONG_LONG milliseconds;

    MHD_run(server->daemon);
    ev_timer_stop(server->loop, &server->again);
    if (MHD_get_timeout(server->daemon, &milliseconds) != MHD_YES)
        return;
    ev_timer_set(&server->again, (double)milliseconds / 1000, 0.);
    ev_timer_start(server->loop, &server->again);
}

static void on_ready(struct ev_loop *loop, ev_io *watcher, int events)
{
    (void)loop, (void)events;
    server_turn(watcher->data);
}

static void on_again(struct ev_loop *loop, ev_timer *watcher, int events)
{
    (void)loop, (void)events;
    server_turn(watcher->data);
}

static void watchers_start(struct web_server *server)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);

    ev_io_init(&server->ready, on_ready, info->epoll_fd, EV_READ);
    ev_timer_init(&server->again, on_again, 0., 0.);
    server->ready.data = server->again.data = server;
    ev_io_start(server->loop, &server->ready);
}

/* The library reads them in the next turn of the loop: a handler may have called this, and the library would
 * call it a second time for the same request. */
void web_server_wake(struct web_server *server)
{
    if (!server->sleepers)
        return;
    sleepers_wake(server);
    ev_timer_stop(server->loop, &server->again);
    ev_timer_set(&server->again, 0., 0.);
    ev_timer_start(server->loop, &server->again);
}

/* ---- starting and ending ---- */

static void on_library_message(void *context, const char *format, va_list arguments)
{
    struct buffer text = {0};

    (void)context;
    buffer_vprintf(&text, format, arguments);
    log_debug("web: %.*s", (int)strcspn(buffer_text(&text), "\n"), buffer_text(&text));
    buffer_free(&text);
}

/* Takes the socket on success. */
static struct MHD_Daemon *daemon_start(struct web_server *server, int socket,
                                       const struct web_server_options *options)
{
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)options->tls_certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)options->tls_key},
        {MHD_OPTION_END, 0, NULL},
    };
    unsigned flags = MHD_USE_EPOLL | MHD_USE_ERROR_LOG | MHD_ALLOW_SUSPEND_RESUME;

    if (!options->tls_certificate)
        tls[0].option = MHD_OPTION_END;
    return MHD_start_daemon(
        flags | (options->tls_certificate ? (unsigned)MHD_USE_TLS : 0u), 0, NULL, NULL, on_request, server,
        MHD_OPTION_EXTERNAL_LOGGER, on_library_message, NULL, /* first: it is told about the others */
        MHD_OPTION_LISTEN_SOCKET, socket, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MOST,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)SILENCE_MOST, MHD_OPTION_URI_LOG_CALLBACK, on_target, server, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, server, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_ARRAY, tls,
        MHD_OPTION_END);
}

struct web_server *web_server_new(struct ev_loop *loop, const struct web_server_options *options,
                                  struct buffer *why)
{
    int socket = listener_open(options->host, options->port, why);
    struct web_server *server;

    if (socket < 0)
        return NULL;
    server = mem_zalloc(1, sizeof *server);
    *server = (struct web_server){
        .loop = loop, .handler = options->handler, .refuser = options->refuser, .context = options->context};
    ring_init(&server->peers);
    server->host = mem_strdup(options->host);
    server->port = listener_port(socket);
    server->has_tls = options->tls_certificate;
    server->daemon = daemon_start(server, socket, options);
    if (server->daemon) {
        watchers_start(server);
        return server;
    }
    buffer_append_text(why, "can't start the server");
    close(socket);
    web_server_free(server);
    return NULL;
}

uint16_t web_server_port(const struct web_server *server)
{
    return server->port;
}

void web_server_url(const struct web_server *server, struct buffer *out)
{
    bool is_ipv6 = strchr(server->host, ':');

    buffer_printf(out, is_ipv6 ? "%s://[%s]:%u" : "%s://%s:%u", server->has_tls ? "https" : "http",
                  server->host, server->port);
}

/* Streams send what they still have, such as the final numbers of a run, and end; a viewer that reads too
 * slowly is cut off. libmicrohttpd must not be stopped while connections are suspended. */
static void streams_end(struct web_server *server)
{
    instant begin = clock_now();

    server->is_ending = true;
    do {
        sleepers_wake(server);
        MHD_run_wait(server->daemon, ENDING_STEP);
    } while (server->sleepers && instant_since(clock_now(), begin) < ENDING_MOST);
}

void web_server_free(struct web_server *server)
{
    if (!server)
        return;
    if (server->daemon) {
        streams_end(server);
        ev_io_stop(server->loop, &server->ready);
        ev_timer_stop(server->loop, &server->again);
        MHD_stop_daemon(server->daemon);
    }
    mem_free(server->host);
    mem_free(server);
}
