/* Names and values in requests: forms, queries, multipart bodies, cookies, and the paths of URLs.
 *
 * All of this comes from outside. Texts that contain a NUL, or an escape that is none, are refused; so are
 * more than 256 fields. */
#ifndef SWARM_WEB_WEB_FIELDS_H
#define SWARM_WEB_WEB_FIELDS_H

#include "runtime/base/buffer.h"
#include "runtime/base/vec.h"

#include <stdbool.h>
#include <stddef.h>

struct web_field {
    char *name, *value; /* owned */
};

/* All-zero bytes are no fields. A name may come several times. */
struct web_fields {
    VEC(struct web_field) list;
};

/* Each adds the fields of a text. False if it isn't well-formed; then some of them may have been added.
 * web_fields_form: application/x-www-form-urlencoded, also the query of a URL. web_fields_multipart:
 * multipart/form-data with the Content-Type `type`; files count as fields. */
bool web_fields_form(struct web_fields *fields, const char *text, size_t length);
bool web_fields_multipart(struct web_fields *fields, const char *type, const char *text, size_t length);

void web_fields_free(struct web_fields *fields);

/* The first value of that name; NULL: none. */
const char *web_fields_get(const struct web_fields *fields, const char *name);

/* Appends the value of a cookie in a Cookie header. False if it isn't there. */
bool web_cookie_get(const char *header, const char *name, struct buffer *value);

/* Appends the path of a URL with its escapes decoded. False for an invalid escape and for a NUL. */
bool web_path_decode(const char *path, size_t length, struct buffer *out);

/* Name and password of an Authorization header with Basic authentication (RFC 7617), as "name:password",
 * appended. False if it is something else. */
bool web_basic_decode(const char *header, struct buffer *out);

#endif
