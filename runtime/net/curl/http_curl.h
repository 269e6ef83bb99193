/* The engine that speaks HTTP by libcurl. One request of a session is one transfer: redirects, names and the
 * queue of what is finished are transport.c's matter.
 *
 * Each session has an easy handle of its own, made at its first request and kept: its cookies and TLS
 * sessions live there. Its connections live in a share of its own, for a multi's common pool is scanned
 * linearly and gives users each other's connections. */
#ifndef SWARM_NET_CURL_HTTP_CURL_H
#define SWARM_NET_CURL_HTTP_CURL_H

#include "runtime/net/http/session.h"

struct ev_loop;
struct http_curl;

/* `finished` hears of every transfer that ended, not from inside libcurl and not before http_curl_start
 * returned; the session's draft is filled then. `lost` must have http_curl_cancel called for all sessions
 * that run. */
struct http_curl *http_curl_new(struct ev_loop *loop, void (*finished)(struct session *session),
                                void (*lost)(void *context), void *context);
void http_curl_free(struct http_curl *curl);

/* See transport_watch. */
void http_curl_watch(struct http_curl *curl, transport_watcher *watcher, void *context);

/* Sends session->request; takes session->addresses. False when libcurl refuses, with the reason in the
 * draft's error. Sets no limit of time: that is the sender's matter, who has one clock for all of it. */
bool http_curl_start(struct http_curl *curl, struct session *session);

/* Ends the transfer; `finished` won't hear of it. */
void http_curl_cancel(struct session *session);

/* The same, with what came so far in the draft. */
void http_curl_expire(struct session *session);

/* Whether the transfer got as far as a connection that its request can go out on. */
bool http_curl_is_connected(const struct session *session);

/* Closes the session's connections and frees its handle, if it has one. */
void http_curl_close(struct session *session);

/* Work for the turn of the loop: see curl_loop_turn. */
void http_curl_turn(struct http_curl *curl);
bool http_curl_eager(const struct http_curl *curl);

/* See session_cookie. */
bool http_curl_cookie(const struct session *session, const char *url, const char *name, struct buffer *out);

#endif
