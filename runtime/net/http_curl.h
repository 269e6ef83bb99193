/* The engine that speaks HTTP by libcurl. One request of a session is one transfer: redirects, names and the
 * queue of what is finished are transport.c's matter.
 *
 * Each session has an easy handle of its own, made at its first request and kept: its cookies and TLS
 * sessions live there. Its connections live in a share of its own, for a multi's common pool is scanned
 * linearly and gives users each other's connections. */
#ifndef SWARM_NET_HTTP_CURL_H
#define SWARM_NET_HTTP_CURL_H

#include "runtime/net/session.h"

struct ev_loop;
struct http_curl;

/* `finished` hears of every transfer that ended, not from inside libcurl and not before http_curl_start
 * returned; the session's response is filled then. `lost` must have http_curl_cancel called for all sessions
 * that run. */
struct http_curl *http_curl_new(struct ev_loop *loop, void (*finished)(struct session *session),
                                void (*lost)(void *context), void *context);
void http_curl_free(struct http_curl *curl);

/* Sends session->request; takes session->addresses. False when libcurl refuses, with the reason in the
 * response's error. */
bool http_curl_start(struct http_curl *curl, struct session *session);

/* Ends the transfer; `finished` won't hear of it. */
void http_curl_cancel(struct session *session);

/* Closes the session's connections and frees its handle, if it has one. */
void http_curl_close(struct session *session);

/* Work for the turn of the loop: see curl_loop_turn. */
void http_curl_turn(struct http_curl *curl);
bool http_curl_eager(const struct http_curl *curl);

/* See session_cookie. */
bool http_curl_cookie(const struct session *session, const char *url, const char *name, struct buffer *out);

#endif
