/* What came back for an HTTP request. */
#ifndef SWARM_MODEL_HTTP_RESPONSE_H
#define SWARM_MODEL_HTTP_RESPONSE_H

#include "runtime/model/response.h"

struct http_response {
    struct response base;
    int status;    /* of the last response; 0 without one */
    char *url;     /* the last one, after redirects; owned */
    char *headers; /* the last response's header lines, CRLF between, as received; owned; "" without */
    size_t headers_length;
    uint64_t bytes_received; /* on the wire where known, headers included */
    nanos first_byte;        /* phase since start */
    uint32_t redirects;      /* followed */
    bool reused;             /* came over a kept connection */
    size_t packed;           /* bytes behind this struct in which texts lie that aren't owned singly */
};

/* A response with the numbers and texts of `draft`, whose own texts stay the caller's, and the body that is
 * in `body`. One reference, the caller's. One allocation, since there is one for each request; only a long
 * body's memory is taken over. */
struct http_response *http_response_pack(const struct http_response *draft, struct buffer *body);

/* NULL: it is one of TCP or UDP. */
static inline const struct http_response *http_response_of(const struct response *response)
{
    return response->kind == RESPONSE_HTTP ? (const struct http_response *)response : NULL;
}

/* The first header of that name (any case) in header lines, trimmed; false when there is none. Borrowed. */
bool http_header_find(const char *headers, size_t headers_length, const char *name, const char **text,
                      size_t *length);

/* "Not Found" for 404 (RFC 9110 section 15), "" for a number nobody registered. Static. */
const char *http_status_text(int status);

#endif
