/* Writes JSON text (RFC 8259) piece by piece, with commas, brackets and line breaks.
 *
 *     struct json_out json = json_out_new(out, 1);
 *     json_out_object(&json, NULL);
 *     json_out_text(&json, "name", "x");      {
 *     json_out_list(&json, "sizes");            "name": "x",
 *     json_out_count(&json, NULL, 1);           "sizes": [1]
 *     json_out_close(&json);                  }
 *     json_out_close(&json);
 *
 * `key` is the name of a member, ASCII that needs no escape. For the value at the top it is NULL. In a list
 * it is ignored, so a function that writes members writes a list of their values as well. */
#ifndef SWARM_TEXT_JSON_OUT_H
#define SWARM_TEXT_JSON_OUT_H

#include "runtime/base/buffer.h"

#include <stdbool.h>
#include <stdint.h>

/* The most objects and lists that can be open at once: more than the tree of task ratios has
 * (engine/ratio.c). */
enum { JSON_OUT_DEPTH = 1024 };

struct json_out {
    struct buffer *out;
    unsigned lines;                      /* values at a lesser depth each get an indented line of their own */
    unsigned depth;                      /* number of open objects and lists; at most JSON_OUT_DEPTH */
    uint64_t lists[JSON_OUT_DEPTH / 64]; /* bit i % 64 of item i / 64: a list is open at depth i */
    bool has_member;                     /* the innermost one isn't empty */
    bool is_compact;                     /* no spaces; '<' is escaped */
};

/* A writer that appends to `out`, which must outlive it. */
struct json_out json_out_new(struct buffer *out, unsigned lines);

/* The same in one line without spaces. `<` is written as an escape, so the text is safe in a script element
 * of HTML. */
struct json_out json_out_new_compact(struct buffer *out);

void json_out_object(struct json_out *json, const char *key);
void json_out_list(struct json_out *json, const char *key);

/* Ends the innermost object or list. */
void json_out_close(struct json_out *json);

/* Bytes that aren't UTF-8 become U+FFFD, so that every parser accepts the text. NULL becomes null. */
void json_out_text(struct json_out *json, const char *key, const char *text);
void json_out_count(struct json_out *json, const char *key, uint64_t count);

/* value / 10^places, exactly if it has at most 15 digits. `places` is at most 18. */
void json_out_fixed(struct json_out *json, const char *key, int64_t value, unsigned places);

/* The shortest decimal number that reads back as the same double. NaN and infinities, which JSON lacks,
 * become null. In compact text, numbers below 10^9 are rounded to 6 decimal places, those below 1 to 9. */
void json_out_number(struct json_out *json, const char *key, double number);
void json_out_bool(struct json_out *json, const char *key, bool boolean);
void json_out_null(struct json_out *json, const char *key);

#endif
