/* The values of headers that are the same with every backend. */
#ifndef SWARM_NET_HTTP_REQUEST_HEAD_H
#define SWARM_NET_HTTP_REQUEST_HEAD_H

#include "runtime/base/buffer.h"
#include "runtime/model/http_request.h"

/* Fills `out` with the value of the Authorization header for BASIC or BEARER. Returns its text; NULL: the
 * request needs none. */
const char *request_head_authorization(const struct http_request *request, struct buffer *out);

/* Appends the cookies of the request (from its Cookie headers and its `cookies` clause) to those of the jar,
 * which `out` contains already: RFC 6265 section 5.4 allows only one Cookie header. Cookies of the jar with
 * the same names are removed. Returns the text; NULL: there are no cookies. */
const char *request_head_cookie(const struct http_request *request, struct buffer *out);

#endif
