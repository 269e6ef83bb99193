#include "runtime/target/target_state.h"

#include "runtime/base/alloc.h"
#include "runtime/base/listener.h"
#include "runtime/base/log.h"
#include "runtime/base/rng.h"
#include "runtime/target/delays.h"
#include "runtime/target/exchange.h"
#include "runtime/target/hostile.h"
#include "runtime/target/routes.h"

#include <microhttpd.h>
#include <openssl/rand.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    PLAYLISTS_KEPT = 1 << 18,
    COMMENTS_KEPT = 1 << 12,
    MESSAGES_KEPT = 1 << 12,
    CONNECTION_MEMORY = 16 << 10, /* bytes for a request's headers */
    CONNECTIONS_MAX = 1 << 20,    /* the limit of open files comes first */
};

/* The status of the n-th request if it must fail, 500 or 503 in equal parts; otherwise 0. */
static unsigned failure_of(const struct target *target, uint64_t n)
{
    struct rng rng;
    if (target->options.fail_ratio <= 0)
        return 0;
    rng_seed(&rng, target->options.seed, n, RNG_CODE);
    if (rng_unit(&rng) >= target->options.fail_ratio)
        return 0;
    return rng_below(&rng, 2) ? MHD_HTTP_INTERNAL_SERVER_ERROR : MHD_HTTP_SERVICE_UNAVAILABLE;
}

static void give_answer(struct exchange *exchange)
{
    struct target *target = exchange->target;
    unsigned failure = failure_of(target, atomic_fetch_add(&target->requests, 1) + 1);
    exchange->due = workers_serve(&target->workers, clock_now(), target->options.delay);
    if (failure)
        exchange_answer_error(exchange, failure, "failure requested by --fail");
    else if (exchange->body.overflowed)
        exchange_answer_error(exchange, MHD_HTTP_CONTENT_TOO_LARGE, "the body is too large");
    else if (path_is_hostile(exchange->path))
        exchange_answer_error(exchange, MHD_HTTP_BAD_REQUEST, "this path isn't allowed");
    else
        routes_serve(exchange);
}

/* libmicrohttpd calls this when the headers are complete, for each piece of the body, when the body is
 * complete, and again after a delay. */
static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_length, void **request)
{
    struct target *target = context;
    struct exchange *exchange = *request;
    (void)url, (void)version;
    if (!exchange->connection) {
        exchange->connection = connection;
        exchange->method = method;
        return MHD_YES;
    }
    if (*upload_length) {
        buffer_append(&exchange->body, upload, *upload_length);
        *upload_length = 0;
        return MHD_YES;
    }
    if (!exchange->response)
        give_answer(exchange);
    if (instant_before(clock_now(), exchange->due) &&
        delays_suspend(target->delays, connection, exchange->due))
        return MHD_YES;
    atomic_fetch_add(&target->answered, 1);
    return MHD_queue_response(connection, exchange->status, exchange->response);
}

static void *on_request_line(void *context, const char *uri, struct MHD_Connection *connection)
{
    (void)connection;
    return exchange_make(context, uri);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **request,
                         enum MHD_RequestTerminationCode code)
{
    (void)context, (void)connection, (void)code;
    if (*request)
        exchange_free(*request);
    *request = NULL;
}

static void on_library_message(void *context, const char *format, va_list arguments)
{
    struct buffer text = {0};
    (void)context;
    buffer_vprintf(&text, format, arguments);
    while (text.length && text.data[text.length - 1] == '\n')
        text.data[--text.length] = '\0';
    log_debug("target: %s", buffer_text(&text));
    buffer_free(&text);
}

static unsigned thread_count(const struct target_options *options)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return options->threads ? options->threads : cores > 0 ? (unsigned)cores : 1;
}

/* Owns the socket on success. */
static struct MHD_Daemon *daemon_start(struct target *target, int socket)
{
    unsigned threads = thread_count(&target->options);
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    /* clang-format off */
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)on_library_message, NULL}, /* first, so that it gets the messages about the other options */
        {MHD_OPTION_LISTEN_SOCKET, socket, NULL},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)on_request_line, target},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)on_completed, target},
        {MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS_MAX, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY, NULL},
        {threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, threads, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    /* clang-format on */
    return MHD_start_daemon(flags, 0, NULL, NULL, on_request, target, MHD_OPTION_ARRAY, options,
                            MHD_OPTION_END);
}

static void open_files_raise(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static struct target *target_make(const struct target_options *options)
{
    struct target *target = mem_zalloc(1, sizeof *target);
    target->options = *options;
    target->options.host = NULL;
    store_init(&target->playlists, PLAYLISTS_KEPT);
    store_init(&target->comments, COMMENTS_KEPT);
    store_init(&target->messages, MESSAGES_KEPT);
    devices_init(&target->devices);
    workers_init(&target->workers, options->workers);
    return target;
}

static void target_free(struct target *target)
{
    workers_free(&target->workers);
    devices_free(&target->devices);
    store_free(&target->messages);
    store_free(&target->comments);
    store_free(&target->playlists);
    mem_free(target);
}

/* Starts the threads: first those for delays, then the server's. */
static bool threads_start(struct target *target, int socket)
{
    target->delays = delays_start();
    if (!target->delays)
        return false;
    target->daemon = daemon_start(target, socket);
    if (target->daemon)
        return true;
    delays_stop(target->delays);
    delays_free(target->delays);
    return false;
}

static int target_listen(const char *host, uint16_t port)
{
    struct buffer why = {0};
    int socket = listener_open(host ? host : "127.0.0.1", port, &why);
    if (socket < 0)
        log_error("target: %s", buffer_text(&why));
    buffer_free(&why);
    return socket;
}

struct target *target_start(const struct target_options *options)
{
    open_files_raise();
    int socket = target_listen(options->host, options->port);
    if (socket < 0)
        return NULL;
    struct target *target = target_make(options);
    target->port = listener_port(socket);
    if (RAND_bytes(target->key, sizeof target->key) == 1 && threads_start(target, socket))
        return target;
    log_error("target: can't start the server");
    close(socket);
    target_free(target);
    return NULL;
}

void target_stop(struct target *target)
{
    if (!target)
        return;
    delays_stop(target->delays);
    MHD_stop_daemon(target->daemon);
    delays_free(target->delays);
    target_free(target);
}

uint16_t target_port(const struct target *target)
{
    return target->port;
}

uint64_t target_answered(const struct target *target)
{
    return atomic_load(&target->answered);
}
