/* TLS with OpenSSL, with `verify`, `ca`, `cert` and `key` of the client settings. */
#include "runtime/net/connection/connection_state.h"

#include "runtime/base/alloc.h"
#include "runtime/model/client_settings.h"
#include "runtime/net/connection/socket_error.h"
#include "runtime/net/connection/tls_reason.h"
#include "runtime/net/connection/tls_store.h"

#include <errno.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string.h>

#define ALPN_MOST 255 /* bytes of a protocol name (RFC 7301 section 3.1) */

struct connection_context {
    const struct client_settings *settings;
    SSL_CTX *context; /* NULL: a file in the settings can't be used */
    struct connection_context *next;
};

/* ---- contexts ---- */

static bool files_load(SSL_CTX *context, const struct client_settings *settings)
{
    X509_STORE *trusted = settings->verify ? tls_store_find(settings->ca) : NULL;

    if (settings->verify && (!trusted || SSL_CTX_set1_verify_cert_store(context, trusted) != 1))
        return false;
    return !settings->cert || tls_store_identify(context, settings->cert, settings->key);
}

/* Returns 1 if it keeps the reference to the session, otherwise 0. */
static int session_new(SSL *ssl, SSL_SESSION *session)
{
    SSL_SESSION **kept = SSL_get_app_data(ssl);

    if (!kept)
        return 0;
    SSL_SESSION_free(*kept);
    *kept = session;
    return 1;
}

static SSL_CTX *context_make(const struct client_settings *settings)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());

    if (!context)
        return NULL;
    /* A close without close_notify counts as a normal close. */
    SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_verify(context, settings->verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, NULL);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_sess_set_new_cb(context, session_new);
    if (files_load(context, settings))
        return context;
    SSL_CTX_free(context);
    return NULL;
}

static SSL_CTX *context_of(struct connection_hub *hub, const struct client_settings *settings)
{
    struct connection_context *known = hub->contexts;

    while (known && known->settings != settings)
        known = known->next;
    if (!known) {
        known = mem_alloc(sizeof *known);
        known->settings = settings;
        known->context = context_make(settings);
        known->next = hub->contexts;
        hub->contexts = known;
    }
    return known->context;
}

void connection_tls_contexts_free(struct connection_hub *hub)
{
    while (hub->contexts) {
        struct connection_context *context = hub->contexts;

        hub->contexts = context->next;
        SSL_CTX_free(context->context);
        mem_free(context);
    }
}

/* ---- the handshake ---- */

/* Sets the name or address that the certificate must have. A name is also sent in the handshake (RFC 6066
 * section 3). */
static void host_set(SSL *ssl, const char *host)
{
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host) == 1)
        return;
    SSL_set_tlsext_host_name(ssl, host);
    SSL_set1_host(ssl, host);
}

static void alpn_set(SSL *ssl, const char *name)
{
    unsigned char list[1 + ALPN_MOST];
    size_t length = strnlen(name, ALPN_MOST);

    list[0] = (unsigned char)length;
    memcpy(list + 1, name, length);
    SSL_set_alpn_protos(ssl, list, (unsigned)length + 1);
}

