#include "runtime/net/curl/http_curl.h"

#include "runtime/base/alloc.h"
#include "runtime/base/vec.h"
#include "runtime/net/connection/tls_store.h"
#include "runtime/net/curl/curl_handle.h"

#include <openssl/ssl.h>
#include <stdint.h>
#include <strings.h>

struct http_curl {
    struct curl_loop *loop;
    const struct http_backend_events *events;
    struct buffer scratch; /* for the request that is being started */
    VEC(struct curl_handle *) handles;
    bool has_lost;         /* is_lost is set in some handle */
    http_watcher *watcher; /* NULL: none */
    void *watcher_context;
};

/* ---- ends ---- */

static void transfer_end(struct curl_handle *handle, CURLcode result, curl_socket_t socket)
{
    handle->is_running = false;
    curl_answer_finish(handle, result);
    curl_kept_note(handle, socket);
    handle->events->ended(handle->exchange);
}

static void transfer_done(void *context, CURL *easy, CURLcode result, curl_socket_t socket)
{
    struct http_curl *curl = context;
    struct curl_handle *handle;

    curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&handle);
    if (curl_resend_wanted(handle, result)) {
        handle->resent = true;
        if (curl_loop_add(curl->loop, easy))
            return;
    }
    transfer_end(handle, result, socket);
}

/* The transfers end in the next turn, because their callbacks may start transfers, and there is no multi
 * handle now. */
static void transfers_lost(void *context)
{
    struct http_curl *curl = context;

    for (size_t i = 0; i < curl->handles.count; i++) {
        struct curl_handle *handle = curl->handles.items[i];

        if (!handle->is_running)
            continue;
        curl_loop_remove(curl->loop, handle->easy);
        handle->is_lost = true;
        curl->has_lost = true;
    }
}

/* transfer_end may free handles, so the loop starts again. */
static void lost_end(struct http_curl *curl)
{
    curl->has_lost = false;
    for (size_t i = 0; i < curl->handles.count;) {
        struct curl_handle *handle = curl->handles.items[i];

        if (!handle->is_lost) {
            i++;
            continue;
        }
        handle->is_lost = false;
        transfer_end(handle, CURLE_FAILED_INIT, CURL_SOCKET_BAD);
        i = 0;
    }
}

/* ---- a user's handle ---- */

static int wire_seen(CURL *easy, curl_infotype type, char *bytes, size_t length, void *context)
{
    const struct http_curl *curl = context;

    (void)easy;
    if (type == CURLINFO_HEADER_OUT)
        curl->watcher(curl->watcher_context, HTTP_WIRE_SENT, bytes, length);
    else if (type == CURLINFO_HEADER_IN)
        curl->watcher(curl->watcher_context, HTTP_WIRE_RECEIVED, bytes, length);
    return 0;
}

static void handle_watch(CURL *easy, struct http_curl *curl)
{
    if (!curl->watcher)
        return;
    curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, wire_seen);
    curl_easy_setopt(easy, CURLOPT_DEBUGDATA, curl);
}

/* Called before the TLS handshake of each connection; `context` is its SSL_CTX. libcurl would parse the files
 * for each connection. The shared store is set for verification only: libcurl modifies its own store, which
 * stays empty. */
static CURLcode certificates_share(CURL *easy, void *context, void *user)
{
    const struct client_settings *settings = user;
    X509_STORE *store = settings->verify ? tls_store_find(settings->ca) : NULL;

    (void)easy;
    if (settings->verify && !store)
        return CURLE_SSL_CACERT_BADFILE;
    if (store && SSL_CTX_set1_verify_cert_store(context, store) != 1)
        return CURLE_OUT_OF_MEMORY;
    if (settings->cert && !tls_store_identify(context, settings->cert, settings->key))
        return CURLE_SSL_CERTPROBLEM;
    return CURLE_OK;
}

/* `ca`, `cert` and `key` are for servers, but certificates_share can't distinguish an HTTPS proxy from a
 * server. */
static bool proxy_differs(const struct client_settings *settings)
{
    return (settings->ca || settings->cert) && settings->proxy &&
           strncasecmp(settings->proxy, "https:", 6) == 0;
}

static void handle_trust_files(CURL *easy, const struct client_settings *settings)
{
    if (settings->ca)
        curl_easy_setopt(easy, CURLOPT_CAINFO, settings->ca);
    if (settings->cert)
        curl_easy_setopt(easy, CURLOPT_SSLCERT, settings->cert);
    if (settings->key)
        curl_easy_setopt(easy, CURLOPT_SSLKEY, settings->key);
    /* A passphrase can't be asked for during a run: the loop must not block. */
    curl_easy_setopt(easy, CURLOPT_KEYPASSWD, "");
}

static void handle_trust(CURL *easy, const struct client_settings *settings)
{
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, settings->verify ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, settings->verify ? 2L : 0L);
    if (proxy_differs(settings)) {
        handle_trust_files(easy, settings);
        return;
    }
    curl_easy_setopt(easy, CURLOPT_CAINFO, NULL);
    curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
#if LIBCURL_VERSION_NUM >= 0x075700
    curl_easy_setopt(easy, CURLOPT_CA_CACHE_TIMEOUT, 0L);
#endif
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, certificates_share);
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, settings);
}

