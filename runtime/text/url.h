/* URLs as text: encoding, joining, dot segments (RFC 3986, and the WHATWG URL standard where browsers
 * differ). */
#ifndef SWARM_TEXT_URL_H
#define SWARM_TEXT_URL_H

#include "runtime/base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Percent-encodes everything except A-Z a-z 0-9 - . _ ~ : for url_encode() of the language, and for names and
 * values of `query`. */
void url_encode(const char *text, size_t length, struct buffer *out);

/* The same for application/x-www-form-urlencoded: a space becomes '+' (WHATWG URL section 5). */
void url_encode_form(const char *text, size_t length, struct buffer *out);

/* Decodes %XX. A '+', and a '%' without two hexadecimal digits, stay unchanged. */
void url_decode(const char *text, size_t length, struct buffer *out);

/* Whether the text begins with a scheme and "://". */
bool url_is_absolute(const char *text, size_t length);

/* Appends the absolute URL of `reference` (relative or absolute), resolved against `base` (a host with or
 * without scheme and path: "localhost:8080" is "http://localhost:8080").
 *
 * It is encoded: illegal bytes are percent-encoded, legal bytes and existing %XX stay, a '%' alone becomes
 * %25, dot segments are resolved, the fragment is removed. A relative reference is appended to the path of
 * the base as in Locust ("/x" after "http://h/api" is "http://h/api/x"). With `raw` nothing is encoded,
 * resolved or removed. The base "unix:/run/app.sock" gives "http+unix://%2Frun%2Fapp.sock/…"; such a URL is
 * requested over that socket.
 *
 * Returns NULL, or a static error text: "the URL contains a line break", "there is no host to send it to", …
 */
const char *url_resolve(const char *base, const char *reference, size_t length, bool raw, struct buffer *out);

/* Appends the target of a redirect from the absolute URL `from` to `location` (RFC 3986 section 5.2.2: "x"
 * replaces the last segment, "?q" the query, "//host/x" the host), encoded as above, without fragment. After
 * a request over a unix socket "http://localhost/…" is the same socket. Returns the same errors. */
const char *url_follow(const char *from, const char *location, size_t length, struct buffer *out);

/* Appends a URL, or a host as url_resolve accepts it, for display: "***" replaces the password before the
 * host (RFC 3986 section 3.2.1). */
void url_show(const char *text, size_t length, struct buffer *out);

/* The server of an absolute URL. The texts are parts of the URL, except the host of a unix socket, which is
 * "localhost". */
struct url_server {
    const char *host; /* without the brackets of an IPv6 address */
    size_t host_length;
    const char *target; /* path and query; may be "" or begin with '?' */
    uint16_t port;      /* as given, or the default of the scheme */
    bool secure;        /* https */
    bool numeric;       /* an IPv6 address in brackets */
    const char *socket; /* the path of a unix socket, percent-encoded; NULL: none */
    size_t socket_length;
};

/* False: url_resolve never returns such a URL. */
bool url_server(const char *url, struct url_server *server);

/* Whether scheme, host and port are equal: the same origin in a browser. */
bool url_same_server(const struct url_server *a, const struct url_server *b);

#endif
