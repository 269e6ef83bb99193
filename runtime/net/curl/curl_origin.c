/* Where a response came from: the version of HTTP, the address and the certificate of the server. */
#include "runtime/net/curl/curl_handle.h"

#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* ---- the certificate ---- */

/* RFC 2253, as `openssl x509 -nameopt RFC2253` prints it. */
static value name_value(const X509_NAME *name)
{
    BIO *out = BIO_new(BIO_s_mem());
    char *bytes = NULL;
    long length;
    value text;

    X509_NAME_print_ex(out, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
    length = BIO_get_mem_data(out, &bytes);
    text = value_string(bytes, (size_t)length);
    BIO_free(out);
    return text;
}

/* Seconds since 1970, as now() returns them. */
static value time_value(const ASN1_TIME *when)
{
    struct tm parts;

    if (!ASN1_TIME_to_tm(when, &parts))
        return value_none();
    return value_float((double)timegm(&parts));
}

static value certificate_value(const X509 *certificate)
{
    value map = value_map(3);

    value_map_set(&map, "subject", 7, name_value(X509_get_subject_name(certificate)));
    value_map_set(&map, "issuer", 6, name_value(X509_get_issuer_name(certificate)));
    value_map_set(&map, "expires", 7, time_value(X509_get0_notAfter(certificate)));
    return map;
}

/* The certificate of the connection that the transfer uses; NULL: none. Borrowed. */
static X509 *certificate_of(CURL *easy)
{
    struct curl_tlssessioninfo *info = NULL;

    if (curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &info) != CURLE_OK || !info || !info->internals ||
        info->backend != CURLSSLBACKEND_OPENSSL)
        return NULL;
    return SSL_get0_peer_certificate(info->internals);
}

static void certificate_drop(struct curl_origin *origin)
{
    X509_free(origin->seen);
    value_release(origin->certificate);
    origin->seen = NULL;
    origin->certificate = value_none();
}

/* The values of a certificate are made once per connection. */
static void certificate_note(struct curl_handle *handle)
{
    X509 *certificate = certificate_of(handle->easy);

    if (certificate == handle->origin.seen)
        return;
    certificate_drop(&handle->origin);
    if (!certificate)
        return;
    X509_up_ref(certificate);
    handle->origin.seen = certificate;
    handle->origin.certificate = certificate_value(certificate);
}

void curl_origin_note(struct curl_handle *handle)
{
    const char *url = handle->exchange->request->url;

    handle->origin.is_secure = strncasecmp(url, "https:", 6) == 0;
    if (handle->origin.is_secure)
        certificate_note(handle);
}

/* ---- the address ---- */

static void peer_write(const char *address, long port, struct buffer *out)
{
    bool is_v6 = strchr(address, ':') != NULL;

    buffer_printf(out, is_v6 ? "[%s]:%ld" : "%s:%ld", address, port);
}

static void peer_make(struct curl_origin *origin, const char *address, long port)
{
    struct buffer text = {0};

    snprintf(origin->address, sizeof origin->address, "%s", address);
    origin->port = port;
    peer_write(address, port, &text);
    value_release(origin->peer);
    origin->peer = value_string(buffer_text(&text), text.length);
    buffer_free(&text);
}

/* Most responses come from the address of the last one, whose text is kept. */
static value peer_value(struct curl_handle *handle)
{
    struct curl_origin *origin = &handle->origin;
    char *address = NULL;
    long port = 0;

    curl_easy_getinfo(handle->easy, CURLINFO_PRIMARY_IP, &address);
    curl_easy_getinfo(handle->easy, CURLINFO_PRIMARY_PORT, &port);
    if (!address || !*address || port == 0)
        return value_none();
    if (port != origin->port || strcmp(address, origin->address) != 0)
        peer_make(origin, address, port);
    return origin->peer;
}

static enum http_version version_of(CURL *easy)
{
    long version = 0;

    curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version);
    switch (version) {
    case CURL_HTTP_VERSION_1_0: return HTTP_VERSION_1_0;
    case CURL_HTTP_VERSION_1_1: return HTTP_VERSION_1_1;
    case CURL_HTTP_VERSION_2_0: return HTTP_VERSION_2;
    default: return HTTP_VERSION_UNKNOWN;
    }
}

void curl_origin_read(struct curl_handle *handle, struct http_response *draft)
{
    draft->peer = draft->certificate = value_none();
    draft->version = HTTP_VERSION_UNKNOWN;
    if (!draft->status)
        return;
    draft->version = version_of(handle->easy);
    draft->peer = peer_value(handle);
    if (handle->origin.is_secure)
        draft->certificate = handle->origin.certificate;
}

void curl_origin_free(struct curl_handle *handle)
{
    certificate_drop(&handle->origin);
    value_release(handle->origin.peer);
}
