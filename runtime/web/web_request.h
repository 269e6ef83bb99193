/* A request to the web server, and its answer, as handlers see them. */
#ifndef SWARM_WEB_WEB_REQUEST_H
#define SWARM_WEB_WEB_REQUEST_H

#include "runtime/base/buffer.h"
#include "runtime/base/vec.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct MHD_Connection;
struct sockaddr;

struct web_request {
    struct MHD_Connection *connection; /* for the functions below */
    const char *method;
    const char *path;   /* decoded, without the query; holds no NUL */
    const char *query;  /* still encoded, without the `?`; "" without one */
    struct buffer body; /* complete */
};

/* The value of a header, or NULL. Valid until the answer is sent. */
const char *web_request_header(const struct web_request *request, const char *name);

/* The address of the client; NULL if it isn't known. */
const struct sockaddr *web_request_peer(const struct web_request *request);

bool web_request_is(const struct web_request *request, const char *method);

/* A body without a known end, for server-sent events. All calls are on the thread of the loop. */
struct web_stream {
    void *context;
    /* Writes at most `size` bytes, and returns how many. 0: there is nothing yet; then the stream sleeps
     * until web_server_wake. -1: the body is complete. */
    ssize_t (*read)(void *context, char *bytes, size_t size);
    /* The connection is gone, or the body is complete; frees the context. */
    void (*close)(void *context);
};

struct web_header {
    const char *name; /* static */
    char *value;      /* owned */
};

struct web_answer {
    unsigned status;  /* 200 unless the handler says otherwise */
    const char *type; /* of the body, static; "text/plain; charset=utf-8" unless the handler says otherwise */
    struct buffer body; /* empty at first; the server frees it */
    const void *fixed;  /* bytes in place of `body` that live as long as the server; NULL: none */
    size_t fixed_length;
    struct web_stream stream; /* in place of both; `read` NULL: none */
    VEC(struct web_header) headers;
    bool is_immutable; /* may be cached for good: its path changes with its content */
    bool is_document;  /* a document with style and script in it, and a policy for them */
};

/* Adds a header; the value is copied. */
void web_answer_header(struct web_answer *answer, const char *name, const char *value);
void web_answer_headerf(struct web_answer *answer, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Whether the answer has such a header. */
bool web_answer_has(const struct web_answer *answer, const char *name);

/* Frees what the answer owns. */
void web_answer_free(struct web_answer *answer);

#endif
