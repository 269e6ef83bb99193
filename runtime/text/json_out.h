/* JSON text (RFC 8259) written piece by piece; commas, brackets and line breaks see to themselves.
 *
 *     struct json_out json = json_out_new(out, 1);
 *     json_out_object(&json, NULL);
 *     json_out_text(&json, "name", "x");      {
 *     json_out_list(&json, "sizes");            "name": "x",
 *     json_out_count(&json, NULL, 1);           "sizes": [1]
 *     json_out_close(&json);                  }
 *     json_out_close(&json);
 *
 * `key` is the name of a member, ASCII that needs no escape; NULL in a list, and for the value itself. */
#ifndef SWARM_TEXT_JSON_OUT_H
#define SWARM_TEXT_JSON_OUT_H

#include "runtime/base/buffer.h"

#include <stdbool.h>
#include <stdint.h>

struct json_out {
    struct buffer *out;
    unsigned lines;  /* what is nested less deeply has a line of its own, indented */
    unsigned depth;  /* of open objects and lists; at most 32 */
    uint32_t lists;  /* bit i: the one at depth i is a list */
    bool has_member; /* the innermost one has something in it */
    bool is_compact; /* no spaces; '<' is escaped */
};

/* Writes to the end of `out`, which outlives it. */
struct json_out json_out_new(struct buffer *out, unsigned lines);

/* The same in one line without spaces. `<` is written as an escape, so the text may stand in a script element
 * of HTML. */
struct json_out json_out_new_compact(struct buffer *out);

void json_out_object(struct json_out *json, const char *key);
void json_out_list(struct json_out *json, const char *key);

/* Ends the innermost object or list. */
void json_out_close(struct json_out *json);

/* Bytes that aren't UTF-8 become U+FFFD, so that every parser takes it; NULL is null. */
void json_out_text(struct json_out *json, const char *key, const char *text);
void json_out_count(struct json_out *json, const char *key, uint64_t count);

/* The shortest decimal that reads back as the same double; null for NaN and infinities, which JSON lacks. */
void json_out_number(struct json_out *json, const char *key, double number);
void json_out_bool(struct json_out *json, const char *key, bool boolean);
void json_out_null(struct json_out *json, const char *key);

#endif
