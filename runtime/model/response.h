/* What all responses have in common: those of HTTP requests (http_response.h), and the results of actions on
 * a TCP or UDP connection (tcp_response.h). A transport creates it and passes it on complete. It is
 * reference-counted like every value, since a scenario may keep it (`let r = get "/x"`). */
#ifndef SWARM_MODEL_RESPONSE_H
#define SWARM_MODEL_RESPONSE_H

#include "runtime/base/clock.h"
#include "runtime/model/net_error.h"
#include "runtime/value/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct xpath_page;

enum response_kind { RESPONSE_HTTP, RESPONSE_TCP };

/* The first member of both structs. */
struct response {
    struct object object;    /* first: a response is a value (VALUE_RESPONSE) */
    enum response_kind kind; /* RESPONSE_TCP: also UDP */
    enum net_error error;
    const char *reason; /* of a TLS error, in OpenSSL's words; static; NULL: none */
    char *body; /* what was received, decoded, NUL-terminated; "" if nothing; owned as its kind says */
    size_t body_length;
    const char *text; /* the body as text (text/body_text.h), decoded at first use; NULL: not asked for yet */
    size_t text_length;
    char *text_decoded;      /* the memory of `text` if it isn't part of `body`; owned */
    instant start;           /* just before the request was passed to the connection */
    instant end;             /* the last byte of the response */
    nanos dns, connect, tls; /* times since `start`; 0 if there was no such phase (an open connection) */
    uint64_t bytes_sent;     /* of the body */
    value json;              /* the body as JSON, parsed at first use; see json_state */
    enum { RESPONSE_JSON_UNREAD, RESPONSE_JSON_READ, RESPONSE_JSON_INVALID } json_state;
    unsigned json_scans;     /* how often the VM read a path directly from the text instead */
    struct xpath_page *page; /* the body as a page or XML document, parsed at first use; owned */
    void (*page_free)(struct xpath_page *page);
};

/* Releases what was made of the body: `text`, `json` and `page`. They are as in a new response then. */
void response_forget_parsed(struct response *response);

/* The response as a value. Takes the caller's reference. */
value response_value(struct response *response);

/* NULL: the value isn't a response. */
static inline struct response *response_of(value v)
{
    return v.type == VALUE_RESPONSE ? (struct response *)v.as.object : NULL;
}

/* Drops a reference. The same as value_release, but inlined, since it runs for each request. */
static inline void response_release(struct response *response)
{
    if (response->object.references < VALUE_IMMORTAL && --response->object.references == 0)
        response->object.destroy(&response->object);
}

#endif
