/* HTTP of one user, independent of the backend: names, time limits, redirects, cookies, authentication.
 *
 * A hub is the shared state of the sessions of one reactor. All of it belongs to the thread and the loop of
 * the reactor.
 *
 * A complete exchange waits in the hub's queue. The hub empties the queue right after the backend has
 * reported the end of an exchange, and once in each turn of the loop before it waits. It follows the
 * redirect, or makes the response of the draft (http_response_pack) and calls http_done. */
#ifndef SWARM_NET_HTTP_SESSION_H
#define SWARM_NET_HTTP_SESSION_H

#include "runtime/base/clock.h"
#include "runtime/base/ring.h"
#include "runtime/net/http/http_backend.h"
#include "runtime/net/http/route.h"
#include "runtime/text/cookie_jar.h"

#include <ev.h>

struct http_hub;
struct redirect;
struct resolved_name;
struct resolver;
struct response;

/* Called from the loop once for each submitted request that wasn't canceled. The callee owns `response`.
 * `owner` and `ticket` are the arguments of http_session_init and http_submit. */
typedef void http_done(void *context, void *owner, uint64_t ticket, struct response *response);

/* The callbacks that the backend of a hub must be created with. */
extern const struct http_backend_events http_session_events;

/* Takes ownership of the backend. The loop and the resolver must outlive the hub. The caller must pass
 * completions of the resolver to http_hub_resolved. */
struct http_hub *http_hub_new(struct ev_loop *loop, struct resolver *resolver,
                              const struct http_backend *backend, http_done *done, void *context);

/* All sessions must be freed before. */
void http_hub_free(struct http_hub *hub);

void http_hub_resolved(struct http_hub *hub, const struct resolved_name *name);

/* See http_backend.watch. */
void http_hub_watch(struct http_hub *hub, http_watcher *watcher, void *context);

/* The number of requests in flight, and the start of the oldest (unchanged if there is none). */
size_t http_hub_in_flight(const struct http_hub *hub, instant *oldest);

enum http_session_state {
    HTTP_SESSION_IDLE,      /* no request; keeps only connections and cookies */
    HTTP_SESSION_RESOLVING, /* waits for the addresses of the host */
    HTTP_SESSION_RUNNING,   /* the backend has it */
    HTTP_SESSION_FINISHED,  /* the draft is complete; the session is in the hub's queue */
};

/* For session.c only, but its size is public so that it can be embedded. */
struct http_session {
    struct http_exchange exchange; /* first; its request is that of the sender, or that of `redirect` */
    struct http_hub *hub;
    void *owner;
    uint64_t ticket;
    enum http_session_state state;
    struct redirect *redirect; /* the request after a redirect; NULL: none yet */
    instant begun;             /* when the request of the exchange began: at the start, or after a redirect */
    instant deadline;          /* start + timeout */
    ev_timer alarm;            /* see session.c */
    instant alarm_at;          /* time of the alarm while it is active */
    struct ring flight;        /* in the ring of the hub while there is a request */
    struct ring finished;      /* in the queue of the hub when FINISHED */
    struct route route;
    struct cookie_jar cookies;
};

/* Initializes zeroed memory. Opens no connection. `settings` is borrowed and must outlive the session.
 * `number`: the number of earlier sessions. */
void http_session_init(struct http_session *session, struct http_hub *hub,
                       const struct client_settings *settings, void *owner, uint32_t number);

/* Cancels the request, closes the connections and frees everything the session owns. */
void http_session_clear(struct http_session *session);

/* Sends `request`, whose memory must stay valid until completion or cancel. Never completes before this
 * returns. */
void http_submit(struct http_session *session, const struct http_request *request, uint64_t ticket);

/* Cancels the request in flight; no completion follows. False: there is none. */
bool http_cancel(struct http_session *session);

/* When the request in flight was submitted. False: there is none. */
bool http_begun(const struct http_session *session, instant *begun);

#endif
