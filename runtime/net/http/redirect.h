/* Redirects (RFC 9110 section 15.4), followed as browsers do (Fetch, "HTTP-redirect fetch"): 303, and 301 and
 * 302 after POST, continue with GET and without the body. Credentials are sent only to the server they are
 * for. */
#ifndef SWARM_NET_HTTP_REDIRECT_H
#define SWARM_NET_HTTP_REDIRECT_H

#include "runtime/model/http_request.h"
#include "runtime/model/http_response.h"

#include <stdbool.h>

/* The request after a redirect. It owns its URL and its array of headers; the texts belong to the sender. */
struct redirect {
    struct http_request request;
    char *url;
    struct http_header *headers;
};

/* Whether the response is a redirect with a Location. */
bool redirect_is(const struct http_response *response);

/* The request that follows `request` after `response`, which is a redirect. NULL: the redirect leads to an
 * invalid URL, or to a unix socket that `request` didn't use itself. */
struct redirect *redirect_new(const struct http_request *request, const struct http_response *response);

/* NULL is allowed. */
void redirect_free(struct redirect *redirect);

#endif
