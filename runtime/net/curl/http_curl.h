/* The HTTP backend that uses libcurl.
 *
 * Each user has its own easy handle, created at its first request and kept for its TLS sessions. Its
 * connections are in a share of its own, because libcurl searches the common pool of a multi handle linearly,
 * and would let users use each other's connections. */
#ifndef SWARM_NET_CURL_HTTP_CURL_H
#define SWARM_NET_CURL_HTTP_CURL_H

#include "runtime/net/http/http_backend.h"

struct ev_loop;

/* A backend on `loop`. The loop and `events` must outlive it. */
struct http_backend http_curl_new(struct ev_loop *loop, const struct http_backend_events *events);

#endif
