/* URLs taken apart, and what may stand in them. For url.c. */
#ifndef SWARM_TEXT_URL_PARTS_H
#define SWARM_TEXT_URL_PARTS_H

#include <stdbool.h>
#include <stddef.h>

struct span {
    const char *text;
    size_t length;
};

/* An absolute URL taken apart; the fragment is left out. */
struct url_parts {
    struct span scheme;
    struct span authority;
    struct span path;  /* empty or from its '/' on */
    struct span query; /* after its '?' */
    bool has_query;
};

/* The scheme of requests over a unix socket; its path, percent-encoded, stands in place of the host. */
#define URL_UNIX "http+unix"

enum url_byte {
    URL_UNRESERVED = 1, /* RFC 3986 section 2.3 */
    URL_LEGAL = 2,      /* may stand in a path or query as it is; '[' and ']' as browsers have it */
    URL_FORM = 4,       /* stays in a form, WHATWG URL section 5.2 */
};

bool url_byte_is(char c, enum url_byte kind);

/* The first such byte in the text, or `end`. */
const char *span_until(const char *text, const char *end, char byte);

/* The length of a scheme that the text begins with, RFC 3986 section 3.1, the ':' not counted; or 0. */
size_t url_scheme_length(const char *text, size_t length);

/* The parts of an absolute URL (url_is_absolute). They point into the text. */
struct url_parts url_parts_of(const char *text, size_t length);

/* The host in an authority, brackets included, and where its port begins (at the ':', or at the end). */
struct span url_parts_host(struct span authority, const char **port);

/* NULL when scheme and authority are such that a request can be sent there, or the text of what is wrong. */
const char *url_parts_check(const struct url_parts *parts);

#endif
