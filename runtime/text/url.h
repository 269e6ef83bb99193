/* URLs as text: encoding, joining, dot segments (RFC 3986, and the WHATWG URL standard where browsers
 * differ). */
#ifndef SWARM_TEXT_URL_H
#define SWARM_TEXT_URL_H

#include "runtime/base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Percent-encodes everything but A-Z a-z 0-9 - . _ ~ : url_encode() of the language, names and values of
 * `query`. */
void url_encode(const char *text, size_t length, struct buffer *out);

/* The same for application/x-www-form-urlencoded: a space becomes '+' (WHATWG URL section 5). */
void url_encode_form(const char *text, size_t length, struct buffer *out);

/* Undoes %XX ('+' stays); a '%' without two hex digits stays as it is. */
void url_decode(const char *text, size_t length, struct buffer *out);

/* Whether it begins with a scheme and "://". */
bool url_is_absolute(const char *text, size_t length);

/* Appends the absolute URL of `reference` (relative or absolute) seen from `base` (a host with or without
 * scheme and path: "localhost:8080" is "http://localhost:8080"), encoded as LANGUAGE.md section 4 says:
 * illegal bytes percent-encoded, legal ones and existing %XX left alone, a lone '%' becomes %25, dot segments
 * resolved, no fragment. A relative reference is appended to the base's path as Locust does ("/x" after
 * "http://h/api" is "http://h/api/x"). With `raw` nothing is encoded or resolved and a fragment stays.
 * The base "unix:/run/app.sock" gives "http+unix://%2Frun%2Fapp.sock/…": such a URL is asked for over that
 * socket.
 * Returns NULL, or a static text: "the URL contains a line break", "there is no host to send it to", … */
const char *url_resolve(const char *base, const char *reference, size_t length, bool raw, struct buffer *out);

/* Appends where a redirect to `location` leads from the absolute URL `from` (RFC 3986 section 5.2.2: "x" is
 * a sibling, "?q" another query, "//host/x" another host), encoded as above, no fragment. From a unix socket
 * "http://localhost/…" leads to the same socket. Returns as above. */
const char *url_follow(const char *from, const char *location, size_t length, struct buffer *out);

/* Appends a URL, or a host as url_resolve takes it, as it may be shown: "***" in place of the password before
 * the host (RFC 3986 section 3.2.1). */
void url_show(const char *text, size_t length, struct buffer *out);

/* The server that an absolute URL names. The texts are parts of the URL; only the host of a unix socket
 * isn't, which is "localhost". */
struct url_server {
    const char *host; /* without the brackets of an IPv6 address */
    size_t host_length;
    const char *target; /* path and query, "" or beginning with '?' too */
    uint16_t port;      /* as given, or the scheme's */
    bool secure;        /* https */
    bool numeric;       /* was in brackets */
    const char *socket; /* the path of a unix socket, percent-encoded; NULL: none */
    size_t socket_length;
};

/* False when the URL isn't one that url_resolve lets through. */
bool url_server(const char *url, struct url_server *server);

/* Same scheme, host and port: what browsers call one origin. */
bool url_same_server(const struct url_server *a, const struct url_server *b);

#endif
