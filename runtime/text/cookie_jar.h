/* The cookies of one user (RFC 6265, with the name prefixes and the rules for Secure of its revision,
 * draft-ietf-httpbis-rfc6265bis).
 *
 * Secure cookies are sent over https and, as in browsers, to this machine: localhost, 127.0.0.0/8 and ::1
 * over http, and unix sockets. Domains that many parties share (public suffixes, by libpsl) can't set
 * cookies. HttpOnly and SameSite have no effect: they concern scripts and pages, which a user of swarm
 * doesn't have.
 *
 * A jar holds at most COOKIE_JAR_MOST bytes: the texts and a fixed overhead per cookie. If there are more,
 * the cookies that were stored first are dropped first. There is no other limit. */
#ifndef SWARM_TEXT_COOKIE_JAR_H
#define SWARM_TEXT_COOKIE_JAR_H

#include "runtime/base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COOKIE_JAR_MOST ((size_t)256 << 10)

struct cookie;

/* Zero bytes are an empty jar. Belongs to one thread. */
struct cookie_jar {
    struct cookie *first; /* in the order in which they are sent */
    size_t size;          /* bytes counted against COOKIE_JAR_MOST */
    uint64_t stored;      /* cookies stored so far */
};

/* Stores the cookies of the Set-Cookie lines of a response. `headers` are its header lines, separated by line
 * breaks; `url` is the URL of the request. `now` is in seconds since 1970, here and below. */
void cookie_jar_receive(struct cookie_jar *jar, const char *url, const char *headers, size_t length,
                        int64_t now);

/* Appends the cookies for a request of `url`, "a=1; b=2": longer paths first, then older cookies. */
void cookie_jar_send(const struct cookie_jar *jar, const char *url, int64_t now, struct buffer *out);

/* Appends the value of the first cookie of that name that cookie_jar_send would send. False: there is none.
 */
bool cookie_jar_find(const struct cookie_jar *jar, const char *url, const char *name, int64_t now,
                     struct buffer *out);

/* Frees the cookies of that name, whatever their domain and path. */
void cookie_jar_remove(struct cookie_jar *jar, const char *name);

/* Frees all cookies; the jar is empty then. */
void cookie_jar_clear(struct cookie_jar *jar);

#endif
