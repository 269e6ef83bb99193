/* A Set-Cookie header taken apart (RFC 6265 section 5.2). */
#ifndef SWARM_TEXT_SET_COOKIE_H
#define SWARM_TEXT_SET_COOKIE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COOKIE_NEVER_EXPIRES INT64_MAX /* it lasts as long as its jar */

/* A piece of a text, not terminated. */
struct cookie_text {
    const char *text;
    size_t length;
};

struct set_cookie {
    struct cookie_text name; /* not empty */
    struct cookie_text value;
    struct cookie_text domain; /* without the dot before it; empty: none was given */
    struct cookie_text path;   /* begins with '/'; empty: the default path */
    int64_t expires;           /* seconds since 1970, COOKIE_NEVER_EXPIRES, or INT64_MIN: at once */
    bool secure;
};

/* Reads the value of a Set-Cookie header. The pieces of *cookie point into `text`. `now` is in seconds since
 * 1970. Returns false if it sets no cookie: without a '=', without a name, or with a control character. */
bool set_cookie_parse(const char *text, size_t length, int64_t now, struct set_cookie *cookie);

#endif
