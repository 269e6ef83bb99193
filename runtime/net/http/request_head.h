/* The values of the headers that every backend sends alike. */
#ifndef SWARM_NET_HTTP_REQUEST_HEAD_H
#define SWARM_NET_HTTP_REQUEST_HEAD_H

#include "runtime/base/buffer.h"
#include "runtime/model/http_request.h"

/* Fills `out` with the value of the Authorization header where BASIC or BEARER asks for one. Returns its
 * text, or NULL for none. */
const char *request_head_authorization(const struct http_request *request, struct buffer *out);

/* Appends the request's own cookies, those of its Cookie headers and of its clause, to those of the jar that
 * `out` holds already: RFC 6265 section 5.4 allows one Cookie header only. Returns the text, or NULL for
 * none.
 */
const char *request_head_cookie(const struct http_request *request, struct buffer *out);

#endif
