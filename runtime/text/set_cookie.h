/* Parses a Set-Cookie header (RFC 6265 section 5.2). */
#ifndef SWARM_TEXT_SET_COOKIE_H
#define SWARM_TEXT_SET_COOKIE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COOKIE_NEVER_EXPIRES INT64_MAX /* the cookie lasts as long as its jar */

/* A part of a text, not NUL-terminated. */
struct cookie_text {
    const char *text;
    size_t length;
};

struct set_cookie {
    struct cookie_text name; /* not empty */
    struct cookie_text value;
    struct cookie_text domain; /* without a leading dot; empty: not given */
    struct cookie_text path;   /* begins with '/'; empty: the default path */
    int64_t expires;           /* seconds since 1970, COOKIE_NEVER_EXPIRES, or INT64_MIN: at once */
    bool secure;
};

/* Parses the value of a Set-Cookie header. The parts of *cookie point into `text`. `now` is in seconds since
 * 1970. Returns false if it sets no cookie: it has no '=', no name, or contains a control character. */
bool set_cookie_parse(const char *text, size_t length, int64_t now, struct set_cookie *cookie);

#endif
