/* A request while it arrives, for http_server.c. */
#ifndef SWARM_WEB_HTTP_EXCHANGE_H
#define SWARM_WEB_HTTP_EXCHANGE_H

#include "runtime/web/web_request.h"

#define HTTP_TOO_LARGE "The body is larger than 64 KiB."

struct http_exchange {
    struct web_request request;
    char *path, *query; /* owned; what `request` shows */
    bool is_valid;      /* the path can be decoded */
    bool has_begun;     /* the head is complete */
    size_t ignored;     /* bytes behind the largest body */
};

/* `target` is the path and the query as they were sent. */
struct http_exchange *http_exchange_new(const char *target);
void http_exchange_free(struct http_exchange *exchange);

void http_exchange_begin(struct http_exchange *exchange, struct MHD_Connection *connection,
                         const char *method);

/* Whether a body with this Content-Length (NULL: not given) is so large that it shouldn't be received at all.
 * A client that sends can't read the answer to a body that is only a little too large. */
bool http_exchange_is_too_large(const char *content_length);

/* Adds a piece of the body. What is behind the largest body is dropped; false if there is so much of it that
 * the connection should be closed. */
bool http_exchange_receive(struct http_exchange *exchange, const char *bytes, size_t length);

#endif
