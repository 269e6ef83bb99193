/* HTTP of one user, whichever backend serves it: names, time limits, redirects, cookies, authentication.
 *
 * A hub is what the sessions of one reactor share. All of it belongs to the reactor's thread and loop. */
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

/* Called from the loop once for each submitted request that wasn't cancelled. The callee owns `response`.
 * `owner` and `ticket` are what http_session_init and http_submit were given. */
typedef void http_done(void *context, void *owner, uint64_t ticket, struct response *response);

/* What the backend of a hub must be made with. */
extern const struct http_backend_events http_session_events;

/* Takes over the backend. The loop and the resolver must outlive the hub; http_hub_resolved must be called
 * for the resolver's completions. */
struct http_hub *http_hub_new(struct ev_loop *loop, struct resolver *resolver,
                              const struct http_backend *backend, http_done *done, void *context);

/* All sessions must have been freed before. */
void http_hub_free(struct http_hub *hub);

void http_hub_resolved(struct http_hub *hub, const struct resolved_name *name);

/* See http_backend.watch. */
void http_hub_watch(struct http_hub *hub, http_watcher *watcher, void *context);

/* Requests in flight, and the start of the oldest (untouched when there is none). */
size_t http_hub_in_flight(const struct http_hub *hub, instant *oldest);

enum http_session_state {
    HTTP_SESSION_IDLE,      /* no request; only connections and cookies are kept */
    HTTP_SESSION_RESOLVING, /* waits for the addresses of the host */
    HTTP_SESSION_RUNNING,   /* the backend has it */
    HTTP_SESSION_FINISHED,  /* the draft is complete; to be delivered, or its redirect to be followed */
};

/* Private to session.c, but for whoever holds one. */
struct http_session {
    struct http_exchange exchange; /* first; its request is the sender's, or that of `redirect` */
    struct http_hub *hub;
    void *owner;
    uint64_t ticket;
    enum http_session_state state;
    struct redirect *redirect; /* the request that a redirect led to; NULL: none yet */
    instant begun;             /* when the exchange's request came up: the start, or after a redirect */
    instant deadline;          /* start + timeout */
    ev_timer alarm;            /* see session.c */
    instant alarm_at;          /* what it is set to while it is active */
    struct ring flight;        /* in the hub's ring while there is a request */
    struct ring finished;      /* in its queue when FINISHED */
    struct route route;
    struct cookie_jar cookies;
};

/* Fills zero bytes. Makes no connection. `settings` is borrowed and must outlive it. `number`: how many
 * sessions there were before. */
void http_session_init(struct http_session *session, struct http_hub *hub,
                       const struct client_settings *settings, void *owner, uint32_t number);

/* Cancels its request, closes its connections, frees what it holds. */
void http_session_clear(struct http_session *session);

/* Sends `request`, whose memory must stay until completion or cancel. Never completes before it returns. */
void http_submit(struct http_session *session, const struct http_request *request, uint64_t ticket);

/* Cancels the request in flight, for which no completion will come. False: there is none. */
bool http_cancel(struct http_session *session);

/* When the request in flight was submitted. False: there is none. */
bool http_begun(const struct http_session *session, instant *begun);

#endif
