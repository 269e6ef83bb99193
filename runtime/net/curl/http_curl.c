#include "runtime/net/curl/http_curl.h"

#include "runtime/base/alloc.h"
#include "runtime/net/connection/tls_store.h"
#include "runtime/net/curl/curl_handle.h"

#include <openssl/ssl.h>
#include <stdint.h>
#include <strings.h>

struct http_curl {
    struct curl_loop *loop;
    struct buffer scratch; /* for the request that is being told */
    void (*finished)(struct session *session);
    void (*lost)(void *context);
    void *context;
    transport_watcher *watcher; /* NULL: nobody watches */
    void *watcher_context;
};

static void transfer_done(void *context, CURL *easy, CURLcode result)
{
    struct http_curl *curl = context;
    struct curl_handle *handle;

    curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&handle);
    if (curl_resend_wanted(handle, result)) {
        handle->resent = true;
        if (curl_loop_add(curl->loop, easy))
            return;
    }
    curl_answer_finish(handle, result);
    curl->finished(handle->session);
}

static void transfers_lost(void *context)
{
    struct http_curl *curl = context;

    curl->lost(curl->context);
}

struct http_curl *http_curl_new(struct ev_loop *loop, void (*finished)(struct session *session),
                                void (*lost)(void *context), void *context)
{
    struct http_curl *curl = mem_zalloc(1, sizeof *curl);
    struct curl_loop_events events = {.context = curl, .done = transfer_done, .lost = transfers_lost};

    curl->finished = finished;
    curl->lost = lost;
    curl->context = context;
    curl->loop = curl_loop_new(loop, &events);
    return curl;
}

void http_curl_free(struct http_curl *curl)
{
    curl_loop_free(curl->loop);
    buffer_free(&curl->scratch);
    mem_free(curl);
}

void http_curl_watch(struct http_curl *curl, transport_watcher *watcher, void *context)
{
    curl->watcher = watcher;
    curl->watcher_context = context;
}

/* ---- a session's handle ---- */

static int wire_seen(CURL *easy, curl_infotype type, char *bytes, size_t length, void *context)
{
    const struct http_curl *curl = context;

    (void)easy;
    if (type == CURLINFO_HEADER_OUT)
        curl->watcher(curl->watcher_context, TRANSPORT_WIRE_SENT, bytes, length);
    else if (type == CURLINFO_HEADER_IN)
        curl->watcher(curl->watcher_context, TRANSPORT_WIRE_RECEIVED, bytes, length);
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

/* For each connection with TLS, before its handshake: `context` is its SSL_CTX. libcurl's own store, which is
 * empty, stays beside ours, since libcurl changes it. */
static CURLcode store_share(CURL *easy, void *context, void *ca)
{
    X509_STORE *store = tls_store_find(ca);

    (void)easy;
    if (!store)
        return CURLE_SSL_CACERT_BADFILE;
    return SSL_CTX_set1_verify_cert_store(context, store) == 1 ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

/* `ca` is for servers. A proxy with TLS is verified by the system's certificates, and store_share can't tell
 * the two apart. */
static bool proxy_differs(const struct client_settings *settings)
{
    return settings->ca && settings->proxy && strncasecmp(settings->proxy, "https:", 6) == 0;
}

/* By itself libcurl parses the certificates for each connection, or keeps them for each multi handle and for
 * one `ca` only. */
static void handle_verify(CURL *easy, const struct client_settings *settings)
{
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, settings->verify ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, settings->verify ? 2L : 0L);
    if (settings->ca)
        curl_easy_setopt(easy, CURLOPT_CAINFO, settings->ca);
    if (!settings->verify || proxy_differs(settings))
        return;
    curl_easy_setopt(easy, CURLOPT_CAINFO, NULL);
    curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
#if LIBCURL_VERSION_NUM >= 0x075700
    curl_easy_setopt(easy, CURLOPT_CA_CACHE_TIMEOUT, 0L);
#endif
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, store_share);
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, settings->ca);
}

static void handle_trust(CURL *easy, const struct client_settings *settings)
{
    handle_verify(easy, settings);
    if (settings->cert)
        curl_easy_setopt(easy, CURLOPT_SSLCERT, settings->cert);
    if (settings->key)
        curl_easy_setopt(easy, CURLOPT_SSLKEY, settings->key);
    /* Nobody is there to be asked for a passphrase, and the loop must not wait for them. */
    curl_easy_setopt(easy, CURLOPT_KEYPASSWD, "");
}

