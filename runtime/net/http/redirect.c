#include "runtime/net/http/redirect.h"

#include "runtime/base/alloc.h"
#include "runtime/text/url.h"

#include <string.h>
#include <strings.h>

bool redirect_is(const struct http_response *response)
{
    const char *location;
    size_t length;

    switch (response->status) {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
        return http_header_find(response->headers, response->headers_length, "Location", &location, &length);
    default: return false;
    }
}

static bool goes_on_with_get(const char *method, int status)
{
    if (status == 303)
        return strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0;
    return (status == 301 || status == 302) && strcmp(method, "POST") == 0;
}

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcasecmp(name, *names) == 0)
            return true;
    return false;
}

static void headers_drop(struct redirect *redirect, const char *const *names)
{
    struct http_request *request = &redirect->request;
    size_t kept = 0;

    for (size_t i = 0; i < request->header_count; i++)
        if (!is_one_of(redirect->headers[i].name, names))
            redirect->headers[kept++] = redirect->headers[i];
    request->header_count = kept;
}

static void body_drop(struct redirect *redirect)
{
    static const char *const names[] = {
        "Content-Type",     "Content-Length",    "Content-Encoding", "Content-Language",
        "Content-Location", "Transfer-Encoding", "Expect",           NULL};

    redirect->request.method = "GET";
    redirect->request.body = NULL;
    redirect->request.body_length = 0;
    redirect->request.content_type = NULL;
    headers_drop(redirect, names);
}

static void authority_drop(struct redirect *redirect)
{
    static const char *const names[] = {"Authorization", "Proxy-Authorization", "Cookie", "Host", NULL};

    redirect->request.auth = HTTP_AUTH_NONE;
    redirect->request.cookies = NULL;
    headers_drop(redirect, names);
}

/* A server must not redirect its client to local sockets, such as that of a container daemon. Only a
 * request to a Unix socket may be redirected to that same socket. */
static bool is_allowed(const struct url_server *from, const struct url_server *to)
{
    return !to->socket || url_same_server(from, to);
}

static char *location_of(const struct http_request *request, const struct http_response *response)
{
    struct buffer url = {0};
    const char *location;
    size_t length;

    if (!http_header_find(response->headers, response->headers_length, "Location", &location, &length) ||
        url_follow(request->url, location, length, &url) != NULL) {
        buffer_free(&url);
        return NULL;
    }
    return buffer_steal(&url);
}

struct redirect *redirect_new(const struct http_request *request, const struct http_response *response)
{
    char *url = location_of(request, response);
    struct url_server from, to;
    struct redirect *redirect;

    if (!url || !url_server(request->url, &from) || !url_server(url, &to) || !is_allowed(&from, &to)) {
        mem_free(url);
        return NULL;
    }
    redirect = mem_alloc(sizeof *redirect);
    redirect->request = *request;
    redirect->url = url;
    redirect->headers = mem_alloc(request->header_count * sizeof *redirect->headers);
    if (request->header_count)
        memcpy(redirect->headers, request->headers, request->header_count * sizeof *redirect->headers);
    redirect->request.url = url;
    redirect->request.headers = redirect->headers;
    redirect->request.raw = false;
    if (goes_on_with_get(request->method, response->status))
        body_drop(redirect);
    if (!url_same_server(&from, &to))
        authority_drop(redirect);
    return redirect;
}

void redirect_free(struct redirect *redirect)
{
    if (!redirect)
        return;
    mem_free(redirect->url);
    mem_free(redirect->headers);
    mem_free(redirect);
}
