#include "runtime/net/curl/curl_handle.h"

#include "runtime/base/alloc.h"
#include "runtime/base/log.h"

#include <string.h>
#include <strings.h>

/* RFC 9110 section 8.6: POST, PUT and PATCH send a Content-Length of 0 for an empty body, other methods
 * don't. */
static bool method_has_body(const char *method)
{
    return strcmp(method, "POST") == 0 || strcmp(method, "PUT") == 0 || strcmp(method, "PATCH") == 0;
}

static enum curl_shape shape_of(const struct http_request *request)
{
    if (request->body || method_has_body(request->method))
        return CURL_SHAPE_BODY;
    return strcmp(request->method, "HEAD") == 0 ? CURL_SHAPE_HEAD : CURL_SHAPE_BARE;
}

static void method_apply(struct curl_handle *handle, const struct http_request *request)
{
    static const char *const own[] = {"GET", "HEAD", "POST"};
    enum curl_shape shape = shape_of(request);
    const char *method = strcmp(request->method, own[shape]) == 0 ? NULL : request->method;
    bool head = strcmp(request->method, "HEAD") == 0;
    bool other = curl_applied_changes(&handle->applied.method, method);

    if (other)
        curl_easy_setopt(handle->easy, CURLOPT_CUSTOMREQUEST, method);
    if (other || shape != handle->applied.shape) {
        handle->applied.shape = shape;
        curl_easy_setopt(handle->easy, CURLOPT_HTTPGET, 1L); /* undoes the method of the previous request */
        if (head)
            curl_easy_setopt(handle->easy, CURLOPT_NOBODY, 1L);
    }
    if (shape == CURL_SHAPE_BODY) {
        curl_easy_setopt(handle->easy, CURLOPT_POSTFIELDSIZE_LARGE,
                         (curl_off_t)(request->body ? request->body_length : 0));
        curl_easy_setopt(handle->easy, CURLOPT_POSTFIELDS, request->body ? request->body : "");
    }
}

static void headers_apply(struct curl_handle *handle, struct buffer *scratch)
{
    struct curl_headers *headers = handle->applied.headers;

    buffer_clear(scratch);
    curl_headers_write(handle->exchange, scratch);
    if (headers && headers->length == scratch->length &&
        (scratch->length == 0 || memcmp(headers->text, scratch->data, scratch->length) == 0))
        return;
    handle->applied.headers = curl_headers_new(scratch);
    curl_easy_setopt(handle->easy, CURLOPT_HTTPHEADER, handle->applied.headers->first);
    mem_free(headers);
}

/* libcurl handles authentication with several rounds. BASIC and BEARER are headers (request_head.h). */
static unsigned long exchange_of(const struct http_request *request)
{
    switch (request->auth) {
    case HTTP_AUTH_DIGEST: return CURLAUTH_DIGEST;
    case HTTP_AUTH_NTLM: return CURLAUTH_NTLM;
    case HTTP_AUTH_NEGOTIATE: return CURLAUTH_NEGOTIATE;
    default: return CURLAUTH_NONE;
    }
}

/* For NEGOTIATE libcurl needs a user name, too, but sends the one of the ticket. */
static void credentials_apply(struct curl_handle *handle, const struct http_request *request)
{
    unsigned long exchange = exchange_of(request);
    bool ticket = exchange == CURLAUTH_NEGOTIATE;

    if (!exchange && !handle->applied.credentials)
        return;
    handle->applied.credentials = exchange != CURLAUTH_NONE;
    curl_easy_setopt(handle->easy, CURLOPT_HTTPAUTH, exchange ? exchange : CURLAUTH_BASIC);
    curl_easy_setopt(handle->easy, CURLOPT_USERNAME, ticket ? "" : exchange ? request->auth_user : NULL);
    curl_easy_setopt(handle->easy, CURLOPT_PASSWORD, ticket ? "" : exchange ? request->auth_secret : NULL);
}

/* Before 8.0.0, libcurl starts HTTP/2 without TLS again on a kept connection, and servers report a
 * protocol error (https://github.com/curl/curl/pull/10643). So with these versions each request gets a new
 * connection. */
static void prior_knowledge_apply(CURL *easy, const struct client_settings *settings, bool is_prior)
{
    bool keeps =
        settings->keepalive && (!is_prior || curl_version_info(CURLVERSION_NOW)->version_num >= 0x080000);

    if (settings->keepalive && !keeps)
        log_warning_once("http2 without tls",
                         "this version of libcurl can't keep HTTP/2 connections without TLS open: each "
                         "request opens a new connection");
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, keeps ? 0L : 1L);
}

/* Without TLS, HTTP/2 is used from the first byte, if requested (RFC 9113 section 3.3). */
static void version_apply(struct curl_handle *handle, const char *url)
{
    bool secure = strncasecmp(url, "https", 5) == 0;
    long version = CURL_HTTP_VERSION_1_1;

    if (handle->exchange->settings->http == CLIENT_HTTP_2)
        version = secure ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE;
    if (version == handle->applied.http_version)
        return;
    curl_easy_setopt(handle->easy, CURLOPT_HTTP_VERSION, version);
    prior_knowledge_apply(handle->easy, handle->exchange->settings,
                          version == CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE);
    handle->applied.http_version = version;
}

bool curl_request_apply(struct curl_handle *handle, struct buffer *scratch)
{
    const struct http_exchange *exchange = handle->exchange;
    const struct http_request *request = exchange->request;

    if (!curl_target_apply(handle, request, scratch))
        return false;
    curl_target_addresses(handle);
    method_apply(handle, request);
    headers_apply(handle, scratch);
    if (curl_applied_changes(&handle->applied.cookie, exchange->cookie))
        curl_easy_setopt(handle->easy, CURLOPT_COOKIE, exchange->cookie);
    credentials_apply(handle, request);
    version_apply(handle, request->url);
    return true;
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

bool curl_applied_changes(char **applied, const char *text)
{
    if (same_text(*applied, text))
        return false;
    mem_free(*applied);
    *applied = text ? mem_strdup(text) : NULL;
    return true;
}

void curl_applied_free(struct curl_applied *applied)
{
    mem_free(applied->url);
    mem_free(applied->method);
    mem_free(applied->cookie);
    mem_free(applied->headers);
}
