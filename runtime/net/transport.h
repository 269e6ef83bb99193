/* The seam between users and the network.
 *
 * A transport belongs to one reactor and its thread. A session belongs to one user: its connections, cookies
 * and TLS sessions, like a browser of its own. A session does one thing at a time: an HTTP request (http/),
 * or one action on the user's TCP or UDP connection (tcp/).
 *
 * When an action completes. `done` is never called before the function that started the action has returned;
 * it is called from the loop, once for each action that wasn't canceled. An action on a TCP or UDP connection
 * may be done at once: then transport_exchange returns true and its result, and `done` isn't called for it.
 * An HTTP request is never done at once, not even one that can't be sent, so that a scenario whose requests
 * fail without delay can't keep the loop from its other work. */
#ifndef SWARM_NET_TRANSPORT_H
#define SWARM_NET_TRANSPORT_H

#include "runtime/model/client_settings.h"
#include "runtime/model/http_request.h"
#include "runtime/model/http_response.h"
#include "runtime/model/tcp_request.h"
#include "runtime/model/tcp_response.h"
#include "runtime/net/http/http_wire.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cookie_jar;
struct ev_loop;
struct transport;
struct session;

/* Called from the loop once for each submitted request that wasn't cancelled. The callee owns `response`.
 * `owner` and `ticket` are what session_new and transport_submit were given. */
typedef void transport_done(void *context, void *owner, uint64_t ticket, struct response *response);

/* Called just before the transport reads what may well complete a request, so that its owner can have fetched
 * (mem_prefetch) what it will need then. `request` is what transport_exchange was given. */
typedef void transport_soon(void *context, void *owner, const struct tcp_request *request);

/* Process-wide set-up of the libraries below; once, before any thread. */
void transport_setup(void);

/* A transport on `loop`; `done(context, …)` hears of every completion. The loop must outlive it. */
struct transport *transport_new(struct ev_loop *loop, transport_done *done, void *context);

/* Has `soon(context, …)` called from now on. */
void transport_announce(struct transport *transport, transport_soon *soon);

/* Has the watcher told what goes over the wire of sessions that are made from now on, HTTP only. For looking
 * at a few requests: it costs time. */
void transport_watch(struct transport *transport, http_watcher *watcher, void *context);

/* Cancels what runs; all sessions must have been freed before. */
void transport_free(struct transport *transport);

/* Requests that are on their way, and the start of the oldest (untouched when there is none). */
size_t transport_in_flight(const struct transport *transport, instant *oldest);

/* A session for `owner`. `settings` is borrowed and must outlive it. Cheap: no handle is made before the
 * first request. */
struct session *session_new(struct transport *transport, const struct client_settings *settings, void *owner);

/* Cancels its request, closes its connections. */
void session_free(struct session *session);

/* Sends `request`, whose memory must stay until completion or cancel. One at a time per session. */
void transport_submit(struct session *session, const struct http_request *request, uint64_t ticket);

/* Connects, sends, receives or disconnects with the session's connection of TCP or UDP; `request` must stay
 * until completion or cancel. True when it is done at once: *response is what came of it, which the caller
 * owns, or NULL where there is nothing to report (a disconnect, a connect on an open connection). */
bool transport_exchange(struct session *session, const struct tcp_request *request, uint64_t ticket,
                        struct response **response);

/* When what is running had begun; now, if nothing is. */
instant transport_begun(const struct session *session);

/* Ends what is running, if anything is; no completion will come for it. Returns when it had begun; now, if
 * nothing was running. */
instant transport_cancel(struct session *session);

/* The session's cookies, valid until session_free. */
const struct cookie_jar *session_cookies(const struct session *session);

#endif
