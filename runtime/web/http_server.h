/* An HTTP server on the caller's loop: libmicrohttpd without a thread of its own. What it asks its handler
 * for is answered on the loop's thread, so that the handler may read what that thread owns without a lock.
 *
 * It answers GET and HEAD; everything else is refused. Connections are few, and those that say nothing are
 * closed.
 */
#ifndef SWARM_WEB_HTTP_SERVER_H
#define SWARM_WEB_HTTP_SERVER_H

#include "runtime/base/buffer.h"

#include <stdint.h>

struct ev_loop;
struct web_server;

struct web_answer {
    unsigned status;    /* 200 unless the handler says otherwise */
    const char *type;   /* of the body, static; "text/plain; charset=utf-8" likewise */
    struct buffer body; /* empty at first; the server frees it */
};

/* Fills in the answer to a request for `path`, which is decoded and without its query. */
typedef void web_handler(void *context, const char *path, struct web_answer *answer);

/* Listens on the host (a name or an address) and port (0: any free one) and answers while the loop, which is
 * borrowed, runs. NULL with the reason appended to `why` when it can't. */
struct web_server *web_server_new(struct ev_loop *loop, const char *host, uint16_t port, web_handler *handler,
                                  void *context, struct buffer *why);

/* Where it is, "http://127.0.0.1:8089", appended. */
void web_server_url(const struct web_server *server, struct buffer *out);

/* Cuts what is being answered. NULL is fine; before the loop goes. */
void web_server_free(struct web_server *server);

#endif