/* A proxy comes from the scenario alone, never from the environment: a run means the same everywhere. */
static void handle_settle(CURL *easy, const struct client_settings *settings)
{
    handle_trust(easy, settings);
    curl_easy_setopt(easy, CURLOPT_PROXY, settings->proxy ? settings->proxy : "");
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    if (settings->compression)
        curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
    if (settings->cookies)
        curl_easy_setopt(easy, CURLOPT_COOKIEFILE, "");
}

static void handle_open(struct curl_handle *handle)
{
    CURL *easy = handle->easy = curl_easy_init();

    handle->share = curl_share_init();
    if (!easy || !handle->share)
        mem_alloc(SIZE_MAX); /* ends the process as any other lack of memory does */
    curl_share_setopt(handle->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT);
    curl_easy_setopt(easy, CURLOPT_SHARE, handle->share);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, handle);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L); /* dot segments are resolved before, where wanted */
    curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, -1L); /* resolver.c says when addresses change */
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "swarm/" SWARM_VERSION);
    curl_loop_adopt(handle->curl->loop, easy, &handle->sockets);
    curl_answer_prepare(handle);
    handle_watch(easy, handle->curl);
}

static struct curl_handle *handle_new(struct http_curl *curl, struct session *session)
{
    struct curl_handle *handle = mem_zalloc(1, sizeof *handle);

    handle->curl = curl;
    handle->session = session;
    handle->sockets.may_open = curl_resend_may_open;
    handle->sockets.local = local_address_in_turn(session->settings->local_ips, session->number);
    handle_open(handle);
    handle_settle(handle->easy, session->settings);
    return handle;
}

void http_curl_close(struct session *session)
{
    struct curl_handle *handle = session->handle;

    if (!handle)
        return;
    curl_easy_setopt(handle->easy, CURLOPT_SHARE, NULL);
    curl_easy_cleanup(handle->easy);
    curl_share_cleanup(handle->share);
    curl_told_free(&handle->told);
    mem_free(handle->resolve.data);
    mem_free(handle);
    session->handle = NULL;
}

/* ---- requests ---- */

/* libcurl reads the entry when the next transfer begins and keeps the addresses in the multi. */
static void addresses_take(struct curl_handle *handle, struct session *session)
{
    if (!session->addresses)
        return;
    mem_free(handle->resolve.data);
    handle->resolve = (struct curl_slist){.data = session->addresses};
    session->addresses = NULL;
    curl_easy_setopt(handle->easy, CURLOPT_RESOLVE, &handle->resolve);
}

bool http_curl_start(struct http_curl *curl, struct session *session)
{
    struct curl_handle *handle = session->handle ? session->handle : handle_new(curl, session);

    session->handle = handle;
    addresses_take(handle, session);
    handle->begun = clock_now();
    handle->resent = false;
    curl_answer_begin(handle);
    if (!curl_request_tell(handle, session->request, &curl->scratch)) {
        session->draft.base.error = NET_ERROR_URL;
        return false;
    }
    if (curl_loop_add(curl->loop, handle->easy))
        return true;
    session->draft.base.error = NET_ERROR_OTHER;
    return false;
}

void http_curl_cancel(struct session *session)
{
    curl_loop_remove(session->handle->curl->loop, session->handle->easy);
}

void http_curl_expire(struct session *session)
{
    curl_answer_finish(session->handle, CURLE_OPERATION_TIMEDOUT);
    http_curl_cancel(session);
}

bool http_curl_is_connected(const struct session *session)
{
    curl_off_t ready = 0;

    curl_easy_getinfo(session->handle->easy, CURLINFO_PRETRANSFER_TIME_T, &ready);
    return ready > 0;
}

void http_curl_turn(struct http_curl *curl)
{
    curl_loop_turn(curl->loop);
}

bool http_curl_eager(const struct http_curl *curl)
{
    return curl_loop_eager(curl->loop);
}

bool http_curl_cookie(const struct session *session, const char *url, const char *name, struct buffer *out)
{
    return session->handle && curl_cookie_find(session->handle->easy, url, name, out);
}