/* The proxy only comes from the scenario, not from the environment, so that a run is the same everywhere. */
static void handle_settle(CURL *easy, const struct client_settings *settings)
{
    handle_trust(easy, settings);
    curl_easy_setopt(easy, CURLOPT_PROXY, settings->proxy ? settings->proxy : "");
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}

static void handle_open(struct curl_handle *handle)
{
    CURL *easy = handle->easy = curl_easy_init();

    handle->share = curl_share_init();
    if (!easy || !handle->share)
        mem_alloc(SIZE_MAX); /* ends the process as other allocation failures do */
    curl_share_setopt(handle->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT);
    curl_easy_setopt(easy, CURLOPT_SHARE, handle->share);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, handle);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS,
                     1L); /* swarm has resolved dot segments already, except in raw URLs */
    curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, -1L); /* resolver.c decides when addresses change */
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "swarm/" SWARM_VERSION);
    curl_loop_adopt(handle->curl->loop, easy, &handle->sockets);
    curl_answer_prepare(handle);
    handle_watch(easy, handle->curl);
}

static struct curl_handle *handle_new(struct http_curl *curl, struct http_exchange *exchange)
{
    struct curl_handle *handle = mem_zalloc(1, sizeof *handle);

    handle->curl = curl;
    handle->events = curl->events;
    handle->exchange = exchange;
    handle->sockets.may_open = curl_resend_may_open;
    handle->sockets.local = local_address_in_turn(exchange->settings->local_ips, exchange->number);
    handle->place = curl->handles.count;
    vec_push(&curl->handles, handle);
    handle_open(handle);
    handle_settle(handle->easy, exchange->settings);
    return handle;
}

/* The last handle moves to its position in the list. */
static void handle_unlist(struct curl_handle *handle)
{
    struct http_curl *curl = handle->curl;
    struct curl_handle *last = vec_pop(&curl->handles);

    if (last == handle)
        return;
    curl->handles.items[handle->place] = last;
    last->place = handle->place;
}

static void backend_close(void *context, struct http_exchange *exchange)
{
    struct curl_handle *handle = exchange->connections;

    (void)context;
    if (!handle)
        return;
    handle_unlist(handle);
    curl_easy_setopt(handle->easy, CURLOPT_SHARE, NULL);
    curl_easy_cleanup(handle->easy);
    curl_share_cleanup(handle->share);
    curl_applied_free(&handle->applied);
    curl_origin_free(handle);
    mem_free(handle->resolve.data);
    mem_free(handle);
    exchange->connections = NULL;
}

/* ---- exchanges ---- */

static enum net_error backend_start(void *context, struct http_exchange *exchange)
{
    struct http_curl *curl = context;
    struct curl_handle *handle = exchange->connections;

    if (!handle)
        exchange->connections = handle = handle_new(curl, exchange);
    handle->begun = clock_now();
    handle->resent = false;
    curl_answer_begin(handle);
    if (!curl_request_apply(handle, &curl->scratch))
        return NET_ERROR_URL;
    curl_sockets_check(&handle->sockets);
    if (!curl_loop_add(curl->loop, handle->easy))
        return NET_ERROR_OTHER;
    handle->is_running = true;
    return NET_OK;
}

static void backend_cancel(void *context, struct http_exchange *exchange)
{
    struct http_curl *curl = context;
    struct curl_handle *handle = exchange->connections;

    curl_answer_finish(handle, CURLE_OPERATION_TIMEDOUT);
    if (!handle->is_lost)
        curl_loop_remove(curl->loop, handle->easy);
    handle->is_running = handle->is_lost = false;
}

static bool backend_is_connected(void *context, const struct http_exchange *exchange)
{
    const struct curl_handle *handle = exchange->connections;
    curl_off_t ready = 0;

    (void)context;
    curl_easy_getinfo(handle->easy, CURLINFO_PRETRANSFER_TIME_T, &ready);
    return ready > 0;
}

/* ---- the backend ---- */

static void backend_turn(void *context)
{
    struct http_curl *curl = context;

    if (curl->has_lost)
        lost_end(curl);
    curl_loop_turn(curl->loop);
}

static bool backend_is_busy(const void *context)
{
    const struct http_curl *curl = context;

    return curl->has_lost || curl_loop_eager(curl->loop);
}

static void backend_watch(void *context, http_watcher *watcher, void *watcher_context)
{
    struct http_curl *curl = context;

    curl->watcher = watcher;
    curl->watcher_context = watcher_context;
}

static void backend_free(void *context)
{
    struct http_curl *curl = context;

    curl_loop_free(curl->loop);
    vec_free(&curl->handles);
    buffer_free(&curl->scratch);
    tls_store_release();
    mem_free(curl);
}

struct http_backend http_curl_new(struct ev_loop *loop, const struct http_backend_events *events)
{
    struct http_curl *curl = mem_zalloc(1, sizeof *curl);
    struct curl_loop_events loop_events = {.context = curl, .done = transfer_done, .lost = transfers_lost};

    tls_store_retain();
    curl->events = events;
    curl->loop = curl_loop_new(loop, &loop_events);
    return (struct http_backend){.context = curl,
                                 .start = backend_start,
                                 .cancel = backend_cancel,
                                 .is_connected = backend_is_connected,
                                 .close = backend_close,
                                 .turn = backend_turn,
                                 .is_busy = backend_is_busy,
                                 .watch = backend_watch,
                                 .free = backend_free};
}
