/* An HTTP server on the caller's loop: libmicrohttpd without a thread of its own. Its handler runs on the
 * thread of the loop, so it may read what that thread owns without a lock, and must not block.
 *
 * Limits: bodies have at most 64 KiB (413), heads 32 KiB (431 or 414, which
 * libmicrohttpd answers itself). At most 256 connections are kept. A
 * further one closes the connection that has been idle for the longest time, so idle connections can't keep
 * others out. One that gets an answer is closed only if none is idle. Connections without traffic are closed
 * after 120 s. */
#ifndef SWARM_WEB_HTTP_SERVER_H
#define SWARM_WEB_HTTP_SERVER_H

#include "runtime/base/buffer.h"
#include "runtime/web/web_request.h"

#include <stdint.h>

struct ev_loop;
struct web_server;

/* Fills in the answer to a request. */
typedef void web_handler(void *context, const struct web_request *request, struct web_answer *answer);

/* Fills in the answer to a request that the server refuses itself, with the reason in a sentence. */
typedef void web_refuser(void *context, unsigned status, const char *sentence, struct web_answer *answer);

struct web_server_options {
    const char *host;                      /* a name or an address */
    uint16_t port;                         /* 0: any free one */
    const char *tls_certificate, *tls_key; /* in PEM; NULL: no TLS. See tls_files.h */
    web_handler *handler;
    web_refuser *refuser; /* NULL: the sentence as plain text */
    void *context;        /* of both */
};

/* Answers while the loop, which is borrowed, runs. Texts are copied. NULL with the reason appended to `why`
 * if it can't. */
struct web_server *web_server_new(struct ev_loop *loop, const struct web_server_options *options,
                                  struct buffer *why);

/* Has all sleeping streams read again. */
void web_server_wake(struct web_server *server);

/* The port that it listens on. */
uint16_t web_server_port(const struct web_server *server);

/* Appends its URL without a path: "http://127.0.0.1:8089". */
void web_server_url(const struct web_server *server, struct buffer *out);

/* Closes all connections. NULL is fine; before the loop is destroyed. */
void web_server_free(struct web_server *server);

#endif
