/* Splits URLs, and checks their characters. For url.c. */
#ifndef SWARM_TEXT_URL_PARTS_H
#define SWARM_TEXT_URL_PARTS_H

#include "runtime/base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

struct span {
    const char *text;
    size_t length;
};

/* The parts of an absolute URL without its fragment. */
struct url_parts {
    struct span scheme;
    struct span authority;
    struct span path;  /* empty or beginning with '/' */
    struct span query; /* without its '?' */
    bool has_query;
};

/* The scheme of requests over a unix socket. The percent-encoded path of the socket is in place of the host.
 */
#define URL_UNIX "http+unix"

enum url_byte {
    URL_UNRESERVED = 1, /* RFC 3986 section 2.3 */
    URL_LEGAL = 2,      /* allowed in a path or query; '[' and ']' as in browsers */
    URL_FORM = 4,       /* not encoded in a form, WHATWG URL section 5.2 */
};

bool url_byte_is(char c, enum url_byte kind);

/* The position of the first `byte` in the text, or `end`. */
const char *span_until(const char *text, const char *end, char byte);

/* The length of the scheme at the start of the text (RFC 3986 section 3.1), without the ':'; 0: there is
 * none. */
size_t url_scheme_length(const char *text, size_t length);

/* Splits an absolute URL (url_is_absolute). The parts point into the text. */
struct url_parts url_parts_of(const char *text, size_t length);

/* Appends the authority with its host as it is sent (host_ascii). It was checked by url_parts_check. */
void url_authority_append(struct span authority, struct buffer *out);

/* NULL: a request can be sent to this scheme and authority. Otherwise a text that says what is wrong. */
const char *url_parts_check(const struct url_parts *parts);

#endif
