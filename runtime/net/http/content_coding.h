/* Undoes the Content-Encoding of a body (RFC 9110 section 8.4), for all HTTP backends. It accepts what
 * browsers and the usual client libraries accept: gzip in several members, bytes behind the last one, and
 * `deflate` with or without the zlib format. brotli and zstd are decoded, too, though swarm doesn't ask for
 * them. What has a coding that swarm doesn't know stays as it is.
 *
 * Any thread; a buffer belongs to one thread at a time. */
#ifndef SWARM_NET_HTTP_CONTENT_CODING_H
#define SWARM_NET_HTTP_CONTENT_CODING_H

#include "runtime/base/buffer.h"
#include "runtime/model/net_error.h"

#include <stddef.h>

/* The value of Accept-Encoding, as common clients send it. */
#define CONTENT_CODINGS "gzip, deflate"

/* Decodes the body as the header lines say. `scratch` is any buffer; it is exchanged with `body`.
 * NET_ERROR_ENCODING: the body isn't encoded like that, ends too early, or has more than five codings.
 * NET_ERROR_BODY_TOO_LARGE: it would have more than `most` bytes. After an error, the body is undefined. */
enum net_error content_decode(const char *headers, size_t headers_length, size_t most, struct buffer *body,
                              struct buffer *scratch);

#endif
