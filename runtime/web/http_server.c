#include "runtime/web/http_server.h"

#include "runtime/base/alloc.h"
#include "runtime/base/listener.h"
#include "runtime/base/log.h"

#include <ev.h>
#include <microhttpd.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    CONNECTIONS_MOST = 32,
    CONNECTION_MEMORY = 16 << 10, /* bytes for a request's headers */
    SILENCE_MOST = 120,           /* seconds; Prometheus comes each minute unless told otherwise */
};

struct web_server {
    struct MHD_Daemon *daemon;
    struct ev_loop *loop;
    ev_io ready;    /* the daemon's epoll has something */
    ev_timer again; /* the daemon wants to look by itself, at connections that have been silent too long */
    web_handler *handler;
    void *context;
    char *host;
    uint16_t port;
};

/* ---- answers ---- */

static enum MHD_Result answer_queue(struct MHD_Connection *connection, struct web_answer *answer)
{
    size_t length = answer->body.length;
    char *body = buffer_steal(&answer->body);
    struct MHD_Response *response = MHD_create_response_from_buffer(length, body, MHD_RESPMEM_MUST_FREE);
    if (!response) {
        mem_free(body);
        return MHD_NO;
    }
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer->type);
    if (answer->status == MHD_HTTP_METHOD_NOT_ALLOWED)
        MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
    enum MHD_Result result = MHD_queue_response(connection, answer->status, response);
    MHD_destroy_response(response);
    return result;
}

static bool is_reading(const char *method)
{
    return strcmp(method, MHD_HTTP_METHOD_GET) == 0 || strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
}

/* libmicrohttpd calls this when the headers are in, for each piece of a body, and when all is in. What isn't
 * to be answered isn't read to its end. */
static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *path,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_length, void **request)
{
    struct web_server *server = context;
    struct web_answer answer = {MHD_HTTP_OK, "text/plain; charset=utf-8", {0}};
    (void)version, (void)upload;
    if (!is_reading(method)) {
        answer.status = MHD_HTTP_METHOD_NOT_ALLOWED;
        buffer_append_text(&answer.body, "only GET and HEAD are supported\n");
        return answer_queue(connection, &answer);
    }
    if (!*request || *upload_length) {
        *request = server;
        *upload_length = 0;
        return MHD_YES;
    }
    server->handler(server->context, path, &answer);
    return answer_queue(connection, &answer);
}

/* ---- on the loop ---- */

/* All that can be done without waiting, and when to come back though nothing has come. */
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
static struct MHD_Daemon *daemon_start(struct web_server *server, int socket)
{
    return MHD_start_daemon(
        MHD_USE_EPOLL | MHD_USE_ERROR_LOG, 0, NULL, NULL, on_request, server, MHD_OPTION_EXTERNAL_LOGGER,
        on_library_message, NULL, /* first: it hears of the rest */
        MHD_OPTION_LISTEN_SOCKET, socket, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MOST,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)SILENCE_MOST, MHD_OPTION_END);
}

struct web_server *web_server_new(struct ev_loop *loop, const char *host, uint16_t port, web_handler *handler,
                                  void *context, struct buffer *why)
{
    int socket = listener_open(host, port, why);
    if (socket < 0)
        return NULL;
    struct web_server *server = mem_zalloc(1, sizeof *server);
    *server = (struct web_server){.loop = loop, .handler = handler, .context = context};
    server->host = mem_strdup(host);
    server->port = listener_port(socket);
    server->daemon = daemon_start(server, socket);
    if (server->daemon) {
        watchers_start(server);
        return server;
    }
    buffer_append_text(why, "can't start the server");
    close(socket);
    web_server_free(server);
    return NULL;
}

void web_server_url(const struct web_server *server, struct buffer *out)
{
    bool is_numeric = strchr(server->host, ':');
    buffer_printf(out, is_numeric ? "http://[%s]:%u" : "http://%s:%u", server->host, server->port);
}

void web_server_free(struct web_server *server)
{
    if (!server)
        return;
    if (server->daemon) {
        ev_io_stop(server->loop, &server->ready);
        ev_timer_stop(server->loop, &server->again);
        MHD_stop_daemon(server->daemon);
    }
    mem_free(server->host);
    mem_free(server);
}
