/* The interface between users and the network.
 *
 * A transport belongs to one reactor and its thread. A session belongs to one user and holds its connections,
 * cookies and TLS sessions, like a browser. It consists of an http_session (http/session.h) and, from the
 * first `connect` on, a tcp (tcp/tcp.h). Both call the `done` of the transport directly. A session does one
 * action at a time: an HTTP request, or an action on the TCP or UDP connection of the user.
 *
 * When an action completes: `done` is called from the loop, once for each action that wasn't canceled, and
 * never before the function that started the action has returned. An action on a TCP or UDP connection may
 * complete at once: then transport_act returns true and its result, and `done` isn't called for it. An
 * HTTP request never completes at once, even if it can't be sent. So a scenario whose requests fail without
 * delay can't block the loop. */
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

/* Called from the loop once for each submitted request that wasn't canceled. The callee owns `response`.
 * `owner` and `ticket` are the arguments of session_new and transport_submit. */
typedef void transport_done(void *context, void *owner, uint64_t ticket, struct response *response);

/* Called just before the transport reads bytes that probably complete a request, so the owner can prefetch
 * (mem_prefetch) the memory that it will need then. `request` is the argument of transport_act. */
typedef void transport_soon(void *context, void *owner, const struct tcp_request *request);

/* Initializes the libraries for the process; once, before any thread. */
void transport_setup(void);

/* A transport on `loop`, which must outlive it. `done(context, …)` is called for every completion. */
struct transport *transport_new(struct ev_loop *loop, transport_done *done, void *context);

/* From now on `soon(context, …)` is called. */
void transport_announce(struct transport *transport, transport_soon *soon);

/* Calls the watcher for what is sent and received in sessions created from now on, HTTP only. It costs time,
 * so it is for a few requests only. */
void transport_watch(struct transport *transport, http_watcher *watcher, void *context);

/* Cancels everything in progress. All sessions must be freed before. */
void transport_free(struct transport *transport);

/* The number of requests in flight, and the start of the oldest (unchanged if there is none). */
size_t transport_in_flight(const struct transport *transport, instant *oldest);

/* A session for `owner`. `settings` is borrowed and must outlive it. Cheap: nothing is opened before the
 * first request. */
struct session *session_new(struct transport *transport, const struct client_settings *settings, void *owner);

/* Cancels its request and closes its connections. */
void session_free(struct session *session);

/* Sends `request`, whose memory must stay valid until completion or cancel. One at a time per session. */
void transport_submit(struct session *session, const struct http_request *request, uint64_t ticket);

/* Connects, sends, receives or disconnects on the TCP or UDP connection of the session. `request` must stay
 * valid until completion or cancel. True: it is complete; *response is the result, owned by the caller, or
 * NULL if there is nothing to report (a disconnect, or a connect on an open connection). */
bool transport_act(struct session *session, const struct tcp_request *request, uint64_t ticket,
                   struct response **response);

/* When the action in progress started; now, if there is none. */
instant transport_begun(const struct session *session);

/* Cancels the action in progress, if any; no completion follows. Returns when it started; now, if there was
 * none. */
instant transport_cancel(struct session *session);

/* The cookies of the session, valid until session_free. */
const struct cookie_jar *session_cookies(const struct session *session);

/* Drops the cookies of that name; NULL: all. */
void session_forget_cookies(struct session *session, const char *name);

#endif
