/* One request and its response, for the handlers.
 *
 * The server creates an exchange for each request line, collects the body, and calls one handler, which reads
 * the request and gives exactly one response. An exchange belongs to the thread of the connection and is
 * freed when the response has been sent. Results of its functions are valid as long as the exchange, unless
 * stated otherwise. */
#ifndef SWARM_TARGET_EXCHANGE_H
#define SWARM_TARGET_EXCHANGE_H

#include "runtime/base/buffer.h"
#include "runtime/base/clock.h"
#include "runtime/value/value.h"

#include <microhttpd.h>
#include <stdbool.h>
#include <stddef.h>

struct target;

enum {
    PATH_SEGMENTS_MAX = 16,
    BODY_MAX = 64 << 20, /* bytes; a larger body gives 413 */
};

struct exchange {
    struct target *target;
    struct MHD_Connection *connection;       /* NULL before the headers have arrived */
    const char *method;                      /* owned by libmicrohttpd */
    char *path;                              /* as sent, without the query; owned */
    struct buffer decoded;                   /* the segments of the path, each with a NUL after it */
    const char *segments[PATH_SEGMENTS_MAX]; /* of `decoded`: "/items/7" is "items", "7" */
    size_t segment_count;                    /* if more than PATH_SEGMENTS_MAX, the others aren't kept */
    struct buffer body;
    unsigned status;               /* 0: no response yet */
    struct MHD_Response *response; /* owned */
    instant due;                   /* when the response may be sent */
};

/* Creates an exchange for the request target of a request line. */
struct exchange *exchange_make(struct target *target, const char *uri);
void exchange_free(struct exchange *exchange);

/* ---- the request ---- */

/* The first value of a header, query parameter or cookie; NULL if there is none. */
const char *exchange_header(struct exchange *exchange, const char *name);
const char *exchange_query(struct exchange *exchange, const char *name);
const char *exchange_cookie(struct exchange *exchange, const char *name);

/* An integer in the query, clamped to low…high; `fallback` if it is missing or not an integer. */
int64_t exchange_query_int(struct exchange *exchange, const char *name, int64_t fallback, int64_t low,
                           int64_t high);

/* A path segment that is an integer within low…high. False: it isn't, and the response is 404. */
bool exchange_segment_int(struct exchange *exchange, size_t index, int64_t low, int64_t high,
                          int64_t *number);

/* All values of a kind as a map; the values of repeated names are joined by ", ". The caller releases it. */
value exchange_values(struct exchange *exchange, enum MHD_ValueKind kind);

/* Parses the body as a JSON document, which the caller releases. False, with none: it isn't JSON. */
bool exchange_body_parse(struct exchange *exchange, value *document);

/* Parses the body as a JSON map, which the caller releases. False: it isn't one, and the response is 400. */
bool exchange_json(struct exchange *exchange, value *document);

/* The fields of a form body, urlencoded or multipart, as a map that the caller releases; empty for other
 * bodies. A file is a map { filename, content_type, size }. */
value exchange_form(struct exchange *exchange);

/* Whether the request contains a token that this target issued, in `x-nd-authorization` or `Authorization`.
 * False: the response is 401. */
bool exchange_authorized(struct exchange *exchange);

/* ---- the response ---- */

/* Takes the response. */
void exchange_answer(struct exchange *exchange, unsigned status, struct MHD_Response *response);

/* Doesn't copy `text`, which must be a literal. */
void exchange_answer_static(struct exchange *exchange, unsigned status, const char *type, const char *text);

/* Takes the memory of the buffer, which is empty then. */
void exchange_answer_buffer(struct exchange *exchange, unsigned status, const char *type,
                            struct buffer *bytes);

/* Takes the document. */
void exchange_answer_json(struct exchange *exchange, unsigned status, value document);

/* {"error": text, "status": status} */
void exchange_answer_error(struct exchange *exchange, unsigned status, const char *text);

/* No body. */
void exchange_answer_empty(struct exchange *exchange, unsigned status);

/* Adds a header to the response that was given. False: it isn't valid (line breaks). */
bool exchange_answer_header(struct exchange *exchange, const char *name, const char *text);

/* Sets a member of a map; takes `item`. */
void member(value *map, const char *name, value item);

/* The text of a member; NULL if it is missing or not a string. Borrowed. */
const char *member_text(value map, const char *name);

#endif
