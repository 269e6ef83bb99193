/* What came back for a request, of HTTP or of TCP and UDP (then without status, URL and headers, and the body
 * is what was received, or the beginning of what was there when a receive failed). Made by a transport,
 * handed over whole; counted like any value, because a scenario may keep it (`let r = get "/x"`). */
#ifndef SWARM_MODEL_HTTP_RESPONSE_H
#define SWARM_MODEL_HTTP_RESPONSE_H

#include "runtime/base/clock.h"
#include "runtime/model/net_error.h"
#include "runtime/value/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct xpath_page;

struct http_response {
    struct object object; /* first: a response is a value (VALUE_RESPONSE) */
    enum net_error error;
    int status;    /* of the last response; 0 without one */
    char *url;     /* the last one, after redirects; owned */
    char *headers; /* the last response's header lines, CRLF between, as received; owned; "" without */
    size_t headers_length;
    char *body; /* decoded, NUL-terminated; owned; "" without */
    size_t body_length;
    uint64_t bytes_received; /* on the wire where known, headers included */
    uint64_t bytes_sent;
    uint32_t redirects;                  /* followed */
    bool reused;                         /* came over a kept connection */
    bool is_udp;                         /* of TCP and UDP: which it was */
    instant start;                       /* just before it was handed to the connection */
    instant end;                         /* the last byte of the last response */
    nanos dns, connect, tls, first_byte; /* phases since start, 0 where there was none (reused connection) */
    value json;                          /* the body as JSON once somebody asked; see json_state */
    enum { RESPONSE_JSON_UNREAD, RESPONSE_JSON_READ, RESPONSE_JSON_INVALID } json_state;
    unsigned json_scans;     /* how often a path was looked up in the text instead: the VM's */
    struct xpath_page *page; /* the body as a page once somebody asked; owned */
    size_t packed;           /* bytes behind this struct in which texts lie that aren't owned singly */
};

/* An empty response: status 0, empty texts, start and end now. One reference, the caller's. */
struct http_response *http_response_new(void);

/* A response with the numbers and texts of `draft`, whose own texts stay the caller's, and the body that is
 * in `body`. One allocation, since there is one for each request; only a long body's memory is taken over. */
struct http_response *http_response_pack(const struct http_response *draft, struct buffer *body);

/* One of TCP or UDP: what was received (copied) and no head; the numbers of TCP (error, is_udp, start, end,
 * sent bytes, dns, connect, tls) are whatever they were, and the caller's to fill in. One reference is the
 * caller's.
 *
 * Most responses are gone before the next comes, so a last one is kept: *spare, NULL at first, has a
 * reference of its own, and is used again when that is the only one. The caller gives it back in the end. */
struct http_response *http_response_received(struct http_response **spare, const char *bytes, size_t length);

/* It as a value; takes the caller's reference. */
value http_response_value(struct http_response *response);

/* Gives a reference back: value_release of a response, in fewer steps, since there is one for each request.
 */
static inline void http_response_release(struct http_response *response)
{
    if (response->object.references < VALUE_IMMORTAL && --response->object.references == 0)
        response->object.destroy(&response->object);
}

static inline struct http_response *http_response_of(value v)
{
    return (struct http_response *)v.as.object;
}

/* The first header of that name (any case) in header lines, trimmed; false when there is none. Borrowed. */
bool http_header_find(const char *headers, size_t headers_length, const char *name, const char **text,
                      size_t *length);

/* "Not Found" for 404 (RFC 9110 section 15), "" for a number nobody registered. Static. */
const char *http_status_text(int status);

#endif
