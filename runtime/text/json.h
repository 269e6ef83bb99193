/* JSON text (RFC 8259) to values, with no tree between. The other direction is value_json in
 * runtime/value/value.h.
 *
 * Strict: no comments, no trailing commas, no NaN, no leading zeros, nothing after the value. A byte order
 * mark at the start is skipped. Integers beyond 64 bit keep their digits (VALUE_BIG);
 * a number too large for a double is infinite. Of duplicate keys the last wins, at the place of the first. An
 * escaped lone surrogate becomes the 3 bytes of WTF-8; invalid UTF-8 in strings is kept as it is; NUL may
 * only come as \u0000. */
#ifndef SWARM_TEXT_JSON_H
#define SWARM_TEXT_JSON_H

#include "runtime/value/value.h"

#include <stddef.h>

struct json_error {
    size_t offset;    /* bytes from the start of the text to what is wrong */
    const char *text; /* static: "a comma or `]` is missing" */
};

/* The value of the whole text, owned by the caller. False with *error (which may be NULL) where the text
 * isn't JSON or nests deeper than VALUE_NESTING_MAX; *result is then none. `text` needs no NUL after it. */
bool json_decode(const char *text, size_t length, value *result, struct json_error *error);

#endif
