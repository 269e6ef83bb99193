/* The response to an HTTP request. */
#ifndef SWARM_MODEL_HTTP_RESPONSE_H
#define SWARM_MODEL_HTTP_RESPONSE_H

#include "runtime/model/response.h"

enum http_version { HTTP_VERSION_UNKNOWN, HTTP_VERSION_1_0, HTTP_VERSION_1_1, HTTP_VERSION_2 };

struct http_response {
    struct response base;
    int status;    /* of the last response; 0: there was none */
    char *url;     /* the last URL, after redirects; owned */
    char *headers; /* header lines of the last response as received, separated by CRLF; owned; "" if none */
    size_t headers_length;
    uint64_t bytes_received;   /* bytes on the wire if known, headers included */
    nanos first_byte;          /* time since `start` */
    uint32_t redirects;        /* number of redirects followed */
    enum http_version version; /* of the last response */
    value peer;                /* "127.0.0.1:80", or none; owned, as is the next one */
    value certificate;         /* of the server, a map (see http_backend.h), or none */
    bool reused;               /* the connection was kept open by an earlier request */
    size_t packed; /* bytes after this struct, which hold the texts that aren't allocated separately */
};

/* Creates a response with the numbers and texts of `draft` (its texts are copied, its values shared) and the
 * body in `body`. The caller gets one reference. It uses one allocation, since each request has a response;
 * only the memory of a long body is taken over. */
struct http_response *http_response_pack(const struct http_response *draft, struct buffer *body);

/* NULL: it is a TCP or UDP response. */
static inline const struct http_response *http_response_of(const struct response *response)
{
    return response->kind == RESPONSE_HTTP ? (const struct http_response *)response : NULL;
}

/* Finds the first header of that name (in any case) in header lines and sets its trimmed value (borrowed).
 * False: there is none. */
bool http_header_find(const char *headers, size_t headers_length, const char *name, const char **text,
                      size_t *length);

/* "Not Found" for 404 (RFC 9110 section 15), "" for an unregistered number. Static. */
const char *http_status_text(int status);

#endif
