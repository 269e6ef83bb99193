/* One request and its answer, as the handlers see them.
 *
 * The server makes an exchange when a request line comes in, gathers the body, and calls one handler, which
 * reads the request and gives exactly one answer. An exchange belongs to the connection's thread and dies
 * when the answer has been sent; what its functions return lives as long as it does, unless they say
 * otherwise. */
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
    BODY_MAX = 64 << 20, /* bytes; a longer body is answered 413 */
};

struct exchange {
    struct target *target;
    struct MHD_Connection *connection;       /* NULL before the headers have come */
    const char *method;                      /* libmicrohttpd's */
    char *path;                              /* as sent, without the query; owned */
    struct buffer decoded;                   /* the segments of the path, each with a NUL after it */
    const char *segments[PATH_SEGMENTS_MAX]; /* of `decoded`: "/items/7" is "items", "7" */
    size_t segment_count;                    /* more than PATH_SEGMENTS_MAX: the rest isn't kept */
    struct buffer body;
    unsigned status;               /* 0 before there is an answer */
    struct MHD_Response *response; /* owned */
    instant due;                   /* when the answer may go */
};

/* An exchange for the request target as it stood in the request line. */
struct exchange *exchange_make(struct target *target, const char *uri);
void exchange_free(struct exchange *exchange);

/* ---- the request ---- */

/* The first value of a header, query parameter or cookie; NULL without one. */
const char *exchange_header(struct exchange *exchange, const char *name);
const char *exchange_query(struct exchange *exchange, const char *name);
const char *exchange_cookie(struct exchange *exchange, const char *name);

/* A whole number in the query, `fallback` without one or when it isn't a number, held to low…high. */
int64_t exchange_query_int(struct exchange *exchange, const char *name, int64_t fallback, int64_t low,
                           int64_t high);

/* A whole number that fills the path segment and lies in low…high; otherwise false, and answered 404. */
bool exchange_segment_int(struct exchange *exchange, size_t index, int64_t low, int64_t high,
                          int64_t *number);

/* All values of a kind as a map, repeated names joined by ", ". The caller releases it. */
value exchange_values(struct exchange *exchange, enum MHD_ValueKind kind);

/* The body as a JSON document, which the caller releases; false, and none, when it isn't one. */
bool exchange_body_parse(struct exchange *exchange, value *document);

/* The body as a JSON map, which the caller releases; otherwise false, and answered 400. */
bool exchange_json(struct exchange *exchange, value *document);

/* The fields of a form body, urlencoded or multipart, as a map that the caller releases; empty for another
 * body. A file is a map { filename, content_type, size }. */
value exchange_form(struct exchange *exchange);

/* Whether the request carries a token that this target issued, as `x-nd-authorization` or `Authorization`;
 * otherwise it has been answered 401. */
bool exchange_authorized(struct exchange *exchange);

/* ---- the answer ---- */

/* Takes the response. */
void exchange_answer(struct exchange *exchange, unsigned status, struct MHD_Response *response);

/* Copies nothing: `bytes` outlive the server (literals). */
void exchange_answer_static(struct exchange *exchange, unsigned status, const char *type, const char *text);

/* Takes the buffer's memory and leaves it empty. */
void exchange_answer_buffer(struct exchange *exchange, unsigned status, const char *type,
                            struct buffer *bytes);

/* Takes the document. */
void exchange_answer_json(struct exchange *exchange, unsigned status, value document);

/* {"error": text, "status": status} */
void exchange_answer_error(struct exchange *exchange, unsigned status, const char *text);

/* No body. */
void exchange_answer_empty(struct exchange *exchange, unsigned status);

/* A header of the answer that was given; false when it can't be one (line breaks). */
bool exchange_answer_header(struct exchange *exchange, const char *name, const char *text);

/* Sets, taking `item`; for building documents. */
void member(value *map, const char *name, value item);

/* The text at the name, or NULL where there is none or it isn't a string. Borrowed. */
const char *member_text(value map, const char *name);

#endif
