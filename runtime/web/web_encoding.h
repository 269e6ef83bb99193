/* Compression of answers: gzip, where the client accepts it. */
#ifndef SWARM_WEB_WEB_ENCODING_H
#define SWARM_WEB_WEB_ENCODING_H

#include "runtime/base/buffer.h"
#include "runtime/web/web_request.h"

#include <stdbool.h>

/* Whether an Accept-Encoding header (NULL: not sent) has gzip, with a weight other than 0. */
bool web_accepts_gzip(const char *accept_encoding);

/* Compresses the body of the answer, with the headers that say so, if the client accepts it and it is worth
 * it. Streams and static bytes stay as they are. */
void web_answer_compress(const struct web_request *request, struct web_answer *answer);

/* Appends what compressed bytes of our own stand for. */
void web_gunzip(const void *bytes, size_t length, struct buffer *out);

#endif
