/* What every response has in common: of an HTTP request (http_response.h), and of what a user did with its
 * connection of TCP or UDP (tcp_response.h). A transport makes it and hands it over whole. It is counted like
 * any value, because a scenario may keep it (`let r = get "/x"`). */
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

/* The first member of either struct. */
struct response {
    struct object object;    /* first: a response is a value (VALUE_RESPONSE) */
    enum response_kind kind; /* RESPONSE_TCP: of UDP as well */
    enum net_error error;
    char *body; /* what came, decoded, NUL-terminated; "" without; owned as its kind says */
    size_t body_length;
    instant start;           /* just before the request was handed to the connection */
    instant end;             /* the last byte of the response */
    nanos dns, connect, tls; /* phases since start, 0 where there was none (an open connection) */
    uint64_t bytes_sent;
    value json; /* the body as JSON once somebody asked; see json_state */
    enum { RESPONSE_JSON_UNREAD, RESPONSE_JSON_READ, RESPONSE_JSON_INVALID } json_state;
    unsigned json_scans;     /* how often the VM looked a path up in the text instead */
    struct xpath_page *page; /* the body as a page once somebody asked; owned */
    void (*page_free)(struct xpath_page *page);
};

/* Releases what the VM has made of the body, `json` and `page`; they are as in a new response afterwards. */
void response_forget_parsed(struct response *response);

/* It as a value; takes the caller's reference. */
value response_value(struct response *response);

/* NULL: the value isn't a response. */
static inline struct response *response_of(value v)
{
    return v.type == VALUE_RESPONSE ? (struct response *)v.as.object : NULL;
}

/* Gives a reference back: value_release of a response, in fewer steps, since there is one for each request.
 */
static inline void response_release(struct response *response)
{
    if (response->object.references < VALUE_IMMORTAL && --response->object.references == 0)
        response->object.destroy(&response->object);
}

#endif
