#include "runtime/net/http/request_head.h"

#include <openssl/evp.h>
#include <strings.h>

static void basic_append(const struct http_request *request, struct buffer *out)
{
    struct buffer plain = {0};
    size_t length;
    char *place;

    buffer_printf(&plain, "%s:%s", request->auth_user ? request->auth_user : "",
                  request->auth_secret ? request->auth_secret : "");
    buffer_append_text(out, "Basic ");
    length = (plain.length + 2) / 3 * 4;
    place = buffer_reserve(out, length + 1); /* EVP_EncodeBlock also writes a NUL */
    EVP_EncodeBlock((unsigned char *)place, (const unsigned char *)plain.data, (int)plain.length);
    buffer_commit(out, length);
    buffer_free(&plain);
}

const char *request_head_authorization(const struct http_request *request, struct buffer *out)
{
    if (request->auth != HTTP_AUTH_BASIC && request->auth != HTTP_AUTH_BEARER)
        return NULL;
    buffer_clear(out);
    if (request->auth == HTTP_AUTH_BASIC)
        basic_append(request, out);
    else
        buffer_printf(out, "Bearer %s", request->auth_secret);
    return buffer_text(out);
}

static void cookie_append(const char *cookies, struct buffer *out)
{
    buffer_printf(out, "%s%s", out->length ? "; " : "", cookies);
}

const char *request_head_cookie(const struct http_request *request, struct buffer *out)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (strcasecmp(request->headers[i].name, "Cookie") == 0)
            cookie_append(request->headers[i].value, out);
    if (request->cookies)
        cookie_append(request->cookies, out);
    return out->length ? buffer_text(out) : NULL;
}
