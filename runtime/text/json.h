/* Parses JSON text (RFC 8259) directly to values, without a tree. value_json in runtime/value/value.h writes
 * JSON.
 *
 * Strict: no comments, no trailing commas, no NaN, no leading zeros, nothing after the value. A byte order
 * mark at the start is skipped. Integers of more than 64 bits keep their digits (VALUE_BIG). A number too
 * large for a double becomes infinite. Of duplicate keys the last value is used, at the position of the
 * first. An escaped lone surrogate becomes the 3 bytes of WTF-8. Invalid UTF-8 in strings is kept. NUL is
 * accepted only as \u0000. */
#ifndef SWARM_TEXT_JSON_H
#define SWARM_TEXT_JSON_H

#include "runtime/value/value.h"

#include <stddef.h>

struct json_error {
    size_t offset;    /* position of the error in bytes from the start of the text */
    const char *text; /* static: "a comma or `]` is missing" */
};

/* Parses the whole text to a value, owned by the caller. If the text isn't JSON or nests deeper than
 * VALUE_NESTING_MAX, it returns false, sets *error (which may be NULL), and *result is none. `text` needs no
 * NUL at its end. */
bool json_decode(const char *text, size_t length, value *result, struct json_error *error);

#endif
