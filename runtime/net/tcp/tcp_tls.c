/* TLS by OpenSSL, with the client's `verify`, `ca`, `cert` and `key`. */
#include "runtime/net/tcp/tcp_state.h"

#include "runtime/base/alloc.h"
#include "runtime/net/connection/tls_store.h"

#include <errno.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string.h>

struct tcp_tls_context {
    const struct client_settings *settings;
    SSL_CTX *context;
    struct tcp_tls_context *next;
};

/* ---- contexts ---- */

static bool files_load(SSL_CTX *context, const struct client_settings *settings)
{
    const char *key = settings->key ? settings->key : settings->cert;
    X509_STORE *trusted = settings->verify ? tls_store_find(settings->ca) : NULL;

    if (settings->verify && (!trusted || SSL_CTX_set1_verify_cert_store(context, trusted) != 1))
        return false;
    if (settings->cert && SSL_CTX_use_certificate_chain_file(context, settings->cert) != 1)
        return false;
    return !key || SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1;
}

/* Nobody is there to be asked, and the loop must not wait for them. */
static int passphrase_none(char *text, int size, int is_writing, void *unused)
{
    (void)text, (void)size, (void)is_writing, (void)unused;
    return -1;
}

static SSL_CTX *context_make(const struct client_settings *settings)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());

    if (!context)
        return NULL;
    /* A peer that closes without saying so is one that closes. */
    SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_verify(context, settings->verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, NULL);
    SSL_CTX_set_default_passwd_cb(context, passphrase_none);
    if (files_load(context, settings))
        return context;
    SSL_CTX_free(context);
    return NULL;
}

/* That of the connection's client; NULL where its files can't be used. */
static SSL_CTX *context_of(const struct tcp *tcp)
{
    struct tcp_tls_context *known = tcp->hub->tls;

    while (known && known->settings != tcp->settings)
        known = known->next;
    if (!known) {
        known = mem_alloc(sizeof *known);
        known->settings = tcp->settings;
        known->context = context_make(tcp->settings);
        known->next = tcp->hub->tls;
        tcp->hub->tls = known;
    }
    return known->context;
}

void tcp_tls_contexts_free(struct tcp_hub *hub)
{
    while (hub->tls) {
        struct tcp_tls_context *context = hub->tls;

        hub->tls = context->next;
        SSL_CTX_free(context->context);
        mem_free(context);
    }
}

/* ---- the handshake ---- */

/* Whom the certificate must name; a name goes into the handshake too (RFC 6066 section 3). */
static void peer_name(const struct tcp *tcp)
{
    const struct host_port *address = &tcp->address;
    char *host = mem_strndup(address->host, address->host_length);

    if (host_is_numeric(host, address->host_length)) {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tcp->ssl), host);
    } else {
        SSL_set_tlsext_host_name(tcp->ssl, host);
        SSL_set1_host(tcp->ssl, host);
    }
    mem_free(host);
}

enum net_error tcp_tls_begin(struct tcp *tcp)
{
    SSL_CTX *context = context_of(tcp);

    if (!context)
        return NET_ERROR_CERTIFICATE_FILE;
    tcp->ssl = SSL_new(context);
    if (!tcp->ssl || SSL_set_fd(tcp->ssl, tcp->io.fd) != 1)
        return NET_ERROR_TLS;
    peer_name(tcp);
    SSL_set_connect_state(tcp->ssl);
    return NET_OK;
}

/* What there would be to say of the peer's certificate matters only where somebody asked. */
static bool is_distrusted(const struct tcp *tcp)
{
    return tcp->settings->verify && SSL_get_verify_result(tcp->ssl) != X509_V_OK;
}

bool tcp_tls_shake(struct tcp *tcp, enum net_error *error)
{
    int result, reason;

    ERR_clear_error();
    result = SSL_do_handshake(tcp->ssl);
    reason = SSL_get_error(tcp->ssl, result);
    if (reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE) {
        tcp_watch(tcp, reason == SSL_ERROR_WANT_READ ? EV_READ : EV_WRITE);
        return false;
    }
    *error = NET_OK;
    if (result != 1)
        *error = is_distrusted(tcp) ? NET_ERROR_CERTIFICATE : NET_ERROR_TLS;
    return true;
}

/* ---- bytes ---- */

/* What it means in terms of recv and send; `on` becomes the event to wait for before it is tried again. */
static ssize_t outcome(struct tcp *tcp, int result, uint8_t *on, uint8_t usual)
{
    int number = errno;

    *on = usual;
    if (result > 0)
        return result;
    switch (SSL_get_error(tcp->ssl, result)) {
    case SSL_ERROR_ZERO_RETURN: return 0;
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        *on = SSL_want_read(tcp->ssl) ? EV_READ : EV_WRITE;
        errno = EAGAIN;
        return -1;
    case SSL_ERROR_SYSCALL: errno = number ? number : ECONNRESET; return -1;
    default: errno = EPROTO; return -1;
    }
}

static int clamp(size_t length)
{
    return length > INT_MAX ? INT_MAX : (int)length;
}

bool tcp_tls_has_pending(const struct tcp *tcp)
{
    return SSL_pending(tcp->ssl) > 0;
}

/* All that has been decrypted already: the loop won't say that it is there. */
ssize_t tcp_tls_read(struct tcp *tcp, char *bytes, size_t length)
{
    size_t total = 0;
    ssize_t got;

    do {
        ERR_clear_error();
        errno = 0;
        got = outcome(tcp, SSL_read(tcp->ssl, bytes + total, clamp(length - total)), &tcp->reads_on, EV_READ);
        if (got > 0)
            total += (size_t)got;
    } while (got > 0 && total < length && tcp_tls_has_pending(tcp));
    return total ? (ssize_t)total : got;
}

ssize_t tcp_tls_write(struct tcp *tcp, const char *bytes, size_t length)
{
    if (length == 0)
        return 0;
    ERR_clear_error();
    errno = 0;
    return outcome(tcp, SSL_write(tcp->ssl, bytes, clamp(length)), &tcp->writes_on, EV_WRITE);
}

void tcp_tls_end(struct tcp *tcp)
{
    if (!tcp->ssl)
        return;
    ERR_clear_error();
    if (SSL_is_init_finished(tcp->ssl))
        SSL_shutdown(tcp->ssl);
    ERR_clear_error();
    SSL_free(tcp->ssl);
    tcp->ssl = NULL;
}