/* OpenSSL only calls session_new with the client cache on, which costs time for each session. */
static void session_keep(SSL *ssl, SSL_SESSION **session)
{
    SSL_CTX_set_session_cache_mode(SSL_get_SSL_CTX(ssl), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_set_app_data(ssl, session);
    if (*session)
        SSL_set_session(ssl, *session);
}

enum net_error connection_tls_begin(struct connection *connection)
{
    const struct connection_tls *tls = connection->target->tls;
    SSL_CTX *context = context_of(connection->hub, tls->settings);
    SSL *ssl;

    if (!context)
        return NET_ERROR_CERTIFICATE_FILE;
    ssl = connection->ssl = SSL_new(context);
    if (!ssl || SSL_set_fd(ssl, connection->io.fd) != 1)
        return NET_ERROR_TLS;
    host_set(ssl, tls->host);
    if (tls->alpn)
        alpn_set(ssl, tls->alpn);
    if (tls->session)
        session_keep(ssl, tls->session);
    SSL_set_connect_state(ssl);
    return NET_OK;
}

/* Without `verify` the result of the check doesn't matter. */
static bool is_distrusted(const struct connection *connection)
{
    return connection->target->tls->settings->verify && SSL_get_verify_result(connection->ssl) != X509_V_OK;
}

enum connection_result connection_tls_shake(struct connection *connection)
{
    int result, reason;

    ERR_clear_error();
    result = SSL_do_handshake(connection->ssl);
    if (result == 1)
        return CONNECTION_DONE;
    reason = SSL_get_error(connection->ssl, result);
    if (reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE) {
        connection_watch_socket(connection, reason == SSL_ERROR_WANT_READ ? EV_READ : EV_WRITE);
        return CONNECTION_WAIT;
    }
    connection->error = is_distrusted(connection) ? NET_ERROR_CERTIFICATE : NET_ERROR_TLS;
    connection->reason = is_distrusted(connection) ? tls_reason_verify(SSL_get_verify_result(connection->ssl))
                                                   : tls_reason_last();
    return CONNECTION_FAILED;
}

bool connection_alpn(const struct connection *connection, const char **name, size_t *length)
{
    const unsigned char *chosen = NULL;
    unsigned count = 0;

    if (connection->ssl)
        SSL_get0_alpn_selected(connection->ssl, &chosen, &count);
    *name = (const char *)chosen;
    *length = count;
    return count > 0;
}

bool connection_is_resumed(const struct connection *connection)
{
    return connection->ssl && SSL_session_reused(connection->ssl);
}

void connection_session_free(struct ssl_session_st *session)
{
    SSL_SESSION_free(session);
}

/* ---- bytes ---- */

/* Converts `result` of SSL_read or SSL_write. `on` is set to the event to wait for before the next try. */
static enum connection_result outcome(struct connection *connection, int result, uint8_t *on)
{
    int number = errno;

    if (result > 0)
        return CONNECTION_DONE;
    switch (SSL_get_error(connection->ssl, result)) {
    case SSL_ERROR_WANT_READ: *on = EV_READ; return CONNECTION_WAIT;
    case SSL_ERROR_WANT_WRITE: *on = EV_WRITE; return CONNECTION_WAIT;
    case SSL_ERROR_ZERO_RETURN: connection->error = NET_ERROR_ENDED; break;
    case SSL_ERROR_SYSCALL: connection->error = (uint8_t)socket_error(number ? number : ECONNRESET); break;
    default: connection->error = NET_ERROR_TLS_BROKEN; break;
    }
    return CONNECTION_FAILED;
}

static int clamp(size_t length)
{
    return length > INT_MAX ? INT_MAX : (int)length;
}

bool connection_tls_has_pending(const struct connection *connection)
{
    return SSL_pending(connection->ssl) > 0;
}

/* Reads all decrypted bytes, because no event of the loop reports them. */
enum connection_result connection_tls_read(struct connection *connection, char *bytes, size_t room,
                                           size_t *count)
{
    enum connection_result result;
    int got;

    *count = 0;
    connection->reads_on = EV_READ;
    do {
        ERR_clear_error();
        errno = 0;
        got = SSL_read(connection->ssl, bytes + *count, clamp(room - *count));
        result = outcome(connection, got, &connection->reads_on);
        if (result == CONNECTION_DONE)
            *count += (size_t)got;
    } while (result == CONNECTION_DONE && *count < room && connection_tls_has_pending(connection));
    return *count ? CONNECTION_DONE : result;
}

/* OpenSSL treats an empty write as an error. */
enum connection_result connection_tls_write(struct connection *connection, const char *bytes, size_t length,
                                            size_t *count)
{
    int sent = 0;

    *count = 0;
    connection->writes_on = EV_WRITE;
    if (length == 0)
        return CONNECTION_DONE;
    ERR_clear_error();
    errno = 0;
    sent = SSL_write(connection->ssl, bytes, clamp(length));
    if (sent > 0)
        *count = (size_t)sent;
    return outcome(connection, sent, &connection->writes_on);
}

void connection_tls_end(struct connection *connection)
{
    if (!connection->ssl)
        return;
    ERR_clear_error();
    if (SSL_is_init_finished(connection->ssl))
        SSL_shutdown(connection->ssl);
    ERR_clear_error();
    SSL_free(connection->ssl);
    connection->ssl = NULL;
}
