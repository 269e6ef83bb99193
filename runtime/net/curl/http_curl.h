/* The HTTP backend that uses libcurl.
 *
 * Each user has an easy handle of its own, made at its first request and kept: its TLS sessions live there.
 * Its connections live in a share of its own, because libcurl scans the common pool of a multi handle
 * linearly and gives users each other's connections. */
#ifndef SWARM_NET_CURL_HTTP_CURL_H
#define SWARM_NET_CURL_HTTP_CURL_H

#include "runtime/net/http/http_backend.h"

struct ev_loop;

/* A backend on `loop`, which must outlive it; `events` must, too. */
struct http_backend http_curl_new(struct ev_loop *loop, const struct http_backend_events *events);

#endif
